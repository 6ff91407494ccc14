#include "report/excerpt.hpp"

#include <algorithm>

#include "report/width.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

constexpr std::uint32_t context_bytes = 100;  // of a long line, shown before and after the span
constexpr std::uint32_t span_bytes = 200;     // of a long span, shown
constexpr std::uint32_t head_lines = 5, tail_lines = 2;

/// A line as it is shown, and the columns (from 0) of the marked part.
struct ShownLine {
  std::string text;
  std::size_t begin = 0, end = 0;
};

/// ASCII that is shown as it is, a column each.
bool is_graphic(char c) {
  return c >= ' ' && c <= '~';
}

bool inside_code_point(std::string_view bytes, std::uint32_t at) {
  return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80;
}

/// Renders the bytes of `line` around `span` (clamped to the line).
ShownLine show(const SourceFile& file, Span line, Span span) {
  const std::string_view bytes = file.bytes();
  const std::uint32_t mark_begin = std::clamp(span.begin, line.begin, line.end);
  std::uint32_t mark_end = std::clamp(span.end, mark_begin, line.end);
  std::uint32_t from = mark_begin - line.begin > context_bytes ? mark_begin - context_bytes : line.begin;
  while (from > line.begin && inside_code_point(bytes, from)) --from;
  mark_end = std::min(mark_end, mark_begin + span_bytes);
  std::uint32_t to = line.end - mark_end > context_bytes ? mark_end + context_bytes : line.end;
  while (to < line.end && inside_code_point(bytes, to)) ++to;

  ShownLine shown;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece, std::size_t width) {
    shown.text += piece;
    column += width;
  };
  if (from > line.begin) put("… ", 2);
  bool begun = false, ended = false;
  for (std::uint32_t at = from; at < to;) {
    if (!begun && at >= mark_begin) shown.begin = column, begun = true;
    if (!ended && at >= mark_end) shown.end = column, ended = true;
    if (is_graphic(bytes[at])) {
      // All of them up to where the mark begins or ends.
      const std::uint32_t stop = at < mark_begin ? mark_begin : at < mark_end ? mark_end : to;
      const std::uint32_t begin = at;
      while (at < std::min(stop, to) && is_graphic(bytes[at])) ++at;
      put(bytes.substr(begin, at - begin), at - begin);
      continue;
    }
    const std::string_view rest = bytes.substr(at, to - at);
    const text::CodePoint point = text::decode(rest);
    if (point.valid && point.value == '\t') {
      const std::size_t blanks = 4 - column % 4;
      put(std::string(blanks, ' '), blanks);
    } else if (const std::string piece = text::printable(rest.substr(0, point.length));
               point.valid && piece.size() == point.length) {
      put(piece, display_width(point.value));
    } else {
      put(piece, piece.size());  // an escape: ASCII
    }
    at += point.length;
  }
  if (!begun) shown.begin = column;
  if (!ended) shown.end = column;
  if (to < line.end) put(" …", 2);
  return shown;
}

/// The span without line ends and blanks at its end, so that a mark ends under something that can be seen.
Span trimmed(const SourceFile& file, Span span) {
  const auto size = static_cast<std::uint32_t>(file.bytes().size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  while (span.end > span.begin &&
         std::string_view(" \t\r\n").find(file.bytes()[span.end - 1]) != std::string_view::npos) {
    --span.end;
  }
  return span;
}

class Writer {
 public:
  Writer(const ExcerptOptions& options, const Style& style) : options_(options), style_(style) {}

  void head(const Place& place) {
    out_ += std::string(options_.gutter, ' ') + style_.paint(Ink::frame, options_.arrow) + " " +
            location(place) + "\n";
  }
  void blank() { row("", ""); }
  void row(std::string_view number, const std::string& text) {
    std::string frame(options_.gutter - std::min(options_.gutter, number.size()), ' ');
    frame.append(number).append(" |");
    out_ += style_.paint(Ink::frame, frame);
    if (!text.empty()) out_ += " " + text;
    out_ += "\n";
  }
  void elided() { out_ += style_.paint(Ink::frame, std::string(options_.gutter, ' ') + "...") + "\n"; }
  std::string ink(std::string_view text) const { return style_.paint(options_.ink, text); }
  std::string take() { return std::move(out_); }

 private:
  const ExcerptOptions& options_;
  const Style& style_;
  std::string out_;
};

std::string mark_of(const ShownLine& shown, char mark, std::string_view label) {
  std::string out(std::max<std::size_t>(shown.end - shown.begin, 1), mark);
  if (!label.empty()) out.append(" ").append(label);
  return out;
}

void one_line(Writer& writer, const SourceFile& file, std::uint32_t line, Span span, char mark,
              std::string_view label) {
  const ShownLine shown = show(file, file.line_span(line), span);
  writer.row(std::to_string(line), shown.text);
  writer.row("", std::string(shown.begin, ' ') + writer.ink(mark_of(shown, mark, label)));
}

/// A bracket to the left of the lines, from the first character of the span to its last.
void many_lines(Writer& writer, const SourceFile& file, std::uint32_t first, std::uint32_t last, Span span,
                char mark, std::string_view label) {
  const ShownLine head = show(file, file.line_span(first), {span.begin, span.begin});
  writer.row(std::to_string(first), "  " + head.text);
  writer.row("", " " + writer.ink(std::string(head.begin + 1, '_') + mark));
  const bool elide = last - first > head_lines + tail_lines;
  for (std::uint32_t line = first + 1; line <= last; ++line) {
    if (elide && line == first + head_lines) {
      writer.elided();
      line = last - tail_lines + 1;
    }
    const Span whole = file.line_span(line);
    const Span part{whole.begin, line == last ? span.end : whole.begin};
    const ShownLine shown = show(file, whole, part);
    writer.row(std::to_string(line), writer.ink("|") + (shown.text.empty() ? "" : " " + shown.text));
    if (line != last) continue;
    std::string foot = "|" + std::string(std::max<std::size_t>(shown.end, 1), '_') + mark;
    if (!label.empty()) foot.append(" ").append(label);
    writer.row("", writer.ink(foot));
  }
}

}  // namespace

std::string location(const Place& place) {
  if (!place.source) return {};
  const Position at = place.source->position(place.span.begin);
  return text::printable(place.source->path()) + ":" + std::to_string(at.line) + ":" +
         std::to_string(at.column);
}

std::size_t gutter_width(const Place& place) {
  if (!place.source) return 1;
  return std::to_string(place.source->line_of(trimmed(*place.source, place.span).end)).size();
}

std::string excerpt(const Place& place, std::string_view label, const ExcerptOptions& options,
                    const Style& style) {
  const std::string words = text::printable(label);
  Writer writer(options, style);
  if (!place.source) {
    if (!words.empty()) writer.row("", words);
    return writer.take();
  }
  const SourceFile& file = *place.source;
  writer.head(place);
  if (file.bytes().empty()) return writer.take();
  const Span span = trimmed(file, place.span);
  const std::uint32_t first = file.line_of(span.begin);
  const std::uint32_t last = span.empty() ? first : file.line_of(span.end - 1);
  writer.blank();
  if (first == last || !options.whole_span) {
    one_line(writer, file, first, span, options.mark, words);
  } else {
    many_lines(writer, file, first, last, span, options.mark, words);
  }
  return writer.take();
}

}  // namespace dockgate::report
