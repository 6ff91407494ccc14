#include "lint/code_comments.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::lint {
namespace {

std::vector<std::string> told(const std::string& text, CodeLanguage language = CodeLanguage::python) {
  const SourceFile source("a", text);
  std::vector<std::string> out;
  for (const CodeComment& each : code_comments(source, language)) {
    out.push_back(std::string(source.text(each.span)) + " " + std::to_string(each.first) + "-" +
                  std::to_string(each.last) + (each.head ? " head" : ""));
  }
  return out;
}
using Told = std::vector<std::string>;

TEST(CodeComments, SpeakOfTheirStatementOrTheNext) {
  EXPECT_EQ(told("a = 1  # x\n"), Told{"# x 1-1"});
  EXPECT_EQ(told("# x\n# y\n\na = 1\nb = 2\n"), (Told{"# x 4-4 head", "# y 4-4 head"}));
  EXPECT_EQ(told("a = 1\n# x\n\nb = 2\n"), Told{"# x 4-4"});
  EXPECT_EQ(told("f(a,\n  b,  # x\n  c)\ng()\n"), Told{"# x 1-3"});
  EXPECT_EQ(told("a = 1 + \\\n  2  # x\n"), Told{"# x 1-2"});
  EXPECT_EQ(told("a = 1\n# x\n"), Told{"# x 0-0"});
}

TEST(CodeComments, AreNoneInStrings) {
  EXPECT_EQ(told("a = '# x'\nb = \"\"\"\n# y\n\"\"\"\nc = '\\'# z'  # w\n"), Told{"# w 5-5"});
  EXPECT_EQ(told("a = 'open # x\nb = 1  # y\n"), Told{"# y 2-2"});
  EXPECT_EQ(told("echo '#' \"# x\" a#b # y\n", CodeLanguage::shell), Told{"# y 1-1"});
  EXPECT_EQ(told("#!/bin/sh\n# x\n\npython a.py \\\n  --x\n", CodeLanguage::shell),
            (Told{"#!/bin/sh 4-5 head", "# x 4-5 head"}));
  EXPECT_EQ(told("echo '\n# x\n'\n", CodeLanguage::shell), Told{});
}

TEST(CodeComments, SurviveBrokenCode) {
  for (const char* text : {"", "#", "\\", "'", "\"\"\"", "((((# x", ")))# x", "a\\\n", "# x\r\n\r\n"}) {
    told(text);
    told(text, CodeLanguage::shell);
  }
  EXPECT_EQ(told("((((\n# x").size(), 1u);
}

}  // namespace
}  // namespace dockgate::lint
