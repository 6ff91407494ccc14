#include "text/guarded_map.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "text/file_trees.hpp"

namespace dockgate::text {
namespace {

namespace fs = std::filesystem;

class GuardedMap : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "dockgate-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    top_ = pattern;
    std::ofstream(top_ / "file", std::ios::binary) << std::string(size_, 'x');
    survive_truncated_maps();
    survive_truncated_maps();
  }
  void TearDown() override { fs::remove_all(top_); }

  static constexpr std::size_t size_ = 1u << 20;
  fs::path top_;
};

TEST_F(GuardedMap, AFileThatIsLeftAloneIsUnchanged) {
  const auto file = disk_files(top_.string(), "")->map("file");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->bytes.size(), size_);
  EXPECT_EQ(std::ranges::count(file->bytes, 'x'), static_cast<std::ptrdiff_t>(size_));
  EXPECT_TRUE(unchanged(*file));
}

TEST_F(GuardedMap, WhatIsCutOffReadsAsZerosAndIsTold) {
  const auto file = disk_files(top_.string(), "")->map("file");
  ASSERT_TRUE(file);
  fs::resize_file(top_ / "file", 8192);
  EXPECT_EQ(std::ranges::count(file->bytes, 'x'), 8192);
  EXPECT_EQ(file->bytes.back(), '\0');
  EXPECT_FALSE(unchanged(*file));
}

TEST_F(GuardedMap, AFileOfTheSameSizeThatWasWrittenIsTold) {
  const auto file = disk_files(top_.string(), "")->map("file");
  ASSERT_TRUE(file);
  fs::last_write_time(top_ / "file", fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(unchanged(*file));
}

TEST_F(GuardedMap, SlotsAreGivenBack) {
  const auto tree = disk_files(top_.string(), "");
  for (int i = 0; i < 3000; ++i) ASSERT_TRUE(tree->map("file")) << i;
}

TEST_F(GuardedMap, FilesInMemoryNeverChange) {
  const auto file = memory_files({{"a", "text"}})->map("a");
  ASSERT_TRUE(file);
  EXPECT_TRUE(unchanged(*file));
  EXPECT_TRUE(unchanged(MappedFile{}));
}

}  // namespace
}  // namespace dockgate::text
