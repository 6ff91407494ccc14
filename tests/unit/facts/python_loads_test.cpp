#include <set>

#include <gtest/gtest.h>

#include "catalog/apis.hpp"
#include "facts/module_cache.hpp"
#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::facts_of;

constexpr const char* commit = "5617a9f61b028005a4858fdac845db406aefb181";

/// One line for each model: state of the id, id, state of the revision, remote code, whether it is fetched.
std::string models(const BuildFacts& facts) {
  std::string out;
  for (const auto& m : facts.models)
    out += std::string(to_string(m.id_state)) + " " + m.id + " " + std::string(to_string(m.revision_state)) +
           " " + std::string(to_string(m.remote_code)) + (m.fetched ? "" : " offline") + "\n";
  return out;
}

BuildFacts run(const std::string& program, const std::string& more = "") {
  return facts_of({{"Dockerfile",
                    "FROM python:3.12\nWORKDIR /app\nCOPY . .\n" + more + "\nCMD [\"python\", \"app.py\"]\n"},
                   {"app.py", program},
                   {"weights/config.json", "{}"}});
}

struct Case {
  const char* name;
  std::string program;
  std::string expected;
  std::string more;
};
class PythonModels : public testing::TestWithParam<Case> {};
TEST_P(PythonModels, AreJudged) {
  EXPECT_EQ(models(run(GetParam().program, GetParam().more)), GetParam().expected);
}

const std::string auto_model = "import os\nfrom transformers import AutoModel, pipeline\n";

