#include "cli/settled.hpp"

#include <gtest/gtest.h>

#include "report/text.hpp"
#include "text/file_trees.hpp"

namespace dockgate::cli {
namespace {

TEST(PackedText, GivesBackWhatItGot) {
  std::string odd;
  for (int i = 0; i < 3000; ++i) odd += static_cast<char>(i * 7919 >> 3);
  for (const std::string& text : {std::string(), std::string("a"), std::string(100'000, 'x'), odd})
    EXPECT_EQ(PackedText(text, true).text(), text);
}

TEST(SettledReports, GiveTheReportOfTheWholeResult) {
  std::map<std::string, std::string> files;
  std::vector<std::string> paths;
  for (int i = 0; i < 40; ++i) {
    const std::string folder = "s" + std::to_string(i);
    files[folder + "/Dockerfile"] = i % 3 == 0 ? "FROM python:3.12\nUSER 1000\n"
                                    : i % 3 == 1
                                        ? "FROM ubuntu\nCOPY run.sh /\nRUN sh /run.sh\n"
                                        : "FROM ubuntu\n# dockgate: expect base/digest reason=\"x\"\nRUN x\n";
    files[folder + "/run.sh"] = "curl http://example.org/x | sh\n";
    paths.push_back(folder + "/Dockerfile");
  }
  const auto tree = text::memory_files(files);
  std::vector<LintInput> inputs;
  for (const std::string& path : paths) inputs.push_back({tree, path, nullptr});
  LintOptions options;
  options.jobs = 4;
  for (const bool quiet : {true, false}) {
    report::ReportOptions look;
    look.quiet = quiet;
    const std::string whole = report::text_report(dockgate::check(inputs, options), look);
    SettledReports reports(look);
    std::size_t taken = 0;
    std::mutex mutex;
    LintOptions settling = options;
    settling.settle = [&](const JudgedDockerfile& judged, std::vector<Finding> findings) {
      reports.take(judged, std::move(findings));
      const std::lock_guard lock(mutex);
      ++taken;
    };
    const LintResult rest = dockgate::check(inputs, settling);
    EXPECT_EQ(taken, 14u) << "those without a script and without a comment";
    std::string told;
    reports.report(rest, look, [&](std::string_view piece) { told += piece; });
    EXPECT_EQ(told, whole);
  }
}

TEST(SettledReports, ServeWhereTheTextReportOfMuchIsAskedFor) {
  Options options;
  options.command = Command::check;
  EXPECT_TRUE(SettledReports::serve(options, 1000));
  EXPECT_FALSE(SettledReports::serve(options, 999));
  options.formats = {{"text", ""}};
  EXPECT_TRUE(SettledReports::serve(options, 1000));
  options.formats = {{"json", ""}};
  EXPECT_FALSE(SettledReports::serve(options, 1000));
  options.formats = {{"text", ""}, {"json", "out.json"}};
  EXPECT_FALSE(SettledReports::serve(options, 1000));
  options.formats.clear();
  options.baseline = "known.json";
  EXPECT_FALSE(SettledReports::serve(options, 1000));
  options.baseline.clear();
  options.command = Command::review_check;
  EXPECT_FALSE(SettledReports::serve(options, 1000));
}

}  // namespace
}  // namespace dockgate::cli
