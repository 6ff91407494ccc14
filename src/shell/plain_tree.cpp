// The statements of plain scripts.

#include "shell/plain_parser.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_depth = 20;  // of what stands in one another; deeper is for the grammar

}  // namespace

TreePtr PlainParser::run() {
  const std::size_t last = text_.find_last_not_of(" \t\n");
  if (last == std::string_view::npos || text_[last] == '\\') return nullptr;
  if (!statements() || at_ < text_.size() || tree_.mark() == 0) return nullptr;
  NodeData program;
  program.kind = NodeKind::program;
  program.end = static_cast<std::uint32_t>(text_.size());
  tree_.close(0, program);
  return tree_.finish();
}

/// Statements up to what ends them, which is left to the caller: the end, `)`, a keyword.
bool PlainParser::statements() {
  if (++depth_ > max_depth) return false;
  for (;;) {
    skip_lines();
    if (at_ >= text_.size() || peek() == ')' || peek() == '`' || sees(";;") ||
        is_one_of(keyword(), {"then", "else", "elif", "fi", "do", "done", "}", "esac"}))
      break;
    if (!chain()) return false;
    skip();
    if (peek() == '\n') {
      // With a line that goes on behind it, the end of a line may end nothing for the grammar.
      while (is_blank(peek()) || peek() == '\n') ++at_;
      if (peek() == '\\') return false;
      continue;
    }
    if (sees(";;")) break;
    if (peek() == ';' && peek(1) != '&')
      token(1);
    else if (peek() == '&' && peek(1) != '&' && peek(1) != '>')
      token(1, NodeKind::background);
    else if (peek() == ')' || peek() == '`' || at_ >= text_.size())
      break;
    else
      return false;
  }
  --depth_;
  return true;
}

/// `a | b && c > file || d`
bool PlainParser::chain() {
  const std::size_t begin = tree_.mark();
  std::size_t pipe = begin;
  NodeKind last = NodeKind::none;
  bool ambiguous = false;
  const auto reduce = [&] {
    last = tree_.last().kind;
    // What stands behind them the grammar may give to the last part alone.
    ambiguous = tree_.mark() - pipe > 3 || last == NodeKind::negated_command;
    if (tree_.mark() - pipe > 1) close(pipe, NodeKind::pipeline);
    if (tree_.mark() - begin > 1) close(begin, NodeKind::list);
  };
  if (!element()) return false;
  for (;;) {
    skip();
    if (sees("&&") || sees("||")) {
      reduce();
      if (ambiguous) return false;
      token(2, peek() == '|' ? NodeKind::or_else : NodeKind::other);
      pipe = tree_.mark();
    } else if (peek() == '|') {
      if (tree_.last().kind == NodeKind::negated_command) return false;
      token(peek(1) == '&' ? 2 : 1);
    } else if (at_redirect()) {
      reduce();
      if (ambiguous) return false;
      // The grammar reads `X=1 > file` as a command without a name.
      const NodeKind kind = last;
      if (kind == NodeKind::variable_assignment || kind == NodeKind::variable_assignments) return false;
      tree_.last().field = NodeField::body;
      while (at_redirect()) {
        if (is_behind_dash() || !redirect()) return false;
        skip();
      }
      close(begin, NodeKind::redirected_statement);
      pipe = begin;
      continue;
    } else {
      reduce();
      // What stands on the next line may still belong to these.
      const bool more = peek() == '\n' && text_.find_first_not_of(" \t\n", at_) != std::string_view::npos;
      return !more || !(ambiguous || last == NodeKind::variable_assignments);
    }
    skip_lines();
    if (!element()) return false;
  }
}

/// Whether the word in front is a lone `-`, which the grammar loses before a redirection.
bool PlainParser::is_behind_dash() const {
  const std::size_t dash = text_.find_last_not_of(" \t\\\n", at_ - 1);
  return dash != std::string_view::npos && dash > 0 && text_[dash] == '-' && is_blank(text_[dash - 1]);
}

bool PlainParser::at_redirect() const {
  std::size_t ahead = 0;
  while (is_digit(peek(ahead))) ++ahead;
  return peek(ahead) == '<' || peek(ahead) == '>' || sees("&>");
}

