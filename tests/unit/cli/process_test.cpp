// Programs without a shell, and secrets that are not told.
#include "cli/process.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cli/credentials.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

TEST(Process, InputOutputAndHowItEnds) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto cat = Process::start({{"cat"}, {}, 0});
  ASSERT_NE(cat, nullptr);
  EXPECT_TRUE(cat->write("one\ntwo"));
  cat->close_input();
  EXPECT_EQ(cat->line(), "one");
  EXPECT_EQ(cat->read(100), "two");
  EXPECT_TRUE(cat->finish());
  const auto no = Process::start({{"false"}, {}, 0});
  ASSERT_NE(no, nullptr);
  EXPECT_FALSE(no->finish());
  EXPECT_EQ(Process::start({{"/missing/program"}, {}, 0}), nullptr);
  const auto words = Process::start({{"printf", "%s|", "$HOME", "a b", ";x"}, {}, 0});
  EXPECT_EQ(words->read(100), "$HOME|a b|;x|") << "no shell has read it";
}

TEST(Process, ThatDoesNotEndIsEnded) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"sleep", "60"}, std::vector<std::string>{"sh", "-c", "exec >&-; sleep 60"},
        std::vector<std::string>{"sh", "-c", "trap '' TERM; while :; do echo x; sleep 0.05; done"}}) {
    const auto begun = std::chrono::steady_clock::now();
    const auto process = Process::start({command, {}, 300});
    ASSERT_NE(process, nullptr);
    process->read(1 << 20);
    EXPECT_FALSE(process->finish());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
  }
}

TEST(FindProgram, InAbsoluteFoldersAlone) {
  std::string name = (fs::temp_directory_path() / "dockgate-program.XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  const fs::path folder = name;
  std::ofstream(folder / "tool") << "#!/bin/sh\n";
  std::ofstream(folder / "text") << "x";
  fs::permissions(folder / "tool", fs::perms::owner_all);
  fs::create_directory(folder / "folder");
  const fs::path before = fs::current_path();
  fs::current_path(folder);
  EXPECT_EQ(find_program("tool", name), name + "/tool");
  EXPECT_EQ(find_program("tool", "/missing:" + name), name + "/tool");
  EXPECT_EQ(find_program("tool", ".::bin"), "");
  EXPECT_EQ(find_program("text", name), "");
  EXPECT_EQ(find_program("folder", name), "");
  fs::current_path(before);
  fs::remove_all(folder);
}

TEST(Secrets, AreNotTold) {
  EXPECT_EQ(without_secrets("Bearer abcd and abcdabcd", {"abcd"}), "Bearer *** and ******");
  EXPECT_EQ(without_secrets("nothing", {}), "nothing");
}

}  // namespace
}  // namespace dockgate::cli
