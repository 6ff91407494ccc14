// What a reviewer is pointed at, line by line, and what is left alone.
#include <gtest/gtest.h>

#include "review/issues.hpp"

namespace dockgate::review {
namespace {

std::string weight_name(Weight weight) {
  return weight == Weight::high ? "high" : weight == Weight::medium ? "medium" : "low";
}

python::Loaded loaded(std::string name, std::string code) {
  auto source = std::make_shared<SourceFile>(name + ".py", std::move(code));
  return {name, python::parse(text::MappedText::whole(source)), false, {}};
}

/// "3 dynamic-execution high os.system", one a line.
std::string issues_of(std::string code) {
  std::string out;
  for (const Issue& issue : inspect({loaded("modeling_x", std::move(code))})) {
    out += std::to_string(issue.at.source->line_of(issue.at.span.begin)) + " " + issue.category + " " +
           weight_name(issue.weight) + " " + issue.name + "\n";
  }
  return out;
}

/// Whether some issue of the category stands on the line with at least medium weight.
bool warns(const std::string& code, std::string_view category, std::uint32_t line) {
  for (const Issue& issue : inspect({loaded("modeling_x", code)}))
    if (issue.category == category && issue.weight >= Weight::medium &&
        issue.at.source->line_of(issue.at.span.begin) == line)
      return true;
  return false;
}

TEST(Inspect, OrdinaryModellingCodeIsQuiet) {
  EXPECT_EQ(issues_of(R"py("""A model. See https://arxiv.org/abs/1706.03762 and http://malicious-site.com"""
import math
from typing import Optional

import torch
import torch.nn.functional as F
from transformers import PreTrainedModel
from transformers.utils import logging

from .configuration_x import XConfig

logger = logging.get_logger(__name__)


class XModel(PreTrainedModel):
    """Reads os.environ, runs eval("1"): only words."""

    config_class = XConfig

    def __init__(self, config):
        super().__init__(config)
        self.layers = torch.nn.ModuleList([torch.nn.Linear(4, 4) for _ in range(config.n)])
        self.pattern = re.compile("a+")

    def forward(self, x: Optional[torch.Tensor] = None):
        self.eval()  # not the builtin
        compiled = torch.compile(self)
        version = "4.36.0.1"
        for layer in self.layers:
            x = F.relu(layer(x))
        return x.__class__(x)
)py"),
            "");
}

TEST(Inspect, EachCategoryOfTheChecklist) {
  EXPECT_TRUE(warns("import subprocess", "import", 1));
  EXPECT_TRUE(warns("import socket", "import", 1));
  EXPECT_TRUE(warns("import os\nos.remove('/x')", "file-access", 2));
  EXPECT_TRUE(warns("open('/tmp/x', 'w')", "file-access", 1));
  EXPECT_TRUE(warns("open('/etc/passwd')", "file-access", 1));
  EXPECT_TRUE(warns("import requests\nrequests.get(u)", "network", 2));
  EXPECT_TRUE(warns("from urllib.request import urlopen as u\nu('http://x.test')", "network", 2));
  EXPECT_TRUE(warns("import socket\ns = socket.socket()", "network", 2));
  EXPECT_TRUE(warns("eval(text)", "dynamic-execution", 1));
  EXPECT_TRUE(warns("import os\nos.system('ls')", "dynamic-execution", 2));
  EXPECT_TRUE(warns("import subprocess as s\ns.run(['ls'])", "dynamic-execution", 2));
  EXPECT_TRUE(warns("def lIlI1I():\n    pass", "obfuscated", 1));
  EXPECT_TRUE(warns("import os\nkey = os.getenv('API_KEY')", "environment", 2));
  EXPECT_TRUE(warns("import os\nkey = os.environ['HF_TOKEN']", "environment", 2));
  EXPECT_TRUE(warns("from os import environ as e\nkey = e['HF_TOKEN']", "environment", 2));
  EXPECT_TRUE(warns("import os, json\njson.dumps(dict(os.environ))", "environment", 2));
  EXPECT_TRUE(warns("url = 'http://malicious-site.com'", "hardcoded-address", 1));
  EXPECT_TRUE(warns("host = '8.8.4.4'", "hardcoded-address", 1));
  EXPECT_TRUE(warns("url = 'http://' + '8.8.4.4' + '/x'", "hardcoded-address", 1));
  EXPECT_TRUE(warns("url = 'http://2130706433/x'", "hardcoded-address", 1));
  std::string pieces = "url = 'http:'";
  for (const char c : std::string("//malicious-site.com"))
    pieces += std::string(" + '") + c + "'" + " + ''" + " + ''";
  EXPECT_TRUE(warns(pieces, "hardcoded-address", 1));
}

TEST(Inspect, HiddenSinks) {
  for (const std::string code : {
           "getattr(__builtins__, 'ev' + 'al')(text)",
           "__builtins__['exec'](text)",
           "import os\ngetattr(os, 'sys' + 'tem')('x')",
           "import os\nvars(os)['system']('x')",
           "import os\nos.__dict__['sys' + 'tem']('x')",
           "globals()['__builtins__']",
           "import os as _\n_.system('x')",
           "from os import system as s\ns('x')",
           "e, x = eval, exec\nx(text)",
           "f = eval\nf(text)",
           "__import__('os').system('x')",
           "import importlib\nimportlib.import_module('o' + 's').system('x')",
           "import sys\nsys.modules['os'].system('x')",
           "().__class__.__base__.__subclasses__()",
           "(lambda: 0).__globals__['__builtins__']",
           "import operator, os\noperator.attrgetter('system')(os)('x')",
           "@exec\n@input\ndef f(): pass",
           "d = {'a': eval}\nd['a'](text)",
           "list(map(eval, [text]))",
           "class C:\n    run = eval\nC.run(text)",
           "def f(x, g=eval):\n    return g(x)",
           "(y := eval)(text)",
           "𝚎𝚡𝚎𝚌(text)",
           "# -*- coding: rot13 -*-\nx = 1",
           "a = 1  # \u202e x",
           "x = 1;                                                                                           "
           "                      exec(text)",
       }) {
    bool found = false;
    for (const Issue& issue : inspect({loaded("modeling_x", code)}))
      found = found || ((issue.category == "obfuscated" || issue.category == "dynamic-execution") &&
                        issue.weight >= Weight::medium);
    EXPECT_TRUE(found) << code;
  }
}

TEST(Inspect, PairsWeighMore) {
  const std::string both =
      "import os, requests\nk = os.environ['HF_TOKEN']\nrequests.post('https://huggingface.co/x', data=k)\n";
  for (const Issue& issue : inspect({loaded("modeling_x", both)})) {
    if (issue.category == "environment" || issue.category == "network") {
      EXPECT_EQ(issue.weight, Weight::high) << issue.name;
      EXPECT_FALSE(issue.pair.empty()) << issue.name;
    }
  }
  // In two files that run together, too.
  const auto apart = inspect({loaded("modeling_x", "import os\nk = os.environ['HF_TOKEN']\n"),
                              loaded("helper", "import requests\nrequests.post('https://x.test')\n")});
  ASSERT_FALSE(apart.empty());
  EXPECT_TRUE(std::any_of(apart.begin(), apart.end(), [](const Issue& issue) {
    return issue.category == "environment" && issue.weight == Weight::high;
  }));
}

TEST(Inspect, AddressesThatAreHarmless) {
  for (const std::string code :
       {"x = '127.0.0.1'", "x = 'http://localhost:8000'", "x = '4.36.0.1.2'", "x = '10.0.0.1'",
        "x = 'http://192.168.1.1/'", "x = 'see https://arxiv.org/abs/1'", "# http://malicious-site.com",
        "def f():\n    '''http://malicious-site.com'''"})
    EXPECT_EQ(issues_of(code), "") << code;
}

TEST(Inspect, EncodedTexts) {
  const std::string blob(40, 'A');
  std::string mixed;
  for (int i = 0; i < 50; ++i) mixed += "aB3/";
  EXPECT_TRUE(warns("x = '" + mixed + "'", "obfuscated", 1));
  EXPECT_FALSE(warns("x = '" + blob + "'", "obfuscated", 1));
  const std::string run = "import base64\nexec(base64.b64decode('" + mixed + "'))";
  EXPECT_TRUE(warns(run, "dynamic-execution", 2));
}

TEST(Inspect, HostileTextEnds) {
  std::string deep = "x = ";
  for (int i = 0; i < 5000; ++i) deep += "('a' + ";
  inspect({loaded("modeling_x", deep)});
  std::string sum = "x = 'a'";
  for (int i = 0; i < 5000; ++i) sum += " + 'a'";
  inspect({loaded("modeling_x", sum)});
  inspect({loaded("modeling_x", std::string("\xff\xfe\x00\x00", 4))});
}

}  // namespace
}  // namespace dockgate::review