/// `2>> file`
bool PlainParser::redirect() {
  const std::size_t begin = tree_.mark();
  std::uint32_t digits = 0;
  while (is_digit(peek(digits))) ++digits;
  if (digits > 0) {
    // On a line of its own, and for other numbers, the grammar may take it for a word.
    const std::size_t before = text_.find_last_not_of(" \t", at_ - 1);
    if (digits > 1 || (peek() != '1' && peek() != '2') || before == std::string_view::npos ||
        text_[before] == '\n')
      return false;
    tree_.leaf(NodeKind::file_descriptor, here(), here() + digits);
    at_ += digits;
  }
  struct Operator {
    std::string_view text;
    NodeKind kind;
  };
  static constexpr Operator operators[] = {{"&>>", NodeKind::append_both}, {"&>", NodeKind::write_both},
                                           {">>", NodeKind::append},       {">&", NodeKind::other},
                                           {"<&", NodeKind::other},        {">", NodeKind::write},
                                           {"<", NodeKind::read}};
  const auto* found = std::ranges::find_if(operators, [&](const Operator& one) { return sees(one.text); });
  if (found == std::end(operators)) return false;
  token(found->text.size(), found->kind);
  const std::string_view others = found->kind == NodeKind::other ? "<>&|(-" : "<>&|(";
  if (others.find(peek()) != std::string_view::npos) return false;
  skip();
  const std::size_t words = tree_.mark();
  while (at_word() && !at_redirect()) {
    if (!word()) return false;
    skip();
  }
  if (tree_.mark() == words) return false;
  close(begin, NodeKind::file_redirect);
  return true;
}

bool PlainParser::at_word() const {
  const char c = peek();
  return is_plain(c) || (c == '`' && !in_backquotes_) || c == '\'' || c == '"' || c == '$' || c == '\\';
}

/// What `|`, `&&` and `||` join.
bool PlainParser::element() {
  if (++depth_ > max_depth) return false;
  const bool plain = form();
  --depth_;
  return plain;
}

bool PlainParser::form() {
  const std::size_t begin = tree_.mark();
  if (peek() == '(') return peek(1) != '(' && group(")", NodeKind::subshell);
  const std::string_view first = keyword();
  if (first == "{") return group("}", NodeKind::compound_statement);
  if (first == "[") return test();
  if (first == "!") {
    token(1);
    skip();
    if (peek() == '!' || !element()) return false;
    const NodeKind kind = tree_.last().kind;
    if (kind != NodeKind::command && kind != NodeKind::test_command && kind != NodeKind::subshell)
      return false;
    close(begin, NodeKind::negated_command);
    return true;
  }
  if (first == "if") return condition();
  if (first == "for") return loop();
  if (first == "case") return selection();
  if (is_one_of(first, {"export", "readonly", "local", "declare", "typeset"}))
    return declaration(first.size(), NodeKind::declaration_command);
  if (first == "unset") return declaration(first.size(), NodeKind::unset_command);
  if (is_reserved(plain_run())) return false;
  return command();
}

/// `( … )` and `{ …; }`
bool PlainParser::group(std::string_view end, NodeKind kind) {
  const std::size_t begin = tree_.mark();
  token(1);
  const std::size_t first = tree_.mark();
  if (!statements() || tree_.mark() == first || !sees(end)) return false;
  token(1);
  close(begin, kind);
  return true;
}

bool PlainParser::command() {
  const std::size_t begin = tree_.mark();
  while (const std::size_t name = assignment_name()) {
    if (!assignment(name)) return false;
    skip();
  }
  const std::size_t assignments = tree_.mark() - begin;
  if (!at_word() || at_redirect()) {
    if (assignments > 1) close(begin, NodeKind::variable_assignments);
    return assignments > 0;
  }
  const std::size_t name = tree_.mark();
  const std::size_t from = at_;
  if (!word() || cut_) return false;
  const std::string_view written = text_.substr(from, at_ - from);
  const std::string_view special = assignments > 0 ? "=!*?%,^@:+~" : "=!*?%,^@";
  if (bracketed_ || written == "-" || written.find_first_of(special) != std::string_view::npos) return false;
  NodeData named;
  named.kind = NodeKind::command_name;
  named.begin = tree_.last().begin;
  named.end = tree_.last().end;
  // The name of a command is a leaf but for its substitutions.
  if (is_substitution(tree_.last().kind)) return false;
  if (tree_.last().count > 0) return false;
  tree_.drop(name);
  tree_.close(name, named);
  for (skip(); at_word() && !at_redirect(); skip()) {
    if (sees("==") || sees("=~")) return false;
    if (!word()) return false;
  }
  if (peek() == '(' || peek() == '#') return false;
  close(begin, NodeKind::command);
  return true;
}

