// The kernel's word on who opens sockets: the program runs under a filter that ends it at the first such
// call.
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace dockgate {
namespace {

namespace fs = std::filesystem;

/// Ends the process with SIGSYS when it, or a program that it starts, asks for a socket or for a door around
/// the filter.
bool forbid_sockets() {
  const auto call = [](long number) {
    return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1);
  };
  const sock_filter kill = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  std::vector<sock_filter> code{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offsetof(seccomp_data, nr)))};
  for (const long number : {long{SYS_socket}, long{SYS_socketpair}, long{SYS_connect}, long{SYS_bind},
                            425L /* io_uring_setup */}) {
    code.push_back(call(number));
    code.push_back(kill);
  }
  code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

class NoSocket : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "dockgate-socket.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::copy(fs::path(DOCKGATE_TESTDATA) / "article" / "before", folder_, fs::copy_options::recursive);
    const int status = run({"--version"});
    if (status == 99 << 8) GTEST_SKIP() << "the kernel takes no filter here";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The status of the program with `arguments` under the filter, as waitpid() has it.
  int run(std::vector<std::string> arguments) const {
    const pid_t child = fork();
    if (child == 0) {
      if (chdir(folder_.c_str()) != 0 || !forbid_sockets()) _exit(99);
      const int nothing = open("/dev/null", O_RDWR);
      for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, fd);
      arguments.insert(arguments.begin(), DOCKGATE_PROGRAM);
      std::vector<char*> words;
      for (std::string& argument : arguments) words.push_back(argument.data());
      words.push_back(nullptr);
      execv(words[0], words.data());
      _exit(98);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
  }

  fs::path folder_;
};

TEST_F(NoSocket, NoCommandButOneAsksForASocket) {
  std::ofstream(folder_ / "inspect.json")
      << R"([{"RepoTags":["a:1"],"RepoDigests":["a@sha256:)" + std::string(64, '1') + R"("]}])";
  const std::vector<std::pair<std::vector<std::string>, int>> commands{
      {{"check"}, 1},
      {{"check", "--format", "sarif", "--jobs", "4"}, 1},
      {{"facts", "."}, 0},
      {{"parse", "Dockerfile"}, 0},
      {{"weights", "."}, 3},
      {{"rules"}, 0},
      {{"explain", "base/lock"}, 0},
      {{"init", "--print"}, 0},
      {{"policy", "show"}, 0},
      {{"lock"}, 0},
      {{"lock", "check"}, 1},
      {{"lock", "import", "inspect.json"}, 0}};
  for (const auto& [arguments, code] : commands) {
    for (const bool sandbox : {true, false}) {
      std::vector<std::string> words = arguments;
      if (!sandbox) words.emplace_back("--no-sandbox");
      const int status = run(words);
      if (!sandbox && WIFEXITED(status) && WEXITSTATUS(status) == 2)
        continue;  // a command that has no such option
      EXPECT_TRUE(WIFEXITED(status)) << arguments.front() << " was ended by signal " << WTERMSIG(status);
      if (sandbox) {
        EXPECT_EQ(WEXITSTATUS(status), code) << arguments.front() << " " << arguments.back();
      }
    }
  }
}

TEST_F(NoSocket, TheOneIsCaught) {
  // Nobody listens on the port: what counts is that it asks.
  const int status = run({"lock", "update", "--mirror", "docker.io=http://127.0.0.1:9", "--hub",
                          "http://127.0.0.1:9", "--timeout", "2"});
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
      << "the filter of this test catches nothing: " << status;
}

}  // namespace
}  // namespace dockgate
