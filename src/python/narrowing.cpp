// What the conditions around a use leave of the values of a name: behind `if name == "auto": return`, it is
// not "auto". Conditions are read as they are written, about one name and constants; others say nothing.

#include <algorithm>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr int max_nested = 16;          // conditions in one another
constexpr int max_switches = 8;         // the same of those that constants decide
constexpr std::size_t max_before = 64;  // statements of a block that are looked at
constexpr NodeId max_in_branch = 500;   // nodes of a branch that may fetch

/// The text of a plain string literal; nothing for others.
std::optional<std::string_view> literal(const Module& m, NodeId node) {
  if (m.at(node).kind != Kind::string) return std::nullopt;
  std::string_view text;
  for (NodeId c = m.first(node); c != no_node; c = m.sibling(c)) {
    const std::string_view part = m.text(c);
    if (m.at(c).kind == Kind::string_start && part.find_first_not_of("\"'") != std::string_view::npos)
      return std::nullopt;
    if (m.at(c).kind == Kind::interpolation) return std::nullopt;
    if (m.at(c).kind == Kind::string_content) text = part;
  }
  if (text.find('\\') != std::string_view::npos) return std::nullopt;
  return text;
}

/// One condition about a name: which values it leaves.
struct Test {
  enum class About { truth, none, texts, begins, ends, path } about = About::truth;
  std::vector<std::string_view> texts;  // one of them it is, begins or ends with
  bool any_case = false;                // `name.lower() == "none"`
  bool holds = true;                    // false: what it excludes is what is left
};

bool passes(const Possible& value, const Test& test) {
  if (std::holds_alternative<Unknown>(value.value)) return true;
  switch (test.about) {
    case Test::About::truth: {
      const auto is = truth(value);
      return !is || *is == test.holds;
    }
    case Test::About::path:
      return true;
    case Test::About::none:
      return std::holds_alternative<None>(value.value) == test.holds;
    case Test::About::texts: {
      const auto* text = std::get_if<std::string>(&value.value);
      // Names and objects may be equal to a text: an enumeration, a constant of a library.
      if (text == nullptr) return !test.holds || !std::holds_alternative<None>(value.value);
      const bool among = std::any_of(test.texts.begin(), test.texts.end(), [&](std::string_view one) {
        return test.any_case ? text::equal_ignoring_case(*text, one) : *text == one;
      });
      return among == test.holds;
    }
    case Test::About::begins:
    case Test::About::ends: {
      const auto* text = std::get_if<std::string>(&value.value);
      if (text == nullptr) return true;
      const bool among = std::any_of(test.texts.begin(), test.texts.end(), [&](std::string_view one) {
        if (one.size() > text->size()) return false;
        const std::size_t from = test.about == Test::About::begins ? 0 : text->size() - one.size();
        const std::string_view part = std::string_view(*text).substr(from, one.size());
        return test.any_case ? text::equal_ignoring_case(part, one) : part == one;
      });
      return among == test.holds;
    }
  }
  return true;
}

class Reader {
 public:
  Reader(const Module& m, std::string_view key) : m_(m), key_(key) {}

  /// Adds what `condition` says of the name where it is true (`holds`) or false.
  void read(NodeId condition, bool holds, int depth = 0) {
    if (condition == no_node || depth > max_nested) return;
    switch (m_.at(condition).kind) {
      case Kind::parenthesized_expression:
        return read(m_.first(condition), holds, depth + 1);
      case Kind::not_operator:
        return read(last_child(condition), !holds, depth + 1);
      case Kind::boolean_operator: {
        const NodeId token = m_.child(condition, Field::operator_token);
        // Both parts of `and` hold with it, both of `or` fail with it; else nothing says which.
        if (token == no_node) return;
        if ((m_.text(token) == "and") != holds) return either(condition, holds, depth);
        read(m_.child(condition, Field::left), holds, depth + 1);
        return read(m_.child(condition, Field::right), holds, depth + 1);
      }
      case Kind::identifier:
      case Kind::attribute:
        if (m_.text(condition) == key_) tests_.push_back({Test::About::truth, {}, false, holds});
        return;
      case Kind::comparison_operator:
        return compare(condition, holds);
      case Kind::call:
        if (ends_of(condition, holds)) return;
        if (holds && asks_for_path(condition)) tests_.push_back({Test::About::path, {}, false, true});
        return;
      default:
        return;
    }
  }