INSTANTIATE_TEST_SUITE_P(
    All, PythonModels,
    testing::Values(
        Case{"absent", auto_model + "AutoModel.from_pretrained('o/n')\n", "known o/n absent no\n", ""},
        Case{"moving", auto_model + "R = 'main'\nAutoModel.from_pretrained('o/n', revision=R)\n",
             "known o/n moving no\n", ""},
        Case{"pinned", auto_model + "AutoModel.from_pretrained('o/n', revision='" + commit + "')\n",
             "known o/n commit no\n", ""},
        Case{"abbreviated", auto_model + "AutoModel.from_pretrained('o/n', revision='5617a9f')\n",
             "known o/n abbreviated no\n", ""},
        Case{"trusted", auto_model + "AutoModel.from_pretrained('o/n', trust_remote_code=True)\n",
             "known o/n absent yes\n", ""},
        Case{"absolute_path", auto_model + "AutoModel.from_pretrained('/models/n')\n",
             "local /models/n not-needed no offline\n", ""},
        Case{"folder_of_the_image", auto_model + "AutoModel.from_pretrained('weights')\n",
             "local weights not-needed no offline\n", ""},
        Case{"looks_like_a_folder", auto_model + "AutoModel.from_pretrained('models/n')\n",
             "known models/n absent no\n", ""},
        Case{"from_env",
             auto_model + "AutoModel.from_pretrained(os.environ['MODEL'], revision=os.environ['REV'])\n",
             "known o/n moving no\n", "ENV MODEL=o/n REV=v1"},
        Case{"arg_is_gone_at_start",
             auto_model + "AutoModel.from_pretrained('o/n', revision=os.environ['REV'])\n",
             "known o/n unresolved no\n", "ARG REV=v1"},
        Case{"env_of_arg", auto_model + "AutoModel.from_pretrained('o/n', revision=os.getenv('REV'))\n",
             "known o/n commit no\n", std::string("ARG X=") + commit + "\nENV REV=$X"},
        Case{"default_of_getenv",
             auto_model + "AutoModel.from_pretrained('o/n', revision=os.getenv('REV', 'main'))\n",
             "known o/n moving no\n", ""},
        Case{"open_env", auto_model + "AutoModel.from_pretrained(os.environ['MODEL'])\n",
             "unresolved  absent no\n", ""},
        Case{"local_files_only", auto_model + "AutoModel.from_pretrained('o/n', local_files_only=True)\n",
             "known o/n not-needed no offline\n", ""},
        Case{"offline", auto_model + "AutoModel.from_pretrained('o/n')\n",
             "known o/n not-needed no offline\n", "ENV HF_HUB_OFFLINE=1"},
        Case{"pipeline_of_an_object",
             auto_model + "m = AutoModel.from_pretrained('o/n', revision='" + commit +
                 "')\npipeline('t', model=m)\n",
             "known o/n commit no\n", ""},
        Case{"pipeline_tokenizer",
             auto_model + "pipeline('t', model='o/n', tokenizer='o/tok', revision='" + commit + "')\n",
             "known o/n commit no\nknown o/tok commit no\n", ""},
        Case{"nested",
             "from langchain_huggingface import HuggingFaceEmbeddings as E\n"
             "E(model_name='o/n', model_kwargs={'trust_remote_code': True, 'revision': 'v1'})\n",
             "known o/n moving yes\n", ""},
        Case{"hub_in_the_id", "import timm\ntimm.create_model('hf-hub:o/n@" + std::string(commit) + "')\n",
             "known o/n commit no\n", ""},
        Case{"registry_name", "import timm\ntimm.create_model('resnet50', pretrained=True)\n",
             "known resnet50 not-pinnable no\n", ""},
        Case{"registry_name_without_weights", "import timm\ntimm.create_model('resnet50')\n", "", ""},
        Case{"torch_hub", "import torch\ntorch.hub.load('o/n:v1', 'x')\n", "known o/n moving yes\n", ""},
        Case{"torch_hub_local", "import torch\ntorch.hub.load('./n', 'x', source='local')\n",
             "local ./n not-needed no offline\n", ""},
        Case{"builtin_dataset",
             "from datasets import load_dataset\nload_dataset('json', data_files='a.json')\n", "", ""},
        Case{"data_files_of_the_hub",
             "from datasets import load_dataset\nload_dataset('csv', data_files='hf://datasets/o/d/a.csv')\n",
             "known o/d absent no\n", ""},
        Case{"downloaded_before",
             auto_model +
                 "from huggingface_hub import snapshot_download\n"
                 "AutoModel.from_pretrained(snapshot_download('o/n', revision='" +
                 commit + "'))\n",
             "local  not-needed no offline\nknown o/n commit no\n", ""},
        Case{"a_branch_of_two",
             auto_model +
                 "import sys\nm = 'o/a' if len(sys.argv) > 1 else '/local'\nAutoModel.from_pretrained(m)\n",
             "known o/a absent no\n", ""},
        Case{"not_pinnable",
             "from llama_cpp import Llama\nLlama.from_pretrained(repo_id='o/n', filename='f')\n",
             "known o/n not-pinnable no\n", ""},
        Case{"pinned_by_the_library", "import whisper\nwhisper.load_model('base')\n",
             "known base not-needed no\n", ""},
        Case{"default_id", "from langchain_huggingface import HuggingFaceEmbeddings as E\nE()\n",
             "known sentence-transformers/all-mpnet-base-v2 absent no\n", ""},
        Case{"trusted_by_default",
             "from infinity_emb import EngineArgs\nEngineArgs(model_name_or_path='o/n')\n",
             "known o/n absent yes\n", ""},
        Case{"trust_by_version", "from datasets import load_dataset\nload_dataset('o/d')\n",
             "known o/d absent yes\n", "RUN pip install datasets==2.18.0"},
        Case{"no_trust_by_version", "from datasets import load_dataset\nload_dataset('o/d')\n",
             "known o/d absent no\n", "RUN pip install datasets==2.21.0"},
        Case{"unknown_receiver", "def f(cls):\n    cls.from_pretrained('o/n')\n", "known o/n absent no\n",
             ""},
        Case{"more_parts_than_a_repository_has", auto_model + "AutoModel.from_pretrained('data/models/n')\n",
             "local data/models/n not-needed no offline\n", ""},
        Case{"no_text_at_all", auto_model + "AutoModel.from_pretrained('')\n", "", ""},
        Case{"text_of_none", auto_model + "AutoModel.from_pretrained(str(None))\n", "", ""},
        Case{"a_table_is_no_model", "import pandas\ndef f(path):\n    pandas.read_csv(path)\n", "", ""},
        Case{"an_address_that_is_not_known", "import requests\ndef f(url):\n    requests.get(url)\n", "", ""},
        Case{"a_registry_or_the_hub", "import timm\ndef f(name):\n    timm.create_model(name, True)\n",
             "unresolved  absent no\n", ""},
        Case{"names_in_a_list", "import nltk\nnltk.download(['punkt', 'wordnet'])\n",
             "known punkt not-pinnable no\n", ""},
        Case{"default_of_a_task", auto_model + "pipeline('depth-estimation')\n",
             "known the default model of the task absent no\n", ""},
        Case{"task_with_open_arguments", auto_model + "def f(**k):\n    pipeline('t', **k)\n",
             "unresolved  unresolved unresolved\n", ""},
        Case{"trust_beside_none",
             auto_model + "def f(m=None):\n    AutoModel.from_pretrained(m, trust_remote_code=True)\nf()\n",
             "unresolved  absent yes\n", ""},
        Case{"none_alone", auto_model + "def f(m=None):\n    AutoModel.from_pretrained(m)\nf()\n", "", ""},
        Case{"dead_code", auto_model + "if False:\n    AutoModel.from_pretrained('o/n')\n", "", ""}),
    [](const auto& one) { return std::string(one.param.name); });

