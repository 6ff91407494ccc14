// What the conditions around a use leave of the values of a name.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

/// The calls of `m.use` in `f(x)`, whose parameter holds 'auto', 'o/n', '' or None, and whose body is
/// `lines`.
std::string in_function(const std::string& lines) {
  std::string body;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    body += "    " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return calls_of("import m\ndef f(x):\n" + body + "f('auto')\nf('o/n')\nf('')\nf(None)\n");
}

TEST(Narrowing, BranchesHoldWhatTheirConditionSays) {
  const std::string all = "m.use('auto'|'o/n'|''|None)";
  EXPECT_EQ(in_function("m.use(x)"), all);
  EXPECT_EQ(in_function("if x == 'auto':\n  m.use(x)"), "m.use('auto')");
  EXPECT_EQ(in_function("if x == 'auto':\n  pass\nelse:\n  m.use(x)"), "m.use('o/n'|''|None)");
  EXPECT_EQ(in_function("if x == 'no':\n  pass\nelif x == 'auto':\n  pass\nelse:\n  m.use(x)"),
            "m.use('o/n'|''|None)");
  EXPECT_EQ(in_function("if x == 'auto':\n  pass\nelif x:\n  m.use(x)"), "m.use('o/n')");
  EXPECT_EQ(in_function("if x != 'auto' and x is not None:\n  m.use(x)"), "m.use('o/n'|'')");
  EXPECT_EQ(in_function("if x is None or x == '':\n  pass\nelse:\n  m.use(x)"), "m.use('auto'|'o/n')");
  EXPECT_EQ(in_function("if x not in ('auto', ''):\n  m.use(x)"), "m.use('o/n'|None)");
  EXPECT_EQ(in_function("if x and x.lower() != 'AUTO':\n  m.use(x)"), "m.use('o/n')");
  EXPECT_EQ(in_function("if not (x):\n  m.use(x)"), "m.use(''|None)");
  EXPECT_EQ(in_function("m.use(m.y if x == 'auto' else x)"), "m.use(<m.y>|'o/n'|''|None)");
  // Either part may be what holds.
  EXPECT_EQ(in_function("if x == 'auto' or m.y:\n  m.use(x)"), all);
  EXPECT_EQ(in_function("if x == m.y:\n  m.use(x)"), all);
  EXPECT_EQ(in_function("if m.y == 'auto':\n  m.use(x)"), all);
}

TEST(Narrowing, WhatLeavesBeforeIsExcludedBehind) {
  EXPECT_EQ(in_function("if x == 'auto':\n  return\nm.use(x)"), "m.use('o/n'|''|None)");
  EXPECT_EQ(in_function("if not x:\n  raise m.E()\nm.use(x)"), "m.use('auto'|'o/n')");
  EXPECT_EQ(in_function("assert x, 'say which'\nwith m.y:\n  m.use(x)"), "m.use('auto'|'o/n')");
  EXPECT_EQ(in_function("for y in m.z:\n  if x is None:\n    continue\n  m.use(x)"),
            "m.use('auto'|'o/n'|'')");
  EXPECT_EQ(in_function("if x == 'auto':\n  m.log()\nm.use(x)"), "m.use('auto'|'o/n'|''|None)");
  EXPECT_EQ(in_function("if x == 'auto':\n  return\nelse:\n  m.log()\nm.use(x)"),
            "m.use('auto'|'o/n'|''|None)");
}

TEST(Narrowing, NamesThatAreBoundAnewAreNotNarrowed) {
  EXPECT_EQ(in_function("if x == 'auto':\n  if m.y:\n    x = 'p/q'\n  m.use(x)"),
            "m.use('auto'|'o/n'|''|None|'p/q')");
  EXPECT_EQ(in_function("if x == 'auto':\n  return\nif m.y:\n  x = 'auto'\nm.use(x)"),
            "m.use('auto'|'o/n'|''|None)");
  EXPECT_EQ(in_function("if x == 'auto':\n  return\nwhile m.y:\n  m.use(x)\n  x = 'auto'"),
            "m.use('auto'|'o/n'|''|None)");
}

TEST(Narrowing, AttributesAndOptionsAreNarrowedToo) {
  EXPECT_EQ(
      calls_of("import m\nclass A:\n  x = 'auto'\n  def __init__(self):\n    if m.y:\n      self.x = 'o/n'\n"
               "  def f(self):\n    if self.x == 'auto':\n      return\n    m.use(self.x)\nA().f()\n"),
      "m.use('o/n')");
  const std::string parser =
      "import argparse\nimport m\np = argparse.ArgumentParser()\np.add_argument('--x', default='auto')\n"
      "a = p.parse_args()\n";
  EXPECT_EQ(calls_of(parser + "if a.x != 'auto':\n  m.use(a.x)\n"), "m.use(?option:--x)");
}

TEST(Narrowing, WhatIsFoundOnTheDiskIsAPath) {
  // Which arguments of `m.use` are paths.
  const auto paths = [](const std::string& code) {
    std::string out;
    for (const Call& call :
         calls({{"__main__", parse_text("main.py", "import m\nimport os\n" + code), false, {}}}, {}, wanted))
      for (const Argument& argument : call.arguments)
        for (const Possible& value : argument.value->possible) out += value.path ? "1" : "0";
    return out;
  };
  EXPECT_EQ(paths("if os.path.exists('o/n'):\n  m.use('o/n', x='o/n')\nelse:\n  m.use('o/n')\n"), "110");
  EXPECT_EQ(paths("x = 'o/n'\nif m.y and os.path.isdir(x):\n  m.use(x, 'o/n')\n"), "10");
  EXPECT_EQ(paths("x = 'o/n'\nm.use(x if os.path.exists(x) else 'p/q')\n"), "10");
  EXPECT_EQ(paths("from pathlib import Path\nx = 'o/n'\nif not Path(x).exists():\n  raise m.E()\nm.use(x)\n"),
            "1");
  EXPECT_EQ(paths("x = 'o/n'\nif not os.path.exists(x):\n  m.use(x)\nm.use(x)\n"), "00");
}

TEST(Narrowing, WhatAFunctionGivesIsWhatItsArgumentsLeadTo) {
  const std::string switches =
      "import m\nimport os\ndef on(v):\n  v = v.lower()\n  if v in ('1', 'true'):\n    return True\n"
      "  elif v in ('0', 'false'):\n    return False\n  raise ValueError(v)\n";
  EXPECT_EQ(calls_of(switches + "m.use(on('TRUE'), on('0'))\n"), "m.use(True, False)");
  EXPECT_EQ(calls_of(switches + "m.use(on(m.x))\n"), "m.use(True|False)");
  EXPECT_EQ(calls_of(switches + "m.use(on(os.environ.get('T', '0')), on(os.environ.get('T', '1')))\n"),
            "m.use(False, True)");
  EXPECT_EQ(calls_of("import m\ndef f(v=None):\n  if v is None:\n    return True\n  else:\n    return 0\n"
                     "m.use(f(), f(1), f(m.x))\n"),
            "m.use(True, 0, True|0)");
}

}  // namespace
}  // namespace dockgate::python::test
