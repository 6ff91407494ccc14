#include <algorithm>

#include "shell/expansion.hpp"
#include "shell/walker_internal.hpp"
#include "text/words.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_nesting = 200;
constexpr std::size_t max_steps = 20'000;  // and one more for every eight bytes
constexpr std::size_t max_problems = 20;
constexpr std::size_t max_parts = 64;  // of a pipeline, each of which knows all behind it
constexpr std::size_t max_turns = 32;  // of a loop that is walked word by word

}  // namespace

Walker::Walker(const MappedText& script, Variables& variables, Collected& out)
    : script_(script), variables_(variables), out_(out) {}

void Walker::set_workdir(std::string workdir, bool known) {
  workdir_ = std::move(workdir);
  workdir_known_ = known;
}

std::string_view Walker::text_of(Node node) const {
  const Span span = span_of(node);
  return script_.view().substr(span.begin, span.end - span.begin);
}

void Walker::problem(Node node, std::string message) {
  if (out_.script.problems.size() >= max_problems) return;
  out_.script.problems.push_back({script_.place(span_of(node)), std::move(message)});
}

/// Counts one statement; false when the script has used up what it may cost.
bool Walker::step() {
  if (++out_.steps <= max_steps + script_.view().size() / 8) return true;
  if (!out_.exhausted) {
    out_.exhausted = true;
    out_.script.problems.push_back({script_.place(), "the script runs too many commands to be followed"});
  }
  return false;
}

void Walker::walk(const Around& around, std::vector<Word> wrapped_by) {
  wrapped_by_ = std::move(wrapped_by);
  tree_ = parse_tree(script_.view());
  if (!tree_) {
    out_.script.problems.push_back({script_.place(), "the shell text could not be parsed in time"});
    return;
  }
  statement(tree_->root(), around);
  uncalled_functions();
}

/// Bodies that nothing called: they are walked once, so that what they hold is known, and marked.
void Walker::uncalled_functions() {
  const auto functions = functions_;
  for (const auto& [name, body] : functions) {
    if (called_.count(name) != 0) continue;
    Around around;
    around.depth = 1;
    around.conditional = around.in_function = true;
    around.called = false;
    const std::size_t mark = variables_.mark();
    const auto parameters = variables_.parameters();
    variables_.set_parameters(std::nullopt);
    called_.insert(name);
    statement(body, around);
    variables_.set_parameters(parameters);
    variables_.rollback(mark);
  }
}

void Walker::statements(Nodes nodes, Around around) {
  around.pipeline = -1;
  for (const Node node : nodes) {
    const NodeKind type = node.kind();
    if (is_statement(type)) {
      statement(node, around);
      // Nothing runs behind `exit`.
      const std::string_view text = type == NodeKind::command ? text_of(node) : std::string_view();
      if (text == "exit" || text.starts_with("exit ")) return;
    } else if (type == NodeKind::background) {
      joined_ = Command::Joined::background;
    } else if (type == NodeKind::heredoc_redirect && !out_.script.commands.empty()) {
      add_heredoc(node, out_.script.commands.back().redirects);
    }
  }
}

