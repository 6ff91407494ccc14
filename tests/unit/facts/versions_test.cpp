#include "facts/versions.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

std::string version(const std::string& package, const std::string& dockerfile,
                    std::map<std::string, std::string> files = {}) {
  files["Dockerfile"] = dockerfile;
  const auto build = test::build_of(std::move(files));
  const auto context = build.context;
  ModuleCache local;
  const auto listed = local.files(*context);
  const auto versions = read_versions(build, shell_commands(build), listed.get());
  const auto* found = versions.find(package);
  return found == nullptr ? "-" : found->version + (found->exact ? "" : "+");
}

TEST(Versions, AreCompared) {
  EXPECT_EQ(compare_versions("2.6", "2.10"), -1);
  EXPECT_EQ(compare_versions("2.6.0", "2.6"), 0);
  EXPECT_EQ(compare_versions("2.6.0+cu118", "2.6.0"), 0);
  EXPECT_EQ(compare_versions("3", "2.9.9"), 1);
  EXPECT_EQ(compare_versions("", ""), 0);
  EXPECT_EQ(compare_versions("99999999999999999999", "1"), 1);
}

TEST(Versions, ComeFromInstallCommands) {
  EXPECT_EQ(version("torch", "FROM a\nRUN pip install torch==2.1.0+cu118 numpy\n"), "2.1.0+cu118");
  EXPECT_EQ(version("torch", "FROM a\nRUN pip install 'torch>=2.6,<3'\n"), "2.6+");
  EXPECT_EQ(version("numpy", "FROM a\nRUN pip install torch==2.1.0 numpy\n"), "-");
  EXPECT_EQ(version("huggingface-hub", "FROM a\nRUN uv pip install Huggingface_Hub[cli]==0.20.0\n"),
            "0.20.0");
  EXPECT_EQ(version("torch", "FROM a\nRUN pip install torch==1.0 && pip install torch==2.0\n"), "2.0");
}

TEST(Versions, ComeFromRequirements) {
  EXPECT_EQ(
      version("torch", "FROM a\nWORKDIR /w\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
              {{"requirements.txt", "# x\nnumpy\ntorch == 2.4.1 ; python_version > '3.8'\n"}}),
      "2.4.1");
}

TEST(Versions, ComeFromTags) {
  EXPECT_EQ(version("torch", "FROM pytorch/pytorch:2.3.1-cuda12.1-cudnn8-runtime\n"), "2.3.1");
  EXPECT_EQ(version("torch", "FROM pytorch/pytorch:latest\n"), "-");
  EXPECT_EQ(version("vllm", "FROM vllm/vllm-openai:v0.6.0\n"), "0.6.0");
}

TEST(Versions, RangesMayStayOpen) {
  Versions versions;
  versions.add("Torch", {"2.7", false, "", {}});
  EXPECT_EQ(versions.holds({"torch", "2.6", "", "", ""}), true);
  EXPECT_EQ(versions.holds({"torch", "", "2.6", "", ""}), false);
  EXPECT_EQ(versions.holds({"torch", "2.6", "2.10", "", ""}), std::nullopt);
  EXPECT_EQ(versions.holds({"numpy", "", "2", "", ""}), std::nullopt);
}

}  // namespace
}  // namespace dockgate::facts
