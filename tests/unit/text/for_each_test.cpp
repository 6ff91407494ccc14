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

TEST(ForEach, InSharesVisitsEachIndexOnceAndThrowsTheFirstFailure) {
  for (const std::size_t count : {0u, 1u, 64u, 65u, 200u}) {
    std::vector<std::atomic<int>> visits(count);
    for_each_index_in_shares(count, 4, [&](std::size_t i) { ++visits[i]; });
    for (const auto& visited : visits) EXPECT_EQ(visited, 1);
  }
  std::atomic<int> last = 0;
  const auto work = [&](std::size_t i) {
    if (i == 3) throw std::runtime_error("broken");
    if (i == 199) ++last;
  };
  EXPECT_THROW(for_each_index_in_shares(200, 2, work), std::runtime_error);
  EXPECT_EQ(last, 1);
}

}  // namespace
}  // namespace dockgate::text
