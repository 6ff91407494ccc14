// Whole runs of the program as a user sees them: testdata/cases/<case>/<run>.args holds one argument a line;
// <run>.in is standard input, <run>.out standard output, <run>.err standard error (absent when empty),
// <run>.exit the exit code. The working folder is testdata. UPDATE_GOLDEN=1 rewrites what is expected; the
// diff is what gets reviewed.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "cli/commands.hpp"
#include "support/files.hpp"
#include "support/recorder.hpp"
#include "text/words.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;
using test::read;
using test::Recorder;

std::vector<fs::path> runs() {
  std::vector<fs::path> found;
  for (const auto& folder : fs::directory_iterator(fs::path(DOCKGATE_TESTDATA) / "cases")) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".args") found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

class Golden : public testing::TestWithParam<fs::path> {};

void compare(const fs::path& path, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    if (actual.empty()) {
      fs::remove(path);
    } else {
      std::ofstream(path, std::ios::binary) << actual;
    }
    return;
  }
  EXPECT_EQ(read(path), actual) << path << " differs; UPDATE_GOLDEN=1 rewrites it";
}

TEST_P(Golden, PrintsWhatIsExpected) {
  const fs::path path = GetParam();
  fs::current_path(DOCKGATE_TESTDATA);
  std::vector<std::string> arguments;
  const std::string lines = read(path);
  for (const std::string_view line : text::split(lines, '\n')) {
    if (!line.empty()) arguments.emplace_back(line);
  }
  Recorder console;
  console.input_ = read(fs::path(path).replace_extension(".in"));
  const int code = run(arguments, console);
  compare(fs::path(path).replace_extension(".out"), console.out_);
  compare(fs::path(path).replace_extension(".err"), console.error_);
  compare(fs::path(path).replace_extension(".exit"), std::to_string(code) + "\n");

  Recorder again;
  again.input_ = console.input_;
  arguments.insert(arguments.end(), {"--jobs", "4"});
  if (arguments.front() == "check") {
    EXPECT_EQ(run(arguments, again), code);
    EXPECT_EQ(again.out_, console.out_) << "the report depends on the number of threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(runs()), [](const auto& one) {
  std::string name = one.param.parent_path().filename().string() + "_" + one.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(GoldenFiles, BelongToARun) {
  for (const auto& folder : fs::directory_iterator(fs::path(DOCKGATE_TESTDATA) / "cases")) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      static const std::set<std::string> endings{".in", ".out", ".err", ".exit"};
      if (!endings.contains(entry.path().extension().string())) continue;
      EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension(".args"))) << entry.path();
    }
  }
}

}  // namespace
}  // namespace dockgate::cli
