#include "text/for_each.hpp"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

namespace dockgate::text {
namespace {

TEST(ForEach, VisitsEachIndexOnce) {
  for (const unsigned jobs : {0u, 1u, 4u, 64u}) {
    std::vector<std::atomic<int>> visits(100);
    for_each_index(visits.size(), jobs, [&](std::size_t i) { ++visits[i]; });
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
  EXPECT_TRUE(for_each_index(0, 4, [](std::size_t) {}).empty());
}

TEST(ForEach, GoesOnAfterAFailure) {
  const auto failures = for_each_index(3, 2, [](std::size_t i) {
    if (i == 1) throw std::runtime_error("broken");
  });
  EXPECT_EQ(failures, (std::vector<std::string>{"", "broken", ""}));
}

}  // namespace
}  // namespace dockgate::text
