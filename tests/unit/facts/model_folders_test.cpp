#include "facts/model_folders.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using Files = std::map<std::string, std::string>;
const std::string sha = "0123456789abcdef0123456789abcdef01234567";

BuildFacts facts(const std::string& program, Files files) {
  files["Dockerfile"] = "FROM a\nWORKDIR /app\nCOPY . .\nCMD python app.py\n";
  files["app.py"] = program;
  return test::facts_of(std::move(files));
}
std::string vendored(const BuildFacts& facts) {
  std::string out;
  for (const auto& code : facts.vendored)
    out += (out.empty() ? "" : "; ") + code.file + " " + std::string(to_string(code.runs));
  return out;
}
std::string remote(const BuildFacts& facts) {
  std::string out;
  for (const auto& model : facts.models)
    if (model.id_state == IdState::known)
      out += (out.empty() ? "" : "; ") + test::where(model.at) + " " + model.artifact + " " + model.id + " " +
             std::string(to_string(model.revision_state)) + " " + std::string(to_string(model.remote_code));
  return out;
}
std::string load(const std::string& arguments) {
  return "from transformers import AutoModel\nAutoModel.from_pretrained(" + arguments + ")\n";
}

const std::string own_map =
    R"({"auto_map": {"AutoModel": "modeling_x.X", "AutoTokenizer": ["tok.Slow", null]}})";

TEST(ModelFolders, NameTheirOwnCode) {
  const Files files = {{"m/config.json", own_map},
                       {"m/modeling_x.py", "from .helper import f\nimport torch\n"},
                       {"m/helper.py", ""},
                       {"m/other.py", ""},
                       {"m/tok.py", ""}};
  EXPECT_EQ(vendored(facts(load("'./m', trust_remote_code=True"), files)),
            "m/helper.py yes; m/modeling_x.py yes; m/tok.py yes");
  EXPECT_EQ(vendored(facts(load("'./m'"), files)), "m/helper.py no; m/modeling_x.py no; m/tok.py no");
  EXPECT_EQ(vendored(facts("", files)),
            "m/helper.py unresolved; m/modeling_x.py unresolved; m/tok.py unresolved");
  const auto found = facts(load("'./m', trust_remote_code=True"), files);
  EXPECT_EQ(found.vendored[1].why, "`auto_map` in m/config.json names it");
  ASSERT_GE(found.vendored[1].trace.size(), 2u);
  EXPECT_EQ(test::where(found.vendored[1].trace.back().at), "m/config.json:1");
}

TEST(ModelFolders, PointToOtherRepositories) {
  const Files files = {{"m/config.json", "{\n \"auto_map\": {\"AutoModel\": \"o/code--modeling.X\"}}"}};
  EXPECT_EQ(remote(facts(load("'m', trust_remote_code=True"), files)),
            "m/config.json:2 code o/code absent yes");
  EXPECT_EQ(remote(facts(load("'m', trust_remote_code=True, code_revision='" + sha + "'"), files)),
            "m/config.json:2 code o/code commit yes");
  EXPECT_EQ(remote(facts(load("'m'"), files)), "");
}

TEST(ModelFolders, OfSentenceTransformersRunWithoutTrust) {
  const Files files = {
      {"m/modules.json",
       R"([{"type": "sentence_transformers.models.Pooling"}, {"type": "custom_st.Transformer"}])"},
      {"m/custom_st.py", ""}};
  EXPECT_EQ(
      vendored(facts("from sentence_transformers import SentenceTransformer\nSentenceTransformer('./m')\n",
                     files)),
      "m/custom_st.py yes");
}

TEST(ModelFolders, OfAdaptersFetchTheirBase) {
  const Files files = {
      {"m/adapter_config.json", R"({"base_model_name_or_path": "o/base", "revision": null})"}};
  EXPECT_EQ(
      remote(facts("from peft import AutoPeftModelForCausalLM as A\nA.from_pretrained('./m')\n", files)),
      "m/adapter_config.json:1 model o/base absent no");
  EXPECT_EQ(
      remote(facts("from peft import PeftModel\ndef f(model):\n    PeftModel.from_pretrained(model, './m')\n",
                   files)),
      "");
  EXPECT_EQ(remote(facts("from peft import AutoPeftModelForCausalLM as A\nA.from_pretrained('./m')\n",
                         {{"m/adapter_config.json",
                           R"({"base_model_name_or_path": "o/base", "revision": ")" + sha + "\"}"}})),
            "m/adapter_config.json:1 model o/base commit no");
}

