#include "facts/settings.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using Files = std::map<std::string, std::string>;

std::string settings(Files files) {
  std::string out;
  for (const auto& setting : test::facts_of(std::move(files)).settings) {
    if (setting.active == Known::no) continue;
    out += std::string(out.empty() ? "" : "; ") + test::where(setting.at) + " " + setting.role + " " +
           setting.how + " " + setting.name;
    if (!setting.value.empty()) out += "=" + setting.value;
    if (setting.active == Known::unresolved) out += " ?" + setting.missing;
  }
  return out;
}

std::string in_python(const std::string& program) {
  return settings(
      {{"Dockerfile", "FROM a\nWORKDIR /app\nCOPY app.py .\nCMD python app.py\n"}, {"app.py", program}});
}

TEST(Settings, StandInTheDockerfile) {
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nENV HF_ENDPOINT=https://m.example.com\n"}}),
            "Dockerfile:2 endpoint ENV HF_ENDPOINT=https://m.example.com");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nARG TRUST_REMOTE_CODE=True\n"}}),
            "Dockerfile:2 trust ARG TRUST_REMOTE_CODE=True");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nARG T=1\nENV MY_TRUST_REMOTE_CODE=$T\n"}}),
            "Dockerfile:3 trust ENV MY_TRUST_REMOTE_CODE=1");
  EXPECT_EQ(settings({{"Dockerfile",
                       "FROM a\nARG TRUST_REMOTE_CODE=1\nENV TRUST_REMOTE_CODE=$TRUST_REMOTE_CODE\n"}}),
            "Dockerfile:3 trust ENV TRUST_REMOTE_CODE=1");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nARG E\nENV HF_ENDPOINT=$E\n"}}),
            "Dockerfile:3 endpoint ENV HF_ENDPOINT ?E");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nLABEL TRUST_REMOTE_CODE=1\n"}}), "");
  EXPECT_EQ(settings({{"Dockerfile", "ARG TRUST_REMOTE_CODE=1\nFROM a\n"}}), "");
}

TEST(Settings, NeverShowATokensValue) {
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nENV HF_TOKEN=abc\n"}}), "Dockerfile:2 token ENV HF_TOKEN");
}

TEST(Settings, AreExportedByScripts) {
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nCOPY s.sh /\nCMD sh /s.sh\n"},
                      {"s.sh", "V=1\nexport TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=$V\n"}}),
            "s.sh:2 guard-removed export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nRUN HF_ENDPOINT=https://m.example.com python x.py\n"}}),
            "Dockerfile:2 endpoint export HF_ENDPOINT=https://m.example.com");
  EXPECT_EQ(
      settings({{"Dockerfile", "FROM a\nCMD [\"env\", \"HF_ENDPOINT=https://m.example.com\", \"serve\"]\n"}}),
      "Dockerfile:2 endpoint export HF_ENDPOINT=https://m.example.com");
}

TEST(Settings, AreWrittenByPrograms) {
  EXPECT_EQ(in_python("import os\nos.environ[\"HF_ENDPOINT\"] = \"https://m.example.com\"\n"),
            "app.py:2 endpoint python HF_ENDPOINT=https://m.example.com");
  EXPECT_EQ(in_python("import os\nos.environ.setdefault(\"TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\", \"1\")\n"),
            "app.py:2 guard-removed python TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1");
  EXPECT_EQ(in_python("import os\nos.environ[\"HF_ENDPOINT\"] = \"https://huggingface.co\"\n"), "");
}

TEST(Settings, KnowPatchesOfGuards) {
  EXPECT_EQ(in_python("import torch\n_load = torch.load\ndef load(*a, **k):\n    return _load(*a, "
                      "**k)\ntorch.load = load\n"),
            "app.py:5 guard-removed patch torch.load ?what `torch.load` is replaced by");
  EXPECT_EQ(in_python("import torch\nold = torch.load\ntorch.load = old\n"), "");
  EXPECT_EQ(in_python("import transformers.modeling_utils as m\nsetattr(m, \"check_torch_load_is_safe\", "
                      "lambda: None)\n"),
            "app.py:2 guard-removed patch transformers.modeling_utils.check_torch_load_is_safe");
  EXPECT_EQ(
      in_python(
          "from unittest import mock\n"
          "mock.patch(\"transformers.utils.import_utils.check_torch_load_is_safe\", lambda: None).start()\n"),
      "app.py:2 guard-removed patch transformers.utils.import_utils.check_torch_load_is_safe");
  EXPECT_EQ(in_python("import pathlib\np = pathlib.Path(\"/x/modeling_utils.py\")\n"
                      "p.write_text(p.read_text().replace(\"check_torch_load_is_safe()\", \"pass\"))\n"),
            "app.py:3 guard-removed edit check_torch_load_is_safe");
}

