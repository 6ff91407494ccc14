// Folders that lead in circles, out, down without end, or to what is no file.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace dockgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class HostileTree : public Tree {
 protected:
  void SetUp() override {
    Tree::SetUp();
    // What is beside the trap is judged all the same.
    write("good/Dockerfile", "FROM python:latest\nCOPY . /app\nCMD [\"python\", \"/app/run.py\"]\n");
    write("good/run.py", "import torch\ntorch.load('m.pt', weights_only=False)\n");
  }
  /// Runs `check .` and gives its JSON after a look at the exit code and at what never may be.
  json check(int code, const std::vector<std::string>& more = {}, bool nobody = false) {
    std::vector<std::string> arguments{"check", "--format", "json", "."};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run(arguments, nobody);
    EXPECT_EQ(outcome.code, code) << outcome.error << outcome.out.substr(0, 2000);
    EXPECT_FALSE(steers_terminal(outcome.error)) << outcome.error;
    EXPECT_LT(outcome.peak, 200 * 1024) << "KiB";
    last_peak_ = outcome.peak;
    json report = json::parse(outcome.out, nullptr, false);
    EXPECT_FALSE(report.is_discarded()) << outcome.out.substr(0, 2000);
    EXPECT_TRUE(judges(report, "good/Dockerfile"));
    EXPECT_TRUE(finds(report, "base/floating-tag", "good/Dockerfile"));
    EXPECT_TRUE(finds(report, "model/unsafe-load", "good/run.py"));
    return report;
  }
  static bool judges(const json& report, const std::string& path) {
    for (const json& each : report["dockerfiles"])
      if (each["path"] == path) return true;
    return false;
  }
  static bool finds(const json& report, const std::string& rule, const std::string& file) {
    for (const json& each : report["findings"])
      if (each["rule"] == rule && each["file"] == file) return true;
    return false;
  }
  static std::string why_not(const json& report, const std::string& path) {
    for (const json& each : report["not_judged"])
      if (each["file"] == path) return each["reason"];
    return "judged";
  }
  void link(const std::string& target, const std::string& name) const {
    fs::create_directories(at(name).parent_path());
    ASSERT_EQ(symlink(target.c_str(), at(name).c_str()), 0);
  }
  void fifo(const std::string& name) const {
    fs::create_directories(at(name).parent_path());
    ASSERT_EQ(mkfifo(at(name).c_str(), 0644), 0);
  }
  long last_peak_ = 0;
};

TEST_F(HostileTree, LinksInLoops) {
  link("Dockerfile", "self/Dockerfile");
  link("b", "pair/a");
  link("a", "pair/b");
  link("a", "pair/Dockerfile");
  link(".", "folders/here");
  link("..", "folders/up");
  link("../folders/here/here/up/folders", "folders/round");
  write("folders/Dockerfile", "FROM scratch\nCOPY here/up/folders/round /x\nCOPY . /y\n");
  for (int i = 0; i < 60; ++i) link("l" + std::to_string(i + 1), "long/l" + std::to_string(i));
  write("long/l60", "FROM scratch\n");
  link("l0", "long/Dockerfile");
  const json report = check(4);
  for (const char* path : {"self/Dockerfile", "pair/Dockerfile", "long/Dockerfile"})
    EXPECT_NE(why_not(report, path), "judged") << path;
  EXPECT_TRUE(judges(report, "folders/Dockerfile"));
}

TEST_F(HostileTree, LinksThatLeadOut) {
  link("/etc/passwd", "absolute/Dockerfile");
  link("../../../../../../../../etc/passwd", "relative/Dockerfile");
  write("copies/Dockerfile",
        "FROM scratch\nCOPY outside.py folder /app/\nCMD [\"python\", \"/app/outside.py\"]\n");
  link("/etc/passwd", "copies/outside.py");
  link("/etc", "copies/folder");
  link("/etc/passwd", ".gitignore");
  link("/etc/passwd", "copies/.dockerignore");
  link("/etc/passwd", "copies/compose.yaml");
  const json report = check(4);
  EXPECT_NE(why_not(report, "absolute/Dockerfile"), "judged");
  EXPECT_NE(why_not(report, "relative/Dockerfile"), "judged");
  EXPECT_TRUE(judges(report, "copies/Dockerfile"));
  EXPECT_EQ(report.dump().find("root:x:"), std::string::npos);
}

