#include <algorithm>

#include "format/format.hpp"

namespace dockgate::format {

namespace {

using dockerfile::Instruction;

template <typename List, typename Same>
bool all_same(const List& a, const List& b, Same same) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool same_comment(const dockerfile::Comment& a, const dockerfile::Comment& b) {
  return a.text == b.text;
}

bool same_flag(const dockerfile::Flag& a, const dockerfile::Flag& b) {
  return a.text.view() == b.text.view() && a.name == b.name && a.value == b.value;
}

bool same_pair(const dockerfile::KeyValue& a, const dockerfile::KeyValue& b) {
  return a.key.view() == b.key.view() && a.value.view() == b.value.view() && a.has_value == b.has_value &&
         a.legacy == b.legacy;
}

bool same_heredoc(const dockerfile::Heredoc& a, const dockerfile::Heredoc& b) {
  return a.name == b.name && a.fd == b.fd && a.expand == b.expand && a.chomp == b.chomp &&
         a.content == b.content;
}

bool same_instruction(const Instruction& a, const Instruction& b) {
  // FROM's `AS` is a word that Docker reads in any case.
  const bool from = a.keyword == "FROM" && a.args.size() == 3;
  const auto same_arg = [&, index = 0](const text::MappedText& x, const text::MappedText& y) mutable {
    const bool as = from && index++ == 1;
    return as ? x.view().size() == y.view().size() : x.view() == y.view();
  };
  if (!(a.keyword == b.keyword && a.json == b.json && a.known == b.known && a.valid == b.valid &&
        a.implied == b.implied && a.blank_continuation == b.blank_continuation))
    return false;
  if (!(all_same(a.flags, b.flags, same_flag) && all_same(a.args, b.args, same_arg) &&
        all_same(a.pairs, b.pairs, same_pair) && all_same(a.heredocs, b.heredocs, same_heredoc) &&
        all_same(a.comments, b.comments, same_comment)))
    return false;
  if (!a.trigger != !b.trigger) return false;
  return !a.trigger || same_instruction(*a.trigger, *b.trigger);
}

}  // namespace

bool same_tree(const dockerfile::File& a, const dockerfile::File& b) {
  const auto same_directive = [](const dockerfile::Directive& x, const dockerfile::Directive& y) {
    return x.name == y.name && x.value == y.value;
  };
  const auto same_error = [](const dockerfile::SyntaxError& x, const dockerfile::SyntaxError& y) {
    return x.message == y.message;
  };
  return a.escape == b.escape && all_same(a.directives, b.directives, same_directive) &&
         all_same(a.comments, b.comments, same_comment) &&
         all_same(a.instructions, b.instructions, same_instruction) &&
         all_same(a.errors, b.errors, same_error);
}

}  // namespace dockgate::format
