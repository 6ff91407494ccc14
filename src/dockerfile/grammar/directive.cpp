#include "dockerfile/grammar/directive.hpp"

#include "dockerfile/characters.hpp"
#include "dockerfile/grammar/x3_internal.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

// BuildKit matches a directive with a regular expression whose \s is exactly these.
const auto directive_blank = char_("\t\n\f\r ");
const auto visible = char_ - directive_blank;

const x3::rule<struct directive_name_id, Slice> directive_name = "directive name";
const x3::rule<struct directive_value_id, Slice> directive_value = "directive value";

const auto directive_name_def = x3::raw[char_("a-zA-Z") >> *char_("a-zA-Z0-9")];
// Words and the blanks between them, so that a long run of blanks is read twice at most.
const auto directive_value_def = x3::raw[+visible >> *(+directive_blank >> +visible)];
BOOST_SPIRIT_DEFINE(directive_name, directive_value)

}  // namespace

std::optional<DirectiveCut> cut_directive(std::string_view line) {
  if (line.empty() || line.front() != '#') return std::nullopt;
  line = trim_left(line.substr(1));
  Iterator it = line.data();
  const Iterator end = it + line.size();
  Slice name;
  if (!x3::parse(it, end, directive_name >> x3::omit[*directive_blank >> '='], name) || it == end)
    return std::nullopt;
  Slice value;
  if (!x3::parse(it, end,
                 x3::omit[*directive_blank] >> directive_value >> x3::omit[*directive_blank] >> x3::eoi,
                 value)) {
    return DirectiveCut{view_of(name), line.substr(line.size() - 1)};  // only blanks: the last is the value
  }
  return DirectiveCut{view_of(name), view_of(value)};
}

}  // namespace dockgate::dockerfile::grammar
