#include "facts/versions.hpp"

#include <array>

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
  const std::array tables{catalog::builtin()};
  const catalog::Index index(tables);
  const auto listed = local.files(*context);
  const auto versions = read_versions(build, shell_commands(build), index, listed.get());
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

TEST(Versions, ComeFromRequirementsThatTheDockerfileWrites) {
  const std::string list = "FROM a\nCOPY <<EOF /tmp/requirements.txt\n# x\nnumpy\n  torch==2.4.1 # y\nEOF\n";
  EXPECT_EQ(version("torch", list + "RUN pip install -r /tmp/requirements.txt\n"), "2.4.1");
  EXPECT_EQ(version("torch", list), "-");
}

TEST(Versions, ComeFromTags) {
  EXPECT_EQ(version("torch", "FROM pytorch/pytorch:2.3.1-cuda12.1-cudnn8-runtime\n"), "2.3.1");
  EXPECT_EQ(version("torch", "FROM pytorch/pytorch:latest\n"), "-");
  EXPECT_EQ(version("vllm", "FROM vllm/vllm-openai:v0.6.0\n"), "0.6.0");
}

TEST(Versions, ComeFromLockFiles) {
  const std::string uv =
      "[[package]]\nname = \"numpy\"\nversion = \"1.26.0\"\n[[package]]\nname = \"torch\"\n"
      "version = \"2.5.1\"\nsource = { registry = \"x\" }\n[[package]]\nname = \"torch\"\n"
      "version = \"2.4.0+cpu\"\n";
  EXPECT_EQ(version("torch", "FROM a\nWORKDIR /w\nCOPY . .\nRUN uv sync --frozen\n", {{"uv.lock", uv}}),
            "2.4.0+cpu");
  EXPECT_EQ(
      version("numpy", "FROM a\nWORKDIR /w\nCOPY . .\nRUN poetry install --no-root\n", {{"poetry.lock", uv}}),
      "1.26.0");
  EXPECT_EQ(
      version("torch", "FROM a\nWORKDIR /w\nCOPY . .\nRUN pipenv install --deploy\n",
              {{"Pipfile.lock",
                "{\n \"default\": {\n  \"torch\": {\n   \"hashes\": [],\n   \"version\": \"==2.3.0\"\n"}}),
      "2.3.0");
}

TEST(Versions, ComeFromProjects) {
  const std::string poetry =
      "[tool.poetry.dependencies]\npython = \"^3.10\"\ntorch = {version = \"^2.1\", source = \"x\"}\n"
      "numpy = \"1.26.*\"\n";
  const std::string use = "FROM a\nWORKDIR /w\nCOPY . .\nRUN pip install .\n";
  EXPECT_EQ(version("torch", use, {{"pyproject.toml", poetry}}), "2.1+");
  EXPECT_EQ(version("numpy", use, {{"pyproject.toml", poetry}}), "1.26+");
  EXPECT_EQ(version("torch", use,
                    {{"pyproject.toml",
                      "[project]\ndependencies = [\n  \"numpy[x]>=1\",\n  \"torch==2.2.0\",\n]\n"}}),
            "2.2.0");
  EXPECT_EQ(version("torch", use, {{"setup.py", "setup(\n  install_requires=['torch==1.13.1', 'x'],\n)\n"}}),
            "1.13.1");
  EXPECT_EQ(
      version("torch", use, {{"setup.cfg", "[options]\ninstall_requires =\n    torch==1.13.1\n    x\n"}}),
      "1.13.1");
  EXPECT_EQ(version("torch", "FROM a\nCOPY e.yml /\nRUN conda env create -f /e.yml\n",
                    {{"e.yml", "dependencies:\n  - pytorch::torch=2.0.1=py310\n  - pip:\n    - x==1\n"}}),
            "2.0.1");
}

TEST(Versions, ComeFromConstraintsAndWheels) {
  const std::string use = "FROM a\nWORKDIR /w\nCOPY . .\nRUN pip install -r r.txt\n";
  EXPECT_EQ(version("torch", use,
                    {{"r.txt", "torch\n-c req/c.txt\n"}, {"req/c.txt", "torch==2.1.2 --hash=sha256:0\n"}}),
            "2.1.2");
  EXPECT_EQ(
      version("torch",
              "FROM a\nRUN pip install https://e.com/whl/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl\n"),
      "2.0.1+cu118");
  EXPECT_EQ(version("torch", "FROM a\nRUN apt-get install torch=1.0\n"), "-");
}

TEST(Versions, HaveUpperBounds) {
  const auto holds = [](const std::string& requirement, const char* from, const char* before) {
    const auto build = test::build_of({{"Dockerfile", "FROM a\nRUN pip install '" + requirement + "'\n"}});
    const std::array tables{catalog::builtin()};
    const catalog::Index index(tables);
    const auto held =
        read_versions(build, shell_commands(build), index, nullptr).holds({"torch", from, before, "", ""});
    return !held ? "?" : *held ? "yes" : "no";
  };
  EXPECT_STREQ(holds("torch<2.6", "", "2.6"), "yes");
  EXPECT_STREQ(holds("torch<2.6", "2.6", ""), "no");
  EXPECT_STREQ(holds("torch>=2.1,<2.6", "", "2.6"), "yes");
  EXPECT_STREQ(holds("torch~=2.3", "", "2.6"), "?");
  EXPECT_STREQ(holds("torch~=2.3.1", "", "2.6"), "yes");
  EXPECT_STREQ(holds("torch<=2.5.1", "", "2.6"), "yes");
  EXPECT_STREQ(holds("torch==2.5.*", "", "2.6"), "yes");
  EXPECT_STREQ(holds("torch>=2.6", "2.6", ""), "yes");
  EXPECT_STREQ(holds("torch!=2.5", "2.6", ""), "?");
}

TEST(Versions, RangesMayStayOpen) {
  Versions versions;
  versions.add("Torch", {"2.7", false, "", "", {}});
  EXPECT_EQ(versions.holds({"torch", "2.6", "", "", ""}), true);
  EXPECT_EQ(versions.holds({"torch", "", "2.6", "", ""}), false);
  EXPECT_EQ(versions.holds({"torch", "2.6", "2.10", "", ""}), std::nullopt);
  EXPECT_EQ(versions.holds({"numpy", "", "2", "", ""}), std::nullopt);
}

}  // namespace
}  // namespace dockgate::facts