TEST(Settings, KnowEditsByPatchFiles) {
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nCOPY fix.patch /tmp/\nRUN patch -p1 < /tmp/fix.patch\n"},
                      {"fix.patch", "--- a\n+++ b\n-    check_torch_load_is_safe()\n+    pass\n"}}),
            "Dockerfile:3 guard-removed edit check_torch_load_is_safe");
}

TEST(Settings, HoldForPackagesThatAreThere) {
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nENV PYTHONOPTIMIZE=1\n"}}), "");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nRUN pip install vllm\nENV PYTHONOPTIMIZE=1\n"}}),
            "Dockerfile:3 guard-removed ENV PYTHONOPTIMIZE=1");
  EXPECT_EQ(settings({{"Dockerfile", "FROM a\nRUN pip install vllm==0.23.0\nENV PYTHONOPTIMIZE=1\n"}}), "");
}

std::string trusted(Files files) {
  std::string out;
  for (const auto& model : test::facts_of(std::move(files)).models)
    if (model.remote_code != Known::no)
      out += test::where(model.at) + " " + model.api + " " + std::string(to_string(model.remote_code)) + "\n";
  return out;
}

TEST(TrustVariables, SpeakWhereNothingReadsThem) {
  EXPECT_EQ(trusted({{"Dockerfile", "FROM a\nENV TRUST_REMOTE_CODE=true\n"}}),
            "Dockerfile:2 TRUST_REMOTE_CODE=true yes\n");
  // The server's own fact speaks of it.
  EXPECT_EQ(trusted({{"Dockerfile",
                      "FROM a\nENV TRUST_REMOTE_CODE=true\nCMD text-generation-launcher --model-id o/n\n"}}),
            "Dockerfile:3 text-generation-launcher yes\n");
  // And so does the program that asks for it.
  EXPECT_EQ(
      trusted(
          {{"Dockerfile", "FROM a\nENV TRUST_REMOTE_CODE=true\nCOPY a.py /\nCMD python /a.py\n"},
           {"a.py",
            "import os\nfrom transformers import AutoModel\n"
            "AutoModel.from_pretrained('o/n', trust_remote_code=os.getenv('TRUST_REMOTE_CODE') == '1')\n"}}),
      "");
}

TEST(Environment, ComesFromTheScriptThatStartsTheProgram) {
  const std::string program =
      "import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained('o/n', "
      "revision=os.environ['REV'])\n";
  const auto revision = [&](const std::string& script, const std::string& env = "") {
    const auto facts =
        test::facts_of({{"Dockerfile", "FROM a\n" + env + "COPY . /app\nWORKDIR /app\nCMD sh run.sh\n"},
                        {"run.sh", script},
                        {"vars.sh", "REV=v3\n"},
                        {"a.py", program}});
    return facts.models.size() == 1 ? facts.models[0].revision.value_or("-") : "?";
  };
  EXPECT_EQ(revision("export REV=v1\npython a.py\n"), "v1");
  EXPECT_EQ(revision("REV=v2 python a.py\n"), "v2");
  EXPECT_EQ(revision("REV=v1\npython a.py\n"), "-");
  EXPECT_EQ(revision("REV=v1\nexport REV\nexec python a.py\n"), "v1");
  EXPECT_EQ(revision("set -a\n. ./vars.sh\nset +a\npython a.py\n"), "v3");
  EXPECT_EQ(revision("source vars.sh\nexport REV\npython a.py\n"), "v3");
  // A variable of the environment stays one when a script changes it.
  EXPECT_EQ(revision("REV=v4\npython a.py\n", "ENV REV=v0\n"), "v4");
  EXPECT_EQ(revision("(export REV=v1)\npython a.py\n", "ENV REV=v0\n"), "v0");
}

}  // namespace
}  // namespace dockgate::facts
