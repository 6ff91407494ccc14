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