TEST(ModelFolders, OfDiffusersAndKernels) {
  EXPECT_EQ(
      vendored(facts(
          "from diffusers import DiffusionPipeline\n"
          "DiffusionPipeline.from_pretrained('./m', trust_remote_code=True)\n",
          {{"m/model_index.json",
            R"({"_class_name": ["pipeline", "P"], "unet": ["my_unet", "U"], "vae": ["diffusers", "V"]})"},
           {"m/pipeline.py", ""},
           {"m/unet/my_unet.py", ""}})),
      "m/pipeline.py yes; m/unet/my_unet.py yes");
  EXPECT_EQ(remote(facts(load("'./m'"), {{"m/config.json", R"({"_attn_implementation": "o/kernel"})"}})),
            "m/config.json:1 kernel o/kernel absent yes");
}

TEST(ModelFolders, HaveScriptsThatLoadsName) {
  EXPECT_EQ(vendored(facts(
                "from datasets import load_dataset\nload_dataset('./data/words', trust_remote_code=True)\n",
                {{"data/words/words.py", ""}, {"data/words/other.py", ""}})),
            "data/words/words.py yes");
  EXPECT_EQ(vendored(facts(
                "from datasets import load_dataset\nload_dataset('data/words.py', trust_remote_code=True)\n",
                {{"data/words.py", ""}})),
            "data/words.py yes");
  EXPECT_EQ(vendored(facts("from diffusers import DiffusionPipeline\n"
                           "DiffusionPipeline.from_pretrained('./m', custom_pipeline='./own')\n",
                           {{"own/pipeline.py", "from .parts import x\n"}, {"own/parts.py", ""}})),
            "own/parts.py yes; own/pipeline.py yes");
  EXPECT_EQ(vendored(facts("import torch\ntorch.hub.load('./net', 'model', source='local')\n",
                           {{"net/hubconf.py", "from models.net import Net\n"},
                            {"net/models/net.py", "from utils.ops import f\n"},
                            {"net/utils/__init__.py", ""},
                            {"net/utils/ops.py", ""}})),
            "net/hubconf.py yes; net/models/net.py yes; net/utils/__init__.py yes; net/utils/ops.py yes");
}

TEST(NamedCode, IsKnownByItsNameAndWhatStandsAroundIt) {
  // Imported by what the image starts.
  EXPECT_EQ(vendored(facts("from model.modeling_x import X\n", {{"model/modeling_x.py", ""}})),
            "model/modeling_x.py yes");
  EXPECT_EQ(vendored(facts("", {{"model/modeling_x.py", "from .parts import y\nimport torch\n"},
                                {"model/parts.py", ""},
                                {"model/torch.py", ""},
                                {"model/configuration_x.py", ""},
                                {"model/pipeline_x.py", ""}})),
            "model/configuration_x.py unresolved; model/modeling_x.py unresolved; model/parts.py unresolved; "
            "model/pipeline_x.py unresolved; model/torch.py unresolved");
  // A team's own files may be called so.
  EXPECT_EQ(
      vendored(facts("import pipeline_report\n", {{"pipeline_report.py", "import transformers\n"},
                                                  {"processing_data.py", ""},
                                                  {"configuration_app.py", "class AppConfig(Config): pass\n"},
                                                  {"hubconf.py", ""}})),
      "");
  EXPECT_EQ(
      vendored(facts("", {{"p/pipeline_x.py",
                           "from diffusers import DiffusionPipeline\nclass P(DiffusionPipeline): pass\n"},
                          {"vendor/net/hubconf.py", ""}})),
      "p/pipeline_x.py unresolved; vendor/net/hubconf.py unresolved");
}

TEST(NamedCode, KnowsItsContentAndImports) {
  const auto found =
      facts("from model.modeling_x import X\n",
            {{"model/modeling_x.py", "import torch\nfrom . import parts\nfrom .parts import y\n"},
             {"model/parts.py", ""}});
  ASSERT_EQ(found.vendored.size(), 2u);
  const VendoredFact& file = found.vendored.front();
  EXPECT_EQ(file.sha256, "fbba29e2d6cbf62e5fb6279618e70500c44be9ac3f36cc47236f0650b2bf357b");
  EXPECT_EQ(file.lines, 3);
  EXPECT_EQ(file.imports, (std::vector<std::string>{".parts", "torch"}));
  EXPECT_EQ(file.brings, std::vector<std::string>{"model/parts.py"});
  EXPECT_EQ(file.found_by, "name");
  EXPECT_EQ(found.vendored[1].why, "imported by `model/modeling_x.py`");
  ASSERT_FALSE(file.trace.empty());
}

TEST(ModelFolders, SurviveBrokenFiles) {
  for (const char* bytes : {"", "{", "[1]", "{\"auto_map\": 3}", "{\"auto_map\": {\"A\": \"--\"}}",
                            "{\"auto_map\": {\"A\": \"../../etc/passwd.X\"}}"})
    EXPECT_EQ(vendored(facts(load("'./m', trust_remote_code=True"),
                             {{"m/config.json", bytes}, {"m/modules.json", bytes}})),
              "")
        << bytes;
}

}  // namespace
}  // namespace dockgate::facts