/// `export A=1 B`
bool PlainParser::declaration(std::size_t size, NodeKind kind) {
  const std::size_t begin = tree_.mark();
  token(size);
  for (skip(); at_word() && !at_redirect(); skip()) {
    const std::size_t name = kind == NodeKind::declaration_command ? assignment_name() : 0;
    const std::string_view plain = keyword();
    if (name > 0) {
      if (!assignment(name)) return false;
    } else if (plain.empty() || !is_name_start(plain[0]) || !std::ranges::all_of(plain, is_name_part) ||
               !word()) {
      return false;
    }
  }
  if (peek() == '(' || peek() == '#') return false;
  close(begin, kind);
  return true;
}

/// Bytes of the NAME in front of `=` or `+=`; 0 where no assignment begins.
std::size_t PlainParser::assignment_name() const {
  if (!is_name_start(peek())) return 0;
  std::size_t size = 1;
  while (is_name_part(peek(size))) ++size;
  return peek(size) == '=' || (peek(size) == '+' && peek(size + 1) == '=') ? size : 0;
}

bool PlainParser::assignment(std::size_t name) {
  if (name == 1 && peek() == '_') return false;  // an own variable of the grammar
  const std::size_t begin = tree_.mark();
  tree_.leaf(NodeKind::word, here(), here() + static_cast<std::uint32_t>(name), true, NodeField::name);
  at_ += name;
  token(peek() == '+' ? 2 : 1);
  if (peek() == '=') return false;
  if (at_word()) {
    if (!word() || cut_) return false;
    if (bracketed_ || peek() == '\\') return false;
    tree_.last().field = NodeField::value;
  } else if (!is_blank(peek()) && peek() != '\n' && peek() != ';' && at_ < text_.size()) {
    return false;
  }
  close(begin, NodeKind::variable_assignment);
  return true;
}

/// `if …; then …; elif …; else …; fi`
bool PlainParser::condition() {
  const std::size_t begin = tree_.mark();
  std::size_t clause = begin;
  NodeKind kind = NodeKind::if_statement;
  for (std::string_view part = "if"; part != "fi"; part = keyword()) {
    if (part == "elif" || part == "else") {
      if (kind != NodeKind::if_statement) close(clause, kind);
      if (kind == NodeKind::else_clause) return false;
      clause = tree_.mark();
      kind = part == "elif" ? NodeKind::elif_clause : NodeKind::else_clause;
    }
    token(part.size());
    if (part != "else" && (!terminated() || !part_then())) return false;
    if (!terminated()) return false;
    if (!is_one_of(keyword(), {"elif", "else", "fi"})) return false;
  }
  if (kind != NodeKind::if_statement) close(clause, kind);
  token(2);
  close(begin, NodeKind::if_statement);
  return true;
}

bool PlainParser::part_then() {
  if (keyword() != "then") return false;
  token(4, NodeKind::then);
  return true;
}

/// At least one statement, the last with its end.
bool PlainParser::terminated() {
  const std::size_t first = tree_.mark();
  return statements() && tree_.mark() > first;
}

/// `for NAME in …; do …; done`
bool PlainParser::loop() {
  const std::size_t begin = tree_.mark();
  token(3);
  skip();
  const std::string_view name = keyword();
  if (name.empty() || !is_name_start(name[0]) || !std::ranges::all_of(name, is_name_part)) return false;
  tree_.leaf(NodeKind::word, here(), here() + static_cast<std::uint32_t>(name.size()), true,
             NodeField::variable);
  at_ += name.size();
  skip();
  if (keyword() != "in") return false;
  token(2, NodeKind::in);
  std::size_t words = 0;
  for (skip(); at_word() && !at_redirect(); skip(), ++words) {
    if (!word()) return false;
    tree_.last().field = NodeField::value;
  }
  if (words == 0) return false;
  if (peek() == ';')
    token(1);
  else if (peek() != '\n')
    return false;
  skip_lines();
  if (keyword() != "do") return false;
  const std::size_t body = tree_.mark();
  token(2);
  if (!terminated() || keyword() != "done") return false;
  token(4);
  close(body, NodeKind::do_group);
  tree_.last().field = NodeField::body;
  close(begin, NodeKind::for_statement);
  return true;
}

