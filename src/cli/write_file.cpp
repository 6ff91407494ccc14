#include "cli/write_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace dockgate::cli {

int write_file(const std::string& path, std::string_view text, WriteMode mode) {
  errno = 0;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), mode == WriteMode::create ? "wxb" : "wb"), std::fclose);
  if (!file) return errno != 0 ? errno : EIO;
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (std::fflush(file.get()) == 0 && written) return 0;
  return errno != 0 ? errno : EIO;
}

}  // namespace dockgate::cli
