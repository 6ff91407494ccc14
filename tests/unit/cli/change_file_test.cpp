#include "cli/change_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

class ChangeFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "dockgate-change-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    top_ = name;
    fs::create_directories(top_ / "root/sub");
    fs::create_directories(top_ / "outside");
    put("root/a", "old\n");
    put("outside/b", "old\n");
  }
  void TearDown() override { fs::remove_all(top_); }

  void put(const std::string& path, std::string_view text) {
    std::ofstream(top_ / path, std::ios::binary) << text;
  }
  std::string get(const std::string& path) const {
    std::ifstream in(top_ / path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  std::string replace(const std::string& path, std::string_view before = "old\n",
                      std::string_view after = "new\n") {
    return change_file((top_ / "root").string(), path, before, after);
  }
  std::size_t entries(const std::string& path) const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(top_ / path), fs::directory_iterator()));
  }

  fs::path top_;
};

TEST_F(ChangeFile, PutsTheNewBytesInPlaceAndKeepsTheMode) {
  fs::permissions(top_ / "root/a", fs::perms(0750));
  EXPECT_EQ(replace("a"), "");
  EXPECT_EQ(get("root/a"), "new\n");
  EXPECT_EQ(fs::status(top_ / "root/a").permissions(), fs::perms(0750));
  EXPECT_EQ(entries("root"), 2u) << "nothing is left over";
}

TEST_F(ChangeFile, RefusesWhatWasChangedMeanwhile) {
  EXPECT_EQ(replace("a", "older\n"), "it was changed meanwhile");
  EXPECT_EQ(replace("a", "old"), "it was changed meanwhile");
  EXPECT_EQ(replace("a", "old\nmore"), "it was changed meanwhile");
  EXPECT_EQ(get("root/a"), "old\n");
}

TEST_F(ChangeFile, FollowsLinksInsideOnly) {
  fs::create_symlink("../a", top_ / "root/sub/in");
  fs::create_symlink("../../outside/b", top_ / "root/sub/out");
  fs::create_symlink((top_ / "outside").string(), top_ / "root/folder");
  EXPECT_EQ(replace("sub/in"), "");
  EXPECT_EQ(get("root/a"), "new\n");
  EXPECT_TRUE(fs::is_symlink(top_ / "root/sub/in")) << "the link stays a link";
  EXPECT_EQ(replace("sub/out"), "it leads outside of the folder that is judged");
  EXPECT_EQ(replace("folder/b"), "it leads outside of the folder that is judged");
  EXPECT_EQ(replace("../outside/b"), "it leads outside of the folder that is judged");
  EXPECT_EQ(get("outside/b"), "old\n");
}

TEST_F(ChangeFile, RefusesWhatIsNoPlainFileOrNotThere) {
  EXPECT_EQ(replace("sub"), "it is no plain file");
  ASSERT_EQ(::mkfifo((top_ / "root/pipe").c_str(), 0600), 0);
  EXPECT_EQ(replace("pipe"), "it is no plain file");
  EXPECT_NE(replace("none"), "");
  EXPECT_NE(replace(""), "");
}

TEST_F(ChangeFile, LeavesWhatMayNotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  fs::permissions(top_ / "root/a", fs::perms(0444));
  EXPECT_NE(replace("a"), "");
  EXPECT_EQ(get("root/a"), "old\n");
}

}  // namespace
}  // namespace dockgate::cli
