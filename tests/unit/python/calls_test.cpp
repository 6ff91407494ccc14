// Which calls are found, and what their callee is.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

struct Case {
  std::string code, expected;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(calls_of(c.code), c.expected) << c.code;
}

TEST(Calls, Callee) {
  const std::string load = "transformers.AutoModel.from_pretrained('x')";
  check({
      {"import transformers\ntransformers.AutoModel.from_pretrained('x')", load},
      {"import transformers as t\nt.AutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel\nAutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel as A\nA.from_pretrained('x')", load},
      {"from transformers import AutoModel\nf = AutoModel.from_pretrained\nf('x')", load},
      {"from transformers import AutoModel\ncls = AutoModel\ncls.from_pretrained('x')", load},
      {"from transformers import *\nAutoModel.from_pretrained('x')", load},
      {"import transformers\ngetattr(transformers, 'AutoModel').from_pretrained('x')", load},
      {"from transformers import AutoModel\ngetattr(AutoModel, 'from_pretrained')('x')", load},
      {"from transformers import AutoModel\nf = getattr(AutoModel, 'from_pre' + 'trained')\nf('x')", load},
      {"import importlib\nimportlib.import_module('transformers').AutoModel.from_pretrained('x')", load},
      {"__import__('transformers').AutoModel.from_pretrained('x')", load},
      {"import sys\nsys.modules['transformers'].AutoModel.from_pretrained('x')", load},
      {"from functools import partial\nfrom transformers import AutoModel\n"
       "f = partial(AutoModel.from_pretrained, revision='r')\nf('x')",
       "transformers.AutoModel.from_pretrained('x', revision='r')"},
      {"from functools import partial\nfrom transformers import AutoModel\n"
       "partial(AutoModel.from_pretrained, 'x')(revision='r')",
       "transformers.AutoModel.from_pretrained('x', revision='r')"},
      {"from transformers import AutoModel, AutoTokenizer\n"
       "L = {'m': AutoModel, 't': AutoTokenizer}\nL[k].from_pretrained('x')",
       load + "\ntransformers.AutoTokenizer.from_pretrained('x')"},
      {"from transformers import AutoModel\nL = {'m': AutoModel.from_pretrained}\nL['m']('x')", load},
      {"from transformers import AutoModel, T5\nA = AutoModel if c else T5\nA.from_pretrained('x')",
       load + "\ntransformers.T5.from_pretrained('x')"},
      {"try:\n  from a import load\nexcept ImportError:\n  from b import load\nload('x')",
       "a.load('x')\nb.load('x')"},
      {"if True:\n  import transformers\ndef f():\n  transformers.AutoModel.from_pretrained('x')", load},
      {"def f():\n  from transformers import AutoModel\n  return AutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel\nclass C:\n  m = AutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel\nf = lambda: AutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel\n[AutoModel.from_pretrained('x') for _ in y]", load},
      {"from transformers import AutoModel\nasync def f():\n  await AutoModel.from_pretrained('x')", load},
      {"from transformers import AutoModel\nfor c in (AutoModel,):\n  c.from_pretrained('x')", load},
      {"from transformers import AutoModel\nclass C:\n  model_class = AutoModel\n  def f(self):\n"
       "    return self.model_class.from_pretrained('x')",
       load},
      {"from transformers import AutoModel\ndef run(f, x): return f(x)\nrun(AutoModel.from_pretrained, 'x')",
       load},
      {"from transformers import AutoModel\ne, x = AutoModel.from_pretrained, 1\ne('x')", load},
      {"from transformers import AutoModel\nclass C:\n  def __init__(self):\n    self.f = "
       "AutoModel.from_pretrained\n"
       "  def g(self):\n    self.f('x')",
       load},
      {"import huggingface_hub\nhuggingface_hub.HfApi().snapshot_download('x')",
       "huggingface_hub.HfApi.snapshot_download('x')"},
      {"from huggingface_hub import HfApi\napi = HfApi(token='t')\napi.hf_hub_download('x', 'y')",
       "huggingface_hub.HfApi.hf_hub_download('x', 'y')"},
      {"from transformers import pipeline as pl\npl('t', model='x')",
       "transformers.pipeline('t', model='x')"},
      {"import os\nos.system('ls')", "os.system('ls')"},
      {"getattr(__import__('os'), 'sys' + 'tem')('ls')", "os.system('ls')"},
      {"import torch\ntorch.load('x', weights_only=False)", "torch.load('x', weights_only=False)"},
      {"from torch import load\nload('x')", "torch.load('x')"},
      {"import torch.hub\ntorch.hub.load('o/r', 'm')", "torch.hub.load('o/r', 'm')"},
      {"from transformers import AutoModel as A\nb = A\nc = b\nc.from_pretrained('x')", load},
      {"thing.from_pretrained('x')", ".from_pretrained('x')"},
      {"def f(model):\n  model.load('x')", ".load('x')"},
      {"import json\n'a'.load('x')", ""},
      {"def load(x): pass\nload('x')", "__main__.load('x')"},
  });
}

