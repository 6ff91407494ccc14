#include "weights/lfs_pointer.hpp"

#include <charconv>

#include "text/words.hpp"

namespace dockgate::weights {
namespace {

constexpr std::string_view first_key = "version https://git-lfs.github.com/spec/v1";
constexpr std::size_t longest = 1024;

}  // namespace

bool is_lfs_pointer(std::string_view bytes) {
  return bytes.starts_with("version https://git-lfs.github.com/spec/") ||
         bytes.starts_with("version https://hawser.github.com/spec/");
}

std::optional<LfsPointer> read_lfs_pointer(std::string_view bytes) {
  if (bytes.size() > longest || !bytes.ends_with('\n')) return std::nullopt;
  LfsPointer out;
  std::string_view last;
  bool has_size = false;
  const auto lines = text::split(bytes.substr(0, bytes.size() - 1), '\n');
  if (lines.front() != first_key) return std::nullopt;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto blank = lines[i].find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto key = lines[i].substr(0, blank);
    const auto value = lines[i].substr(blank + 1);
    if (key <= last) return std::nullopt;  // sorted, none twice
    last = key;
    if (key == "oid") {
      if (!value.starts_with("sha256:") || !text::is_lower_hex(value.substr(7), 64)) return std::nullopt;
      out.sha256 = value.substr(7);
    } else if (key == "size") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out.bytes);
      if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
      has_size = true;
    } else if (!key.starts_with("ext-")) {
      return std::nullopt;
    }
  }
  if (out.sha256.empty() || !has_size) return std::nullopt;
  return out;
}

Content scan_lfs_pointer(std::string_view bytes, const Spot& spot, Findings& findings) {
  const auto pointer = read_lfs_pointer(bytes);
  if (pointer) {
    findings.not_scanned("a Git LFS pointer to sha256:" + pointer->sha256 + " of " +
                             std::to_string(pointer->bytes) + " bytes, which are not here",
                         spot.path());
  } else {
    findings.suspicious("a Git LFS pointer that is not well-formed", spot.path());
  }
  return {"lfs-pointer", false, true, false};
}

}  // namespace dockgate::weights