struct LoadCase {
  const char* name;
  std::string program;
  Known safe;
  std::string more;
};
class PythonLoads : public testing::TestWithParam<LoadCase> {};
TEST_P(PythonLoads, AreJudged) {
  const auto facts = run(GetParam().program, GetParam().more);
  ASSERT_EQ(facts.loads.size(), 1u);
  EXPECT_EQ(facts.loads[0].safe, GetParam().safe) << facts.loads[0].why;
}
INSTANTIATE_TEST_SUITE_P(
    All, PythonLoads,
    testing::Values(
        LoadCase{"torch_open", "import torch\ntorch.load('a')\n", Known::unresolved, ""},
        LoadCase{"torch_old", "import torch\ntorch.load('a')\n", Known::no, "RUN pip install torch==2.1.0"},
        LoadCase{"torch_new", "import torch\ntorch.load('a')\n", Known::yes, "RUN pip install torch==2.10.1"},
        LoadCase{"torch_hole", "import torch\ntorch.load('a')\n", Known::no, "RUN pip install torch==2.7.0"},
        LoadCase{"torch_guarded", "import torch\ntorch.load('a', weights_only=True)\n", Known::yes, ""},
        LoadCase{"torch_unguarded", "import torch\ntorch.load('a', weights_only=False)\n", Known::no,
                 "RUN pip install torch==2.10.1"},
        LoadCase{"torch_module",
                 "import torch, pickle\ntorch.load('a', pickle_module=pickle, weights_only=True)\n",
                 Known::no, ""},
        LoadCase{"torch_forced", "import torch\ntorch.load('a', weights_only=True)\n", Known::no,
                 "ENV TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1"},
        LoadCase{"pickle", "import pickle\npickle.load(open('a','rb'))\n", Known::no, ""},
        LoadCase{"numpy", "import numpy as np\nnp.load('a')\n", Known::yes, ""},
        LoadCase{"numpy_pickle", "import numpy as np\nnp.load('a', None, True)\n", Known::no, ""},
        LoadCase{"keras_h5", "import keras\nkeras.models.load_model('a.h5')\n", Known::no, ""},
        LoadCase{"yaml_safe", "import yaml\nyaml.load(s, Loader=yaml.CSafeLoader)\n", Known::yes, ""},
        LoadCase{"yaml_own_safe",
                 "import yaml\nclass L(yaml.SafeLoader):\n    pass\nyaml.load(s, Loader=L)\n", Known::yes,
                 ""},
        LoadCase{"yaml_own_unsafe", "import yaml\nclass L(yaml.Loader):\n    pass\nyaml.load(s, Loader=L)\n",
                 Known::no, ""},
        LoadCase{"yaml_unsafe", "import yaml\nyaml.load(s, yaml.Loader)\n", Known::no, ""}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(PythonFacts, TheVersionSaysThatAGuardIsBypassed) {
  const std::string load = "import torch\ntorch.load('a', weights_only=True)\n";
  const auto bypassed = [&](const std::string& more) { return run(load, more).loads.at(0).bypassed; };
  EXPECT_NE(bypassed("RUN pip install torch==2.1.0").find("torch 2.1.0"), std::string::npos);
  EXPECT_EQ(bypassed("RUN pip install torch==2.10.0"), "");
}

TEST(PythonFacts, ASwitchInADictionaryIsShownWhereItStands) {
  const auto facts =
      run("from langchain_huggingface import HuggingFaceEmbeddings as E\n"
          "options = {\n    'trust_remote_code': True,\n}\n"
          "E(model_name='o/n', model_kwargs=options)\n");
  ASSERT_EQ(facts.models.size(), 1u);
  for (const auto& part : facts.models[0].parts)
    if (part.name == "remote_code") {
      EXPECT_EQ(test::where(part.at), "app.py:3");
    }
}

TEST(PythonFacts, OneFactForACallThatTwoStartsReach) {
  const auto facts =
      facts_of({{"Dockerfile", "FROM python\nWORKDIR /a\nCOPY . .\nRUN python m.py\nCMD python m.py\n"},
                {"m.py", "from transformers import AutoModel\nAutoModel.from_pretrained('o/n')\n"}});
  EXPECT_EQ(facts.models.size(), 1u);
}

TEST(PythonFacts, TheTraceLeadsFromTheDockerfileToTheValue) {
  const auto facts =
      facts_of({{"Dockerfile", "FROM python\nWORKDIR /a\nENV REV=main\nCOPY . .\nCMD python m.py\n"},
                {"m.py", "import lib\n"},
                {"lib.py",
                 "import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained('o/n', "
                 "revision=os.environ['REV'])\n"}});
  ASSERT_EQ(facts.models.size(), 1u);
  const auto& trace = facts.models[0].trace;
  ASSERT_GE(trace.size(), 3u);
  EXPECT_EQ(test::where(trace[0].at), "Dockerfile:5");
  EXPECT_EQ(test::where(trace[1].at), "m.py:1");
  EXPECT_EQ(test::where(trace[2].at), "Dockerfile:3");
  EXPECT_EQ(test::where(facts.models[0].at), "lib.py:3");
}

TEST(PythonFacts, CodeInTheDockerfileKeepsItsPlace) {
  const auto facts = facts_of({{"Dockerfile",
                                "FROM python\nRUN pip list && \\\n  python -c \"from transformers import "
                                "AutoModel; AutoModel.from_pretrained('o/n')\"\n"}});
  ASSERT_EQ(facts.models.size(), 1u);
  EXPECT_EQ(test::where(facts.models[0].at), "Dockerfile:3");
  EXPECT_EQ(facts.models[0].phase, Phase::build);
}

/// A program of ordinary files, one of which loads a model; the paths of those that were parsed.
std::string parsed(std::map<std::string, std::string> files) {
  const std::string ordinary = R"py(
import json
import os
import subprocess

from pkg import common


class Report:
    def __init__(self, folder, stream=None):
        self.folder = folder
        self.stream = stream

    def write(self, name="report.json"):
        os.makedirs(self.folder, exist_ok=True)
        with open(os.path.join(self.folder, name), "w") as stream:
            json.dump(json.loads(stream.get()), stream)
        subprocess.run(["ls", self.folder])


def run(folder):
    return common.finish(Report(folder).write())
)py";
  files["Dockerfile"] = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD [\"python\", \"main.py\"]\n";
  files["pkg/__init__.py"] = "";
  files["pkg/common.py"] = "def finish(path):\n    return path\n";
  std::string main = files.contains("pkg/user.py") ? "from pkg import user\n" : "";
  for (int i = 0; i < 40; ++i) {
    files["pkg/ordinary" + std::to_string(i) + ".py"] = ordinary;
    if (i < 20) main += "from pkg import ordinary" + std::to_string(i) + "\n";
  }
  files["main.py"] = main + "ordinary0.run('out')\n";
  CollectOptions options;
  options.cache = make_module_cache();
  const auto facts = collect(test::build_of(std::move(files)), options);
  EXPECT_EQ(models(facts), "known o/n absent no\n");
  std::string out;
  for (const auto& path : options.cache->parsed()) out += path + " ";
  return out;
}

TEST(OrdinaryFiles, AreNotParsed) {
  const std::string load = "from transformers import AutoModel\nAutoModel.from_pretrained('o/n')\n";
  EXPECT_EQ(parsed({{"pkg/model.py", load}}), "pkg/model.py ");
  // Of the others only the one that says what is loaded.
  const std::string from_caller =
      "from transformers import AutoModel\n\n\ndef fetch(name):\n    return "
      "AutoModel.from_pretrained(name)\n";
  EXPECT_EQ(
      parsed({{"pkg/model.py", from_caller}, {"pkg/user.py", "from pkg.model import fetch\nfetch('o/n')\n"}}),
      "pkg/model.py pkg/user.py ");
}

// However many loaders a program has under other names, each of them is looked for.
TEST(PythonFacts, FollowEveryNameOfALoader) {
  std::set<std::string> names;
  for (const auto& row : catalog::builtin().models)
    for (const std::string_view call : row.calls) names.emplace(call.substr(call.rfind('.') + 1));
  ASSERT_GT(names.size(), 96u);
  std::string program;
  std::size_t number = 0;
  for (const std::string& name : names) {
    const std::string first = "first" + std::to_string(number), next = "first" + std::to_string(number + 1);
    program += first + " = other." + name + "\nsecond" + std::to_string(number++) + " = " + next + "\n";
  }
  program += "from mlx_lm import load as quick_load\nquick_load('o/n')\n";
  EXPECT_EQ(models(run(program)), "known o/n absent no\n");
}

// What a value is does not depend on what was asked for first: the caller may give the name as well as the
// folder.
TEST(PythonFacts, AValueThatComesBackToItselfKeepsItsOthers) {
  const auto facts =
      run("import sys\nfrom transformers import AutoModel\n"
          "class A:\n  def __init__(self, name):\n    self.m = AutoModel.from_pretrained(name)\n"
          "class B(A):\n  def __init__(self, name):\n    super().__init__(name=name)\n"
          "def make(name, source):\n  if source == 's3':\n    name = '/models/' + name.replace('/', '--')\n"
          "  if source == 'b':\n    return B(name)\n  return A(name)\n"
          "make(sys.argv[1], sys.argv[2])\n");
  ASSERT_EQ(facts.models.size(), 1u);
  EXPECT_EQ(to_string(facts.models[0].id_state), "unresolved");
}

}  // namespace
}  // namespace dockgate::facts