void Walker::statement(Node node, Around around) {
  if (!node || out_.exhausted || !step()) return;
  if (++around.nesting > max_nesting) return problem(node, "shell text is nested too deeply to be followed");
  const NodeKind type = node.kind();
  if (node.missing()) problem(node, "`" + std::string(name_of(type)) + "` is missing in the shell text");
  if (type == NodeKind::command) return command(node, around);
  if (type == NodeKind::list) return list(node, around);
  if (type == NodeKind::pipeline) return pipeline(node, around);
  if (type == NodeKind::redirected_statement) return redirected(node, around);
  if (type == NodeKind::variable_assignment) return assign(node);
  if (type == NodeKind::declaration_command || type == NodeKind::unset_command)
    return declaration(node, around);
  if (type == NodeKind::test_command) return test(node, around);
  if (type == NodeKind::if_statement) return branches(node, around);
  if (type == NodeKind::case_statement) return cases(node, around);
  if (type == NodeKind::for_statement) return for_each(node, around);
  if (type == NodeKind::while_statement || type == NodeKind::c_style_for_statement) return loop(node, around);
  if (type == NodeKind::error) return error(node, around);
  if (type == NodeKind::function_definition) {
    const Node name = node.child(NodeField::name);
    if (name) functions_[std::string(text_of(name))] = node.child(NodeField::body);
    return;
  }
  const auto children = node.children();
  if (type == NodeKind::variable_assignments) {
    for (const Node child : children) assign(child);
    return;
  }
  if (type == NodeKind::subshell) {
    ++around.depth;
    return isolated(children, around);
  }
  if (type == NodeKind::compound_statement) {
    // A group of one statement is that statement, for pipes too.
    if (children.size() > 4) around.pipeline = -1;
    for (const Node child : children) {
      if (is_statement(child.kind())) statement(child, around);
    }
    return;
  }
  if (type == NodeKind::negated_command) {
    for (const Node child : children) {
      if (is_statement(child.kind())) statement(child, around);
    }
    return;
  }
  statements(children, around);  // program, do_group and what else holds statements
}

void Walker::isolated(Nodes nodes, const Around& around) {
  const std::size_t mark = variables_.mark();
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  if (nodes.size() <= 3 && around.pipeline >= 0) {
    for (const Node node : nodes) {
      if (is_statement(node.kind())) statement(node, around);
    }
  } else {
    statements(nodes, around);
  }
  variables_.rollback(mark);
  set_workdir(workdir, known);
}

/// `a && b || c` is left-recursive in the grammar: long chains are taken apart with a loop.
void Walker::list(Node node, const Around& around) {
  std::vector<Node> spine;
  Node left = node;
  while (left.kind() == NodeKind::list) {
    spine.push_back(left);
    const Node child = left.children().size() == 0 ? Node() : left.children()[0];
    if (!child) break;
    left = child;
  }
  const std::size_t begin = out_.script.commands.size();
  statement(left, around);
  NodeKind left_type = left.kind();
  for (auto part = spine.rbegin(); part != spine.rend(); ++part) {
    const auto children = (*part).children();
    bool alternative = false;
    Node right = left;
    for (std::size_t i = 1; i < children.size(); ++i) {
      const NodeKind type = children[i].kind();
      if (type == NodeKind::or_else) alternative = true;
      if (is_statement(type)) right = children[i];
    }
    if (right == left) continue;
    const std::size_t before = out_.script.commands.size();
    joined_ = alternative ? Command::Joined::or_else : Command::Joined::and_then;
    Around inner = around;
    if (alternative || left_type == NodeKind::test_command) inner.conditional = true;
    statement(right, inner);
    left_type = right.kind();
    auto& commands = out_.script.commands;
    if (alternative && before < commands.size() && !commands[before].words.empty()) {
      const std::string_view program = commands[before].words[0].text.view();
      if (program == "true" || program == ":") {
        for (std::size_t i = begin; i < before; ++i) commands[i].ignore_failure = true;
      }
    }
  }
}

void Walker::pipeline(Node node, const Around& around) {
  std::vector<Node> parts;
  for (const Node child : node.children()) {
    if (is_statement(child.kind())) parts.push_back(child);
  }
  piped(parts, around);
}

/// Whether a pipeline of `parts` is taken as one; a longer one falls into commands on their own.
bool Walker::followed(const std::vector<Node>& parts) {
  if (parts.size() <= max_parts) return true;
  problem(parts.front(), "the pipeline has too many parts to be followed");
  return false;
}

void Walker::piped(const std::vector<Node>& parts, const Around& around) {
  const int number = followed(parts) ? out_.next_pipeline++ : -1;
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Around inner = around;
    inner.pipeline = number;
    inner.pipe_position = static_cast<int>(i);
    inner.pipe_length = static_cast<int>(parts.size());
    const std::size_t mark = variables_.mark();
    statement(parts[i], inner);
    // Every part runs in a shell of its own.
    if (parts.size() > 1) {
      variables_.rollback(mark);
      set_workdir(workdir, known);
    }
  }
}

