// What is judged may be named to break whoever reads the report: each format has to keep its form.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crafted.hpp"
#include "report/formats.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::report {
namespace {

using nlohmann::json;

const std::string evil =
    "q\"'`|<b>&]]>\n::error::x\r\n##vso[task.setvariable "
    "variable=a]b\n::set-output::%0A%25;]\x1b[31m\x1b]8;;\x07"
    "@user #1 [l](http://a.example) \\ \xff\xc3 \xe2\x80\xae \xF0\x9F\x90\xB3 -->";

LintResult hostile() {
  const std::string path = "a b/" + evil + "/Dockerfile";
  const auto file = std::make_shared<SourceFile>(path, "FROM " + evil + "\n");
  LintResult result;
  result.dockerfiles.push_back({path, evil, "production", evil, evil, evil, evil, evil, Severity::error});
  Finding finding;
  finding.rule = "base/digest";
  finding.aliases = {"DL9999"};
  finding.message = "`" + evil + "` is not pinned";
  finding.help = "write `" + evil + "`";
  finding.notes = {evil};
  finding.at = {file, {0, static_cast<std::uint32_t>(file->bytes().size())}};
  finding.dockerfile = path;
  finding.boundary = "production";
  finding.subject = evil;
  finding.callers = {evil};
  finding.trace.push_back({{file, {5, 9}}, evil});
  finding.fixes.push_back({evil, false, {{{file, {5, 9}}, evil}}});
  finding.fingerprint = std::string(32, '1');
  Finding low = finding;
  low.severity = Severity::info;
  Finding suppressed = finding;
  suppressed.suppressed = Suppression{Suppression::By::policy, evil, evil, "2026-12-01"};
  result.findings = {finding, low, suppressed};
  result.rules.push_back({"base/digest",
                          "image without a digest",
                          evil,
                          evil,
                          evil,
                          {"DL9999"},
                          {},
                          Severity::error,
                          "medium",
                          true});
  result.not_judged.push_back({path, {1, 1}, evil, false});
  result.skipped.push_back({path, evil});
  result.files = 1;
  return result;
}

std::string render(std::string_view name) {
  ReportOptions options;
  options.show_suppressed = true;
  options.verbose = true;
  options.today = "2026-11-24";
  options.version = "0";
  return find_format(name)->render(hostile(), options);
}

std::vector<std::string_view> lines(const std::string& text) {
  std::vector<std::string_view> out;
  for (const std::string_view line : text::split(text, '\n')) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

TEST(Hostile, JsonStaysJson) {
  for (const char* name : {"json", "sarif", "gitlab", "sonarqube", "rdjson"}) {
    const std::string out = render(name);
    EXPECT_TRUE(json::accept(out)) << name;
    EXPECT_TRUE(text::is_utf8(out)) << name;
    EXPECT_EQ(out.find('\x1b'), std::string::npos) << name;
  }
  for (const char* name : {"jsonl", "rdjsonl", "codacy"}) {
    const std::string out = render(name);
    EXPECT_TRUE(text::is_utf8(out)) << name;
    for (const std::string_view line : lines(out)) EXPECT_TRUE(json::accept(line)) << name << ": " << line;
  }
  const std::string issues = render("codeclimate");
  EXPECT_TRUE(issues.ends_with('\0'));
  EXPECT_EQ(std::count(issues.begin(), issues.end(), '\0'), 3) << "two findings, and what was not judged";
  for (const std::string_view issue :
       text::split(std::string_view(issues).substr(0, issues.size() - 1), '\0'))
    EXPECT_TRUE(json::accept(issue)) << issue;
}

TEST(Hostile, TheNameComesBackWhole) {
  const json findings = json::parse(render("json"))["findings"];
  const std::string subject = findings[0]["subject"];
  EXPECT_NE(subject.find("q\"'`|<b>&]]>\n::error::x\r\n"), std::string::npos);
  EXPECT_NE(subject.find("\xEF\xBF\xBD"), std::string::npos) << "bytes that are not UTF-8 become U+FFFD";
}

TEST(Hostile, SarifReadsNoLinkOutOfIt) {
  const json run = json::parse(render("sarif"))["runs"][0];
  const std::string message = run["results"][0]["message"]["text"];
  EXPECT_NE(message.find("\\[l\\](http"), std::string::npos) << message;
  const std::string uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  EXPECT_EQ(uri.find_first_of(" \"<>`|[]\\\n\r"), std::string::npos) << uri;
}

TEST(Hostile, XmlHasNoMarkupAndNoForbiddenCharacter) {
  for (const char* name : {"checkstyle", "junit"}) {
    const std::string out = render(name);
    EXPECT_TRUE(text::is_utf8(out)) << name;
    EXPECT_EQ(out.find("]]>"), std::string::npos) << name;
    EXPECT_EQ(out.find("<b>"), std::string::npos) << name;
    for (const char c : out) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << name;
  }
}

TEST(Hostile, NoLineIsAnotherCommand) {
  const std::string github = render("github");
  for (const std::string_view line : lines(github)) {
    EXPECT_TRUE(line.starts_with("::error file=") || line.starts_with("::notice file=") ||
                line.starts_with("::warning file="))
        << line;
    EXPECT_EQ(line.find_first_of("\r\x1b\x07"), std::string_view::npos);
    EXPECT_TRUE(text::is_utf8(line));
  }
  const std::string azure = render("azure");
  for (const std::string_view line : lines(azure)) {
    const std::size_t first = line.find("##");
    EXPECT_TRUE(first == std::string_view::npos || line.starts_with("##vso[task.logissue type=")) << line;
    EXPECT_EQ(line.find_first_of("\r\x1b\x07"), std::string_view::npos);
    EXPECT_TRUE(text::is_utf8(line));
  }
}

// In text that a CI service reads along, a line must not begin like a command, and no escape code gets
// through.
TEST(Hostile, TextIsText) {
  for (const char* name : {"text", "gnu"}) {
    const std::string out = render(name);
    EXPECT_TRUE(text::is_utf8(out)) << name;
    EXPECT_EQ(out.find_first_of("\x1b\r\x07"), std::string::npos) << name;
    EXPECT_EQ(out.find("\xe2\x80\xae"), std::string::npos) << name << ": bidirectional override";
    for (const std::string_view line : lines(out))
      EXPECT_FALSE(text::trim(line).starts_with("::error")) << name << ": " << line;
  }
  const std::string gnu = render("gnu");
  EXPECT_EQ(lines(gnu).size(), 4u);
}

TEST(Hostile, MarkdownIsNotFormattedByIt) {
  const std::string out = render("markdown");
  EXPECT_TRUE(text::is_utf8(out));
  EXPECT_EQ(out.find("<b>"), std::string::npos);
  EXPECT_EQ(out.find("]("), std::string::npos);
  EXPECT_EQ(out.find("-->"), std::string::npos);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  for (const std::string_view line : lines(out)) {
    if (!line.starts_with("| ")) continue;
    EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 4) << line;
  }
}

TEST(Hostile, StatisticsAreText) {
  ReportOptions options;
  options.statistics = true;
  const std::string out = find_format("text")->render(hostile(), options);
  EXPECT_EQ(out.find_first_of("\x1b\r\x07"), std::string::npos);
}

}  // namespace
}  // namespace dockgate::report
