// Any .dockerignore on any path: what stands before the first NUL are the patterns, the rest is the path.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "build/go_path.hpp"
#include "build/ignore_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate::build;
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find('\0');
  const auto patterns = text.substr(0, cut);
  const auto path = cut == text.npos ? std::string_view("app/main.py") : text.substr(cut + 1);
  const IgnoreFile ignore(patterns);
  const bool ignored = ignore.ignores(path);
  // Without exceptions, what is left out takes everything below along. Docker's own matcher breaks that for
  // paths that begin with a slash, which no path of a context does.
  if (ignored && !path.starts_with('/') && !ignore.has_exceptions() &&
      !ignore.ignores(std::string(path) + "/below"))
    std::abort();
  const std::string cleaned = clean_path(path);
  if (clean_path(cleaned) != cleaned) std::abort();
  if (match_path(patterns, path) && !is_valid_pattern(patterns)) std::abort();
  return 0;
}
