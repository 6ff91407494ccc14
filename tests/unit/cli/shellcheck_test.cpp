// The real program: script/setup --test installs it.
#include "cli/shellcheck.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cli/process.hpp"
#include "facts/shellcheck.hpp"

namespace dockgate::cli {
namespace {

constexpr const char* search = "/usr/local/bin:/usr/bin:/bin";

std::string codes(const std::vector<std::string>& scripts, unsigned seconds = 30) {
  const auto run = shellcheck_runner(search);
  if (!run) return "ShellCheck is not installed";
  const auto printed = run(scripts, seconds);
  if (!printed) return printed.error();
  auto issues = facts::read_shellcheck(*printed, scripts.size());
  if (!issues) return issues.error();
  std::ranges::stable_sort(*issues, {}, &facts::ShellIssue::script);
  std::string out;
  for (const facts::ShellIssue& issue : *issues)
    out += std::to_string(issue.script) + ":" + issue.code + "@" + std::to_string(issue.line) + " ";
  return out;
}

TEST(ShellCheckProgram, AnswersAboutSeveralScripts) {
  EXPECT_EQ(codes({"#!/bin/sh\necho $A\n", "#!/bin/sh\necho a\n", "#!/bin/sh\necho $RANDOM\n"}),
            "0:SC2086@2 2:SC3028@2 ");
  EXPECT_EQ(codes({"#!/bin/sh\necho ä\xc3\xa4 $A\n"}), "0:SC2086@2 ") << "whatever our own encoding is";
}

TEST(ShellCheckProgram, FollowsNoOtherFile) {
  const auto folder = std::filesystem::temp_directory_path() / "dockgate_shellcheck_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "other.sh") << "#!/bin/sh\nsecret=1\n";
  // Without a look into the file nobody knows the variable.
  const std::string path = (folder / "other.sh").string();
  EXPECT_EQ(codes({"#!/bin/sh\n# shellcheck source=" + path + "\n. " + path + "\necho \"$secret\"\n"}),
            "0:SC2154@4 ");
  std::filesystem::remove_all(folder);
}

TEST(ShellCheckProgram, ReadsNoConfiguration) {
  ::setenv("SHELLCHECK_OPTS", "-e SC2086", 1);
  EXPECT_EQ(codes({"#!/bin/sh\necho $A\n"}), "0:SC2086@2 ");
  ::unsetenv("SHELLCHECK_OPTS");
}

TEST(ShellCheckProgram, GivesUpInTime) {
  std::string deep = "#!/bin/sh\n";
  for (int i = 0; i < 20'000; ++i) deep += "if (((( $(a `b` \"${c:-$(";
  const auto begin = std::chrono::steady_clock::now();
  codes({deep}, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(ShellCheckProgram, GetsEachScriptWhateverFilesAreOpen) {
  // The numbers under which it gets the scripts may be taken by other files here.
  std::vector<int> taken;
  for (int i = 0; i < 20; ++i) taken.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::vector<std::string> scripts(30, "#!/bin/sh\necho a\n");
  scripts[3] = scripts[29] = "#!/bin/sh\necho $A\n";
  EXPECT_EQ(codes(scripts), "3:SC2086@2 29:SC2086@2 ");
  for (const int file : taken) ::close(file);
}

TEST(ShellCheckHelper, AnswersLikeTheProgram) {
  const ShellCheck helper = shellcheck_helper(search);
  ASSERT_TRUE(helper);
  std::vector<std::thread> threads;
  std::vector<std::string> answers(12);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      const std::vector<std::string> scripts(i + 1, "#!/bin/sh\necho $A\n");
      const auto printed = helper(scripts, 30);
      const auto issues =
          printed ? facts::read_shellcheck(*printed, scripts.size()) : facts::read_shellcheck("", 0);
      answers[i] = issues ? std::to_string(issues->size()) : "none";
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i], std::to_string(i + 1));
  EXPECT_FALSE(shellcheck_helper("/nonexistent"));
}

TEST(ShellCheckHelper, TellsThatThereIsNoAnswer) {
  const ShellCheck helper = shellcheck_helper(search);
  ASSERT_TRUE(helper);
  EXPECT_FALSE(helper({"#!/bin/sh\n" + std::string(3'000'000, '(')}, 1)) << "beyond its time";
  EXPECT_TRUE(helper({"#!/bin/sh\necho a\n"}, 30)) << "and goes on";
}

TEST(ShellCheckProgram, IsLookedForInAbsoluteFoldersOnly) {
  EXPECT_FALSE(shellcheck_runner(""));
  EXPECT_FALSE(shellcheck_runner("/nonexistent"));
  EXPECT_FALSE(shellcheck_runner("bin:.::usr/bin"));
}

}  // namespace
}  // namespace dockgate::cli