  const std::vector<Test>& tests() const { return tests_; }

 private:
  NodeId last_child(NodeId node) const {
    NodeId last = no_node;
    for (NodeId c = m_.first(node); c != no_node; c = m_.sibling(c))
      if (m_.at(c).kind != Kind::operator_token) last = c;
    return last;
  }

  /// `name == "a" or name == "b"`: one of both parts, which ask the same.
  void either(NodeId condition, bool holds, int depth) {
    Reader left(m_, key_);
    left.read(m_.child(condition, Field::left), holds, depth + 1);
    if (left.tests_.size() != 1) return;
    Reader right(m_, key_);
    right.read(m_.child(condition, Field::right), holds, depth + 1);
    if (right.tests_.size() != 1) return;
    Test& one = left.tests_.front();
    const Test& other = right.tests_.front();
    const bool lists =
        one.about == Test::About::texts || one.about == Test::About::begins || one.about == Test::About::ends;
    if (!lists || one.about != other.about || one.any_case != other.any_case || !one.holds || !other.holds)
      return;
    one.texts.insert(one.texts.end(), other.texts.begin(), other.texts.end());
    tests_.push_back(std::move(one));
  }

  /// `name.endswith(".ckpt")`, `name.lower().startswith(("a", "b"))`
  bool ends_of(NodeId call, bool holds) {
    const NodeId callee = m_.child(call, Field::function);
    const NodeId arguments = m_.child(call, Field::arguments);
    if (callee == no_node || arguments == no_node) return false;
    std::string_view text = m_.text(callee);
    Test test;
    test.holds = holds;
    for (const auto& [name, about] :
         {std::pair(".endswith", Test::About::ends), std::pair(".startswith", Test::About::begins)})
      if (text.ends_with(name)) {
        test.about = about;
        text.remove_suffix(std::string_view(name).size());
      }
    if (test.about == Test::About::truth) return false;
    test.any_case = text == std::string(key_) + ".lower()" || text == std::string(key_) + ".upper()";
    if (text != key_ && !test.any_case) return false;
    NodeId first = m_.first(arguments);
    if (first == no_node || m_.sibling(first) != no_node) return false;
    if (m_.at(first).kind == Kind::tuple) first = m_.first(first);
    for (NodeId c = first; c != no_node; c = m_.sibling(c)) {
      const auto written = literal(m_, c);
      if (!written) return false;
      test.texts.push_back(*written);
    }
    if (test.texts.empty()) return false;
    tests_.push_back(std::move(test));
    return true;
  }

  /// `os.path.exists(name)`, `Path(name).is_dir()`, `name.exists()`.
  bool asks_for_path(NodeId call) const {
    const NodeId callee = m_.child(call, Field::function);
    if (callee == no_node) return false;
    const std::string_view text = m_.text(callee);
    const std::string_view last = text.substr(std::min(text.rfind('.') + 1, text.size()));
    constexpr std::string_view asked[] = {"exists", "isdir", "isfile", "is_dir", "is_file"};
    if (std::find(std::begin(asked), std::end(asked), last) == std::end(asked)) return false;
    const std::string given = "(" + std::string(key_) + ")";
    const NodeId arguments = m_.child(call, Field::arguments);
    if (arguments != no_node && m_.text(arguments) == given) return true;
    const std::string_view object = text.substr(0, text.size() - std::min(text.size(), last.size() + 1));
    return object == key_ || object == "Path" + given || object == "pathlib.Path" + given;
  }

