// The properties of any tree, on the seeds of the fuzzer on prefixes of them and with bytes missing.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "../../fuzz/dockerfile_properties.hpp"
#include "parsed.hpp"
#include "support/files.hpp"

namespace dockgate::dockerfile {
namespace {

std::vector<std::filesystem::path> seeds() {
  std::vector<std::filesystem::path> out;
  for (const char* folder : {"/corpus/dockerfile", "/parser"}) {
    const std::string root = std::string(DOCKGATE_TESTDATA) + folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file() && entry.path().extension() != ".json") out.push_back(entry.path());
    }
  }
  return out;
}

TEST(Properties, HoldForTheSeeds) {
  const auto paths = seeds();
  ASSERT_FALSE(paths.empty());
  for (const auto& path : paths) EXPECT_EQ(TreeCheck::broken(parsed(test::read(path))), "") << path;
}

TEST(Properties, HoldForPrefixesAndWithoutAByte) {
  for (const auto& path : seeds()) {
    const std::string bytes = test::read(path);
    const std::size_t step = 1 + bytes.size() / 100;
    for (std::size_t i = 0; i < bytes.size(); i += step) {
      EXPECT_EQ(TreeCheck::broken(parsed(bytes.substr(0, i))), "") << path << " up to " << i;
      EXPECT_EQ(TreeCheck::broken(parsed(bytes.substr(0, i) + bytes.substr(i + 1))), "")
          << path << " without " << i;
    }
  }
}

}  // namespace
}  // namespace dockgate::dockerfile
