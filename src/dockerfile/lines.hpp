#pragma once
// Physical lines of a file, and the logical lines that instructions are: continuations joined, comments and
// blank lines inside them dropped, every byte still knowing its place. Private to the parser.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dockerfile/syntax.hpp"

namespace dockgate::dockerfile {

/// One physical line. Its content ends before all CRs and LFs at its end.
struct PhysicalLine {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;     // of the content
  std::uint32_t next = 0;    // where the next line begins
  std::uint32_t number = 0;  // from 1
};

/// An instruction before it is split.
struct LogicalLine {
  MappedText text;  // blanks at the start of its first physical line dropped, otherwise as written
  Span span;
  std::uint32_t start_line = 0;
  std::uint32_t end_line = 0;
  bool blank_inside = false;
  std::vector<Comment> comments;  // directly above, with the text that BuildKit gives them
};

/// Reads the file's lines in order. Directives, comments and errors about lines go into `file` as they are
/// met.
class LineReader {
 public:
  explicit LineReader(File& file);

  /// The next logical line; nothing at the end of the file.
  std::optional<LogicalLine> next();
  /// Takes the lines up to `heredoc`'s terminator for its body and sets its content and spans. False when
  /// there is no terminator: then the body ends before the next line that looks like an instruction, so that
  /// reading can go on.
  bool read_body(Heredoc& heredoc);
  /// The line that was read last.
  const PhysicalLine& current() const { return line_; }

 private:
  using NamedLine = std::pair<std::string_view, std::uint32_t>;  // content, number

  std::optional<PhysicalLine> after(const PhysicalLine& line) const;
  bool advance();
  std::string_view content(const PhysicalLine& line) const;
  bool take_directive(std::string_view line, bool indented);
  void take_comment(std::string_view comment, bool attach);
  bool cut_continuation(std::string_view& piece) const;
  std::uint32_t offset_of(std::string_view part) const {
    return static_cast<std::uint32_t>(part.data() - bytes_.data());
  }
  Span span_of(std::string_view part) const {
    return {offset_of(part), offset_of(part) + static_cast<std::uint32_t>(part.size())};
  }
  std::uint32_t find_terminator(const Heredoc& heredoc);

  // Which directives a run of them has had. BuildKit has two readers of the same lines: its parser looks for
  // `escape` and does not mind blanks before the `#`; the frontend looks for `syntax` and `check`, minds
  // them, and skips `#!`.
  struct Run {
    bool open = true;
    std::vector<std::string> seen;
  };

  File& file_;
  std::string_view bytes_;
  PhysicalLine line_;
  std::vector<Comment> comments_;  // since the last instruction
  Run parser_run_;
  Run frontend_run_;
  bool indexed_ = false;
  std::vector<NamedLine> whole_lines_;  // sorted; made when the first terminator is missing
  std::vector<NamedLine> chomped_lines_;
};

}  // namespace dockgate::dockerfile