  void compare(NodeId node, bool holds) {
    std::vector<NodeId> operands;
    std::string op;
    for (NodeId c = m_.first(node); c != no_node; c = m_.sibling(c)) {
      if (m_.at(c).kind != Kind::operator_token)
        operands.push_back(c);
      else
        op += (op.empty() ? "" : " ") + std::string(m_.text(c));
    }
    if (operands.size() != 2) return;
    Test test;
    const std::string_view left = m_.text(operands[0]);
    test.any_case = left == std::string(key_) + ".lower()" || left == std::string(key_) + ".upper()";
    if (left != key_ && !test.any_case) return;
    const bool negative = op == "!=" || op == "is not" || op == "not in";
    if (!negative && op != "==" && op != "is" && op != "in") return;
    test.holds = holds != negative;
    const NodeId right = operands[1];
    if (op == "in" || op == "not in") {
      const Kind kind = m_.at(right).kind;
      if (kind != Kind::tuple && kind != Kind::list && kind != Kind::set) return;
      for (NodeId c = m_.first(right); c != no_node; c = m_.sibling(c)) {
        const auto text = literal(m_, c);
        if (!text) return;
        test.texts.push_back(*text);
      }
      test.about = Test::About::texts;
    } else if (m_.at(right).kind == Kind::none) {
      test.about = Test::About::none;
    } else if (const auto text = literal(m_, right)) {
      test.about = Test::About::texts;
      test.texts.push_back(*text);
    } else {
      return;
    }
    tests_.push_back(std::move(test));
  }

  const Module& m_;
  std::string_view key_;
  std::vector<Test> tests_;
};

/// Whether a branch ends by leaving what stands around it.
bool leaves_block(const Module& m, NodeId block) {
  NodeId last = no_node;
  for (NodeId c = m.first(block); c != no_node; c = m.sibling(c)) last = c;
  if (last == no_node) return false;
  const Kind kind = m.at(last).kind;
  return kind == Kind::return_statement || kind == Kind::raise_statement ||
         kind == Kind::continue_statement || kind == Kind::break_statement;
}

/// What an `if` or `assert` says of what stands behind it in its block.
void read_before(const Module& m, NodeId statement, Reader& reader) {
  if (m.at(statement).kind == Kind::assert_statement) return reader.read(m.first(statement), true);
  if (m.at(statement).kind != Kind::if_statement) return;
  NodeId body = no_node;
  for (NodeId c = m.first(statement); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind == Kind::elif_clause || m.at(c).kind == Kind::else_clause) return;
    if (m.at(c).field == Field::consequence) body = c;
  }
  if (body != no_node && leaves_block(m, body)) reader.read(m.child(statement, Field::condition), false);
}

/// The branch of an `if` without others that runs where nothing is called by the name: `if not
/// exists(name):`.
NodeId branch_without(const Module& m, NodeId statement, std::string_view key) {
  if (m.at(statement).kind != Kind::if_statement) return no_node;
  NodeId body = no_node;
  for (NodeId c = m.first(statement); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind == Kind::elif_clause || m.at(c).kind == Kind::else_clause) return no_node;
    if (m.at(c).field == Field::consequence) body = c;
  }
  Reader reader(m, key);
  reader.read(m.child(statement, Field::condition), false);
  const bool asks = std::any_of(reader.tests().begin(), reader.tests().end(),
                                [](const Test& test) { return test.about == Test::About::path; });
  return asks ? body : no_node;
}

