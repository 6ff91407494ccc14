#pragma once
// The program in a process of its own, in a folder of its own.

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dockgate {

struct Outcome {
  int code = 0;  // exit code; 1000 and the signal when one ended the program
  long peak =
      0;  // KiB of the largest resident set; at least that of the test itself, with which Linux starts
  std::string out, error;
};

/// A folder for one test, with all that lies below removed afterwards, however deep.
class Tree : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  std::filesystem::path at(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& bytes) const;
  /// A file of `bytes` zeros that take no room on the disk.
  void sparse(const std::string& name, off_t bytes) const;
  /// Runs the program in the folder; `nobody`: without the rights of root.
  Outcome run(const std::vector<std::string>& arguments, bool nobody = false) const;
  /// Whether `nobody` is of use: the tests run as root, and the program can be read by others.
  bool can_be_nobody() const;

 private:
  std::filesystem::path folder_, results_;
};

/// What a terminal would act upon: control characters other than the line end, and C1 codes in UTF-8.
bool steers_terminal(const std::string& text);

}  // namespace dockgate
