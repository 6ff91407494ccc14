// Reading files: trees, imports, what is not valid.

#include "python/syntax.hpp"

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

std::string imports_of(const std::string& code) {
  std::string out;
  for (const Import& import : imports(*parse_text("a.py", code))) {
    out += std::string(static_cast<std::size_t>(import.level), '.') + import.module;
    for (const std::string& name : import.names) out += ":" + name;
    out += " ";
  }
  return out;
}

TEST(Syntax, Imports) {
  EXPECT_EQ(imports_of("import a, b.c as d\nfrom e import f, g as h\nfrom . import i\nfrom ..j.k import l\n"),
            "a b.c e:f:g .:i ..j.k:l ");
  EXPECT_EQ(imports_of("from a import *\nfrom b import (c,\n  d)\n"), "a:* b:c:d ");
  EXPECT_EQ(imports_of("def f():\n  import a\n  if x:\n    from b import c\n"), "a b:c ");
  EXPECT_EQ(
      imports_of(
          "import importlib\nimportlib.import_module('a.b')\n__import__('c')\nimportlib.import_module('.d')"),
      "importlib a.b c .d ");
  EXPECT_EQ(imports_of("from __future__ import annotations\n"), "");
}

// Names that are put together of very many parts, and names that are bound within one another.
TEST(Syntax, LongExpressions) {
  const auto times = [](std::size_t count, std::string_view part) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
  };
  const auto imported = [](const std::string& name) {
    return imports_of("import importlib\nimportlib.import_module(" + name + ")\n");
  };
  EXPECT_TRUE(imported("x" + times(100'000, "+x")).starts_with("importlib "));
  EXPECT_EQ(imported("'a.'" + times(100'000, "+x")), imported("'a.'+x"));
  EXPECT_TRUE(imported("'a'" + times(100'000, ".format()")).starts_with("importlib "));
  EXPECT_TRUE(problems(*parse_text("a.py", times(20'000, "x=") + "1\n")).empty());
  EXPECT_TRUE(problems(*parse_text("a.py", "y=" + times(5'000, "(x:=") + "1" + times(5'000, ")"))).empty());
}

TEST(Syntax, Problems) {
  EXPECT_TRUE(problems(*parse_text("a.py", "x = 1\n")).empty());
  const auto module = parse_text("a.py", "x = = 1\n");
  ASSERT_FALSE(problems(*module).empty());
  EXPECT_EQ(problems(*module)[0].at.source->path(), "a.py");
  EXPECT_TRUE(problems(*parse_text("a.py", "\xef\xbb\xbfx = 1\r\ny = 2\r\n")).empty());
}

/// Runs of comments are passed over; what only looks like them in a text stays.
TEST(Syntax, ManyComments) {
  std::string comments;
  for (int i = 0; i < 40; ++i) comments += i % 10 == 9 ? "  # it's {x}\r\n" : "  # note\r\n";
  for (const std::string& text :
       {"def f():\n" + comments + "  return 1\n", "x = [1,\n" + comments + "2]\ny = 1\n",
        "x = '''\n" + comments + "'''\ny = f\"\"\"\n" + comments + "\"\"\"\n", comments,
        "if x:\n  y = 1\n" + comments + "else:\n  y = 2\n" + comments}) {
    const auto module = parse_text("a.py", text);
    EXPECT_TRUE(problems(*module).empty()) << text;
  }
  const std::string written = "\"\"\"\n" + comments + "\"\"\"";
  const auto module = parse_text("a.py", "x = " + written + "\n");
  std::vector<std::string_view> texts;
  for (NodeId node = 0; node < module->nodes.size(); ++node)
    if (module->at(node).kind == Kind::string) texts.push_back(module->text(node));
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0], written);
}

TEST(Syntax, SubtreesAreRanges) {
  const auto module = parse_text(
      "a.py", "def f(a, b=1):\n  # note\n  return [a for a in b if a]  # end\n\nclass C(f): x = 1\n");
  for (NodeId node = 1; node < module->nodes.size(); ++node) {
    const Node& here = module->nodes[node];
    ASSERT_LT(here.parent, node);
    const Node& parent = module->nodes[here.parent];
    EXPECT_LE(here.next, parent.next);
    EXPECT_GT(here.next, node);
    EXPECT_GE(here.begin, parent.begin);
    EXPECT_LE(here.end, parent.end);
  }
}

TEST(Syntax, Escapes) {
  EXPECT_EQ(decode_content("a\\n\\x41\\101\\q", false, false, false), "a\nAA\\q");
  EXPECT_EQ(decode_content("a\\n", true, false, false), "a\\n");
  EXPECT_EQ(decode_content("{{x}}", false, false, true), "{x}");
  EXPECT_EQ(decode_content("a\\\nb\r\nc", false, false, false), "ab\nc");
  EXPECT_EQ(decode_content("\\x4", false, false, false), "\\x4");
  EXPECT_EQ(decode_content("\\", false, false, false), "\\");
}

}  // namespace
}  // namespace dockgate::python::test
