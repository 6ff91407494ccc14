#include "build/platform.hpp"

#include <algorithm>
#include <array>

#include "text/words.hpp"

namespace dockgate::build {
namespace {

using std::string_view;

constexpr std::array<string_view, 17> systems{
    "aix",   "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios", "js",
    "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "windows", "zos"};
constexpr std::array<string_view, 25> architectures{
    "386",     "amd64", "amd64p32", "arm",    "armbe",    "arm64",     "arm64be",     "ppc64", "ppc64le",
    "loong64", "mips",  "mipsle",   "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc",   "riscv",
    "riscv64", "s390",  "s390x",    "sparc",  "sparc64",  "wasm",      "wasm32"};

template <std::size_t N>
bool is_one_of(string_view word, const std::array<string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_part(string_view part) {
  constexpr string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return !part.empty() && part.find_first_not_of(allowed) == string_view::npos;
}

void set_architecture(Platform& platform, string_view architecture, string_view variant) {
  platform.architecture = text::lower(architecture);
  platform.variant = text::lower(variant);
  std::string& a = platform.architecture;
  std::string& v = platform.variant;
  if (a == "i386") {
    a = "386", v.clear();
  } else if (a == "x86_64" || a == "x86-64" || a == "amd64") {
    a = "amd64";
    if (v == "v1") v.clear();
  } else if (a == "aarch64" || a == "arm64") {
    a = "arm64";
    if (v == "8" || v == "v8" || v == "v8.0") v.clear();
    if (v == "9" || v == "9.0" || v == "v9.0") v = "v9";
  } else if (a == "armhf") {
    a = "arm", v = "v7";
  } else if (a == "armel") {
    a = "arm", v = "v6";
  } else if (a == "arm") {
    if (v.empty() || v == "7") v = "v7";
    if (v == "5" || v == "6" || v == "8") v.insert(0, "v");
  }
}

}  // namespace

std::string Platform::text() const {
  return system + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

std::optional<Platform> parse_platform(string_view text) {
  const auto parts = text::split(text, '/');
  if (parts.size() > 3) return std::nullopt;
  // The system may have a version in parentheses, which nobody here asks for.
  string_view first = parts[0];
  if (const auto open = first.find('('); open != first.npos) {
    if (!first.ends_with(')')) return std::nullopt;
    first = first.substr(0, open);
  }
  if (!is_part(first) || !std::all_of(parts.begin() + 1, parts.end(), is_part)) return std::nullopt;
  Platform out;
  if (parts.size() > 1) {
    out.system = text::lower(first);
    if (out.system == "macos") out.system = "darwin";
    set_architecture(out, parts[1], parts.size() > 2 ? parts[2] : string_view());
    return out;
  }
  const std::string alone = text::lower(first);
  if (alone == "macos" || is_one_of(alone, systems)) {
    out.system = alone == "macos" ? "darwin" : alone;
    return out;
  }
  set_architecture(out, alone, {});
  if (!is_one_of(out.architecture, architectures)) return std::nullopt;
  return out;
}

bool names_windows_image(std::string_view reference) {
  const std::string name = text::lower(reference);
  return name.starts_with("mcr.microsoft.com/windows") || name.find("nanoserver") != name.npos ||
         name.find("windowsservercore") != name.npos;
}

}  // namespace dockgate::build
