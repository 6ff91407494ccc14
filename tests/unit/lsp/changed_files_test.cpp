#include "lsp/changed_files.hpp"

#include <gtest/gtest.h>

namespace dockgate::lsp {
namespace {

SourcePtr text(std::string path, std::string bytes) {
  return std::make_shared<const SourceFile>(std::move(path), std::move(bytes));
}

/// The place of the first `word` of `source`.
Place at(const SourcePtr& source, std::string_view word) {
  const auto begin = static_cast<std::uint32_t>(source->bytes().find(word));
  return {source, {begin, begin + static_cast<std::uint32_t>(word.size())}};
}

Finding finding(Place place, std::vector<TraceStep> trace = {}) {
  Finding out;
  out.rule = "model/revision";
  out.message = "a message";
  out.subject = "org/x";
  out.at = std::move(place);
  out.trace = std::move(trace);
  return out;
}

std::set<std::string> changed(const std::vector<Finding>& before, const std::vector<Finding>& after) {
  std::set<std::string> files, turned;
  add_changed_files(before, after, files);
  add_changed_files(after, before, turned);
  EXPECT_EQ(files, turned);
  return files;
}

using Files = std::set<std::string>;

TEST(ChangedFiles, AreThoseOfWhichSomethingElseIsSaid) {
  const auto one = text("a.py", "load()\n"), other = text("b.py", "load()\nload()\n");
  const std::vector<Finding> both{finding(at(one, "load")), finding(at(other, "load"))};
  EXPECT_EQ(changed(both, both), Files{});
  EXPECT_EQ(changed(both, {}), (Files{"a.py", "b.py"}));
  EXPECT_EQ(changed(both, {both[0]}), Files{"b.py"});
  EXPECT_EQ(changed(both, {both[1]}), Files{"a.py"});
  EXPECT_EQ(changed(both, {both[0], both[1], both[1]}), Files{"b.py"});
  for (std::string Finding::*field : {&Finding::rule, &Finding::message, &Finding::help, &Finding::subject}) {
    auto now = both;
    now[0].*field += "x";
    EXPECT_EQ(changed(both, now), Files{"a.py"});
  }
  auto milder = both;
  milder[1].severity = Severity::style;
  EXPECT_EQ(changed(both, milder), Files{"b.py"});
  auto suppressed = both;
  suppressed[1].suppressed.emplace();
  EXPECT_EQ(changed(both, suppressed), Files{"b.py"});
}

TEST(ChangedFiles, ComparePlacesAsAnEditorShowsThem) {
  const auto said = [](const std::string& before, const std::string& after) {
    return !changed({finding(at(text("a.py", before), "load"))}, {finding(at(text("a.py", after), "load"))})
                .empty();
  };
  EXPECT_FALSE(said("load()", "load()"));
  EXPECT_FALSE(said("x\n load()", "xyz\n load(1)"));  // other bytes, the same line and column
  EXPECT_TRUE(said("x\nload()", "x\n\nload()"));
  EXPECT_TRUE(said("x\nload()", "x\n load()"));
  EXPECT_TRUE(said("a load()", "\xC3\xA9load()"));  // the same byte of the line, not the same column
  EXPECT_TRUE(said("x\nload()", "x\ry\nload()"));   // an editor has three lines there
  EXPECT_FALSE(said("x\r\nload()", "x\r\nload()"));
}

TEST(ChangedFiles, CompareTheWayToAFinding) {
  const auto code = text("a.py", "load()\n");
  const auto before = text("Dockerfile", "FROM a\nCMD x\n"), same = text("Dockerfile", "FROM ab\nCMD x\n"),
             moved = text("Dockerfile", "FROM a\n\nCMD x\n");
  const auto by = [&](const SourcePtr& dockerfile) {
    return std::vector{finding(at(code, "load"), {{at(dockerfile, "CMD"), "runs"}, {{}, "and more"}}),
                       finding(at(code, "load"), {{at(dockerfile, "CMD"), "runs"}})};
  };
  EXPECT_EQ(changed(by(before), by(same)), Files{});
  EXPECT_EQ(changed(by(before), by(moved)), Files{"a.py"});
  auto other = by(before);
  other[1].trace[0].what = "ships";
  EXPECT_EQ(changed(by(before), other), Files{"a.py"});
}

}  // namespace
}  // namespace dockgate::lsp
