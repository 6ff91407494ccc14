// testdata/parser/<case>/Dockerfile against tree.json beside it, which UPDATE_GOLDEN=1 rewrites.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "parsed.hpp"
#include "report/parse_json.hpp"
#include "support/files.hpp"

namespace dockgate::dockerfile {
namespace {

TEST(Golden, Trees) {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(DOCKGATE_TESTDATA) + "/parser")) {
    const File file = parsed(test::read(entry.path() / "Dockerfile"));
    const std::string tree = report::parse_json({&file, 1});
    const auto path = entry.path() / "tree.json";
    if (update) std::ofstream(path, std::ios::binary) << tree;
    EXPECT_EQ(test::read(path), tree) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 10u);
}

}  // namespace
}  // namespace dockgate::dockerfile
