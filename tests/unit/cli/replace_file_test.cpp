// A file that is replaced is the old one or the new one, wherever the process ends.
#include "cli/replace_file.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

class ReplaceFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "dockgate-replace.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = (folder_ / "dockgate.lock").string();
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
  std::string path_;
  const std::string old_ = "old\n", new_ = std::string(100'000, 'n') + "\n";
};

TEST_F(ReplaceFile, AKillAtEachStepLeavesTheOldOrTheNew) {
  int steps = 0;
  ASSERT_EQ(replace_file(path_, old_, [&](int) { ++steps; }), 0);
  ASSERT_GE(steps, 8);
  int old = 0, fresh = 0;
  for (int last = 0; last < steps; ++last) {
    ASSERT_EQ(replace_file(path_, old_), 0);
    const pid_t child = fork();
    if (child == 0) {
      replace_file(path_, new_, [&](int step) {
        if (step == last) raise(SIGKILL);
      });
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "step " << last;
    const std::string text = read();
    EXPECT_TRUE(text == old_ || text == new_) << "step " << last << " leaves " << text.size() << " bytes";
    (text == old_ ? old : fresh) += 1;
  }
  EXPECT_GE(old, 7);
  EXPECT_GE(fresh, 1);
}

TEST_F(ReplaceFile, LeavesNothingElseAndKeepsRights) {
  ASSERT_EQ(replace_file(path_, old_), 0);
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  ASSERT_EQ(replace_file(path_, new_), 0);
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_EQ(read(), new_);
  EXPECT_EQ(files(), 1u);
}

TEST_F(ReplaceFile, ALinkIsReplacedAndItsTargetLeftAlone) {
  std::ofstream(folder_ / "target") << "target";
  fs::create_symlink("target", path_);
  ASSERT_EQ(replace_file(path_, new_), 0);
  EXPECT_FALSE(fs::is_symlink(path_));
  std::ifstream in(folder_ / "target");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "target");
}

TEST_F(ReplaceFile, WhatCannotBeWrittenLeavesTheOld) {
  EXPECT_EQ(replace_file((folder_ / "missing" / "x").string(), new_), ENOENT);
  ASSERT_EQ(replace_file(path_, old_), 0);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &small);
    _exit(replace_file(path_, new_) == EFBIG ? 0 : 1);  // as on a full disk
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(read(), old_);
  EXPECT_EQ(files(), 1u);
}

}  // namespace
}  // namespace dockgate::cli
