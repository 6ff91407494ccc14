#include "cli/sandbox.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cli/confinement.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "dockgate-sandbox.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(folder_ / "kept") << "kept";
    const Confined have = in_child_confined();
    landlock_ = have.landlock;
    seccomp_ = have.seccomp;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// errno of `act` in a child process after confine(), 0 when it went well.
  static int confined(const Confinement& allowed, const std::function<int()>& act) {
    const pid_t child = fork();
    if (child == 0) {
      confine(allowed);
      errno = 0;
      _exit(act() >= 0 ? 0 : errno);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status)) << "killed by signal " << WTERMSIG(status);
    return WEXITSTATUS(status);
  }
  static Confined in_child_confined() {
    const int code = [] {
      const pid_t child = fork();
      if (child == 0) {
        const Confined have = confine({});
        _exit(have.landlock * 2 + (have.seccomp ? 1 : 0));
      }
      int status = 0;
      waitpid(child, &status, 0);
      return WEXITSTATUS(status);
    }();
    return {code / 2, code % 2 == 1};
  }
  std::string at(const char* name) const { return (folder_ / name).string(); }
  static int open_for_writing(const std::string& path) {
    return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  }
  static std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder_;
  int landlock_ = 0;
  bool seccomp_ = false;
};

#define NEEDS_LANDLOCK(version) \
  if (landlock_ < (version)) GTEST_SKIP() << "the kernel has Landlock " << landlock_ << ", not " << (version)
#define NEEDS_SECCOMP \
  if (!seccomp_) GTEST_SKIP() << "the kernel takes no seccomp filter"

TEST_F(Sandbox, NoFileCanBeMadeChangedOrRemoved) {
  NEEDS_LANDLOCK(3);
  EXPECT_EQ(confined({}, [&] { return open_for_writing(at("new")); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return open_for_writing(at("kept")); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return open(at("kept").c_str(), O_RDONLY | O_TRUNC); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return unlink(at("kept").c_str()); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return mkdir(at("folder").c_str(), 0755); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return symlink("kept", at("link").c_str()); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return mkfifo(at("fifo").c_str(), 0644); }), EACCES);
  EXPECT_EQ(confined({}, [&] { return rename(at("kept").c_str(), at("moved").c_str()); }), EACCES);
  EXPECT_EQ(read(at("kept")), "kept");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Sandbox, ReadingGoesOn) {
  EXPECT_EQ(confined({}, [&] { return open(at("kept").c_str(), O_RDONLY); }), 0);
  EXPECT_EQ(confined({}, [&] { return open(folder_.c_str(), O_RDONLY | O_DIRECTORY); }), 0);
  EXPECT_EQ(confined({}, [&] { return open("/dev/null", O_WRONLY); }), 0);
}

TEST_F(Sandbox, OutputsCanBeWritten) {
  Confinement allowed;
  allowed.files = {at("report"), at("kept"), at("no such folder/report")};
  for (const char* name : {"report", "kept"}) {
    EXPECT_EQ(confined(allowed,
                       [&] {
                         const int fd = open_for_writing(at(name));
                         return fd < 0 ? fd : static_cast<int>(write(fd, "out", 3));
                       }),
              0)
        << name;
    EXPECT_EQ(read(at(name)), "out");
  }
  EXPECT_EQ(confined(allowed, [&] { return open_for_writing(at("no such folder/report")); }), ENOENT);
  NEEDS_LANDLOCK(1);
  EXPECT_EQ(confined(allowed, [&] { return open_for_writing(at("other")); }), EACCES);
}

TEST_F(Sandbox, AnOutputThatIsAFifoIsNotOpenedBefore) {
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0644), 0);
  const int reader = open(at("fifo").c_str(), O_RDONLY | O_NONBLOCK);
  Confinement allowed;
  allowed.files = {at("fifo")};
  EXPECT_EQ(confined(allowed, [&] { return open(at("fifo").c_str(), O_WRONLY | O_NONBLOCK); }), 0);
  close(reader);
}

TEST_F(Sandbox, OutputFoldersCanBeFilled) {
  Confinement allowed;
  allowed.folders = {at("evidence")};
  EXPECT_EQ(confined(allowed,
                     [&] {
                       if (mkdir(at("evidence/deep").c_str(), 0755) != 0) return -1;
                       return open_for_writing(at("evidence/deep/report"));
                     }),
            0);
  NEEDS_LANDLOCK(1);
  EXPECT_EQ(confined(allowed, [&] { return open_for_writing(at("kept")); }), EACCES);
}

