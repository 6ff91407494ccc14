#include <algorithm>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::facts_of;
using Files = std::map<std::string, std::string>;

/// Reached Python files, sorted, one a line.
std::string reached(const BuildFacts& facts) {
  std::vector<std::string> files;
  for (const auto& code : facts.code)
    if (code.reached && code.language == "python") files.push_back(code.file);
  std::sort(files.begin(), files.end());
  std::string out;
  for (const auto& file : files) out += file + " ";
  return out;
}

struct Case {
  const char* name;
  Files files;
  const char* reached;
};

class CodeReach : public testing::TestWithParam<Case> {};
TEST_P(CodeReach, Follows) {
  EXPECT_EQ(reached(facts_of(GetParam().files)), GetParam().reached);
}

INSTANTIATE_TEST_SUITE_P(
    All, CodeReach,
    testing::Values(
        Case{"script_and_import",
             {{"Dockerfile", "FROM python\nWORKDIR /srv\nCOPY src/ .\nCMD python serve.py\n"},
              {"src/serve.py", "import models\nfrom util import x\n"},
              {"src/models.py", ""},
              {"src/util/__init__.py", ""},
              {"src/util/x.py", ""},
              {"src/other.py", ""}},
             "src/models.py src/serve.py src/util/__init__.py src/util/x.py "},
        Case{"renamed_file",
             {{"Dockerfile",
               "FROM python\nCOPY deploy/handler.py /opt/h.py\nENTRYPOINT [\"python\", \"/opt/h.py\"]\n"},
              {"deploy/handler.py", ""}},
             "deploy/handler.py "},
        Case{"module_with_relative_imports",
             {{"Dockerfile", "FROM python\nWORKDIR /a\nCOPY . .\nCMD [\"python\",\"-m\",\"pkg.serve\"]\n"},
              {"pkg/__init__.py", "from .core import a\n"},
              {"pkg/serve.py", "from . import net\nfrom .sub.deep import y\nfrom ..nothing import z\n"},
              {"pkg/net.py", ""},
              {"pkg/core.py", ""},
              {"pkg/sub/__init__.py", ""},
              {"pkg/sub/deep.py", "from ..net import q\n"}},
             "pkg/__init__.py pkg/core.py pkg/net.py pkg/serve.py pkg/sub/__init__.py pkg/sub/deep.py "},
        Case{"package_with_main",
             {{"Dockerfile", "FROM python\nWORKDIR /a\nCOPY . .\nCMD python -m pkg\n"},
              {"pkg/__init__.py", ""},
              {"pkg/__main__.py", ""}},
             "pkg/__init__.py pkg/__main__.py "},
        Case{
            "through_a_stage",
            {{"Dockerfile",
              "FROM python AS b\nWORKDIR /build\nCOPY app/ app/\nFROM python\nCOPY --from=b /build/app /srv\n"
              "CMD [\"python\", \"/srv/m.py\"]\n"},
             {"app/m.py", "import n"},
             {"app/n.py", ""}},
            "app/m.py app/n.py "},
        Case{"shell_script",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nENTRYPOINT [\"./start.sh\"]\n"},
              {"start.sh", "#!/bin/sh\ncd app\nexec python main.py \"$@\"\n"},
              {"app/main.py", ""}},
             "app/main.py "},
        Case{"console_script_in_src",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nRUN pip install .\nCMD [\"my-serve\"]\n"},
              {"pyproject.toml", "[project.scripts]\nmy-serve = \"mypkg.cli:main\"\n"},
              {"src/mypkg/__init__.py", ""},
              {"src/mypkg/cli.py", "from mypkg import core\n"},
              {"src/mypkg/core.py", ""}},
             "src/mypkg/__init__.py src/mypkg/cli.py src/mypkg/core.py "},
        Case{"workdir_of_the_base_image",
             {{"Dockerfile", "FROM tiangolo/uvicorn-gunicorn\nCOPY ./app /app\nCMD uvicorn main:app\n"},
              {"app/main.py", "import core\n"},
              {"app/core.py", ""}},
             "app/core.py app/main.py "},
        Case{"pythonpath",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nENV PYTHONPATH=/w/lib\nCOPY . .\nCMD python m.py\n"},
              {"m.py", "import helper"},
              {"lib/helper.py", ""}},
             "lib/helper.py m.py "},
        Case{"inline_code_imports",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nRUN python -c 'import fetch'\n"},
              {"fetch.py", ""}},
             "fetch.py "},
        Case{"shebang",
             {{"Dockerfile",
               "FROM python\nCOPY bin/serve /usr/local/bin/serve\nCMD [\"/usr/local/bin/serve\"]\n"},
              {"bin/serve", "#!/usr/bin/env python3\nprint()\n"}},
             "bin/serve "},
        Case{"no_python_in_a_native_program",
             {{"Dockerfile",
               "FROM python\nCOPY bin/serve /usr/local/bin/serve\nCMD [\"/usr/local/bin/serve\"]\n"},
              {"bin/serve",
               "\x7f"
               "ELF"}},
             ""},
        Case{"dockerignore",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nCMD python m.py\n"},
              {".dockerignore", "secret\n"},
              {"m.py", ""},
              {"secret/x.py", ""}},
             "m.py "},
        Case{"a_library_is_not_looked_for_in_strange_folders",
             {{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nCMD python app/m.py\n"},
              {"app/m.py", "import datasets\n"},
              {"datasets/__init__.py", ""}},
             "app/m.py "},
        Case{"supervisord",
             {{"Dockerfile",
               "FROM python\nWORKDIR /w\nCOPY . .\nCMD [\"supervisord\", \"-c\", \"/w/sup.conf\"]\n"},
              {"sup.conf", "[program:a]\ncommand=python /w/m.py\n"},
              {"m.py", ""}},
             "m.py "},
        Case{"triton",
             {{"Dockerfile",
               "FROM nvcr.io/nvidia/tritonserver\nCOPY repo /models\nCMD tritonserver "
               "--model-repository=/models\n"},
              {"repo/net/1/model.py", ""}},
             "repo/net/1/model.py "}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(CodeReach, TracesTheWay) {
  const auto facts = facts_of({{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nCMD python m.py\n"},
                               {"m.py", "import a\n"},
                               {"a.py", "\nimport b\n"},
                               {"b.py", ""}});
  const auto b =
      std::find_if(facts.code.begin(), facts.code.end(), [](const auto& c) { return c.file == "b.py"; });
  ASSERT_NE(b, facts.code.end());
  std::string way;
  for (const auto& step : b->trace) way += test::where(step.at) + " ";
  EXPECT_EQ(way, "Dockerfile:4 m.py:1 a.py:2 ");
}

TEST(CodeReach, FilesThatShipAreNotReached) {
  const auto facts =
      facts_of({{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nCMD python m.py\n"},
                {"m.py", ""},
                {"tool.py", "from transformers import AutoModel\nAutoModel.from_pretrained('o/n')\n"}});
  const auto tool =
      std::find_if(facts.code.begin(), facts.code.end(), [](const auto& c) { return c.file == "tool.py"; });
  ASSERT_NE(tool, facts.code.end());
  EXPECT_FALSE(tool->reached);
  EXPECT_TRUE(tool->shipped);
}

TEST(CodeReach, SourcesOfAWheelShip) {
  const std::string load = "from transformers import AutoModel\nAutoModel.from_pretrained('o/n')\n";
  const auto facts =
      facts_of({{"Dockerfile",
                 "FROM python AS make\nCOPY . /src\nRUN cd /src && pip wheel -w /out/dist .\n"
                 "FROM python\nCOPY --from=make /out/dist /dist\nRUN pip install /dist/*.whl\n"},
                {"pyproject.toml", ""},
                {"pkg/__init__.py", ""},
                {"pkg/load.py", load}});
  const auto file = std::find_if(facts.code.begin(), facts.code.end(),
                                 [](const auto& c) { return c.file == "pkg/load.py"; });
  ASSERT_NE(file, facts.code.end());
  EXPECT_FALSE(file->reached);
  EXPECT_EQ(facts.models.size(), 1u);

  const auto other = facts_of({{"Dockerfile",
                                "FROM node AS make\nCOPY . /src\nRUN cd /src && npm run build\n"
                                "FROM python\nCOPY --from=make /src/web/dist /dist\n"},
                               {"pyproject.toml", ""},
                               {"pkg/load.py", load}});
  EXPECT_TRUE(other.models.empty());
}

TEST(CodeReach, CirclesEnd) {
  const auto facts = facts_of({{"Dockerfile", "FROM python\nWORKDIR /w\nCOPY . .\nCMD python a.py\n"},
                               {"a.py", "import b\n"},
                               {"b.py", "import a\nimport b\n"}});
  EXPECT_EQ(reached(facts), "a.py b.py ");
}

TEST(CodeReach, NamesWhatIsMissing) {
  const auto facts = facts_of({{"Dockerfile", "FROM python\nCMD python /nowhere/x.py\n"}});
  ASSERT_FALSE(facts.not_judged.empty());
  EXPECT_NE(facts.not_judged.back().message.find("/nowhere/x.py"), std::string::npos);
}

TEST(CodeReach, SaysWhatIsNoPython) {
  constexpr auto broken = "import torch\nimport fine\nmodel = torch.load('x.pt'\ndef f(:\n";
  constexpr auto dockerfile = "FROM python\nWORKDIR /w\nCOPY . .\nCMD python a.py\n";
  const auto facts = facts_of({{"Dockerfile", dockerfile}, {"a.py", broken}, {"fine.py", "x = 1\n"}});
  ASSERT_EQ(facts.not_judged.size(), 1u);
  EXPECT_EQ(facts.not_judged[0].at.source->path(), "a.py");
  EXPECT_EQ(facts.not_judged[0].at.source->line_of(facts.not_judged[0].at.span.begin), 3u);
  EXPECT_NE(facts.not_judged[0].message.find("not valid Python"), std::string::npos);

  // What nothing starts may be a template, or of another time.
  const auto resting = facts_of({{"Dockerfile", dockerfile}, {"a.py", "x = 1\n"}, {"b.py", broken}});
  EXPECT_TRUE(resting.not_judged.empty());
}

}  // namespace
}  // namespace dockgate::facts
