#pragma once
// Whole runs of commands in a folder of their own.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/commands.hpp"
#include "support/recorder.hpp"

namespace dockgate::test {

/// A new working folder for the length of a test.
class WorkingFolder : public testing::Test {
 protected:
  void SetUp() override {
    before_ = std::filesystem::current_path();
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("dockgate-" + std::string(test->test_suite_name()) + "-" + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
  }
  void TearDown() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  static void write(const std::filesystem::path& path, const std::string& text) {
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  /// Runs a command; what the one before wrote is forgotten.
  int dockgate(const std::vector<std::string>& arguments) {
    console_.out_.clear();
    console_.error_.clear();
    return cli::run(arguments, console_);
  }
  Recorder console_;
  std::filesystem::path before_, folder_;
};

}  // namespace dockgate::test
