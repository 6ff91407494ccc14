#include "fix/edited.hpp"

namespace dockgate::fix {

bool touch(const TextEdit& a, const TextEdit& b) {
  return a.span.begin <= b.span.end && b.span.begin <= a.span.end;
}

std::string edited(std::string_view text, std::span<const TextEdit> edits) {
  std::string out;
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    out += text.substr(at, edit.span.begin - at);
    out += edit.text;
    at = edit.span.end;
  }
  return out += text.substr(at);
}

std::uint32_t moved(std::uint32_t offset, std::span<const TextEdit> edits) {
  std::int64_t shift = 0;
  for (const TextEdit& edit : edits) {
    if (edit.span.begin > offset) break;
    if (edit.span.end > offset) return static_cast<std::uint32_t>(edit.span.begin + shift);
    shift += static_cast<std::int64_t>(edit.text.size()) - (edit.span.end - edit.span.begin);
  }
  return static_cast<std::uint32_t>(offset + shift);
}

}  // namespace dockgate::fix
