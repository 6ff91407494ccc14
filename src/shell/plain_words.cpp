// The words of plain scripts.

#include "shell/plain_parser.hpp"

namespace dockgate::shell {

bool PlainParser::is_reserved(std::string_view word) {
  return is_one_of(word,
                   {"if",    "then",    "else",    "elif",     "fi",    "for",      "in",       "do",
                    "done",  "case",    "esac",    "while",    "until", "select",   "function", "export",
                    "local", "declare", "typeset", "readonly", "unset", "unsetenv", "[",        "]",
                    "[[",    "]]",      "{",       "}",        "!"});
}

/// A word, quoted or not.
bool PlainParser::word() {
  const std::size_t mark = tree_.mark();
  const std::uint32_t begin = here();
  std::size_t pieces = 0;
  std::size_t parts = 0;  // pieces as the grammar counts them
  bracketed_ = cut_ = false;
  bool open = false;                             // a word of the grammar goes on, which `\` may be a part of
  if (sees("[[") || sees("esac")) return false;  // of the grammar, whatever follows
  for (;; ++pieces) {
    const char c = peek();
    const bool behind_plain = open;
    if (!open || (c != '\\' && !is_plain(c))) ++parts;
    open = is_plain(c) || c == '\\';
    if (is_plain(c)) {
      for (; is_plain(peek()); ++at_) bracketed_ = bracketed_ || is_bracket(peek());
      open = !is_bracket(text_[at_ - 1]);
    } else if (c == '\\') {
      if (peek(1) == '\n') {
        // A line that ends behind a word: where the next begins with one, the grammar joins them or not.
        if (pieces == 0 || !(is_blank(peek(2)) || peek(2) == '\0')) return false;
        break;
      }
      if (peek(1) <= ' ' || peek(1) > '~' || is_bracket(peek(1)) || (pieces > 0 && !behind_plain))
        return false;
      at_ += 2;
    } else if (c == '\'') {
      for (++at_; peek() != '\''; ++at_)
        if (!is_text(peek())) return false;
      ++at_;
    } else if (c == '"') {
      if (!quoted()) return false;
    } else if (c == '$') {
      if (peek(1) != '{' && peek(1) != '(' && pieces > 0) {
        if (bracketed_ || !is_name_part(peek(1))) return false;
        // From the third part on the grammar ends the word behind `$` where more than a name follows.
        std::size_t end = 2, more = 2;
        while (is_name_part(peek(end))) ++end;
        while (is_name_part(peek(more)) || std::string_view("-./,~").find(peek(more)) < 5) ++more;
        if (parts > 2 && (is_digit(peek(1)) || is_plain(peek(more)))) return false;
        if (parts > 2 && more > end) {
          ++at_;
          ++pieces;
          cut_ = true;
          break;
        }
      }
      if (!expansion()) return false;
    } else if (c == '`' && !in_backquotes_ && pieces == 0) {
      // Where a word goes on behind it, the grammar has rules of its own.
      if (!backquotes()) return false;
      const std::size_t next = text_.find_first_not_of(" \t\\\n", at_);
      if (next != std::string_view::npos && text_[next] == '`') return false;
      ++pieces;
      break;
    } else {
      break;
    }
  }
  const std::string_view written = text_.substr(begin, at_ - begin);
  // Brackets and braces in a row are one word for the grammar, with blanks between them too.
  if (brackets_end_ > 0 && is_bracket(written[0]) &&
      text_.substr(brackets_end_, begin - brackets_end_).find_first_not_of(" \t\\\n") ==
          std::string_view::npos)
    return false;
  if (std::ranges::all_of(written, is_bracket)) brackets_end_ = at_;
  // A redirection that touches an option or a number is something else.
  if (written[0] == '-' && peek() == '\\') return false;
  if ((written[0] == '-' || is_digit(written.back())) && (peek() == '<' || peek() == '>')) return false;
  if (peek() == '`' && !in_backquotes_) return false;
  if (cut_ || is_blank(peek()) || at_ >= text_.size() ||
      std::string_view("\n;&|<>)`\\").find(peek()) != std::string_view::npos) {
    const bool alone =
        tree_.mark() == mark + 1 && pieces == 1 && tree_.last().begin == begin && tree_.last().end == here();
    if (alone) return true;  // one substitution
    NodeData node;
    node.begin = begin;
    node.end = here();
    node.kind = NodeKind::word;
    tree_.close(mark, node);
    return true;
  }
  return false;
}

/// `"…"`
bool PlainParser::quoted() {
  std::size_t expanded = ++at_;  // the end of the latest expansion, or of the quote
  const auto substitutes = [&] {
    // The grammar counts the blanks behind these and in front of a substitution to that.
    const std::size_t before = text_.find_last_not_of(" \t\n", at_ - 1);
    return before + 1 == at_ || before + 1 != expanded;
  };
  while (peek() != '"') {
    const char c = peek();
    if (c == '\\') {
      if (!is_text(peek(1))) return false;
      at_ += 2;
    } else if (c == '$') {
      if ((peek(1) == '(' && !substitutes()) || !expansion()) return false;
      expanded = at_;
    } else if (c == '`') {
      if (in_backquotes_ || !substitutes() || !backquotes()) return false;
      expanded = at_;
    } else if (!is_text(c)) {
      return false;
    } else {
      ++at_;
    }
  }
  ++at_;
  return true;
}

/// `$X`, `${X}`, `${X:-word}`, `$(…)`
bool PlainParser::expansion() {
  ++at_;
  if (is_name_part(peek())) {
    while (is_name_part(peek())) ++at_;
    return !sees("\\\n");  // for the grammar the name may go on
  }
  if (peek() == '@' || peek() == '*' || peek() == '?' || peek() == '#' || peek() == '$' || peek() == '!') {
    ++at_;
    return true;
  }
  if (peek() == '(') return substitution();
  if (peek() != '{' || !is_name_start(peek(1))) return false;
  for (at_ += 2; is_name_part(peek()); ++at_) {
  }
  if (peek() != '}') {
    if (peek() == ':' && (peek(1) == '-' || peek(1) == '+'))
      at_ += 2;
    else if (peek() == '-' || peek() == '+')
      ++at_;
    else if (peek() == '%' || peek() == '#')
      at_ += peek(1) == peek() ? 2 : 1;
    else
      return false;
    while (is_name_part(peek()) || std::string_view("./-*[").find(peek()) < 5) {
      if (peek() != '[') {
        ++at_;
        continue;
      }
      const std::size_t end = text_.find(']', at_);
      if (end == std::string_view::npos || end == at_ + 1 ||
          !std::ranges::all_of(text_.substr(at_ + 1, end - at_ - 1),
                               [](char c) { return is_name_part(c) || c == '-'; }))
        return false;
      at_ = end + 1;
    }
  }
  if (peek() != '}') return false;
  ++at_;
  return true;
}

/// `$(…)`, whose `$` is behind us.
bool PlainParser::substitution() {
  if (peek(1) == '(') return false;
  const std::size_t begin = tree_.mark();
  --at_;
  token(2);
  if (!terminated() || peek() != ')') return false;
  token(1);
  close(begin, NodeKind::command_substitution);
  return true;
}

/// A command in backquotes without a backslash.
bool PlainParser::backquotes() {
  const std::size_t end = text_.find('`', at_ + 1);
  if (end == std::string_view::npos ||
      text_.substr(at_, end - at_).find_first_of("\\\n#") != std::string_view::npos)
    return false;
  const std::size_t begin = tree_.mark();
  token(1);
  // Where another one closes in front of a blank, the grammar takes what stands between for a part of a word.
  const std::size_t another = text_.find('`', end + 1);
  if (another != std::string_view::npos &&
      (another + 1 == text_.size() || is_blank(text_[another + 1]) || text_[another + 1] == '\n'))
    return false;
  in_backquotes_ = true;
  if (!terminated() || at_ != end) return false;
  in_backquotes_ = false;
  token(1);
  close(begin, NodeKind::command_substitution);
  return true;
}

}  // namespace dockgate::shell
