#include "dockerfile/grammar/words.hpp"

#include "dockerfile/grammar/x3_internal.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

// White_Space in UTF-8. A lead byte always starts a sequence, so a match is never out of step.
const x3::rule<struct space_id> space = "a blank";
const auto space_def =
    char_("\t\n\v\f\r ") | (x3::lit('\xC2') >> char_("\x85\xA0")) | (x3::lit('\xE1') >> '\x9A' >> '\x80') |
    (x3::lit('\xE2') >>
     ((x3::lit('\x80') >> (char_('\x80', '\x8A') | char_("\xA8\xA9\xAF"))) | (x3::lit('\x81') >> '\x9F'))) |
    (x3::lit('\xE3') >> '\x80' >> '\x80');
BOOST_SPIRIT_DEFINE(space)

auto word(char escape) {
  const auto escaped = x3::lit(escape) >> (space | char_);
  const auto last_escape = x3::lit(escape) >> x3::eoi;
  const auto in_double = *((char_ - '"' - char_(escape)) | (x3::lit(escape) >> char_));
  const auto double_quoted = '"' >> in_double >> ('"' | x3::eoi | &last_escape);
  const auto single_quoted = '\'' >> *(char_ - '\'') >> ('\'' | x3::eoi);
  const auto plain = char_ - space - char_("\"'") - char_(escape);
  return x3::raw[+(plain | escaped | double_quoted | single_quoted)];
}

}  // namespace

std::vector<std::string_view> cut_words(std::string_view text, char escape) {
  std::vector<std::string_view> out;
  Iterator it = text.data();
  const Iterator end = it + text.size();
  const auto next = x3::omit[*space] >> word(escape);
  for (Slice slice; x3::parse(it, end, next, slice);) out.push_back(view_of(slice));
  return out;
}

}  // namespace dockgate::dockerfile::grammar
