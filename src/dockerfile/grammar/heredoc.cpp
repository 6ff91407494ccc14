#include "dockerfile/grammar/heredoc.hpp"

#include "dockerfile/grammar/x3_internal.hpp"

namespace dockgate::dockerfile::grammar {
namespace {

const x3::rule<struct descriptor_id, Slice> descriptor = "file descriptor";
const x3::rule<struct dash_id, Slice> dash = "`-`";
const x3::rule<struct heredoc_name_id, Slice> heredoc_name = "here-document name";

const auto descriptor_def = x3::raw[*char_("0-9")];
const auto dash_def = x3::raw[-x3::lit('-')];
const auto heredoc_name_def = x3::raw[*(char_ - '<')];
BOOST_SPIRIT_DEFINE(descriptor, dash, heredoc_name)

}  // namespace

std::optional<OpenerCut> cut_heredoc_opener(std::string_view word) {
  Iterator it = word.data();
  const Iterator end = it + word.size();
  Slice digits;
  Slice minus;
  Slice name;
  if (!x3::parse(it, end, descriptor >> "<<", digits)) return std::nullopt;
  if (!x3::parse(it, end, dash >> x3::omit[*char_("\t\n\f\r ")], minus)) return std::nullopt;
  if (!x3::parse(it, end, heredoc_name >> x3::eoi, name)) return std::nullopt;
  return OpenerCut{view_of(digits), !minus.empty(), view_of(name)};
}

}  // namespace dockgate::dockerfile::grammar