/// The grammar loses the lone `-` of `python3 - <<EOF`: its span between the command and the redirection.
std::optional<Span> Walker::dash_between(Node body, Nodes children) const {
  for (const Node child : children) {
    if (child.begin() < body.end()) continue;
    std::uint32_t begin = body.end();
    std::uint32_t end = child.begin();
    const auto is_blank = [&](std::uint32_t at) {
      return std::string_view(" \t\\\n").find(script_.view()[at]) != std::string_view::npos;
    };
    while (begin < end && is_blank(begin)) ++begin;
    while (begin < end && is_blank(end - 1)) --end;
    if (end == begin + 1 && script_.view()[begin] == '-') return Span{begin, end};
    return std::nullopt;
  }
  return std::nullopt;
}

/// A statement with redirections. A here-document may carry the rest of its line: a pipe, `&& …`, words.
void Walker::redirected(Node node, const Around& around) {
  const auto children = node.children();
  std::vector<Redirect> redirects;
  std::vector<Node> piped_on;
  std::vector<std::pair<Command::Joined, Node>> after;
  std::vector<Node> words;
  Node body = node.child(NodeField::body);
  for (const Node child : children) {
    const NodeKind type = child.kind();
    if (type == NodeKind::file_redirect || type == NodeKind::herestring_redirect)
      add_redirect(child, redirects);
    if (type != NodeKind::heredoc_redirect) continue;
    add_heredoc(child, redirects);
    Command::Joined joined = Command::Joined::and_then;
    for (const Node part : child.children()) {
      const NodeKind part_type = part.kind();
      if (part_type == NodeKind::pipeline) {
        for (const Node element : part.children()) {
          if (is_statement(element.kind())) piped_on.push_back(element);
        }
      } else if (part_type == NodeKind::or_else) {
        joined = Command::Joined::or_else;
      } else if (part_type == NodeKind::file_redirect || part_type == NodeKind::herestring_redirect) {
        add_redirect(part, redirects);
      } else if (is_statement(part_type)) {
        after.emplace_back(joined, part);
      } else if (is_literal(part_type)) {
        words.push_back(part);
      }
    }
  }
  const std::size_t begin = out_.script.commands.size();
  Around inner = around;
  if (!piped_on.empty()) {
    inner.pipeline = followed(piped_on) ? out_.next_pipeline++ : -1;
    inner.pipe_length = static_cast<int>(piped_on.size()) + 1;
    inner.pipe_position = 0;
  }
  if (!body) {
    for (const Node child : children) walk_substitutions(child, around, "");
  } else if (words.empty() && body.kind() == NodeKind::command) {
    // The redirections belong to this command before it is looked through (`bash <<EOF`).
    pending_redirects_ = std::move(redirects);
    pending_dash_ = dash_between(body, children);
    statement(body, inner);
    redirects.clear();
  } else {
    if (body.kind() == NodeKind::while_statement) {
      for (const Redirect& redirect : redirects) {
        if (redirect.kind == Redirect::Kind::heredoc || redirect.kind == Redirect::Kind::herestring) {
          if (redirect.body_known) loop_input_ = redirect.body;
        } else if (redirect.kind == Redirect::Kind::read) {
          loop_input_ = file_text(redirect.target);
        }
      }
    }
    pending_words_ = words;
    if (body.kind() == NodeKind::command) pending_redirects_ = std::exchange(redirects, {});
    statement(body, inner);
  }
  pending_words_.clear();
  pending_redirects_.clear();
  pending_dash_.reset();
  auto& commands = out_.script.commands;
  if (!redirects.empty() && begin < commands.size()) {
    const NodeKind type = body.kind();
    const bool last_only = type == NodeKind::list || type == NodeKind::pipeline;
    for (std::size_t i = last_only ? commands.size() - 1 : begin; i < commands.size(); ++i) {
      for (const Redirect& redirect : redirects) {
        const bool input =
            redirect.kind == Redirect::Kind::heredoc || redirect.kind == Redirect::Kind::herestring;
        if (!input || i == begin || last_only) commands[i].redirects.push_back(redirect);
      }
    }
  }
  for (std::size_t i = 0; i < piped_on.size(); ++i) {
    Around next = around;
    next.pipeline = inner.pipeline;
    next.pipe_length = inner.pipe_length;
    next.pipe_position = static_cast<int>(i) + 1;
    statement(piped_on[i], next);
  }
  for (const auto& [joined, right] : after) {
    joined_ = joined;
    Around next = around;
    if (joined == Command::Joined::or_else) next.conditional = true;
    statement(right, next);
  }
}

