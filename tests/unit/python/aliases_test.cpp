// Under which names a thing is called.

#include <array>
#include <span>

#include <gtest/gtest.h>

#include "python/lazy_module.hpp"
#include "show.hpp"

namespace dockgate::python::test {
namespace {

/// The calls that are found when a call counts by the name of `torch.load` alone.
std::string loads_of(const std::string& code) {
  const CallFilter filter = [](std::string_view last, std::string_view dotted) {
    return dotted.empty() ? last == "load" : dotted == "torch.load";
  };
  std::string out;
  for (const Call& call : calls({{"__main__", parse_text("__main__.py", "import torch\n" + code), false, {}}},
                                {}, filter, filter))
    out += (out.empty() ? "" : "\n") + show(call);
  return out;
}

TEST(Aliases, AreFollowedFromNameToName) {
  for (const std::string code : {
           "f = torch.load\nf('x')",
           "def run(a, f):\n  f('x')\nrun(1, torch.load)",
           "def run(f=None):\n  f('x')\nrun(f=torch.load)",
           "def run(*fs):\n  fs[1]('x')\nrun(1, torch.load)",
           "def run(**fs):\n  fs['k']('x')\nrun(k=torch.load)",
           "def run(fs):\n  for f in fs:\n    f('x')\nrun([torch.load])",
           "def pick():\n  return torch.load\nf = pick()\nf('x')",
           "def pick():\n  return torch.load\npick()('x')",
           "class Box:\n  def __init__(self, f):\n    self.g = f\n  def run(self):\n    self.g('x')\n"
           "Box(torch.load).run()",
           "from dataclasses import dataclass\n@dataclass\nclass Box:\n  f: object\nb = Box(torch.load)\n"
           "b.f('x')",
           "from collections import namedtuple\nBox = namedtuple('Box', ['f'])\nb = "
           "Box(torch.load)\nb.f('x')",
           "from functools import partial\ndef run(f, x):\n  f(x)\ng = partial(run, torch.load)\ng('x')",
           "(lambda f: f('x'))(torch.load)",
           "fs = {}\nfs.update(a=torch.load)\nfs['a']('x')",
       })
    EXPECT_EQ(loads_of(code), "torch.load('x')") << code;
}

TEST(Aliases, ANameOfOneFunctionIsNoneOfAnother) {
  // Both functions have an `f`; only one of them is the load.
  EXPECT_EQ(loads_of("def one():\n  f = torch.load\n  f('x')\ndef two(f):\n  f('y')\ntwo(print)"),
            "torch.load('x')");
}

TEST(Aliases, ManyNamesAreNoPlaceToHide) {
  std::string code;
  for (int i = 0; i < 200; ++i) code += "a" + std::to_string(i) + " = torch.load\n";
  for (int i = 0; i < 200; ++i) code += "b" + std::to_string(i) + " = a" + std::to_string(i) + "\n";
  EXPECT_EQ(loads_of(code + "b199('x')\n"), "torch.load('x')");
}

/// The calls of `torch.load`, a common name, in a program of these files and many others.
std::string loads_among_many(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<Loaded> modules;
  const auto add = [&](const std::string& name, const std::string& code) {
    const auto text = MappedText::whole(std::make_shared<const SourceFile>(name + ".py", code));
    const bool relevant = code.find("torch") != std::string::npos;
    modules.push_back({name, nullptr, false, "", relevant, std::make_shared<LazyModule>(text)});
  };
  for (int i = 0; i < 40; ++i) add("m" + std::to_string(i), "x.load(y)\nx.get(y)\n");
  for (const auto& [name, code] : files) add(name, code);
  Wanted wanted;
  wanted.call = [](std::string_view last, std::string_view dotted) {
    return dotted.empty() ? last == "load" : dotted == "torch.load";
  };
  wanted.followed = wanted.call;
  wanted.assigned = [](std::string_view) { return false; };
  constexpr std::array<std::string_view, 1> torch{"torch"};
  wanted.libraries = [&](std::string_view last) {
    return last == "load" ? std::span<const std::string_view>(torch) : std::span<const std::string_view>();
  };
  wanted.is_library = [](std::string_view name) { return name == "torch"; };
  std::string out;
  for (const Call& call : evaluate(modules, {}, wanted).calls) out += (out.empty() ? "" : "\n") + show(call);
  return out;
}

TEST(Aliases, WhatACommonNameIsCalledWhereItStandsIsKnownInALargeProgram) {
  std::string code = "import torch\n";
  for (int i = 0; i < 100; ++i) code += "a" + std::to_string(i) + " = torch.load\n";
  EXPECT_EQ(loads_among_many({{"__main__", code + "a7('x')\n"}}), "torch.load('x')");
}

TEST(Aliases, ACommonNameIsFollowedFromFileToFileInALargeProgram) {
  EXPECT_EQ(loads_among_many({{"tools", "import torch\nfetch = torch.load\n"},
                              {"__main__", "import torch\nfrom tools import fetch\nfetch('x')\n"}}),
            "torch.load('x')");
  EXPECT_EQ(loads_among_many({{"tools", "import torch\ndef run(f, x):\n  f(x)\n"},
                              {"__main__", "import torch\nimport tools\ntools.run(torch.load, 'x')\n"}}),
            "torch.load('x')");
}

TEST(Aliases, CallersAreFoundBehindObjectsInALargeProgram) {
  const std::string tools = "import torch\nclass Box:\n  def read_box(self, p):\n    torch.load(p)\n";
  EXPECT_EQ(loads_among_many({{"tools", tools},
                              {"__main__",
                               "import tools\nclass App:\n  def __init__(self, box):\n    self.box = box\n"
                               "  def go(self, p):\n    self.box.read_box(p)\n"
                               "App(tools.Box()).go('x')\n"}}),
            "torch.load('x')");
  // What is called is not asked further and further; that nothing is known of the value is said all the same.
  std::string deep = "import tools\n";
  for (int i = 0; i < 9; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    deep += "class A" + n + ":\n  def go" + n + "(self, a):\n    a.go" + next + "(a.b" + n + ")\n";
  }
  const std::string found = loads_among_many(
      {{"tools", tools}, {"__main__", deep + "class A9:\n  def go9(self, a):\n    a.read_box('x')\n"}});
  EXPECT_EQ(found, "torch.load(?caller)");
}

TEST(Aliases, ACallerIsFoundUnderAnyOfThem) {
  const std::string load = "torch.load('x')";
  for (const std::string code : {
           "def get(p):\n  torch.load(p)\ng = get\ng('x')",
           "def get(p):\n  torch.load(p)\ndef run(a, f):\n  f('x')\nrun(1, get)",
           "def get(p):\n  torch.load(p)\nclass A:\n  pass\nA.go = get\nA.go('x')",
           "def deco(f):\n  def inner(p):\n    return f(p)\n  return inner\n@deco\ndef get(p):\n  "
           "torch.load(p)\n"
           "get('x')",
           "def run(f):\n  f('x')\nrun(lambda p: torch.load(p))",
       })
    EXPECT_EQ(loads_of(code), load) << code;
}

}  // namespace
}  // namespace dockgate::python::test
