#include "dockerfile/lines.hpp"

#include <algorithm>
#include <array>

#include "dockerfile/characters.hpp"
#include "dockerfile/grammar/directive.hpp"
#include "dockerfile/keywords.hpp"

namespace dockgate::dockerfile {
namespace {

// Go's bufio.MaxScanTokenSize is 65536, the line end included.
constexpr std::uint32_t longest_line = 65535;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 3> known_directives = {"check", "escape", "syntax"};

std::string_view drop_tabs(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of('\t'), line.size()));
}

// Whether a line is so clearly the start of an instruction that a here-document without terminator should not
// swallow it: an instruction's name in upper case, at the very start, and a blank.
bool looks_like_instruction(std::string_view line) {
  const std::size_t blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos) return false;
  const auto names = keyword_names();
  return std::find(names.begin(), names.end(), line.substr(0, blank)) != names.end();
}

}  // namespace

LineReader::LineReader(File& file) : file_(file), bytes_(file.source->bytes()) {}

std::optional<PhysicalLine> LineReader::after(const PhysicalLine& line) const {
  if (line.next >= bytes_.size()) return std::nullopt;
  PhysicalLine out;
  out.begin = line.next;
  out.number = line.number + 1;
  const std::size_t feed = bytes_.find('\n', out.begin);
  out.next = static_cast<std::uint32_t>(feed == std::string_view::npos ? bytes_.size() : feed + 1);
  out.end = out.next;
  while (out.end > out.begin && (bytes_[out.end - 1] == '\n' || bytes_[out.end - 1] == '\r')) --out.end;
  return out;
}

bool LineReader::advance() {
  const auto line = after(line_);
  if (!line) return false;
  line_ = *line;
  const bool has_feed = bytes_[line_.next - 1] == '\n';
  if (line_.next - line_.begin - (has_feed ? 1 : 0) > longest_line) {
    file_.errors.push_back({{line_.begin, line_.end},
                            "line is longer than 65535 bytes",
                            "break it with a continuation, or move the text into a file"});
  }
  return true;
}

std::string_view LineReader::content(const PhysicalLine& line) const {
  std::string_view out = bytes_.substr(line.begin, line.end - line.begin);
  if (line.number == 1 && out.starts_with(byte_order_mark)) out.remove_prefix(byte_order_mark.size());
  return out;
}

std::optional<LogicalLine> LineReader::next() {
  while (advance()) {
    const std::string_view line = content(line_);
    std::string_view piece = trim_left(line);
    if (piece.starts_with('#')) {
      if (!take_directive(piece, piece.size() != line.size())) take_comment(piece, true);
      continue;
    }
    parser_run_.open = frontend_run_.open = false;
    if (piece.empty()) continue;

    LogicalLine out;
    out.text = MappedText(file_.source);
    out.start_line = line_.number;
    out.span.begin = offset_of(piece);
    bool more = cut_continuation(piece);
    out.text.append_copy(piece, offset_of(piece));
    while (more && advance()) {
      piece = content(line_);
      const std::string_view visible = trim_left(piece);
      if (visible.starts_with('#')) {
        take_comment(visible, false);
      } else if (visible.empty()) {
        out.blank_inside = true;
      } else {
        more = cut_continuation(piece);
        out.text.append_copy(piece, offset_of(piece));
      }
    }
    out.span.end = std::max(out.span.begin, line_.end);
    out.end_line = line_.number;
    out.comments = std::exchange(comments_, {});
    return out;
  }
  return std::nullopt;
}

// An escape character at the end, blanks behind it allowed, unless another one stands before it. BuildKit
// looks back by one character only, so three of them do not continue either.
bool LineReader::cut_continuation(std::string_view& piece) const {
  const std::size_t last = piece.find_last_not_of(" \t");
  if (last == std::string_view::npos || piece[last] != file_.escape) return false;
  if (last > 0 && piece[last - 1] == file_.escape) return false;
  piece = piece.substr(0, last);
  return true;
}