/// if … elif … else: every branch is walked from the same start; what they assign is joined afterwards.
void Walker::branches(Node node, const Around& around) {
  std::vector<Variables::Changes> changes;
  bool complete = false;
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  Around body = around;
  ++body.depth;
  body.conditional = true;
  body.pipeline = -1;
  Around condition = around;
  condition.pipeline = -1;

  const auto walk_part = [&](Nodes nodes, bool starts_with_condition, bool first) {
    bool in_condition = starts_with_condition;
    std::size_t mark = variables_.mark();
    for (const Node child : nodes) {
      const NodeKind type = child.kind();
      if (type == NodeKind::then) {
        in_condition = false;
        mark = variables_.mark();
      } else if (is_statement(type)) {
        statement(child, in_condition ? (first ? condition : body) : body);
      } else if (type == NodeKind::background) {
        joined_ = Command::Joined::background;
      }
    }
    changes.push_back(variables_.rollback(mark));
    if (workdir_ != workdir || workdir_known_ != known) set_workdir(workdir, known);
  };

  const Nodes own = node.children();
  // `if false; then …` is how code is switched off.
  const bool off = own.size() > 1 && own[1].kind() == NodeKind::command && text_of(own[1]) == "false";
  if (!off) walk_part(own, true, true);
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::elif_clause) walk_part(child.children(), true, false);
    if (type == NodeKind::else_clause) {
      walk_part(child.children(), false, false);
      complete = true;
    }
  }
  variables_.merge(changes, complete);
}

/// A `case` over the word of the command line that is at hand: only the item that it fits is walked.
bool Walker::chosen_case(Node node, const Around& around) {
  const Node value = node.child(NodeField::value);
  if (!shifting_ || !value) return false;
  const std::string_view written = text_of(value);
  if (written.find("$1") == std::string_view::npos && written.find("${1") == std::string_view::npos)
    return false;
  const Word word = field_one(value).word;
  if (!word.known) return false;
  for (const Node item : node.children()) {
    if (item.kind() != NodeKind::case_item) continue;
    bool fits = false;
    for (const Node child : item.children()) {
      if (is_statement(child.kind())) break;
      if (child.kind() != NodeKind::pattern && !is_literal(child.kind())) continue;
      const Word pattern = field_one(child).word;
      if (!pattern.known || pattern.text.view().find('[') != std::string_view::npos) return false;
      fits = fits || pattern_matches(pattern.text.view(), word.text.view());
    }
    if (!fits) continue;
    statements(item.children(), around);
    return true;
  }
  return true;
}

void Walker::cases(Node node, const Around& around) {
  if (chosen_case(node, around)) return;
  std::vector<Variables::Changes> changes;
  bool complete = false;
  Around body = around;
  ++body.depth;
  body.conditional = true;
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  walk_substitutions(node.child(NodeField::value), around, "");
  for (const Node item : node.children()) {
    if (item.kind() != NodeKind::case_item) continue;
    const auto children = item.children();
    const Node pattern = item.child(NodeField::value);
    if (pattern && text_of(pattern) == "*") complete = true;
    const std::size_t mark = variables_.mark();
    statements(children, body);
    changes.push_back(variables_.rollback(mark));
    set_workdir(workdir, known);
  }
  variables_.merge(changes, complete);
}