TEST_F(Sandbox, NoSocketCanBeHad) {
  NEEDS_SECCOMP;
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM})
      EXPECT_EQ(confined({}, [&] { return socket(family, type, 0); }), EPERM) << family << " " << type;
  }
}

TEST_F(Sandbox, ASocketThatWasOpenBeforeCannotConnect) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(fd, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto go = [&] { return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address); };
  if (seccomp_ || landlock_ >= 4) {
    const int error = confined({}, go);
    EXPECT_TRUE(error == EPERM || error == EACCES) << error;
    // Commands that change the tree have no network either.
    Confinement writer;
    writer.write_anywhere = true;
    const int of_writer = confined(writer, go);
    EXPECT_TRUE(of_writer == EPERM || of_writer == EACCES) << of_writer;
  }
  close(fd);
}

TEST_F(Sandbox, ThreadsThatStartLaterAreConfined) {
  NEEDS_SECCOMP;
  EXPECT_EQ(confined({},
                     [&] {
                       int result = 0, error = 0;
                       std::thread([&] {
                         result = socket(AF_INET, SOCK_STREAM, 0);
                         error = errno;
                       }).join();
                       errno = error;
                       return result;
                     }),
            EPERM);
}

TEST_F(Sandbox, ModesAndTimesStay) {
  NEEDS_SECCOMP;
  EXPECT_EQ(confined({}, [&] { return chmod(at("kept").c_str(), 0777); }), EPERM);
  EXPECT_EQ(confined({}, [&] { return chown(at("kept").c_str(), 1, 1); }), EPERM);
  EXPECT_EQ(confined({}, [&] { return utimensat(AT_FDCWD, at("kept").c_str(), nullptr, 0); }), EPERM);
}

TEST_F(Sandbox, TheTerminalCannotBeTypedInto) {
  NEEDS_SECCOMP;
  const char key = 'x';
  EXPECT_EQ(confined({}, [&] { return ioctl(STDIN_FILENO, TIOCSTI, &key); }), EPERM);
}

int run_program(const char* path) {
  std::string name = path;
  char* argv[] = {name.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawn(&child, path, nullptr, nullptr, argv, environ);
  if (error != 0) {
    errno = error;
    return -1;
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

TEST_F(Sandbox, ProgramsStartOnlyWhereAllowed) {
  if (landlock_ == 0 && !seccomp_) GTEST_SKIP() << "the kernel has neither Landlock nor seccomp";
  Confinement git;
  git.programs = true;
  EXPECT_EQ(confined(git, [] { return run_program("/bin/true"); }), 0);
  const int error = confined({}, [] { return run_program("/bin/true"); });
  EXPECT_TRUE(error == EPERM || error == EACCES) << error;
}

TEST_F(Sandbox, AWriterMayChangeTheTree) {
  Confinement writer;
  writer.write_anywhere = true;
  EXPECT_EQ(confined(writer, [&] { return open_for_writing(at("new")); }), 0);
  EXPECT_EQ(confined(writer, [&] { return chmod(at("kept").c_str(), 0600); }), 0);
}

TEST(Confinement, CommandsThatReadGiveUpWritingAndPrograms) {
  for (const Command command : {Command::check, Command::parse, Command::facts, Command::rules,
                                Command::explain, Command::weights, Command::policy_test}) {
    Options options;
    options.command = command;
    options.formats = {{"text", ""}, {"json", "out.json"}};
    const auto allowed = confinement_of(options);
    ASSERT_TRUE(allowed);
    EXPECT_FALSE(allowed->write_anywhere);
    EXPECT_FALSE(allowed->programs);
    EXPECT_EQ(allowed->files, std::vector<std::string>{"out.json"});
    options.since = "HEAD";
    EXPECT_TRUE(confinement_of(options)->programs);
  }
  Options options;
  options.command = Command::init;
  EXPECT_TRUE(confinement_of(options)->write_anywhere);
  options.command = Command::version;
  EXPECT_FALSE(confinement_of(options));
}

TEST(Confined, IsToldInWords) {
  EXPECT_EQ(to_string(Confined{7, true}), "sandbox: Landlock 7, seccomp");
  EXPECT_EQ(to_string(Confined{0, true}), "sandbox: seccomp");
  EXPECT_EQ(to_string(Confined{}), "sandbox: none, the system has neither Landlock nor seccomp");
}

}  // namespace
}  // namespace dockgate::cli