TEST_F(HostileTree, FifosWhereFilesAreExpected) {
  fifo("trap/Dockerfile");
  write("copies/Dockerfile",
        "FROM scratch\nCOPY . /app\nRUN pip install -r /app/requirements.txt\nCMD [\"python\", "
        "\"/app/run.py\"]\n");
  for (const char* name : {".dockerignore", "run.py", "requirements.txt", "compose.yaml", "docker-bake.hcl",
                           "model.safetensors", "config.json", ".gitignore", "settings.py"})
    fifo(std::string("copies/") + name);
  fifo(".gitignore");
  const json report = check(4);
  EXPECT_NE(why_not(report, "trap/Dockerfile"), "judged");
  EXPECT_EQ(run({"parse", "trap/Dockerfile"}).code, 4);
  EXPECT_EQ(run({"facts", "trap/Dockerfile"}).code, 4);
  EXPECT_EQ(run({"weights", "copies/model.safetensors"}).code, 4);
  EXPECT_EQ(run({"weights", "copies"}).code, 4);
}

TEST_F(HostileTree, FifoAsPolicy) {
  fifo("ruled/.dockgate.yaml");
  write("ruled/Dockerfile", "FROM scratch\n");
  const Outcome outcome = run({"check", "ruled"});
  EXPECT_EQ(outcome.code, 2) << outcome.error;  // no policy is guessed in its place
  EXPECT_EQ(run({"check", "--policy", "ruled/.dockgate.yaml", "good"}).code, 2);
  EXPECT_EQ(run({"check", "--baseline", "ruled/.dockgate.yaml", "good"}).code, 2);
}

TEST_F(HostileTree, DevicesAndSockets) {
  fs::create_directories(at("trap"));
  if (mknod(at("trap/Dockerfile").c_str(), S_IFCHR | 0644, makedev(1, 5)) != 0) {  // as /dev/zero
    GTEST_SKIP() << "no device can be made here";
  }
  write("copies/Dockerfile", "FROM scratch\nCOPY . /app\nCMD [\"python\", \"/app/run.py\"]\n");
  ASSERT_EQ(mknod(at("copies/run.py").c_str(), S_IFCHR | 0644, makedev(1, 5)), 0);
  ASSERT_EQ(mknod(at("copies/.dockerignore").c_str(), S_IFCHR | 0644, makedev(1, 5)), 0);
  fs::create_directories(at("socket"));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = at("socket/Dockerfile").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const json report = check(4);
  EXPECT_NE(why_not(report, "trap/Dockerfile"), "judged");
  EXPECT_NE(why_not(report, "socket/Dockerfile"), "judged");
  EXPECT_TRUE(judges(report, "copies/Dockerfile"));
  EXPECT_EQ(run({"check", "trap/Dockerfile"}).code, 4);
  EXPECT_EQ(run({"check", "socket/Dockerfile"}).code, 4);
  close(fd);
}

TEST_F(HostileTree, FoldersAndFilesThatCannotBeRead) {
  if (!can_be_nobody()) GTEST_SKIP() << "only root can run the program without its rights";
  write("closed/Dockerfile", "FROM scratch\n");
  write("file/Dockerfile", "FROM scratch\n");
  write("copies/Dockerfile", "FROM scratch\nCOPY . /app\nCMD [\"python\", \"/app/run.py\"]\n");
  write("copies/run.py", "import os\n");
  write("copies/inner/x.py", "import os\n");
  fs::permissions(at("closed"), fs::perms::none);
  fs::permissions(at("file/Dockerfile"), fs::perms::none);
  fs::permissions(at("copies/run.py"), fs::perms::none);
  fs::permissions(at("copies/inner"), fs::perms::none);
  const json report = check(4, {}, true);
  EXPECT_NE(why_not(report, "closed"), "judged");
  EXPECT_NE(why_not(report, "file/Dockerfile"), "judged");
  EXPECT_TRUE(judges(report, "copies/Dockerfile"));
  EXPECT_NE(report.dump().find("copies/run.py"), std::string::npos)
      << "code that cannot be read is passed over";
}