TEST(Calls, MethodsOnUnknownAreMarked) {
  const Loaded loaded{
      "__main__", parse_text("a.py", "def f(model):\n  return model.from_pretrained('x')\n"), false, {}};
  const auto found = calls({loaded}, {}, wanted);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].method_on_unknown);
  EXPECT_EQ(found[0].function, "f");
  EXPECT_EQ(found[0].module, "__main__");
}

TEST(Calls, PlacesSpanTheWholeCall) {
  const std::string code = "import torch\n\nx = torch.load(\n    'a',\n    weights_only=True)\n";
  const Loaded loaded{"m", parse_text("a.py", code), false, {}};
  const auto found = calls({loaded}, {}, wanted);
  ASSERT_EQ(found.size(), 1u);
  const auto& source = *found[0].at.source;
  EXPECT_EQ(source.text(found[0].at.span), "torch.load(\n    'a',\n    weights_only=True)");
  EXPECT_EQ(source.text(found[0].callee_at.span), "load");
  EXPECT_EQ(source.text(found[0].arguments[1].whole.span), "weights_only=True");
  EXPECT_EQ(source.text(found[0].arguments[1].at.span), "True");
  EXPECT_EQ(found[0].keyword("weights_only"), &found[0].arguments[1]);
  EXPECT_EQ(found[0].positional(0), &found[0].arguments[0]);
  EXPECT_EQ(found[0].positional(1), nullptr);
}

TEST(Calls, References) {
  check({
      {"import pickle\nlist(map(pickle.load, ['a', 'b']))", "pickle.load('a'|'b') ref"},
      {"import pickle\npool.submit(pickle.load, f)", "pickle.load(?unassigned) ref"},
      {"import asyncio, torch\nasyncio.to_thread(torch.load, 'x', weights_only=False)",
       "torch.load('x', weights_only=False) ref"},
      {"import threading, torch\nthreading.Thread(target=torch.load, args=('x',)).start()",
       "torch.load('x') ref"},
      {"import torch\nloop.run_in_executor(None, torch.load, 'x')", "torch.load('x') ref"},
      {"import torch\nregister(torch.load)", "torch.load(*?, **?) ref"},
      {"from sentence_transformers import SentenceTransformer\nisinstance(x, SentenceTransformer)", ""},
      {"from sentence_transformers import SentenceTransformer\nregister(SentenceTransformer)", ""},
      {"from functools import partial\nimport torch\ntorch.load = partial(torch.load, weights_only=False)\n"
       "torch.load('x')",
       "torch.load('x', weights_only=False)"},
  });
}

TEST(Calls, Dead) {
  check({
      {"import torch\nif False:\n  torch.load('x')", "torch.load('x') dead"},
      {"import torch\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  torch.load('x')\nelse:\n  "
       "torch.load('y')",
       "torch.load('x') dead\ntorch.load('y')"},
  });
}

TEST(Calls, Assignments) {
  const std::string code =
      "import os, torch\nfrom transformers.utils import import_utils as u\n"
      "torch.load = None\nu.check_torch_load_is_safe = lambda: None\n"
      "os.environ['HF_ENDPOINT'] = 'http://x'\nos.environ.setdefault('A', 'b')\nself.x = 1\n";
  const std::vector<Loaded> loaded{{"m", parse_text("a.py", code), false, {}}};
  std::string found;
  for (const Assignment& a : assignments(loaded, {}))
    found += a.target + "=" + show(*a.value) + (a.only_if_unset ? "?" : "") + "\n";
  EXPECT_EQ(found,
            "os.environ[HF_ENDPOINT]='http://x'\nos.environ[A]='b'?\ntorch.load=None\n"
            "transformers.utils.import_utils.check_torch_load_is_safe=<def m.<lambda>>\n");
}

TEST(Calls, WithoutFilterAllOfThem) {
  const std::vector<Loaded> loaded{
      {"m", parse_text("a.py", "import a\na.b(a.c(1))\nd().e()\nprint('x')\n"), false, {}}};
  std::string found;
  for (const Call& call : calls(loaded, {})) found += show(call) + "\n";
  EXPECT_EQ(found, "a.b(<a.c()>)\na.c(1)\n.e()\nprint('x')\n");
}

}  // namespace
}  // namespace dockgate::python::test