/// What the conditions of the statement `parent` say of its branch `branch`.
void read_around(const Module& m, NodeId parent, NodeId branch, Reader& reader) {
  const Node& part = m.at(branch);
  if (m.at(parent).kind == Kind::conditional_expression) {
    const NodeId body = m.first(parent);
    const NodeId condition = body == no_node ? no_node : m.sibling(body);
    if (condition != no_node && branch != condition) reader.read(condition, branch == body);
    return;
  }
  if (m.at(parent).kind == Kind::elif_clause && part.field == Field::consequence)
    return reader.read(m.child(parent, Field::condition), true);
  if (m.at(parent).kind != Kind::if_statement) return;
  const NodeId condition = m.child(parent, Field::condition);
  if (branch == condition) return;
  reader.read(condition, part.field == Field::consequence);
  // Behind each `elif` that stands before the branch.
  for (NodeId c = m.first(parent); c != no_node && c != branch; c = m.sibling(c))
    if (m.at(c).kind == Kind::elif_clause) reader.read(m.child(c, Field::condition), false);
}

}  // namespace

bool Engine::never_comes(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  // True, false, or both where it is not known.
  const auto decided = [&](NodeId condition) -> std::optional<bool> {
    const Kind kind = condition == no_node ? Kind::other : m.at(condition).kind;
    if (kind != Kind::comparison_operator && kind != Kind::not_operator && kind != Kind::boolean_operator &&
        kind != Kind::parenthesized_expression && kind != Kind::identifier && kind != Kind::call)
      return std::nullopt;
    const ValuePtr test = eval({ref.module, condition}, frame);
    // As elsewhere, a default is judged, and what may be given in its place is not.
    const bool defaulted = std::any_of(test->possible.begin(), test->possible.end(),
                                       [](const Possible& value) { return value.from_default; });
    std::optional<bool> all;
    for (const Possible& value : test->possible) {
      if (defaulted && !value.from_default) continue;
      const auto is = truth(value);
      if (!is || (all && *all != *is)) return std::nullopt;
      all = is;
    }
    return all;
  };
  for (NodeId node = ref.node, parent = m.at(node).parent; parent != no_node;
       node = parent, parent = m.at(parent).parent) {
    const Kind kind = m.at(parent).kind;
    if (kind == Kind::function_definition || kind == Kind::lambda || kind == Kind::class_definition) break;
    const bool branch = m.at(node).field == Field::consequence;
    if (kind == Kind::elif_clause && branch && decided(m.child(parent, Field::condition)) == false)
      return true;
    if (kind != Kind::if_statement) continue;
    const auto holds = decided(m.child(parent, Field::condition));
    if (holds && *holds != branch) return true;
    if (branch) continue;
    for (NodeId c = m.first(parent); c != no_node && c != node; c = m.sibling(c))
      if (m.at(c).kind == Kind::elif_clause && decided(m.child(c, Field::condition)) == true) return true;
  }
  return false;
}

bool Engine::takes_address(Ref branch) {
  const Module& m = at(branch.module);
  const NodeId end = std::min(m.at(branch.node).next, branch.node + max_in_branch);
  for (NodeId node = branch.node; node < end; ++node) {
    const NodeId arguments = m.at(node).kind == Kind::call ? m.child(node, Field::arguments) : no_node;
    for (NodeId c = arguments == no_node ? no_node : m.first(arguments); c != no_node; c = m.sibling(c)) {
      if (m.at(c).kind != Kind::identifier && m.at(c).kind != Kind::string) continue;
      const auto* text = eval({branch.module, c}, nullptr)->text();
      if (text != nullptr && text->find("://") != std::string::npos) return true;
    }
  }
  return false;
}

/// What a module holds under the name, where that is a literal truth value which nothing else sets.
std::optional<bool> Engine::switch_in(std::uint32_t module, std::string_view name, int depth) {
  const auto [known, fresh] = switches_.try_emplace({module, std::string(name)});
  if (fresh) {
    const auto value = read_switch(module, name, depth);
    switches_[{module, std::string(name)}] = value;
    return value;
  }
  return known->second;
}

