#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "cli/commands.hpp"
#include "support/recorder.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

class Hadolint : public testing::Test {
 protected:
  void SetUp() override {
    was_ = fs::current_path();
    root_ = fs::path(testing::TempDir()) / "dockgate_hadolint_test";
    fs::remove_all(root_);
    fs::create_directories(root_ / "work");
    fs::create_directories(root_ / "home" / ".config");
    fs::current_path(root_ / "work");
    write("Dockerfile",
          "FROM debian:12\nRUN apt-get update && apt-get install -y curl=1\n");  // DL3009, DL3015
    console_.variables_["HOME"] = (root_ / "home").string();
  }
  void TearDown() override {
    fs::current_path(was_);
    fs::remove_all(root_);
  }
  void write(const fs::path& path, const std::string& text) {
    fs::create_directories((root_ / "work" / path).parent_path());
    std::ofstream(root_ / "work" / path) << text;
  }
  /// Exit code, and the codes that the run names in order.
  std::string run_with(const std::vector<std::string>& options) {
    console_.out_.clear();
    console_.error_.clear();
    std::vector<std::string> arguments{"hadolint", "Dockerfile"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::string out = std::to_string(run(arguments, console_));
    for (std::size_t at = 0; (at = console_.out_.find(" DL", at)) != std::string::npos; at += 3)
      out += console_.out_.substr(at, 7);
    return out;
  }

  fs::path was_, root_;
  test::Recorder console_;
};

TEST_F(Hadolint, HasItsDefaults) {
  EXPECT_EQ(run_with({}), "1 DL3009 DL3015");
  EXPECT_EQ(run_with({"-t", "warning"}), "0 DL3009 DL3015");
  EXPECT_EQ(run_with({"--no-fail"}), "0 DL3009 DL3015");
  write(".dockgate.yaml", "schema: 1\n");
  EXPECT_EQ(run_with({}), "1 DL3009 DL3015") << "a policy of ours says nothing to it";
}

TEST_F(Hadolint, FindsItsConfiguration) {
  write("../home/.config/hadolint.yaml", "ignored: [DL3009]\n");
  EXPECT_EQ(run_with({}), "1 DL3015");
  console_.variables_["XDG_CONFIG_HOME"] = (root_ / "xdg").string();
  EXPECT_EQ(run_with({}), "1 DL3009 DL3015") << "not where another folder is named";
  write("../xdg/hadolint.yml", "ignored: [DL3015]\n");
  EXPECT_EQ(run_with({}), "1 DL3009");
  write(".hadolint.yml", "ignored: [DL3009, DL3015]\n");
  EXPECT_EQ(run_with({}), "0") << "the nearest alone";
  write("other.yaml", "{}\n");
  EXPECT_EQ(run_with({"--config", "other.yaml"}), "1 DL3009 DL3015");
}

TEST_F(Hadolint, RefusesAConfigurationThatIsWrong) {
  write(".hadolint.yaml", "ignored: DL3009\n");
  EXPECT_EQ(run_with({}), "1");
  EXPECT_NE(console_.error_.find(".hadolint.yaml:1:10"), std::string::npos) << console_.error_;
  EXPECT_EQ(console_.out_, "");
}

TEST_F(Hadolint, ReadsItsVariables) {
  console_.variables_["HADOLINT_IGNORE"] = "DL3009, DL3000";
  EXPECT_EQ(run_with({}), "1 DL3015");
  write(".hadolint.yaml", "ignored: [DL3015]\n");
  EXPECT_EQ(run_with({}), "0") << "added to the file's";
  write(".hadolint.yaml", "failure-threshold: style\n");
  console_.variables_["HADOLINT_FAILURE_THRESHOLD"] = "error";
  EXPECT_EQ(run_with({}), "1 DL3015") << "the file's wins";
  EXPECT_EQ(run_with({"-t", "error"}), "0 DL3015") << "and the option over both";
  write(".hadolint.yaml", "{}\n");
  EXPECT_EQ(run_with({}), "0 DL3015");
  console_.variables_["HADOLINT_FAILURE_THRESHOLD"] = "eror";
  EXPECT_EQ(run_with({}), "1");
  console_.variables_.erase("HADOLINT_FAILURE_THRESHOLD");
  console_.variables_["HADOLINT_NOFAIL"] = "On";
  EXPECT_EQ(run_with({}), "0 DL3015");
  console_.variables_["HADOLINT_OVERRIDE_ERROR"] = "DL3015";
  run_with({"--info", "DL3015"});
  EXPECT_NE(console_.out_.find("DL3015 error"), std::string::npos) << "the strictest counts";
  console_.variables_["HADOLINT_REQUIRE_LABELS"] = "a:nonsense";
  EXPECT_EQ(run_with({}), "1");
}

TEST_F(Hadolint, TakesFormatsFromEverywhere) {
  write(".hadolint.yaml", "format: gnu\nno-color: true\n");
  run_with({});
  EXPECT_EQ(console_.out_.substr(0, 25), "hadolint:Dockerfile:2: DL");
  run_with({"-f", "json", "-o", "out.json"});
  EXPECT_EQ(console_.out_.substr(0, 9), "hadolint:")
      << "the option's goes to its file, the file's to the terminal";
  EXPECT_TRUE(fs::exists(root_ / "work" / "out.json"));
  console_.variables_["HADOLINT_FORMAT"] = "nonsense,codacy";
  run_with({});
  EXPECT_NE(console_.out_.find("\"patternId\""), std::string::npos);
  EXPECT_EQ(run_with({"-f", "codeclimate"}).substr(0, 1), "0") << "collected findings fail nothing";
}

TEST_F(Hadolint, ShowsPathsAsTheyAreGiven) {
  const auto shown = [&](const std::vector<std::string>& arguments) {
    console_.out_.clear();
    run(arguments, console_);
    return console_.out_.substr(0, console_.out_.find(":2 "));
  };
  EXPECT_EQ(shown({"hadolint", "./Dockerfile"}), "./Dockerfile");
  EXPECT_EQ(shown({"hadolint", "../work/Dockerfile"}), "../work/Dockerfile");
  const std::string whole = (root_ / "work" / "Dockerfile").string();
  EXPECT_EQ(shown({"hadolint", whole}), whole);
  EXPECT_EQ(shown({"hadolint", "--file-path-in-report", "x/y", "./Dockerfile"}), "x/y");
}

TEST_F(Hadolint, LabelsOfVariablesWinOverTheFile) {
  write("Dockerfile", "FROM debian:12\nLABEL a=x\n");
  write(".hadolint.yaml", "label-schema: {a: email}\n");
  EXPECT_EQ(run_with({}), "1 DL3058");
  EXPECT_EQ(run_with({"--require-label", "a:semver"}), "1 DL3058") << "the file wins over the option";
  console_.variables_["HADOLINT_REQUIRE_LABELS"] = "a:semver";
  EXPECT_EQ(run_with({}), "1 DL3056");
}

}  // namespace
}  // namespace dockgate::cli
