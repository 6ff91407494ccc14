#include "cli/replace_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/path.hpp"

namespace dockgate::cli {

namespace {

/// The rights of the file at `path`, or those of a new one.
mode_t rights_of(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) return info.st_mode & 0777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// 0 or an errno: closing is where some file systems tell that a write has failed.
int close_file(int file, int error) {
  if (close(file) != 0 && error == 0) error = errno;
  return error;
}

}  // namespace

int replace_file(const std::string& path, std::string_view text,
                 const std::function<void(int)>& before_step) {
  int number = 0;
  const auto step = [&] {
    if (before_step) before_step(number);
    ++number;
  };
  const std::string folder(text::parent(path));
  const std::string inside = folder.empty() ? (path.starts_with('/') ? "/" : ".") : folder;
  std::string fresh = (inside == "/" ? "" : inside) + "/." + std::string(text::file_name(path)) + ".XXXXXX";
  const mode_t rights = rights_of(path);
  step();
  const int file = mkostemp(fresh.data(), O_CLOEXEC);
  if (file < 0) return errno;
  step();
  int error = write_all(file, text.substr(0, text.size() / 2)) ? 0 : errno;
  step();
  if (error == 0 && !write_all(file, text.substr(text.size() / 2))) error = errno;
  step();
  if (error == 0 && fchmod(file, rights) != 0) error = errno;
  step();
  // Before the name moves: a name that leads to content which is not on the disk is half a file after a power
  // cut.
  if (error == 0 && fsync(file) != 0) error = errno;
  step();
  error = close_file(file, error);
  step();
  if (error == 0 && rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  step();
  if (error != 0) {
    unlink(fresh.c_str());
    return error;
  }
  const int held = open(inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (held >= 0) {
    fsync(held);  // some file systems cannot; the file is whole all the same
    close(held);
  }
  step();
  return 0;
}

}  // namespace dockgate::cli
