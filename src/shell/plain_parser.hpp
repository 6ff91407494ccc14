#pragma once
// Reads scripts of plain forms: the ones that most RUN lines are made of, in one pass. What is not certain to
// be one of them (here-documents, arithmetic, loops over conditions, arrays, comments, anything unusual) is
// left to the grammar, whose quirks are kept: a redirection takes all words behind it and is about the whole
// chain in front of it. tests/unit/shell/plain_tree_test.cpp compares both. Private to src/shell.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "shell/tree.hpp"

namespace dockgate::shell {

/// Each function reads one form at the place that was reached and adds its node; false: the script is not
/// plain, and nothing else may be asked.
class PlainParser {
 public:
  explicit PlainParser(std::string_view text) : text_(text) {}

  /// Null when the script is not plain.
  TreePtr run();

 private:
  static constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  static constexpr bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
  /// Of a word, neither quoted nor special at any place.
  static constexpr bool is_plain(char c) {
    return is_name_part(c) || std::string_view("-./:,@%+=~^*?![]{}").find(c) != std::string_view::npos;
  }
  static constexpr bool is_bracket(char c) { return c == '[' || c == ']' || c == '{' || c == '}'; }
  /// What may stand between quotes.
  static constexpr bool is_text(char c) { return (c >= ' ' && c <= '~') || c == '\t' || c == '\n'; }
  static bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  }
  /// Of the grammar, at the front of a command.
  static bool is_reserved(std::string_view word);

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool sees(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }
  /// An operator or a keyword.
  void token(std::size_t size, NodeKind kind = NodeKind::other) {
    tree_.leaf(kind, here(), here() + static_cast<std::uint32_t>(size), false);
    at_ += size;
  }
  /// Makes one node of what was added since `mark`.
  void close(std::size_t mark, NodeKind kind) {
    NodeData node;
    node.kind = kind;
    node.begin = tree_.at(mark).begin;
    node.end = tree_.last().end;
    tree_.close(mark, node);
  }

  /// Blanks and continued lines.
  void skip() {
    while (is_blank(peek())) ++at_;
    while (peek() == '\\' && peek(1) == '\n') {
      const std::size_t next = text_.find_first_not_of(" \t", at_ + 2);
      if (next == std::string_view::npos || text_[next] == '\n') return;  // not plain
      at_ = next;
    }
  }
  void skip_lines() {
    for (skip(); peek() == '\n'; skip()) ++at_;
  }

  /// The unquoted part of a word that begins here.
  std::string_view plain_run() const {
    std::size_t end = at_;
    while (end < text_.size() && is_plain(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  /// The same, "" where the word goes on in another way.
  std::string_view keyword() const {
    const std::string_view run = plain_run();
    const char next = at_ + run.size() < text_.size() ? text_[at_ + run.size()] : '\n';
    if (!is_blank(next) && next != '\n' && next != ';' && next != ')' && next != '&' && next != '|' &&
        next != '`' && !text_.substr(at_ + run.size()).starts_with("\\\n"))
      return {};
    return run;
  }

  // plain_tree.cpp: statements
  bool statements();
  bool chain();
  bool is_behind_dash() const;
  bool at_redirect() const;
  bool redirect();
  bool at_word() const;
  bool element();
  bool form();
  bool group(std::string_view end, NodeKind kind);
  bool command();
  bool declaration(std::size_t size, NodeKind kind);
  std::size_t assignment_name() const;
  bool assignment(std::size_t name);
  bool condition();
  bool part_then();
  bool terminated();
  bool loop();
  bool selection();
  bool pattern();
  bool test();
  bool expression();
  bool operand();

  // plain_words.cpp: words
  bool word();
  bool quoted();
  bool expansion();
  bool substitution();
  bool backquotes();

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_backquotes_ = false;
  bool cut_ = false;              // the grammar ended the latest word where the shell does not
  bool bracketed_ = false;        // the latest word has a bracket or a brace on its own
  std::size_t brackets_end_ = 0;  // behind the latest word of nothing else
  TreeBuilder tree_;
};

}  // namespace dockgate::shell
