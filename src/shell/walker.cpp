#include <algorithm>

#include "shell/walker_internal.hpp"
#include "text/words.hpp"

namespace dockgate::shell {
namespace {

constexpr int max_nesting = 200;
constexpr std::size_t max_steps = 20'000;  // and one more for every eight bytes
constexpr std::size_t max_problems = 20;
constexpr std::size_t max_parts = 64;  // of a pipeline, each of which knows all behind it
constexpr std::size_t max_turns = 32;  // of a loop that is walked word by word

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_statement(std::string_view type) {
  return is_one_of(type, {"command",
                          "list",
                          "pipeline",
                          "redirected_statement",
                          "variable_assignment",
                          "variable_assignments",
                          "declaration_command",
                          "unset_command",
                          "test_command",
                          "negated_command",
                          "for_statement",
                          "c_style_for_statement",
                          "while_statement",
                          "if_statement",
                          "case_statement",
                          "compound_statement",
                          "function_definition",
                          "subshell",
                          "do_group",
                          "ERROR"});
}

}  // namespace

Walker::Walker(const MappedText& script, Variables& variables, Collected& out)
    : script_(script), variables_(variables), out_(out) {}

void Walker::set_workdir(std::string workdir, bool known) {
  workdir_ = std::move(workdir);
  workdir_known_ = known;
}

std::string_view Walker::text_of(TSNode node) const {
  const Span span = span_of(node);
  return script_.view().substr(span.begin, span.end - span.begin);
}

void Walker::problem(TSNode node, std::string message) {
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
  statement(ts_tree_root_node(tree_.get()), around);
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

void Walker::statements(const std::vector<TSNode>& nodes, Around around) {
  around.pipeline = -1;
  for (const TSNode& node : nodes) {
    const std::string_view type = type_of(node);
    if (is_statement(type)) {
      statement(node, around);
    } else if (type == "&") {
      joined_ = Command::Joined::background;
    } else if (type == "heredoc_redirect" && !out_.script.commands.empty()) {
      add_heredoc(node, out_.script.commands.back().redirects);
    }
  }
}

void Walker::statement(TSNode node, Around around) {
  if (ts_node_is_null(node) || out_.exhausted || !step()) return;
  if (++around.nesting > max_nesting) return problem(node, "shell text is nested too deeply to be followed");
  const std::string_view type = type_of(node);
  if (ts_node_is_missing(node)) problem(node, "`" + std::string(type) + "` is missing in the shell text");
  if (type == "command") return command(node, around);
  if (type == "list") return list(node, around);
  if (type == "pipeline") return pipeline(node, around);
  if (type == "redirected_statement") return redirected(node, around);
  if (type == "variable_assignment") return assign(node);
  if (type == "declaration_command" || type == "unset_command") return declaration(node, around);
  if (type == "test_command") return test(node, around);
  if (type == "if_statement") return branches(node, around);
  if (type == "case_statement") return cases(node, around);
  if (type == "for_statement") return for_each(node, around);
  if (type == "while_statement" || type == "c_style_for_statement") return loop(node, around);
  if (type == "ERROR") return error(node, around);
  if (type == "function_definition") {
    const TSNode name = field_of(node, "name");
    if (!ts_node_is_null(name)) functions_[std::string(text_of(name))] = field_of(node, "body");
    return;
  }
  const auto children = children_of(node);
  if (type == "variable_assignments") {
    for (const TSNode& child : children) assign(child);
    return;
  }
  if (type == "subshell") {
    ++around.depth;
    return isolated(children, around);
  }
  if (type == "compound_statement") {
    // A group of one statement is that statement, for pipes too.
    if (children.size() > 4) around.pipeline = -1;
    for (const TSNode& child : children) {
      if (is_statement(type_of(child))) statement(child, around);
    }
    return;
  }
  if (type == "negated_command") {
    for (const TSNode& child : children) {
      if (is_statement(type_of(child))) statement(child, around);
    }
    return;
  }
  statements(children, around);  // program, do_group and what else holds statements
}

void Walker::isolated(const std::vector<TSNode>& nodes, const Around& around) {
  const std::size_t mark = variables_.mark();
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  if (nodes.size() <= 3 && around.pipeline >= 0) {
    for (const TSNode& node : nodes) {
      if (is_statement(type_of(node))) statement(node, around);
    }
  } else {
    statements(nodes, around);
  }
  variables_.rollback(mark);
  set_workdir(workdir, known);
}

/// `a && b || c` is left-recursive in the grammar: long chains are taken apart with a loop.
void Walker::list(TSNode node, const Around& around) {
  std::vector<TSNode> spine;
  TSNode left = node;
  while (type_of(left) == "list") {
    spine.push_back(left);
    const TSNode child = ts_node_child(left, 0);
    if (ts_node_is_null(child)) break;
    left = child;
  }
  const std::size_t begin = out_.script.commands.size();
  statement(left, around);
  std::string_view left_type = type_of(left);
  for (auto part = spine.rbegin(); part != spine.rend(); ++part) {
    const auto children = children_of(*part);
    bool alternative = false;
    TSNode right = left;
    for (std::size_t i = 1; i < children.size(); ++i) {
      const std::string_view type = type_of(children[i]);
      if (type == "||") alternative = true;
      if (is_statement(type)) right = children[i];
    }
    if (ts_node_eq(right, left)) continue;
    const std::size_t before = out_.script.commands.size();
    joined_ = alternative ? Command::Joined::or_else : Command::Joined::and_then;
    Around inner = around;
    if (alternative || left_type == "test_command") inner.conditional = true;
    statement(right, inner);
    left_type = type_of(right);
    auto& commands = out_.script.commands;
    if (alternative && before < commands.size() && !commands[before].words.empty()) {
      const std::string_view program = commands[before].words[0].text.view();
      if (program == "true" || program == ":") {
        for (std::size_t i = begin; i < before; ++i) commands[i].ignore_failure = true;
      }
    }
  }
}

void Walker::pipeline(TSNode node, const Around& around) {
  std::vector<TSNode> parts;
  for (const TSNode& child : children_of(node)) {
    if (is_statement(type_of(child))) parts.push_back(child);
  }
  piped(parts, around);
}

/// Whether a pipeline of `parts` is taken as one; a longer one falls into commands on their own.
bool Walker::followed(const std::vector<TSNode>& parts) {
  if (parts.size() <= max_parts) return true;
  problem(parts.front(), "the pipeline has too many parts to be followed");
  return false;
}

void Walker::piped(const std::vector<TSNode>& parts, const Around& around) {
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
std::optional<Span> Walker::dash_between(TSNode body, const std::vector<TSNode>& children) const {
  for (const TSNode& child : children) {
    if (ts_node_start_byte(child) < ts_node_end_byte(body)) continue;
    std::uint32_t begin = ts_node_end_byte(body);
    std::uint32_t end = ts_node_start_byte(child);
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
void Walker::redirected(TSNode node, const Around& around) {
  const auto children = children_of(node);
  std::vector<Redirect> redirects;
  std::vector<TSNode> piped_on;
  std::vector<std::pair<Command::Joined, TSNode>> after;
  std::vector<TSNode> words;
  TSNode body = field_of(node, "body");
  for (const TSNode& child : children) {
    const std::string_view type = type_of(child);
    if (type == "file_redirect" || type == "herestring_redirect") add_redirect(child, redirects);
    if (type != "heredoc_redirect") continue;
    add_heredoc(child, redirects);
    Command::Joined joined = Command::Joined::and_then;
    for (const TSNode& part : children_of(child)) {
      const std::string_view part_type = type_of(part);
      if (part_type == "pipeline") {
        for (const TSNode& element : children_of(part)) {
          if (is_statement(type_of(element))) piped_on.push_back(element);
        }
      } else if (part_type == "||") {
        joined = Command::Joined::or_else;
      } else if (part_type == "file_redirect" || part_type == "herestring_redirect") {
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
  if (ts_node_is_null(body)) {
    for (const TSNode& child : children) walk_substitutions(child, around, "");
  } else if (words.empty() && type_of(body) == "command") {
    // The redirections belong to this command before it is looked through (`bash <<EOF`).
    pending_redirects_ = std::move(redirects);
    pending_dash_ = dash_between(body, children);
    statement(body, inner);
    redirects.clear();
  } else {
    if (type_of(body) == "while_statement") {
      for (const Redirect& redirect : redirects) {
        if (redirect.kind == Redirect::Kind::heredoc || redirect.kind == Redirect::Kind::herestring) {
          if (redirect.body_known) loop_input_ = redirect.body;
        } else if (redirect.kind == Redirect::Kind::read) {
          loop_input_ = file_text(redirect.target);
        }
      }
    }
    pending_words_ = words;
    if (type_of(body) == "command") pending_redirects_ = std::exchange(redirects, {});
    statement(body, inner);
  }
  pending_words_.clear();
  pending_redirects_.clear();
  pending_dash_.reset();
  auto& commands = out_.script.commands;
  if (!redirects.empty() && begin < commands.size()) {
    const std::string_view type = type_of(body);
    const bool last_only = type == "list" || type == "pipeline";
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
void Walker::branches(TSNode node, const Around& around) {
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

  const auto walk_part = [&](const std::vector<TSNode>& nodes, bool starts_with_condition, bool first) {
    bool in_condition = starts_with_condition;
    std::size_t mark = variables_.mark();
    for (const TSNode& child : nodes) {
      const std::string_view type = type_of(child);
      if (type == "then") {
        in_condition = false;
        mark = variables_.mark();
      } else if (is_statement(type)) {
        statement(child, in_condition ? (first ? condition : body) : body);
      } else if (type == "&") {
        joined_ = Command::Joined::background;
      }
    }
    changes.push_back(variables_.rollback(mark));
    if (workdir_ != workdir || workdir_known_ != known) set_workdir(workdir, known);
  };

  std::vector<TSNode> own;
  for (const TSNode& child : children_of(node)) {
    const std::string_view type = type_of(child);
    if (type != "elif_clause" && type != "else_clause") own.push_back(child);
  }
  // `if false; then …` is how code is switched off.
  const bool off = own.size() > 1 && type_of(own[1]) == "command" && text_of(own[1]) == "false";
  if (!off) walk_part(own, true, true);
  for (const TSNode& child : children_of(node)) {
    const std::string_view type = type_of(child);
    if (type == "elif_clause") walk_part(children_of(child), true, false);
    if (type == "else_clause") {
      walk_part(children_of(child), false, false);
      complete = true;
    }
  }
  variables_.merge(changes, complete);
}

void Walker::cases(TSNode node, const Around& around) {
  std::vector<Variables::Changes> changes;
  bool complete = false;
  Around body = around;
  ++body.depth;
  body.conditional = true;
  const std::string workdir = workdir_;
  const bool known = workdir_known_;
  walk_substitutions(field_of(node, "value"), around, "");
  for (const TSNode& item : children_of(node)) {
    if (type_of(item) != "case_item") continue;
    const auto children = children_of(item);
    const TSNode pattern = field_of(item, "value");
    if (!ts_node_is_null(pattern) && text_of(pattern) == "*") complete = true;
    const std::size_t mark = variables_.mark();
    statements(children, body);
    changes.push_back(variables_.rollback(mark));
    set_workdir(workdir, known);
  }
  variables_.merge(changes, complete);
}

/// Walks the body once a word where all words are known, else once with the variable unknown.
void Walker::for_each(TSNode node, const Around& around) {
  const TSNode name = field_of(node, "variable");
  const TSNode body = field_of(node, "body");
  if (ts_node_is_null(name) || ts_node_is_null(body)) return statements(children_of(node), around);
  const std::string variable(text_of(name));
  std::vector<Field> items;
  bool has_list = false;
  for (const TSNode& child : children_of(node)) {
    const std::string_view type = type_of(child);
    if (type == "in") has_list = true;
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
bool Walker::read_lines(TSNode node, const Around& around) {
  const auto input = std::exchange(loop_input_, std::nullopt);
  const TSNode body = field_of(node, "body");
  TSNode condition = field_of(node, "condition");
  if (!input || ts_node_is_null(body) || type_of(condition) != "command") return false;
  std::vector<std::string> names;
  std::string separators = " \t";
  bool reads = false;
  for (const TSNode& child : children_of(condition)) {
    const std::string_view type = type_of(child);
    if (type == "variable_assignment") {
      const TSNode value = field_of(child, "value");
      if (text_of(field_of(child, "name")) == "IFS") {
        separators = ts_node_is_null(value) ? std::string() : field_one(value).word.text.text();
      }
    } else if (type == "command_name") {
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
    std::string_view rest = text::trim(line, separators);
    if (rest.empty() || rest.starts_with('#')) continue;
    if (++lines > max_turns) break;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::size_t end = i + 1 == names.size() ? rest.size() : rest.find_first_of(separators);
      Variable value;
      value.value = rest.substr(0, end);
      rest = end >= rest.size() ? std::string_view() : text::trim(rest.substr(end), separators);
      variables_.set(names[i], std::move(value));
    }
    statement(body, inner);
  }
  return lines > 0;
}

void Walker::loop(TSNode node, const Around& around) {
  if (read_lines(node, around)) return;
  const TSNode body = field_of(node, "body");
  Around condition = around;
  condition.pipeline = -1;
  for (const TSNode& child : children_of(node)) {
    if (ts_node_eq(child, body)) continue;
    if (is_statement(type_of(child)) && type_of(child) != "variable_assignment") statement(child, condition);
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

void Walker::test(TSNode node, const Around& around) {
  for (const TSNode& child : children_of(node)) {
    if (type_of(child) != "binary_expression") {
      walk_substitutions(child, around, "");
      continue;
    }
    const TSNode left = field_of(child, "left"), right = field_of(child, "right"),
                 op = field_of(child, "operator");
    const std::string_view compares = ts_node_is_null(op) ? std::string_view() : text_of(op);
    const bool equal = compares == "=" || compares == "==";
    if (ts_node_is_null(left) || ts_node_is_null(right) || (!equal && compares != "!=")) {
      walk_substitutions(child, around, "");
      continue;
    }
    compare(left, right, equal, around);
  }
}

/// What runs in one of two words that are compared knows the other.
void Walker::compare(TSNode left, TSNode right, bool equal, const Around& around) {
  for (const bool first : {true, false}) {
    Around inside = around;
    inside.compared =
        std::make_shared<const Comparison>(Comparison{field_one(first ? right : left).word, equal});
    walk_substitutions(first ? left : right, inside, "");
  }
}

/// What the grammar could not read: statements in it count, and words in a row make a command.
void Walker::error(TSNode node, const Around& around) {
  problem(node, "part of the shell text could not be read");
  Simple simple;
  const auto flush = [&] {
    if (!simple.fields.empty()) emit(std::exchange(simple, {}), around);
  };
  for (const TSNode& child : children_of(node)) {
    const std::string_view type = type_of(child);
    if (is_statement(type)) {
      flush();
      statement(child, around);
    } else if (type == "command_name" || is_literal(type)) {
      if (type == "command_name") flush();
      add_fields(child, simple.fields);
      simple.nodes.push_back(child);
    } else if (type == "file_redirect" || type == "herestring_redirect") {
      add_redirect(child, simple.redirects);
    } else if (type == "heredoc_redirect") {
      add_heredoc(child, simple.redirects);
    } else {
      flush();
    }
  }
  flush();
}

void Walker::declaration(TSNode node, const Around& around) {
  Simple simple;
  for (const TSNode& child : children_of(node)) {
    const std::string_view type = type_of(child);
    if (type == "variable_assignment") {
      Field written;
      const TSNode value = field_of(child, "value");
      written.word.text = script_.substr(span_of(child).begin, span_of(child).end);
      if (!ts_node_is_null(value) && type_of(value) != "array") {
        // `NAME=` as written, then the value as the shell reads it.
        const Field decoded = field_one(value);
        written.word = decoded.word;
        written.word.text = script_.substr(span_of(child).begin, span_of(value).begin);
        written.word.text.append(decoded.word.text);
      }
      written.word.at = script_.place(span_of(child));
      simple.fields.push_back(std::move(written));
      assign(child);
    } else if (is_literal(type) || !ts_node_is_named(child)) {
      add_fields(child, simple.fields);
    }
    simple.nodes.push_back(child);
  }
  if (simple.fields.empty()) return;
  if (type_of(node) == "unset_command") {
    for (const Field& field : simple.fields) {
      Variable value;
      variables_.set(field.word.text.view(), value);
    }
  }
  emit(std::move(simple), around);
}

}  // namespace dockgate::shell
