#include "facts/pin_places.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::facts {
namespace {

bool is_python_file(const SourcePtr& source) {
  return source && (source->path().ends_with(".py") || source->path().ends_with(".pyw"));
}

std::string_view text_at(const Place& at) {
  return at.source ? at.source->text(at.span) : std::string_view();
}

/// The quote with which a literal begins, past its prefix; 0 where it is none or its quotes are escaped.
char quote_at(const Place& at) {
  std::string_view text = text_at(at);
  while (!text.empty() && std::string_view("rRbBuUfF").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return 0;
  return text.front();
}

}  // namespace

bool is_inside(const python::Call& call, const Place& at) {
  return at.source && at.source == call.at.source && at.span.begin >= call.at.span.begin &&
         at.span.end <= call.at.span.end;
}

bool is_written(const python::Call& call, const Place& whole) {
  return is_inside(call, whole) && !text_at(whole).starts_with('*');
}

std::optional<Part> argument_gap(const python::Call& call) {
  if (!call.room.source || call.reference || call.open_keywords || call.room.source != call.at.source)
    return std::nullopt;
  const SourceFile& source = *call.room.source;
  const std::uint32_t at = call.room.span.begin;
  if (!is_inside(call, call.room) || call.at.span.end == 0) return std::nullopt;
  if (source.bytes()[at - 1] == '(') return Part{"arguments", call.room, "", ""};
  Part gap{"arguments", call.room, ", ", ""};
  if (!is_python_file(call.room.source)) return gap;
  // The line on which the last argument begins, if nothing stands before it there.
  const auto last = std::ranges::max_element(call.arguments, {}, [&](const python::Argument& argument) {
    return is_inside(call, argument.whole) && argument.whole.span.end <= at ? argument.whole.span.end : 0u;
  });
  if (last == call.arguments.end() || !is_inside(call, last->whole) || last->whole.span.end != at) return gap;
  const std::uint32_t begin = source.line_span(source.line_of(last->whole.span.begin)).begin;
  const std::string_view before = source.text({begin, last->whole.span.begin});
  if (!text::trim(before, text::line_blanks).empty()) return gap;
  const std::string indent(before);
  const Span line = source.line_span(source.line_of(at));
  const std::string_view behind = source.text({at, line.end});
  const std::string_view rest = text::trim(behind, text::line_blanks);
  if (rest.empty() || rest.starts_with(')') || rest.starts_with('\r')) {
    gap.lead = ",\n" + indent;
  } else if (rest.starts_with(',')) {
    // Behind the comma, and the comment that may follow it.
    const std::string_view more = text::trim(rest.substr(1));
    if (!more.empty() && !more.starts_with('#')) return gap;
    const auto used = source.text(line).find_last_not_of(" \t\r") + 1;
    const std::uint32_t end = line.begin + static_cast<std::uint32_t>(used);
    gap.at.span = {end, end};
    gap.lead = "\n" + indent;
    gap.trail = ",";
  }
  return gap;
}

std::string quote_of(const python::Call& call, const Place& text) {
  if (const char quote = is_inside(call, text) ? quote_at(text) : '\0'; quote != 0) return {quote};
  for (const python::Argument& argument : call.arguments) {
    if (!is_inside(call, argument.at)) continue;
    if (const char quote = quote_at(argument.at); quote != 0) return {quote};
  }
  return is_python_file(call.at.source) ? "\"" : "";
}

bool is_fixed(const python::Value& value) {
  return value.possible.size() == 1 && !value.possible.front().from_default &&
         std::holds_alternative<std::string>(value.possible.front().value);
}

bool is_replaceable(const python::Call& call, const Place& at, const python::Value& value) {
  if (!is_inside(call, at)) return false;
  const std::string_view written = text_at(at);
  constexpr std::array<std::string_view, 3> constants{"None", "True", "False"};
  if (quote_at(at) != 0 || std::ranges::find(constants, written) != constants.end()) return true;
  const bool unknown = value.possible.size() != 1 || value.possible.front().from_default ||
                       std::holds_alternative<python::Unknown>(value.possible.front().value);
  return !unknown && written.find_first_of("()[]{},") == std::string_view::npos;
}

std::optional<Place> revision_inside(const Place& at, std::string_view revision) {
  const std::string_view written = text_at(at);
  if (revision.empty()) return std::nullopt;
  for (const std::string_view before : {"/resolve/", "/blob/", "/raw/", "/tree/", "@"}) {
    const std::size_t found = written.find(std::string(before) + std::string(revision));
    if (found == std::string_view::npos) continue;
    const std::size_t begin = found + before.size(), end = begin + revision.size();
    const bool whole =
        end == written.size() || std::string_view("/?#\"'").find(written[end]) != std::string_view::npos;
    if (!whole) continue;
    const auto offset = at.span.begin;
    return Place{at.source,
                 {offset + static_cast<std::uint32_t>(begin), offset + static_cast<std::uint32_t>(end)}};
  }
  return std::nullopt;
}

std::optional<Place> behind_id(const Place& at, std::string_view id) {
  const std::string_view written = text_at(at);
  if (id.empty() || written.size() > id.size() + 2) return std::nullopt;
  const std::size_t found = written.find(id);
  if (found == std::string_view::npos || found > 1) return std::nullopt;
  const auto end = at.span.begin + static_cast<std::uint32_t>(found + id.size());
  return Place{at.source, {end, end}};
}

}  // namespace dockgate::facts