std::optional<bool> Engine::read_switch(std::uint32_t module, std::string_view name, int depth) {
  const Module& m = at(module);
  const auto found = m.scopes[0].names.find(name);
  if (found == m.scopes[0].names.end() || found->second.size() != 1 || depth > max_nested)
    return std::nullopt;
  const Binding& binding = found->second.front();
  if (binding.kind == Binding::Kind::import_from) {
    const std::string from = absolute_module(module, binding.root);
    const NodeId written =
        m.at(binding.node).kind == Kind::aliased_import ? m.child(binding.node, Field::name) : binding.node;
    const auto other = find_module(from);
    if (!other || *other == module || written == no_node) return std::nullopt;
    return switch_in(*other, m.text(written), depth + 1);
  }
  if (binding.kind != Binding::Kind::assign || binding.deferred || m.at(binding.node).arm != 0 ||
      m.at(binding.value).kind == Kind::identifier || is_executed(module))
    return std::nullopt;
  const auto value = constant_switch(module, binding.value, depth + 1);
  if (!value) return std::nullopt;
  // What is set under a name that is put together, or by code in a text, may be this one.
  if (!stores_of(name).empty() || !stores_of({}).empty() ||
      m.source.view().find("globals") != std::string_view::npos ||
      m.source.view().find("exec(") != std::string_view::npos)
    return std::nullopt;
  return value;
}

