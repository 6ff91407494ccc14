// Judges every case of testdata/evasions through the whole pipeline; its README has the format.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "text/file_trees.hpp"
#include "text/words.hpp"
#include <dockgate/lint.hpp>

namespace dockgate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_dockerfile =
    "FROM python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123\n"
    "WORKDIR /app\nCOPY . /app\nUSER 1000\nCMD [\"python\", \"app.py\"]\n";

constexpr std::array<std::string_view, 8> judged_rules{
    "model/revision",     "data/revision",     "model/unverified-download",    "model/unresolved",
    "model/not-pinnable", "model/remote-code", "model/remote-code-unresolved", "model/unsafe-load"};

/// Findings of code/… on what a model brings along; those of a severity below are for a reader's eye only.
constexpr std::string_view about_code = "code/";
constexpr Severity least_about_code = Severity::warning;

struct Case {
  std::string name;
  std::map<std::string, std::string> files;
  std::vector<std::string> expect;
};

std::vector<Case> read_cases(const fs::path& path) {
  std::ifstream in(path);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::vector<Case> cases;
  std::string file;
  for (std::string_view line : text::split(bytes, '\n')) {
    if (line.starts_with("# case: ")) {
      cases.push_back({path.stem().string() + ": " + std::string(line.substr(8)), {}, {}});
      file.clear();
    } else if (cases.empty()) {
      continue;
    } else if (line.starts_with("--- ")) {
      file = line.substr(4);
      if (file != "expect") cases.back().files[file];
    } else if (file == "expect") {
      if (!text::trim(line).empty()) cases.back().expect.emplace_back(text::trim(line));
    } else if (!file.empty()) {
      cases.back().files[file] += std::string(line) + "\n";
    }
  }
  for (Case& one : cases) {
    one.files.emplace("Dockerfile", default_dockerfile);
    std::sort(one.expect.begin(), one.expect.end());
  }
  return cases;
}

/// Whether findings of `rule` are compared in this case.
bool is_judged(const Case& one, std::string_view rule) {
  return std::find(judged_rules.begin(), judged_rules.end(), rule) != judged_rules.end() ||
         std::any_of(one.expect.begin(), one.expect.end(),
                     [&](std::string_view line) { return line.ends_with(" " + std::string(rule)); });
}

std::vector<std::string> judge(const Case& one) {
  LintInput input;
  input.tree = text::memory_files(one.files);
  input.path = "Dockerfile";
  std::vector<std::string> found;
  for (const Finding& finding : check({input}, {}).findings) {
    if (!is_judged(one, finding.rule)) continue;
    if (!finding.at.source) {
      found.push_back("? " + finding.rule);
      continue;
    }
    const Position at = finding.at.source->position(finding.at.span.begin);
    found.push_back(finding.at.source->path() + ":" + std::to_string(at.line) + " " + finding.rule);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> judge_code(const Case& one) {
  LintInput input;
  input.tree = text::memory_files(one.files);
  input.path = "Dockerfile";
  LintOptions options;
  options.boundary = "production";
  std::vector<std::string> found;
  for (const Finding& finding : check({input}, options).findings) {
    if (!finding.rule.starts_with(about_code) || finding.severity < least_about_code) continue;
    const std::string place = finding.at.source
                                  ? finding.at.source->path() + ":" +
                                        std::to_string(finding.at.source->line_of(finding.at.span.begin))
                                  : "?";
    found.push_back(place + " " + finding.rule + " " + std::string(to_string(finding.severity)));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += "  " + line + "\n";
  return out;
}

TEST(Evasions, EveryCaseIsJudgedAsItSays) {
  // What is known not to be judged rightly yet. A case that works has to leave the list.
  std::ifstream list(fs::path(DOCKGATE_TESTDATA) / "evasions" / "known_gaps.list");
  std::set<std::string> gaps;
  for (std::string line; std::getline(list, line);) gaps.insert(line);
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(DOCKGATE_TESTDATA) / "evasions")) {
    if (entry.path().extension() != ".txt") continue;
    for (const Case& one : read_cases(entry.path())) {
      ++count;
      if (gaps.contains(one.name)) {
        EXPECT_NE(joined(judge(one)), joined(one.expect)) << one.name << " works: take it off the list";
      } else {
        EXPECT_EQ(joined(judge(one)), joined(one.expect)) << one.name;
      }
    }
  }
  EXPECT_GE(count, 140u);
}

// The code of models: what it hides, and ordinary code that is left alone.
TEST(Evasions, EveryCaseOfAModelsCodeIsJudgedAsItSays) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(DOCKGATE_TESTDATA) / "evasions" / "code")) {
    for (const Case& one : read_cases(entry.path())) {
      ++count;
      EXPECT_EQ(joined(judge_code(one)), joined(one.expect)) << one.name;
    }
  }
  EXPECT_GE(count, 110u);
}

}  // namespace
}  // namespace dockgate