/// Walks the body once a word where all words are known, else once with the variable unknown.
void Walker::for_each(Node node, const Around& around) {
  const Node name = node.child(NodeField::variable);
  const Node body = node.child(NodeField::body);
  if (!name || !body) return statements(node.children(), around);
  const std::string variable(text_of(name));
  std::vector<Field> items;
  bool has_list = false;
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::in) has_list = true;
    if (!has_list || !is_literal(type)) continue;
    add_fields(child, items);
    walk_substitutions(child, around, "");
  }
  if (!has_list && variables_.parameters()) {
    for (const MappedText& parameter : *variables_.parameters()) {
      Field field;
      field.word.text = parameter;
      items.push_back(std::move(field));
    }
    has_list = true;
  }
  const bool known =
      has_list && std::all_of(items.begin(), items.end(), [](const Field& field) {
        return field.word.known &&
               (field.word.quoted || field.word.text.view().find_first_of("*?[{") == std::string_view::npos);
      });
  Around inner = around;
  ++inner.depth;
  inner.pipeline = -1;
  const bool uses = text_of(body).find(variable) != std::string_view::npos;
  if (known && !items.empty() && items.size() <= max_turns && uses) {
    for (const Field& item : items) {
      Variable value;
      value.value = item.word.text.text();
      value.assumed = item.word.assumed;
      variables_.set(variable, std::move(value));
      statement(body, inner);
    }
    return;
  }
  inner.conditional = !known || items.empty();
  Variable value;
  value.known = false;
  value.missing = "$" + variable;
  variables_.set(variable, std::move(value));
  statement(body, inner);
}

/// `while read A B; do …; done` over lines that are known: the body once a line, the last name with all that
/// is left of it (POSIX, read).
bool Walker::read_lines(Node node, const Around& around) {
  const auto input = std::exchange(loop_input_, std::nullopt);
  const Node body = node.child(NodeField::body);
  Node condition = node.child(NodeField::condition);
  if (!input || !body || condition.kind() != NodeKind::command) return false;
  std::vector<std::string> names;
  std::string separators = " \t";
  bool reads = false;
  for (const Node child : condition.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::variable_assignment) {
      const Node value = child.child(NodeField::value);
      if (text_of(child.child(NodeField::name)) == "IFS") {
        separators = !value ? std::string() : field_one(value).word.text.text();
      }
    } else if (type == NodeKind::command_name) {
      reads = text_of(child) == "read";
    } else if (is_literal(type)) {
      for (const Field& field : fields_of(child)) {
        const std::string_view word = field.word.text.view();
        if (word == "-r") continue;
        if (word.starts_with("-")) return false;
        names.emplace_back(word);
      }
    }
  }
  if (!reads || names.empty()) return false;
  Around inner = around;
  ++inner.depth;
  inner.pipeline = -1;
  std::size_t lines = 0;
  for (const std::string_view line : text::split(input->view(), '\n')) {
    const std::string_view rest = text::trim(line, separators);
    if (rest.empty() || rest.starts_with('#')) continue;
    if (++lines > max_turns) break;
    read_fields(names, rest, separators);
    statement(body, inner);
  }
  return lines > 0;
}

/// `while [ $# -gt 0 ]; do … shift; done` over parameters that are known: the body until none is left.
bool Walker::shift_words(Node node, const Around& around) {
  const Node body = node.child(NodeField::body);
  const Node condition = node.child(NodeField::condition);
  const auto& words = variables_.parameters();
  if (shifting_ || !words || words->empty() || !body || !condition) return false;
  const std::string_view asks = text_of(condition);
  if (text_of(body).find("shift") == std::string_view::npos) return false;
  if (asks.find("$#") == std::string_view::npos && asks.find("$1") == std::string_view::npos &&
      asks.find("${1") == std::string_view::npos)
    return false;
  Around inner = around;
  ++inner.depth;
  inner.pipeline = -1;
  shifting_ = true;
  std::size_t left = words->size() + 1;
  for (std::size_t turn = 0; turn < max_turns && words && !words->empty() && words->size() < left; ++turn) {
    left = words->size();
    statement(body, inner);
  }
  shifting_ = false;
  return true;
}

