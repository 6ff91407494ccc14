#pragma once
// Positions as editors count them: lines and characters from 0, characters in units of an agreed encoding.

#include <cstdint>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::lsp {

enum class Encoding { utf8, utf16, utf32 };

/// As the protocol writes it: "utf-8", "utf-16", "utf-32".
std::string_view to_string(Encoding encoding);

/// A place in a document: line and character from 0, the character in units of the agreed encoding.
struct EditorPosition {
  std::uint32_t line = 0, character = 0;
  bool operator==(const EditorPosition&) const = default;
  auto operator<=>(const EditorPosition&) const = default;
};
struct EditorRange {
  EditorPosition begin, end;  // `end` is exclusive
  bool operator==(const EditorRange&) const = default;
};

/// The lines of a text, which end at LF, CR LF or CR as the protocol has them. Holds no copy of the text.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  /// The byte offset of `position`; past the end of its line the end of that line, past the last line the end
  /// of the text, inside of a character its beginning.
  std::uint32_t offset(EditorPosition position, Encoding encoding) const;
  /// The place of byte `offset`. A byte that is not UTF-8 counts as one unit.
  EditorPosition position(std::uint32_t offset, Encoding encoding) const;
  EditorRange range(Span span, Encoding encoding) const;
  /// Number of lines; a line end at the end of the text opens another, empty one.
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  /// Bytes of line `line` (from 0) without its line end.
  Span line(std::uint32_t line) const;

 private:
  std::string_view text_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace dockgate::lsp
