#include "cli/change_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "cli/replace_file.hpp"

namespace dockgate::cli {

namespace {

namespace fs = std::filesystem;

/// An open file that is closed in any case.
class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

std::string words() {
  return std::strerror(errno);
}

bool holds(int file, std::string_view bytes) {
  std::array<char, 1 << 16> block{};
  while (true) {
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0 && bytes.empty();
    const auto size = static_cast<std::size_t>(got);
    if (bytes.substr(0, size) != std::string_view(block.data(), size)) return false;
    bytes.remove_prefix(size);
  }
}

}  // namespace

std::string change_file(const std::string& root, const std::string& path, std::string_view before,
                        std::string_view after) {
  std::error_code error;
  const fs::path folder = fs::canonical(root, error);
  if (error) return error.message();
  const fs::path target = fs::canonical(folder / path, error);
  if (error) return error.message();
  const fs::path below = target.lexically_relative(folder);
  if (below.empty() || *below.begin() == "..") return "it leads outside of the folder that is judged";
  const File file(::open(target.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat old {};
  if (!file || ::fstat(file.number(), &old) != 0) return words();
  if (!S_ISREG(old.st_mode)) return "it is no plain file";
  if (::access(target.c_str(), W_OK) != 0) return words();
  if (!holds(file.number(), before)) return "it was changed meanwhile";
  const int wrong = replace_file(target.string(), after);
  return wrong == 0 ? std::string() : std::strerror(wrong);
}

}  // namespace dockgate::cli
