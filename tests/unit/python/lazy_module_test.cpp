// Files that are parsed on demand, and what is known of them before.

#include "python/lazy_module.hpp"

#include <gtest/gtest.h>

#include "python/syntax.hpp"

namespace dockgate::python::test {
namespace {

MappedText text_of(const std::string& text) {
  return MappedText::whole(std::make_shared<const SourceFile>("m.py", text));
}

std::string shown(const std::vector<Import>& imports) {
  std::string out;
  for (const Import& import : imports) {
    out += std::string(static_cast<std::size_t>(import.level), '.') + import.module;
    for (const std::string& name : import.names) out += " " + name;
    const auto at = import.at.source->position(import.at.span.begin);
    const auto end = import.at.source->position(import.at.span.end);
    out += " @" + std::to_string(at.line) + ":" + std::to_string(at.column) + "-" + std::to_string(end.line) +
           ":" + std::to_string(end.column) + "\n";
  }
  return out;
}

TEST(ScanImports, FindsWhatTheTreeShows) {
  for (const std::string text : {
           "import a",
           "import a.b.c as d, e\n",
           "import a ; import b\n",
           "from a import b, c as d\n",
           "from . import x\nfrom .. import y as z\nfrom .a.b import c\nfrom ...a import *\n",
           "from a import (\n    b,  # one\n    c as d,\n)\nimport e\n",
           "from a import b, \\\n    c\nimport \\\n  d\n",
           "if x: import a\ntry:\n    import b\nexcept ImportError: import c\n",
           "def f():\n    from a import b\n    return b\n",
           "x = 1; from a import b\n",
           "\"\"\"import no\nfrom no import no\n\"\"\"\nimport a\n",
           "x = 'import no'\ny = '''\nimport no\n'''\nimport a\n",
           "x = 'it\\'s'\nimport a\n",
           "# import no\nimport a  # import no\n",
           "f(\n  'a', import_no,\n)\nimport a\n",
           "x = {\n  'a': 1,\n  'b': [1, 2],\n}\nimport a\n",
           "def f(a: int) -> int:\n  yield from a\nraise X from y\nimport b\n",
           "important = 1\nfrom_x = 2\nimporter.x()\nimport a\n",
           "x = f\"{a['b']}\"\nimport c\n",
           "from a.b import(c)\nfrom a import*\n",
           "class A:\r\n    import a\r\n\r\nfrom b import c\r\n",
           "x: int = 1\nlambda: 0\nimport a\n",
           "",
       })
    EXPECT_EQ(shown(scan_imports(text_of(text))), shown(imports(*parse(text_of(text))))) << text;
}

TEST(ScanImports, GoesOnAfterWhatIsBroken) {
  EXPECT_EQ(shown(scan_imports(text_of("x = (1,\nimport a\n"))), "a @2:8-2:9\n");
  EXPECT_EQ(shown(scan_imports(text_of("x = 'open\nimport a\n"))), "a @2:8-2:9\n");
  EXPECT_EQ(shown(scan_imports(text_of("from\nimport\nfrom a\nimport 1\nfrom . \nx = '''open\nimport a"))),
            "");
}

TEST(LazyModule, KnowsItsWords) {
  std::string text = "import a\nx = \"one.two\"  # three\n";
  for (int i = 0; i < 400; ++i) text += "name" + std::to_string(i) + " = " + std::to_string(i) + "\n";
  const LazyModule module(text_of(text));
  for (const std::string_view word : {"import", "x", "one", "two", "three", "name7", "name399"})
    EXPECT_TRUE(module.may_hold(word)) << word;
  for (const std::string_view word : {"four", "name400", "thre", "X"})
    EXPECT_FALSE(module.may_hold(word)) << word;
  EXPECT_TRUE(module.may_hold("one.two"));
  EXPECT_FALSE(module.may_hold("two.one"));
  EXPECT_EQ(module.module(), module.module());
}

TEST(LazyModule, OtherShapesMayBeAnyName) {
  EXPECT_TRUE(LazyModule(text_of("𝚎𝚡ec('x')\n")).may_hold("exec"));
}

TEST(LazyModule, WhatIsDefinedDerivedAndStoredIsKnownBeforeItIsParsed) {
  const LazyModule module(
      text_of("import a\n"
              "def load (x): return a.other(x.shown)\n"
              "async  def wait(): pass\n"
              "class Net[T](a.Base, Mixin,  # and (more\n"
              "          metaclass=Meta): pass\n"
              "Pair = namedtuple('Pair', 'first second')\n"
              "a.patched = load\n"
              "a.left, a.right = load, load\n"
              "a.table['x'] = 1; a.count += 1\n"
              "setattr(a, 'named', load)\n"));
  for (const char* name : {"load", "wait", "Net", "Pair"}) EXPECT_TRUE(module.may_define(name)) << name;
  for (const char* name : {"a", "other", "x", "Base"}) EXPECT_FALSE(module.may_define(name)) << name;
  for (const char* name : {"Base", "Mixin", "Meta"}) EXPECT_TRUE(module.may_derive(name)) << name;
  for (const char* name : {"Net", "load", "Pair"}) EXPECT_FALSE(module.may_derive(name)) << name;
  for (const char* name : {"patched", "left", "right", "table", "count", "named"})
    EXPECT_TRUE(module.may_store(name)) << name;
  for (const char* name : {"other", "shown", "load"}) EXPECT_FALSE(module.may_store(name)) << name;
  EXPECT_TRUE(LazyModule(text_of("class A(\n  B")).may_derive("C")) << "no end";
}

/// Checks that the tables of the parsed text hold nothing that was not expected before.
void expect_expected(const std::string& text) {
  const LazyModule module(text_of(text));
  const NameIndex& index = module.module()->index;
  for (const auto& [name, entries] : index.functions) {
    if (name == lambda_name) continue;
    EXPECT_TRUE(module.may_define(name)) << name << "\n" << text;
  }
  for (const auto& [name, entries] : index.fields)
    EXPECT_TRUE(module.may_define(name)) << name << "\n" << text;
  for (const auto& [name, entries] : index.derived)
    EXPECT_TRUE(module.may_derive(name)) << name << "\n" << text;
  for (const auto& [name, entries] : index.stores)
    EXPECT_TRUE(module.may_store(name)) << name << "\n" << text;
}

TEST(LazyModule, NothingIsDefinedThatWasNotExpected) {
  for (const char* text : {
           "class A: x: int = 1\nclass B (A): pass\nclass C(A[int], D['x']): pass\n",
           "class A(f(B), key=(1, 2)): pass\nclass\\\n  D(\n  'it)s', E): pass\n",
           "(a.b,\n c.d) = e\n[a.f, *b.g] = h\na.i: int = 1\na.j = b.k = 2\na.l[\n  0] = 1\n",
           "x.__dict__['m'] = 1\nx.__dict__.update(n=1)\nobject.__setattr__(x, 'o', 1)\nsetattr(x, p, 1)\n",
           "P = make_dataclass('P', ['q'])\nR: T = NamedTuple('R', [('s', int)])\n",
           "a . t = 1\na.\\\n u = 2\n(a\n .v) = 3\n",
           "𝐜𝐥𝐚𝐬𝐬 = 1\nclass ℬ(𝒞): pass\n",
       })
    expect_expected(text);
}

/// Calls of `use`, where only the first module is known to matter.
std::string used(const std::vector<std::pair<std::string, std::string>>& modules, std::size_t* parsed) {
  std::vector<Loaded> loaded;
  std::vector<std::shared_ptr<const LazyModule>> lazy;
  for (const auto& [name, text] : modules) {
    lazy.push_back(std::make_shared<LazyModule>(text_of(text)));
    loaded.push_back({name, nullptr, false, "", lazy.size() == 1, lazy.back()});
  }
  std::string out;
  for (const Call& call :
       calls(loaded, {}, [](std::string_view last, std::string_view) { return last == "use"; })) {
    out += call.callee + "(";
    for (const Argument& argument : call.arguments)
      for (const Possible& possible : argument.value->possible)
        if (const auto* value = std::get_if<std::string>(&possible.value)) out += *value + " ";
    out += ")";
  }
  *parsed = 0;
  for (const auto& one : lazy) *parsed += one->is_parsed();
  return out;
}

TEST(LazyModule, OnlyWhatANameLeadsToIsParsed) {
  std::size_t parsed = 0;
  EXPECT_EQ(used({{"loader", "import m\nfrom settings import REV\ndef load(name):\n  m.use(name, REV)\n"},
                  {"settings", "REV = 'r'\n"},
                  {"main", "import loader\nloader.load('x')\n"},
                  {"other", "import main\nprint(main)\n"},
                  {"more", "def f():\n  return 1\n"}},
                 &parsed),
            "m.use(x r )");
  EXPECT_EQ(parsed, 3u);
}

TEST(LazyModule, AnAliasLeadsIntoOtherFiles) {
  std::size_t parsed = 0;
  EXPECT_EQ(used({{"base", "import m\nfetch = m.use\n"}, {"main", "from base import fetch\nfetch('x')\n"}},
                 &parsed),
            "m.use(x )");
  EXPECT_EQ(parsed, 2u);
}

}  // namespace
}  // namespace dockgate::python::test
