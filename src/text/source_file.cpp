#include <algorithm>

#include "text/utf8.hpp"
#include <dockgate/text.hpp>

namespace dockgate {

SourceFile::SourceFile(std::string path, std::string bytes)
    : path_(std::move(path)), bytes_(std::move(bytes)) {
  line_starts_.push_back(0);
  for (std::size_t at = bytes_.find('\n'); at != std::string::npos; at = bytes_.find('\n', at + 1)) {
    if (at + 1 < bytes_.size()) line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

std::string_view SourceFile::text(Span span) const {
  const auto size = static_cast<std::uint32_t>(bytes_.size());
  const std::uint32_t begin = std::min(span.begin, size);
  const std::uint32_t end = std::clamp(span.end, begin, size);
  return std::string_view(bytes_).substr(begin, end - begin);
}

std::uint32_t SourceFile::line_of(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

Position SourceFile::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(bytes_.size()));
  const std::uint32_t line = line_of(offset);
  const std::uint32_t start = line_starts_[line - 1];
  const auto before = std::string_view(bytes_).substr(start, offset - start);
  return {line, static_cast<std::uint32_t>(text::count_code_points(before)) + 1};
}

Span SourceFile::line_span(std::uint32_t line) const {
  const auto size = static_cast<std::uint32_t>(bytes_.size());
  if (line == 0 || line > line_starts_.size()) return {size, size};
  const std::uint32_t begin = line_starts_[line - 1];
  std::uint32_t end = line < line_starts_.size() ? line_starts_[line] : size;
  if (end > begin && bytes_[end - 1] == '\n') --end;
  if (end > begin && bytes_[end - 1] == '\r') --end;
  return {begin, end};
}

std::uint32_t SourceFile::line_count() const {
  return static_cast<std::uint32_t>(line_starts_.size());
}

std::string_view to_string(FileError error) {
  switch (error) {
    case FileError::missing:
      return "no such file";
    case FileError::unreadable:
      return "permission denied or read error";
    case FileError::not_a_file:
      return "not a regular file";
    case FileError::outside:
      return "leads outside of its folder";
    case FileError::too_large:
      return "too large";
    case FileError::too_many_links:
      return "too many symbolic links";
  }
  return "unknown error";
}

}  // namespace dockgate