TEST_F(HostileTree, NamesThatSteerTerminals) {
  const std::vector<std::string> names{"line\nbreak",
                                       "red\x1b[31m",
                                       "bell\a",
                                       "back\r\b\b",
                                       "c1\xc2\x9b"
                                       "31m",
                                       "bytes\xff\xfe",
                                       "title\x1b]0;x\a",
                                       "right\xe2\x80\xae",
                                       "%0A::error::x",
                                       "'\"<>&$(id)`"};
  for (const std::string& name : names) {
    write(name + "/Dockerfile",
          "FROM python:latest\nCOPY *.py /app/\nCMD [\"python\", \"/app/" + name + ".py\"]\n");
    write(name + "/" + name + ".py", "import torch\ntorch.load('m.pt', weights_only=False)\n");
    write(name + "/Dockerfile." + name, "");
  }
  check(4);  // what would run behind such a name is not known
  for (const char* format :
       {"text", "gnu", "github", "azure", "markdown", "checkstyle", "junit", "sarif", "jsonl"}) {
    const Outcome outcome = run({"check", "--format", format, "--verbose"});
    EXPECT_EQ(outcome.code, 4) << format;
    EXPECT_FALSE(steers_terminal(outcome.out)) << format;
    EXPECT_FALSE(steers_terminal(outcome.error)) << format << outcome.error;
  }
  EXPECT_FALSE(steers_terminal(run({"weights", "."}).error));
  EXPECT_FALSE(steers_terminal(run({"check", "no\x1b[31msuch"}).error));
}

TEST_F(HostileTree, LargeFilesThatTakeNoRoom) {
  constexpr off_t gigabyte = off_t{1} << 30;
  sparse("trap/Dockerfile", gigabyte);
  write("copies/Dockerfile",
        "FROM scratch\nCOPY . /app\nRUN pip install -r /app/requirements.txt\nRUN sh /app/setup.sh\n"
        "CMD [\"python\", \"/app/run.py\"]\n");
  for (const char* name : {".dockerignore", "run.py", "requirements.txt", "setup.sh", "config.json",
                           "notes.ipynb", "docker-bake.hcl", "compose.yaml"})
    sparse(std::string("copies/") + name, gigabyte);
  sparse(".gitignore", gigabyte);
  const json report = check(4);
  EXPECT_NE(why_not(report, "trap/Dockerfile"), "judged");
  EXPECT_TRUE(judges(report, "copies/Dockerfile"));
  EXPECT_EQ(run({"parse", "trap/Dockerfile"}).code, 4);
  sparse("ruled/.dockgate.yaml", gigabyte);
  write("ruled/Dockerfile", "FROM scratch\n");
  EXPECT_EQ(run({"check", "ruled"}).code, 2);
}

TEST_F(HostileTree, TenThousandFoldersOneInTheOther) {
  fs::create_directories(at("deep"));
  int here = open(at("deep").c_str(), O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 10000; ++i) {
    ASSERT_EQ(mkdirat(here, "d", 0755), 0);
    const int next = openat(here, "d", O_RDONLY | O_DIRECTORY);
    ASSERT_GE(next, 0);
    close(here);
    here = next;
  }
  close(here);
  write("deep/Dockerfile", "FROM scratch\nCOPY . /app\nCMD [\"python\", \"/app/x.py\"]\n");
  const json report = check(4);
  EXPECT_TRUE(judges(report, "deep/Dockerfile"));
  EXPECT_NE(report["not_judged"].dump().find("nested too deeply"), std::string::npos) << report["not_judged"];
  EXPECT_EQ(run({"weights", "."}).code, 4) << "the folders below are not looked at, and that is said";
}

}  // namespace
}  // namespace dockgate