/// `case WORD in PATTERN | PATTERN) …;; esac`
bool PlainParser::selection() {
  const std::size_t begin = tree_.mark();
  token(4);
  skip();
  if (!at_word() || !word() || cut_) return false;
  tree_.last().field = NodeField::value;
  skip();
  if (keyword() != "in") return false;
  token(2, NodeKind::in);
  for (skip_lines(); keyword() != "esac"; skip_lines()) {
    const std::size_t item = tree_.mark();
    if (peek() == '(') token(1);
    for (skip(); pattern(); skip()) {
      skip();
      if (peek() != '|') break;
      token(1);
    }
    if (peek() != ')' || tree_.mark() == item || tree_.last().kind != NodeKind::pattern) return false;
    token(1);
    if (!statements()) return false;
    const bool last = keyword() == "esac";
    if (!last && !sees(";;")) return false;
    if (!last) token(2);
    close(item, NodeKind::case_item);
  }
  token(4);
  close(begin, NodeKind::case_statement);
  return true;
}

/// A text or a glob without classes.
bool PlainParser::pattern() {
  const std::uint32_t begin = here();
  if (peek() == '"' || peek() == '\'') {
    const char quote = peek();
    for (++at_; is_name_part(peek()) || std::string_view("-._/ ").find(peek()) < 5; ++at_) {
    }
    if (peek() != quote) return false;
    ++at_;
  } else {
    while (is_name_part(peek()) || std::string_view("-._/*?").find(peek()) < 6) ++at_;
  }
  if (here() == begin || std::string_view(" |)").find(peek()) > 2) return false;
  if (is_reserved(text_.substr(begin, at_ - begin))) return false;
  tree_.leaf(NodeKind::pattern, begin, here(), true, NodeField::value);
  return true;
}

/// `[ -f file ]`, `[ ! -f file ]`, `[ a = b ]`, `[ a -eq b ]`
bool PlainParser::test() {
  const std::size_t begin = tree_.mark();
  token(1);
  skip();
  if (!expression()) return false;
  skip();
  if (keyword() != "]") return false;
  token(1);
  close(begin, NodeKind::test_command);
  return true;
}

bool PlainParser::expression() {
  const std::size_t begin = tree_.mark();
  const std::string_view first = keyword();
  if (first == "!") {
    token(1);
    skip();
    if (!expression()) return false;
    close(begin, NodeKind::other);
    return true;
  }
  if (first.size() == 2 && first[0] == '-' && is_name_start(first[1])) {
    tree_.leaf(NodeKind::other, here(), here() + 2);
    at_ += 2;
    skip();
    if (!operand()) return false;
    close(begin, NodeKind::other);
    return true;
  }
  if (!operand()) return false;
  tree_.last().field = NodeField::left;
  skip();
  const std::string_view compares = keyword();
  const bool pattern = compares == "==" || compares == "!=";
  if (is_one_of(compares, {"=", "==", "!="}))
    token(compares.size());
  else if (is_one_of(compares, {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})) {
    tree_.leaf(NodeKind::other, here(), here() + static_cast<std::uint32_t>(compares.size()));
    at_ += compares.size();
  } else {
    return false;
  }
  tree_.last().field = NodeField::op;
  skip();
  if ((pattern && is_plain(peek())) || !operand()) return false;
  tree_.last().field = NodeField::right;
  close(begin, NodeKind::binary_expression);
  return true;
}

/// A word of a test; what the grammar may take for an operator is not plain.
bool PlainParser::operand() {
  const std::size_t from = at_;
  if (!at_word() || !word() || cut_) return false;
  const std::string_view written = text_.substr(from, at_ - from);
  if (written.front() == '"' || written.front() == '\'' || written.front() == '$') return true;
  return !is_reserved(written) &&
         std::ranges::all_of(written, [](char c) { return is_name_part(c) || c == '/' || c == '.'; });
}

TreePtr plain_tree(std::string_view text) {
  return PlainParser(text).run();
}

}  // namespace dockgate::shell
