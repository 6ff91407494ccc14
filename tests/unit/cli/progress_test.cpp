#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace dockgate::cli {
namespace {

class Terminal final : public Console {
 public:
  void out(std::string_view) override {}
  void error(std::string_view text) override { error_ += text; }
  std::optional<std::string> input(std::size_t) override { return std::nullopt; }
  bool out_is_terminal() const override { return true; }
  bool error_is_terminal() const override { return terminal_; }
  std::optional<std::string> variable(const char*) const override { return "xterm"; }
  std::string today() const override { return "2026-11-24"; }
  long long milliseconds() const override { return now_; }
  bool terminal_ = true;
  long long now_ = 5000;
  std::string error_;
};

TEST(Progress, IsSilentInAFastRun) {
  Terminal console;
  {
    Progress progress(console, 10, false);
    console.now_ += 900;
    progress.report(9);
  }
  EXPECT_EQ(console.error_, "");
}

TEST(Progress, ShowsOneLineAndCleansIt) {
  Terminal console;
  {
    Progress progress(console, 10, false);
    console.now_ += 1100;
    progress.report(3);
    console.now_ += 10;
    progress.report(4);  // too soon after the one before
    console.now_ += 100;
    progress.report(5);
  }
  EXPECT_EQ(console.error_, "\r\x1b[K3 of 10 Dockerfiles\r\x1b[K5 of 10 Dockerfiles\r\x1b[K");
}

TEST(Progress, IsForTerminalsOnlyAndNotWhenQuiet) {
  for (const bool quiet : {false, true}) {
    Terminal console;
    console.terminal_ = quiet;
    Progress progress(console, 10, quiet);
    console.now_ += 5000;
    progress.report(3);
    EXPECT_EQ(console.error_, "");
  }
}

}  // namespace
}  // namespace dockgate::cli