void Walker::loop(Node node, const Around& around) {
  if (read_lines(node, around) || shift_words(node, around)) return;
  const Node body = node.child(NodeField::body);
  Around condition = around;
  condition.pipeline = -1;
  for (const Node child : node.children()) {
    if (child == body) continue;
    if (is_statement(child.kind()) && child.kind() != NodeKind::variable_assignment)
      statement(child, condition);
  }
  Around inner = condition;
  ++inner.depth;
  inner.conditional = true;
  const std::size_t mark = variables_.mark();
  statement(body, inner);
  std::vector<Variables::Changes> changes;
  changes.push_back(variables_.rollback(mark));
  variables_.merge(changes, false);
}

void Walker::test(Node node, const Around& around) {
  for (const Node child : node.children()) {
    if (child.kind() != NodeKind::binary_expression) {
      walk_substitutions(child, around, "");
      continue;
    }
    const Node left = child.child(NodeField::left), right = child.child(NodeField::right),
               op = child.child(NodeField::op);
    const std::string_view compares = text_of(op);
    const bool equal = compares == "=" || compares == "==";
    if (!left || !right || (!equal && compares != "!=")) {
      walk_substitutions(child, around, "");
      continue;
    }
    compare(left, right, equal, around);
  }
}

/// What runs in one of two words that are compared knows the other.
void Walker::compare(Node left, Node right, bool equal, const Around& around) {
  for (const bool first : {true, false}) {
    Around inside = around;
    inside.compared =
        std::make_shared<const Comparison>(Comparison{field_one(first ? right : left).word, equal});
    walk_substitutions(first ? left : right, inside, "");
  }
}

/// What the grammar could not read: statements in it count, and words in a row make a command.
void Walker::error(Node node, const Around& around) {
  problem(node, "part of the shell text could not be read");
  Simple simple;
  const auto flush = [&] {
    if (!simple.fields.empty()) emit(std::exchange(simple, {}), around);
  };
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (is_statement(type)) {
      flush();
      statement(child, around);
    } else if (type == NodeKind::command_name || is_literal(type)) {
      if (type == NodeKind::command_name) flush();
      add_fields(child, simple.fields);
      simple.nodes.push_back(child);
    } else if (type == NodeKind::file_redirect || type == NodeKind::herestring_redirect) {
      add_redirect(child, simple.redirects);
    } else if (type == NodeKind::heredoc_redirect) {
      add_heredoc(child, simple.redirects);
    } else {
      flush();
    }
  }
  flush();
}

void Walker::declaration(Node node, const Around& around) {
  Simple simple;
  for (const Node child : node.children()) {
    const NodeKind type = child.kind();
    if (type == NodeKind::variable_assignment) {
      Field written;
      const Node value = child.child(NodeField::value);
      written.word.text = script_.substr(span_of(child).begin, span_of(child).end);
      if (value && value.kind() != NodeKind::array) {
        // `NAME=` as written, then the value as the shell reads it.
        const Field decoded = field_one(value);
        written.word = decoded.word;
        written.word.text = script_.substr(span_of(child).begin, span_of(value).begin);
        written.word.text.append(decoded.word.text);
      }
      written.word.at = script_.place(span_of(child));
      simple.fields.push_back(std::move(written));
      assign(child);
    } else if (is_literal(type) || !child.named()) {
      add_fields(child, simple.fields);
    }
    simple.nodes.push_back(child);
  }
  if (simple.fields.empty()) return;
  if (node.kind() == NodeKind::unset_command) {
    for (const Field& field : simple.fields) {
      const std::string_view name = field.word.text.view();
      Variable value;
      value.unset = true;
      if (variables_.reaches_environment(name)) variables_.export_name(name, field.word.at);
      variables_.set(name, value);
    }
  }
  emit(std::move(simple), around);
}

}  // namespace dockgate::shell