bool LineReader::take_directive(std::string_view line, bool indented) {
  if (!parser_run_.open && !frontend_run_.open) return false;
  const auto cut = grammar::cut_directive(line);
  const std::string name = cut ? to_lower(cut->name) : std::string();
  const bool known =
      cut && std::find(known_directives.begin(), known_directives.end(), name) != known_directives.end();
  if (!known) {
    parser_run_.open = false;
    if (line_.number != 1 || indented || !line.starts_with("#!")) frontend_run_.open = false;
    return false;
  }
  const auto first_in = [&name](Run& run) {
    if (!run.open || std::find(run.seen.begin(), run.seen.end(), name) != run.seen.end()) return false;
    run.seen.push_back(name);
    return true;
  };
  if (indented) frontend_run_.open = false;
  const bool frontend_takes = first_in(frontend_run_);
  if (!frontend_takes) frontend_run_.open = false;
  const bool in_parser_run = parser_run_.open;
  const bool parser_takes = first_in(parser_run_);
  if (in_parser_run && !parser_takes) {
    file_.errors.push_back({span_of(line), "only one `" + name + "` directive can be used", {}});
    return true;
  }
  if (name == "escape" && parser_takes) {
    if (cut->value != "\\" && cut->value != "`") {
      file_.errors.push_back({span_of(cut->value), "escape character must be \\ or `", {}});
      return true;
    }
    file_.escape = cut->value.front();
  }
  if (name == "escape" ? parser_takes : frontend_takes) {
    file_.directives.push_back({name, std::string(cut->value), span_of(line), span_of(cut->value)});
  }
  return parser_takes;
}

void LineReader::take_comment(std::string_view comment, bool attach) {
  Comment out{std::string(trim(comment.substr(1))), span_of(comment)};
  if (attach) {
    // BuildKit drops the first byte of the line, not the `#`: an indented comment keeps its `#`, and is not
    // empty.
    const std::string_view text = trim(content(line_).substr(1));
    if (text.empty()) {
      comments_.clear();
    } else {
      comments_.push_back({std::string(text), out.span});
    }
  }
  file_.comments.push_back(std::move(out));
}

std::uint32_t LineReader::find_terminator(const Heredoc& heredoc) {
  const std::string_view name = heredoc.name;
  if (!indexed_) {
    for (auto line = after(line_); line; line = after(*line)) {
      const std::string_view text = bytes_.substr(line->begin, line->end - line->begin);
      if ((heredoc.chomp ? drop_tabs(text) : text) == name) return line->number;
    }
    // One that fails has read the file to its end. So that many of them do not, the others ask an index.
    for (auto line = after(line_); line; line = after(*line)) {
      const std::string_view text = bytes_.substr(line->begin, line->end - line->begin);
      whole_lines_.emplace_back(text, line->number);
      chomped_lines_.emplace_back(drop_tabs(text), line->number);
    }
    std::sort(whole_lines_.begin(), whole_lines_.end());
    std::sort(chomped_lines_.begin(), chomped_lines_.end());
    indexed_ = true;
    return 0;
  }
  const auto& lines = heredoc.chomp ? chomped_lines_ : whole_lines_;
  const auto at = std::upper_bound(lines.begin(), lines.end(), NamedLine(name, line_.number));
  return at != lines.end() && at->first == name ? at->second : 0;
}

bool LineReader::read_body(Heredoc& heredoc) {
  const std::uint32_t terminator = find_terminator(heredoc);
  heredoc.content_span.begin = heredoc.content_span.end = line_.next;
  const auto finish = [&] {
    const Span span = heredoc.content_span;
    heredoc.content = std::string(bytes_.substr(span.begin, span.end - span.begin));
    return terminator != 0;
  };
  while (const auto line = after(line_)) {
    if (terminator == 0 && looks_like_instruction(content(*line))) return finish();
    advance();
    if (line_.number == terminator) return finish();
    heredoc.content_span.end = line_.next;
  }
  return finish();
}

}  // namespace dockgate::dockerfile