std::optional<bool> Engine::constant_switch(std::uint32_t module, NodeId condition, int depth) {
  if (condition == no_node || depth > max_switches) return std::nullopt;
  const Module& m = at(module);
  switch (m.at(condition).kind) {
    case Kind::true_literal:
      return true;
    case Kind::false_literal:
    case Kind::none:
      return false;
    case Kind::integer:
      return m.text(condition) == "0"   ? std::optional(false)
             : m.text(condition) == "1" ? std::optional(true)
                                        : std::nullopt;
    case Kind::parenthesized_expression:
      return constant_switch(module, m.first(condition), depth + 1);
    case Kind::not_operator: {
      const auto inner = constant_switch(module, m.child(condition, Field::argument), depth + 1);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    case Kind::boolean_operator: {
      const NodeId token = m.child(condition, Field::operator_token);
      if (token == no_node) return std::nullopt;
      const bool any = m.text(token) == "or";
      const auto left = constant_switch(module, m.child(condition, Field::left), depth + 1);
      const auto right = constant_switch(module, m.child(condition, Field::right), depth + 1);
      if (left == std::optional(any) || right == std::optional(any)) return any;
      return left && right ? std::optional(!any) : std::nullopt;
    }
    case Kind::identifier: {
      // No other scope around it may bind the name.
      for (std::uint32_t scope = m.at(condition).scope; scope != 0; scope = m.scopes[scope].parent)
        if (m.scopes[scope].names.contains(m.text(condition))) return std::nullopt;
      return switch_in(module, m.text(condition), depth + 1);
    }
    case Kind::attribute: {
      const NodeId owner = m.child(condition, Field::object);
      if (owner == no_node || m.at(owner).kind != Kind::identifier) return std::nullopt;
      const ValuePtr value = eval({module, owner}, nullptr);
      const auto* name = value->only<Name>();
      const auto other = name == nullptr ? std::nullopt : find_module(name->dotted);
      return other ? switch_in(*other, last_name(m, condition), depth + 1) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

bool Engine::is_switched_off(Ref ref) {
  const Module& m = at(ref.module);
  const auto condition_of = [&](NodeId statement) {
    const NodeId condition = m.child(statement, Field::condition);
    const auto [known, fresh] = conditions_.try_emplace({ref.module, condition});
    if (fresh && spend()) {
      const auto value = constant_switch(ref.module, condition, 0);
      conditions_[{ref.module, condition}] = value;
      return value;
    }
    return known->second;
  };
  for (NodeId node = ref.node, parent = m.at(node).parent; parent != no_node;
       node = parent, parent = m.at(parent).parent) {
    const Kind kind = m.at(parent).kind;
    const bool branch = m.at(node).field == Field::consequence;
    if ((kind == Kind::if_statement || kind == Kind::elif_clause) && branch &&
        condition_of(parent) == std::optional(false))
      return true;
    if (kind == Kind::if_statement && !branch &&
        (m.at(node).kind == Kind::else_clause || m.at(node).kind == Kind::elif_clause) &&
        condition_of(parent) == std::optional(true))
      return true;
  }
  return false;
}

void Engine::narrow(Ref use, Possibles& values) {
  const Module& m = at(use.module);
  const bool may_be_path =
      m.asks_for_paths && std::any_of(values.begin(), values.end(), [](const Possible& value) {
        return !value.path && std::holds_alternative<std::string>(value.value);
      });
  // An empty variable of the environment, say: behind `if name:` it is nothing that is used.
  const auto* only = values.size() == 1 ? text_of(values.front()) : nullptr;
  const bool is_empty = only != nullptr && only->empty();
  if (values.size() < 2 && !may_be_path && !is_empty) return;
  const std::string_view key = m.text(use.node);
  Reader reader(m, key);
  // Up to the function: what stands around that held when it was made, not when it runs.
  NodeId node = use.node;
  NodeId first = use.node;  // the first condition that counts
  NodeId loop = no_node;    // the outermost around the use
  std::size_t known = 0;
  bool is_fetched = false;  // by an address, where nothing of that name is there
  const auto note = [&](NodeId at) {
    if (reader.tests().size() != known) first = std::min(first, at);
    known = reader.tests().size();
  };
  for (NodeId parent = m.at(node).parent; parent != no_node; node = parent, parent = m.at(parent).parent) {
    const Kind kind = m.at(parent).kind;
    if (kind == Kind::function_definition || kind == Kind::lambda || kind == Kind::class_definition) break;
    if (kind == Kind::for_statement || kind == Kind::while_statement) loop = parent;
    read_around(m, parent, node, reader);
    note(parent);
    if (kind == Kind::block || kind == Kind::module) {
      std::size_t before = 0;
      for (NodeId c = m.first(parent); c != no_node && c != node && before < max_before;
           c = m.sibling(c), ++before) {
        read_before(m, c, reader);
        note(c);
        if (may_be_path && !is_fetched)
          if (const NodeId branch = branch_without(m, c, key); branch != no_node)
            is_fetched = takes_address({use.module, branch});
      }
    }
  }
  // Whoever fetches what is not there opens it by its name. A repository of somebody has two parts.
  if (is_fetched)
    for (Possible& value : values)
      if (const auto* text = text_of(value); text != nullptr && text->find('/') == std::string::npos)
        value.path = true;
  if (reader.tests().empty()) return;
  // A name that is bound anew behind a condition may hold what it excludes.
  for (std::uint32_t scope = m.at(use.node).scope;; scope = m.scopes[scope].parent) {
    const auto bound = m.scopes[scope].names.find(key);
    if (bound != m.scopes[scope].names.end()) {
      for (const Binding& binding : bound->second)
        if (binding.node > first &&
            (binding.node < use.node || (loop != no_node && m.contains(loop, binding.node))))
          return;
      break;
    }
    if (scope == 0) break;
  }
  Possibles left;
  for (const Possible& value : values)
    if (std::all_of(reader.tests().begin(), reader.tests().end(),
                    [&](const Test& test) { return passes(value, test); }))
      left.push_back(value);
  if (!left.empty()) {
    values = std::move(left);
  } else if (is_empty) {
    values.front().value = None{};
  }
  // What is there is a path, however it looks.
  if (std::any_of(reader.tests().begin(), reader.tests().end(),
                  [](const Test& test) { return test.about == Test::About::path; }))
    for (Possible& value : values)
      if (std::holds_alternative<std::string>(value.value)) value.path = true;
}

}  // namespace dockgate::python
