// Values across several modules.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

using Modules = std::vector<std::pair<std::string, std::string>>;

TEST(Modules, Constants) {
  const std::string config = "REV = 'r'\n";
  for (const std::string use : {"import config\nm.use(config.REV)", "from config import REV\nm.use(REV)",
                                "from config import REV as R\nm.use(R)", "from config import *\nm.use(REV)",
                                "import config as c\nm.use(c.REV)", "from . import config\nm.use(config.REV)",
                                "from .config import REV\nm.use(REV)"})
    EXPECT_EQ(calls_of(Modules{{"__main__", "import m\n" + use}, {"config", config}}), "m.use('r')") << use;
  EXPECT_EQ(calls_of(Modules{{"__main__", "import config, m\nm.use(config.NOTHING)"}, {"config", config}}),
            "m.use(?unassigned)");
}

TEST(Modules, Packages) {
  EXPECT_EQ(
      calls_of(Modules{{"app/", "from .settings import REV"},
                       {"app.settings", "REV = 'r'"},
                       {"app.models.load",
                        "import m\nfrom .. import REV\nfrom ..settings import REV as S\nm.use(REV, S)"}}),
      "m.use('r', 'r')");
  EXPECT_EQ(calls_of(Modules{{"app/", ""},
                             {"app.settings", "REV = 'r'"},
                             {"run", "import m, app.settings\nm.use(app.settings.REV)"}}),
            "m.use('r')");
  EXPECT_EQ(calls_of(Modules{{"app/", "from .a import *"},
                             {"app.a", "from .b import *"},
                             {"app.b", "X = 'x'"},
                             {"run", "import m\nfrom app import X\nm.use(X)"}}),
            "m.use('x')");
}

TEST(Modules, CallersElsewhere) {
  EXPECT_EQ(calls_of(Modules{{"lib", "import m\ndef load(name, **kw):\n  return m.use(name, **kw)"},
                             {"run", "from lib import load\nload('x', revision='r')"},
                             {"other", "import lib\nlib.load('y', revision='s')"}}),
            "m.use('x'|'y', revision='r'|'s')\nlib.load('x', revision='r')\nlib.load('y', revision='s')");
  EXPECT_EQ(calls_of(Modules{{"lib",
                              "import m\nclass L:\n  def __init__(self, name):\n    self.name = name\n"
                              "  def go(self):\n    m.use(self.name)"},
                             {"run", "from lib import L as Loader\nLoader('x').go()"}}),
            "m.use('x')");
  EXPECT_EQ(calls_of(Modules{{"base", "class B:\n  def go(self):\n    import m\n    m.use(self.name)"},
                             {"impl", "from base import B\nclass C(B):\n  name = 'x'"}}),
            "m.use('x')");
}

TEST(Modules, Aliases) {
  EXPECT_EQ(calls_of(Modules{{"compat", "from transformers import AutoModel as Model"},
                             {"run", "from compat import Model\nModel.from_pretrained('x')"}}),
            "transformers.AutoModel.from_pretrained('x')");
  EXPECT_EQ(
      calls_of(Modules{{"compat", "import transformers\nfetch = transformers.AutoModel.from_pretrained"},
                       {"run", "import compat\ncompat.fetch('x')"}}),
      "transformers.AutoModel.from_pretrained('x')");
}

TEST(Modules, CirclesEnd) {
  EXPECT_EQ(calls_of(Modules{{"a", "from b import x"},
                             {"b", "from a import x"},
                             {"run", "import m\nfrom a import x\nm.use(x)"}}),
            "m.use(?changes)");
  EXPECT_EQ(calls_of(Modules{{"a", "from b import *"},
                             {"b", "from a import *"},
                             {"run", "import m\nfrom a import x\nm.use(x)"}}),
            "m.use(?unassigned)");
}

TEST(Modules, Files) {
  Environment environment;
  environment.open_file = [](std::string_view path) -> SourcePtr {
    if (path == "config.json")
      return std::make_shared<SourceFile>("config.json", R"({"model": {"rev": "main"}, "n": [1]})");
    if (path == "/app/config.yaml")
      return std::make_shared<SourceFile>(
          "config.yaml",
          "# c\nmodel:\n  id: org/x  # which\n  rev: \"main\"\n  trust: true\nnames:\n- a\n- b\n");
    if (path == "c.toml") return std::make_shared<SourceFile>("c.toml", "[model.a]\nrev = \"main\"\n");
    return nullptr;
  };
  const auto with = [&](const std::string& code) {
    const std::string found = calls_of("import m, json, yaml, tomllib\n" + code, environment);
    return found.substr(found.find("m.use"));  // json.load is a call that the filter lets through as well
  };
  EXPECT_EQ(with("with open('config.json') as f:\n  c = json.load(f)\nm.use(c['model']['rev'], c['n'])"),
            "m.use('main', [1])");
  EXPECT_EQ(with("c = yaml.safe_load(open('/app/config.yaml'))\nm.use(c['model']['id'], c['model']['trust'], "
                 "c['names'])"),
            "m.use('org/x', True, ['a','b'])");
  EXPECT_EQ(with("from pathlib import Path\nc = "
                 "json.loads(Path('config.json').read_text())\nm.use(c['model']['rev'])"),
            "m.use('main')");
  EXPECT_EQ(with("c = json.loads(open('config.json').read())\nm.use(c['model']['rev'])"), "m.use('main')");
  EXPECT_EQ(with("with open('c.toml', 'rb') as f:\n  c = tomllib.load(f)\nm.use(c['model']['a']['rev'])"),
            "m.use('main')");
  EXPECT_EQ(with("c = json.load(open('missing.json'))\nm.use(c['x'])"), "m.use(?library)");
}

}  // namespace
}  // namespace dockgate::python::test
