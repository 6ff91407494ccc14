#include "facts/launcher_files.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

/// Ids of the models that are fetched, with what fetches them.
std::string models(std::map<std::string, std::string> files) {
  std::string out;
  for (const auto& model : test::facts_of(std::move(files)).models)
    out += (out.empty() ? "" : "; ") + test::where(model.at) + " " + model.api + " " + model.id;
  return out;
}

TEST(Launchers, StartWhatSupervisordIsTold) {
  EXPECT_EQ(models({{"Dockerfile",
                     "FROM a\nENV MODEL=o/n\nCOPY s.conf /etc/supervisor/conf.d/\nCMD supervisord -n\n"},
                    {"s.conf",
                     "[supervisord]\nnodaemon=true\n[program:api]\ncommand=vllm serve %(ENV_MODEL)s ; x\n"}}),
            "s.conf:4 vllm serve o/n");
  EXPECT_EQ(
      models(
          {{"Dockerfile", "FROM a\nCOPY . /w\nCMD supervisord -c /w/s.conf\n"},
           {"s.conf", "[program:x]\ncommand=python app.py\ndirectory=/w/src\nenvironment=M=\"o/n\",N=2\n"},
           {"src/app.py",
            "import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained(os.environ['M'])\n"}}),
      "src/app.py:3 transformers.AutoModel.from_pretrained o/n");
}

TEST(Launchers, SupervisordReadsWhatItsFileIncludes) {
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nCOPY sup /opt/sup\nCMD supervisord -c /opt/sup/main.conf\n"},
                    {"sup/main.conf", "[include]\nfiles = more/*.conf other.ini\n"},
                    {"sup/more/a.conf", "[program:a]\ncommand=hf download o/a\n"},
                    {"sup/other.ini", "[program:b]\ncommand=hf download o/b\n"},
                    {"sup/c.conf", "[program:c]\ncommand=hf download o/c\n"}}),
            "sup/more/a.conf:2 hf download o/a; sup/other.ini:2 hf download o/b");
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nCOPY etc /etc\nCMD supervisord\n"},
                    {"etc/supervisor/conf.d/a.conf", "[program:a]\ncommand=hf download o/a\n"}}),
            "etc/supervisor/conf.d/a.conf:2 hf download o/a");
}

TEST(Launchers, StartProcfilesAndMakeTargets) {
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nCMD honcho start\n"},
                    {"Procfile", "# x\nweb: vllm serve o/n\n"}}),
            "Procfile:2 vllm serve o/n");
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN make models\n"},
                    {"Makefile",
                     "M ?= o/n\nall: serve\nserve:\n\tvllm serve o/other\nmodels: dirs\n\t@hf download "
                     "$(M)\ndirs:\n\tmkdir x\n"}}),
            "Makefile:6 hf download o/n");
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nCOPY . .\nRUN make\n"},
                    {"Makefile",
                     "NAME := x\nall:\n\tcd /w && \\\n\tM=o/$(NAME) && \\\n  hf download $$M --revision "
                     "$$(cat r)\n"}}),
            "Makefile:5 hf download o/x")
      << "a recipe of several lines";
}

TEST(Launchers, RunRecipesOfJust) {
  const std::string file =
      "set shell := [\"bash\", \"-c\"]\nmodel := \"o/n\"\n\n# fetches\n@fetch name=model rev='main': dirs\n"
      "    hf download {{name}} --revision {{ rev }}\n\ndirs:\n  mkdir -p m\n";
  EXPECT_EQ(
      models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN just fetch o/x\n"}, {"justfile", file}}),
      "justfile:6 hf download o/x");
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN just dirs\n"}, {"justfile", file}}),
            "");
}

TEST(Launchers, RunTasks) {
  const std::string file =
      "version: '3'\nvars: {MODEL: o/n}\ntasks:\n  default:\n    deps: [fetch]\n  fetch:\n    cmds:\n"
      "      - mkdir m\n      - cmd: hf download {{.MODEL}}\n";
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN task\n"}, {"Taskfile.yml", file}}),
            "Taskfile.yml:9 hf download o/n");
  EXPECT_EQ(
      models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN task other\n"}, {"Taskfile.yml", file}}), "")
      << "a task that is not there";
}

TEST(Launchers, RunScriptsOfNode) {
  const std::string file =
      "{\"scripts\": {\n  \"prestart\": \"hf download o/n\",\n  \"start\": \"vllm serve o/m\"}}";
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nCMD [\"npm\", \"start\"]\n"},
                    {"package.json", file}}),
            "package.json:2 hf download o/n; package.json:3 vllm serve o/m");
  EXPECT_EQ(
      models({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nCMD yarn run other\n"}, {"package.json", file}}),
      "");
}

TEST(Launchers, RunTheScriptsOfServices) {
  EXPECT_EQ(
      models({{"Dockerfile", "FROM a\nCOPY rootfs/ /\nENTRYPOINT [\"/init\"]\n"},
              {"rootfs/etc/services.d/api/run", "#!/command/with-contenv bash\nexec vllm serve o/n\n"}}),
      "rootfs/etc/services.d/api/run:2 vllm serve o/n");
  EXPECT_EQ(models({{"Dockerfile", "FROM a\nCOPY run /etc/service/api/run\nCMD runsvdir /etc/service\n"},
                    {"run", "#!/bin/sh\nvllm serve o/n\n"}}),
            "run:2 vllm serve o/n");
}

}  // namespace
}  // namespace dockgate::facts
