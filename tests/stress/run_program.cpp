#include "run_program.hpp"

#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dockgate {
namespace {

namespace fs = std::filesystem;
constexpr uid_t nobody_id = 65534;
constexpr rlim_t most_memory = rlim_t{6} << 30;  // a leak ends the test too
constexpr rlim_t most_seconds = 300;  // of processor time: a hang ends the test instead of the machine

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path temporary(const char* name) {
  std::string path = (fs::temp_directory_path() / (std::string("dockgate-") + name + ".XXXXXX")).string();
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  chmod(path.c_str(), 0755);
  return path;
}

/// Removes what can be removed out of a folder; the name of a folder that is not empty, "" when none is left.
std::string remove_leaves(int fd) {
  std::string left;
  DIR* folder = fdopendir(dup(fd));
  if (folder == nullptr) return left;
  rewinddir(folder);
  while (const dirent* entry = readdir(folder)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (unlinkat(fd, name.c_str(), 0) != 0 && unlinkat(fd, name.c_str(), AT_REMOVEDIR) != 0) left = name;
  }
  closedir(folder);
  return left;
}

/// Empties the folder behind `fd`, which is closed. One folder is open at a time, and no path is longer than
/// a name, so that the depth does not matter.
void empty_folder(int fd) {
  std::vector<std::string> way;
  while (true) {
    const std::string left = remove_leaves(fd);
    int next = -1;
    if (!left.empty()) {
      fchmodat(fd, left.c_str(), 0700, 0);
      next = openat(fd, left.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      way.push_back(left);
    } else if (!way.empty()) {
      next = openat(fd, "..", O_RDONLY | O_DIRECTORY);
      if (next >= 0) unlinkat(next, way.back().c_str(), AT_REMOVEDIR);
      way.pop_back();
    }
    close(fd);
    if (next < 0) return;
    fd = next;
  }
}

void remove_tree(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (fd >= 0) empty_folder(fd);
  rmdir(folder.c_str());
}

void redirect(const fs::path& path, int to) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || dup2(fd, to) < 0) _exit(126);
  close(fd);
}

}  // namespace

void Tree::SetUp() {
  folder_ = temporary("stress");
  results_ = temporary("results");
}

void Tree::TearDown() {
  remove_tree(folder_);
  remove_tree(results_);
}

void Tree::write(const std::string& name, const std::string& bytes) const {
  fs::create_directories(at(name).parent_path());
  std::ofstream(at(name), std::ios::binary) << bytes;
}

void Tree::sparse(const std::string& name, off_t bytes) const {
  write(name, "");
  ASSERT_EQ(truncate(at(name).c_str(), bytes), 0);
}

bool Tree::can_be_nobody() const {
  if (geteuid() != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    const bool can = setgid(nobody_id) == 0 && setuid(nobody_id) == 0 && access(DOCKGATE_PROGRAM, X_OK) == 0;
    _exit(can ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0;
}

Outcome Tree::run(const std::vector<std::string>& arguments, bool nobody) const {
  const fs::path out = results_ / "out", error = results_ / "error";
  std::vector<std::string> words{DOCKGATE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{most_seconds, most_seconds};
    setrlimit(RLIMIT_CPU, &limit);
#ifndef DOCKGATE_SANITIZE  // which takes address space by the terabyte
    const rlimit memory{most_memory, most_memory};
    setrlimit(RLIMIT_AS, &memory);
#endif
    redirect("/dev/null", STDIN_FILENO);
    redirect(out, STDOUT_FILENO);
    redirect(error, STDERR_FILENO);
    if (chdir(folder_.c_str()) != 0) _exit(126);
    if (nobody && (setgid(nobody_id) != 0 || setuid(nobody_id) != 0)) _exit(126);
    execv(argv.front(), argv.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
  }
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  outcome.peak = used.ru_maxrss;
  outcome.out = read(out);
  outcome.error = read(error);
  return outcome;
}

bool steers_terminal(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n') || byte == 0x7f) return true;
    const bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) return true;
  }
  return false;
}

}  // namespace dockgate
