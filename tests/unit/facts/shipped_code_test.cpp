#include "facts/shipped_code.hpp"

#include <gtest/gtest.h>

#include "facts/code_reach.hpp"
#include <dockgate/files.hpp>

namespace dockgate::facts {
namespace {

const std::string load = "import transformers\ntransformers.AutoModel.from_pretrained('org/name')\n";

ShippedCode looked_at(std::map<std::string, std::string> files, unsigned jobs) {
  std::vector<std::string> paths;
  for (const auto& [path, text] : files) paths.push_back(path);
  paths.push_back("missing.py");
  const auto tree = text::memory_files(std::move(files));
  ModuleCache cache;
  const auto nothing = [](const std::string&) -> const ParsedFile* { return nullptr; };
  return code_that_matters(*tree, paths, nothing, cache.catalog(), jobs);
}

TEST(ShippedCode, IsWhatNamesSomethingOfTheCatalogueInOrder) {
  std::map<std::string, std::string> files;
  std::vector<std::string> expected;
  for (int i = 1000; i < 2500; ++i) {
    const std::string path = "f" + std::to_string(i) + ".py";
    files[path] = i % 7 == 0 ? load : "print('nothing')\n";
    if (i % 7 == 0) expected.push_back(path);
  }
  for (const unsigned jobs : {1U, 4U}) {
    const ShippedCode found = looked_at(files, jobs);
    EXPECT_EQ(found.paths, expected) << jobs;
    EXPECT_TRUE(found.complete);
  }
}

TEST(ShippedCode, IsBoundedAndSaysSo) {
  std::map<std::string, std::string> files;
  for (int i = 10; i < 30; ++i)
    files["f" + std::to_string(i) + ".py"] = load + std::string(max_source_bytes - load.size(), '#');
  const ShippedCode found = looked_at(files, 2);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.paths.size(), 16U);  // 64 MiB of 4 each
}

}  // namespace
}  // namespace dockgate::facts
