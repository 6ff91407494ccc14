// What a name stands for: which of its bindings can reach the place where it is used, and where imports lead.

#include <algorithm>

#include "python/branches.hpp"
#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::string_view builtins[] = {
    "__import__", "abs",        "all",       "any",          "bool",        "bytes",      "bytearray",
    "callable",   "chr",        "compile",   "delattr",      "dict",        "dir",        "enumerate",
    "eval",       "exec",       "filter",    "float",        "format",      "frozenset",  "getattr",
    "globals",    "hasattr",    "hash",      "hex",          "id",          "input",      "int",
    "isinstance", "issubclass", "iter",      "len",          "list",        "locals",     "map",
    "max",        "memoryview", "min",       "next",         "object",      "open",       "ord",
    "pow",        "print",      "property",  "range",        "repr",        "reversed",   "round",
    "set",        "setattr",    "sorted",    "staticmethod", "classmethod", "str",        "sum",
    "super",      "tuple",      "type",      "vars",         "zip",         "breakpoint", "execfile",
    "reload",     "unicode",    "raw_input", "Exception"};

constexpr std::pair<std::string_view, std::string_view> library_constants[] = {
    {"os.sep", "/"},          {"os.path.sep", "/"}, {"posixpath.sep", "/"},  {"os.pardir", ".."},
    {"os.path.pardir", ".."}, {"os.curdir", "."},   {"os.path.curdir", "."}, {"sys.executable", "python"}};

}  // namespace

std::optional<std::uint32_t> Engine::find_module(std::string_view dotted) const {
  const auto found = by_name_.find(dotted);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

const Frame* Engine::frame_of(std::uint32_t module, std::uint32_t function, const Frame* frame) const {
  for (; frame != nullptr; frame = frame->outer)
    if (frame->module == module && frame->function == function) return frame;
  return nullptr;
}

Possibles Engine::name(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const std::string_view text = m.text(ref.node);
  std::uint32_t scope = m.at(ref.node).scope;
  NodeId use = ref.node;
  bool first = true;
  for (;;) {
    const Scope& here = m.scopes[scope];
    const bool is_global = here.globals.contains(text);
    // A class body is seen from itself only, not from its methods.
    if (!is_global && (first || here.kind != Scope::Kind::klass)) {
      const Frame* own = here.kind == Scope::Kind::function ? frame_of(ref.module, here.index, frame) : frame;
      if (scope == 0) own = nullptr;
      if (auto value = reaching(ref.module, scope, text, use, own)) {
        narrow(ref, *value);
        return *value;
      }
    }
    if (scope == 0) break;
    // A function runs after all of what stands around it; class bodies and comprehensions at once.
    if (here.kind == Scope::Kind::function)
      use = no_node;
    else if (use != no_node)
      use = here.kind == Scope::Kind::klass ? here.node : use;
    first = first && here.kind == Scope::Kind::comprehension;
    scope = here.parent;
  }
  if (auto value = module_name(ref.module, text)) return *value;
  return one(unknown(Why::unassigned,
                     "`" + std::string(text) + "` is assigned nowhere in the code that was read",
                     place(ref)));
}

/// What is not bound in a module by name: star imports, names that the interpreter gives.
std::optional<Possibles> Engine::module_name(std::uint32_t module, std::string_view text) {
  const Module& m = at(module);
  // Executed code sees the names around the call that runs it.
  if (const auto from = executed_from_.find(module); from != executed_from_.end() && depth_ < 100) {
    ++depth_;
    const Module& outer = at(from->second.module);
    NodeId use = from->second.node;
    std::optional<Possibles> value;
    for (std::uint32_t scope = outer.at(use).scope; !value; scope = outer.scopes[scope].parent) {
      value = reaching(from->second.module, scope, text, use, nullptr);
      if (scope == 0) break;
      if (outer.scopes[scope].kind == Scope::Kind::function) use = no_node;
    }
    if (!value) value = module_name(from->second.module, text);
    --depth_;
    return value;
  }
  for (std::size_t i = m.scopes[0].stars.size(); i-- > 0;) {
    const std::string from = absolute_module(module, m.scopes[0].stars[i]);
    const auto target = find_module(from);
    if (!target || *target == module) continue;
    const std::string key(text);
    if (depth_ > 100 || !spend()) break;
    ++depth_;
    auto value = reaching(*target, 0, key, no_node, nullptr);
    if (!value && !at(*target).scopes[0].stars.empty()) value = module_name(*target, text);
    --depth_;
    if (value) return value;
  }
  if (std::find(std::begin(builtins), std::end(builtins), text) != std::end(builtins))
    return one(name_of(std::string(text)));
  if (text == "__name__") return one(known(modules_[module].name));
  if (text == "__package__") {
    std::string package = modules_[module].name;
    if (!modules_[module].is_package)
      package.resize(package.rfind('.') == std::string::npos ? 0 : package.rfind('.'));
    return one(known(std::move(package)));
  }
  if (text == "__file__") {
    if (!modules_[module].file.empty()) return one(known(modules_[module].file));
    return one(unknown(Why::path, "`__file__` depends on where the script stands", m.place(0)));
  }
  if (text == "__builtins__") return one(name_of("builtins"));
  // A star import of a library may give any name.
  for (const NodeId star : m.scopes[0].stars) {
    const std::string from = absolute_module(module, star);
    if (!find_module(from) && !from.empty()) return one(name_of(from + "." + std::string(text)));
  }
  return std::nullopt;
}

std::optional<Possibles> Engine::reaching(std::uint32_t module, std::uint32_t scope, std::string_view key,
                                          NodeId use, const Frame* frame) {
  const Scope& here = at(module).scopes[scope];
  const auto found = here.names.find(key);
  if (found == here.names.end()) return std::nullopt;
  return fold(module, found->second, key, use, frame);
}

std::optional<Possibles> Engine::fold(std::uint32_t module, const Bindings& bindings, std::string_view key,
                                      NodeId use, const Frame* frame) {
  const Module& m = at(module);
  if (!bindings.binds()) return std::nullopt;
  // A name that is bound over and over costs at each use.
  if (!spend(bindings.size() / 16))
    return one(unknown(Why::limit, "the module takes too much work", m.place(bindings.front().node)));
  const NodeId position = use == no_node ? static_cast<NodeId>(m.nodes.size()) : use;

  struct Reaching {
    const Binding* binding;
    bool maybe;
  };
  std::vector<Reaching> chosen;  // newest first
  CoveredBranches covered(m);
  NodeId killed_at = no_node;
  const auto contains = [&](NodeId arm) { return arm == 0 || (use != no_node && m.contains(arm, use)); };
  const auto encloses = [&](NodeId arm) {
    if (contains(arm)) return true;
    // The body of the function itself, seen from its end.
    const NodeId parent = m.at(arm).parent;
    return use == no_node && parent != no_node &&
           (m.at(parent).kind == Kind::function_definition || m.at(parent).kind == Kind::lambda);
  };

  for (std::size_t i = bindings.size(); i-- > 0;) {
    const Binding& binding = bindings[i];
    if (binding.deferred) {
      chosen.push_back({&binding, true});
      continue;
    }
    if (m.at(binding.node).dead && (use == no_node || !m.at(use).dead)) continue;
    if (binding.effect > position) continue;
    // Branches of one statement exclude each other; one that leaves never comes here.
    bool excluded = false;
    NodeId arm = m.at(binding.node).arm;
    for (NodeId a = arm; a != 0 && !encloses(a); a = parent_branch(m, a)) {
      const NodeId statement = statement_of(m, a);
      if (statement == no_node) break;
      const Kind kind = m.at(statement).kind;
      const bool exclusive =
          kind == Kind::if_statement || (kind == Kind::block && m.at(a).kind == Kind::case_clause);
      if (exclusive && use != no_node && m.contains(statement, use)) {
        const NodeId condition = m.child(statement, Field::condition);
        if (condition == no_node || !m.contains(condition, use)) excluded = true;
      }
      if (leaves(m, a) && (use == no_node || kind != Kind::try_statement || !m.contains(statement, use)))
        excluded = excluded || m.scopes[m.at(binding.node).scope].kind == Scope::Kind::function;
    }
    if (excluded) continue;
    bool kills = false;
    if (!binding.changes()) {
      for (;;) {
        if (encloses(arm)) {
          kills = true;
          break;
        }
        // When every branch of the statement binds the name, the statement does.
        const NodeId statement = statement_of(m, arm);
        if (statement == no_node || !covered.cover(arm, statement)) break;
        arm = m.at(statement).arm;
      }
    }
    chosen.push_back({&binding, !kills && !encloses(m.at(binding.node).arm)});
    if (kills) {
      killed_at = binding.node;
      break;
    }
  }
  // In a loop, what is bound further down reaches the next turn.
  if (use != no_node)
    for (NodeId arm = m.at(use).arm; arm != 0; arm = parent_branch(m, arm)) {
      if (!is_loop_body(m, arm)) continue;
      if (killed_at != no_node && m.contains(statement_of(m, arm), killed_at)) break;
      std::vector<Reaching> later;
      for (std::size_t i = bindings.size(); i-- > 0;)
        if (!bindings[i].deferred && bindings[i].effect > position && m.contains(arm, bindings[i].node))
          later.push_back({&bindings[i], true});
      chosen.insert(chosen.begin(), later.begin(), later.end());
    }
  if (chosen.empty()) {
    if (use == no_node) return std::nullopt;
    // Used above what binds it, or on a path that does not: nothing better than all of them.
    for (std::size_t i = bindings.size(); i-- > 0;)
      if (!bindings[i].changes() && !m.at(bindings[i].node).dead) chosen.push_back({&bindings[i], true});
    if (chosen.empty()) return std::nullopt;
    if (m.scopes[m.at(bindings.front().node).scope].kind != Scope::Kind::function ||
        key.find('.') != key.npos)
      return std::nullopt;
  }

  Possibles values;
  for (std::size_t i = chosen.size(); i-- > 0;) {
    const Binding& binding = *chosen[i].binding;
    if (binding.changes()) {
      apply_change(module, binding, frame, chosen[i].maybe, values);
      continue;
    }
    Possibles more = binding_value(module, binding, frame);
    if (!chosen[i].maybe) values.clear();
    // `if x is None: x = …` and `if not x: x = …` leave none of what the condition excludes.
    if (chosen[i].maybe && !values.empty()) {
      const NodeId arm = m.at(binding.node).arm;
      const NodeId statement = arm == 0 ? no_node : statement_of(m, arm);
      if (statement != no_node && m.at(statement).kind == Kind::if_statement &&
          m.at(arm).field == Field::consequence) {
        const NodeId condition = m.child(statement, Field::condition);
        const std::string_view test = condition == no_node ? std::string_view() : m.text(condition);
        const bool not_it = test == "not " + std::string(key);
        const bool is_none = test == std::string(key) + " is None" || test == std::string(key) + " == None";
        if (not_it || is_none)
          std::erase_if(values, [&](const Possible& value) {
            return std::holds_alternative<None>(value.value) ||
                   (not_it && truth(value) == std::optional<bool>(false));
          });
      }
    }
    add(values, more, m.place(binding.node));
  }
  // A value that only hands itself on adds nothing to the others.
  if (values.size() > 1) {
    const bool others = std::any_of(values.begin(), values.end(),
                                    [](const Possible& value) { return !is_unknown(value, Why::changes); });
    if (others) drop_self(values);
  }
  return values;
}

Possibles Engine::take_apart(std::uint32_t module, const Binding& binding, Possibles values,
                             const Place& where) {
  const Module& m = at(module);
  // The positions that lead from the outermost target to this name.
  std::vector<std::pair<std::size_t, bool>> path;  // index, starred
  std::vector<std::size_t> behind;                 // how many targets follow a starred one
  for (NodeId node = binding.node; node != binding.root;) {
    const NodeId parent = m.at(node).parent;
    if (parent == no_node || path.size() > 16) break;
    const Kind kind = m.at(parent).kind;
    if (kind == Kind::pattern_list || kind == Kind::tuple_pattern || kind == Kind::list_pattern ||
        kind == Kind::tuple || kind == Kind::list || kind == Kind::expression_list) {
      std::size_t position = 0, after = 0;
      bool starred = m.at(node).kind == Kind::list_splat_pattern;
      bool passed_star = false;
      for (NodeId c = m.first(parent); c != no_node; c = m.sibling(c)) {
        if (c < node) {
          ++position;
          passed_star = passed_star || m.at(c).kind == Kind::list_splat_pattern;
        }
        if (c > node) ++after;
      }
      path.emplace_back(passed_star ? static_cast<std::size_t>(-1) - after : position, starred);
      behind.push_back(after);
    }
    node = parent;
  }
  for (std::size_t step = path.size(); step-- > 0;) {
    Possibles next;
    for (const Possible& value : values) {
      const auto* list = std::get_if<List>(&value.value);
      if (list == nullptr) {
        add(next, derived_unknown(value, where), where);
        continue;
      }
      const auto [position, starred] = path[step];
      const std::size_t size = list->items.size();
      if (starred) {
        List rest;
        const std::size_t end = size > behind[step] ? size - behind[step] : 0;
        for (std::size_t i = position; i < end; ++i) rest.items.push_back(list->items[i]);
        rest.complete = list->complete;
        Possible out;
        out.value = std::move(rest);
        add(next, out, where);
        continue;
      }
      const std::size_t index = position > static_cast<std::size_t>(-64) ? size + position : position;
      if (index < size) {
        Possibles item = list->items[index]->possible;
        for (Possible& part : item) inherit(part, value);
        add(next, item, where);
      } else {
        add(next, unknown(Why::other, "the tuple is not known that far", where), where);
      }
    }
    values = std::move(next);
  }
  return values;
}

Possibles Engine::binding_value(std::uint32_t module, const Binding& binding, const Frame* frame) {
  const Module& m = at(module);
  const Place where = m.place(binding.node);
  switch (binding.kind) {
    case Binding::Kind::import_module:
    case Binding::Kind::import_from:
      return imported(module, binding);
    case Binding::Kind::function:
      return decorated_function(module, binding.index, frame);
    case Binding::Kind::klass:
      return one(class_ref(module, binding.index, frame));
    case Binding::Kind::parameter:
      return parameter(module, binding, frame);
    case Binding::Kind::capture:
      return captured(module, binding, frame);
    case Binding::Kind::assign:
    case Binding::Kind::context: {
      const ValuePtr whole = eval({module, binding.value}, frame);
      Possibles values = take_apart(
          module, binding,
          binding.kind == Binding::Kind::context ? entered(*whole, {module, binding.value}) : whole->possible,
          where);
      const NodeId statement = m.at(binding.root).parent;
      if (binding.kind == Binding::Kind::assign && statement != no_node) {
        const std::string what = "`" + snippet({module, statement}) + "`";
        for (Possible& value : values)
          if (!std::holds_alternative<Name>(value.value)) add_step(value, m.place(statement), what);
      }
      return values;
    }
    case Binding::Kind::iterate: {
      for (const Frame* turn = frame; turn != nullptr; turn = turn->outer)
        if (turn->module == module && turn->iterated == binding.value && turn->item)
          return take_apart(module, binding, turn->item->possible, where);
      const ValuePtr source = with_words(eval({module, binding.value}, frame));
      Possibles values = take_apart(module, binding, items_of(*source, where), where);
      for (Possible& value : values)
        add_step(value, m.place(binding.value), "an item of `" + snippet({module, binding.value}) + "`");
      return values;
    }
    default:
      return one(unknown(Why::other, "`" + snippet({module, binding.node}) + "` is not followed", where));
  }
}

void Engine::apply_change(std::uint32_t module, const Binding& binding, const Frame* frame, bool maybe,
                          Possibles& values) {
  const Module& m = at(module);
  const Place where = m.place(binding.node);
  if (values.empty()) return;
  std::size_t size = 1;
  for (const Possible& value : values) {
    if (const auto* list = std::get_if<List>(&value.value)) size += list->items.size();
    if (const auto* dict = std::get_if<Dict>(&value.value)) size += dict->items.size();
  }
  if (!spend(1 + size / 16)) {
    values = one(unknown(Why::limit, "the module takes too much work", where));
    return;
  }
  if (binding.kind == Binding::Kind::augment) {
    const NodeId token = m.child(binding.node, Field::operator_token);
    if (token == no_node || binding.value == no_node) return;
    std::string_view op = m.text(token);
    op.remove_suffix(op.empty() ? 0 : 1);
    const ValuePtr before = make_value(values, where);
    const ValuePtr right = eval({module, binding.value}, frame);
    Possibles after = combine(*before, *right, where,
                              [&](const Possible& a, const Possible& b) { return binary(op, a, b, where); });
    add_step(after, where, "`" + snippet({module, binding.node}) + "`");
    if (!maybe) values.clear();
    add(values, after, where);
    return;
  }
  if (binding.kind == Binding::Kind::set_item) {
    const NodeId key_node = m.child(binding.node, Field::subscript);
    const ValuePtr key = eval({module, key_node}, frame);
    const auto text = key->possible.size() == 1 ? as_text(key->possible.front()) : std::nullopt;
    ValuePtr item = eval({module, binding.value}, frame);
    Possibles parts = take_apart(module, binding, item->possible, where);
    add_step(parts, where, "`" + snippet({module, m.at(binding.root).parent}) + "`");
    item = make_value(std::move(parts), item->at);
    for (Possible& value : values) {
      auto* dict = std::get_if<Dict>(&value.value);
      if (dict == nullptr) continue;
      if (!text) {  // one of several keys
        Dict any;
        for (const Possible& one_key : key->possible)
          if (const auto name = as_text(one_key))
            any.items.push_back({*name, item, true});
          else
            any.complete = false;
        any.complete = any.complete && !any.items.empty();
        merge_dict(*dict, *make_value(dict_value(std::move(any)), where), true);
        continue;
      }
      Dict one_item;
      one_item.items.push_back({*text, item, maybe});
      merge_dict(*dict, *make_value(dict_value(std::move(one_item)), where), maybe);
    }
    return;
  }
  const auto drop = [&](Dict& dict, const std::optional<std::string>& key) {
    if (key && !maybe) std::erase_if(dict.items, [&key](const DictItem& item) { return item.key == *key; });
    for (DictItem& item : dict.items)
      if (!key || item.key == *key) item.maybe = true;
  };
  if (m.at(binding.node).kind == Kind::subscript) {  // `del table[key]`
    const ValuePtr key = eval({module, m.child(binding.node, Field::subscript)}, frame);
    const auto text = key->possible.size() == 1 ? as_text(key->possible.front()) : std::nullopt;
    for (Possible& value : values) {
      if (auto* dict = std::get_if<Dict>(&value.value)) drop(*dict, text);
      if (auto* list = std::get_if<List>(&value.value)) list->complete = false;
    }
    return;
  }
  if (binding.value != no_node) return apply_function(module, binding, frame, maybe, values);
  // A method that changes it, or setattr.
  const NodeId callee = m.child(binding.node, Field::function);
  const std::string_view method = last_name(m, callee);
  const Arguments given = arguments({module, binding.node}, frame);
  if (method == "exec") {
    for (Possible& value : values)
      if (auto* dict = std::get_if<Dict>(&value.value)) add_executed(given, {module, binding.node}, *dict);
    return;
  }
  if (method == "setattr") {
    const Argument* key = positional(given, 1);
    const Argument* set = positional(given, 2);
    const auto text = key == nullptr || key->value->possible.size() != 1
                          ? std::nullopt
                          : as_text(key->value->possible.front());
    for (Possible& value : values) {
      auto* dict = std::get_if<Dict>(&value.value);  // a namespace
      if (dict == nullptr) continue;
      if (!text || set == nullptr) {
        dict->complete = false;
        continue;
      }
      Dict part;
      part.items.push_back({*text, set->value, maybe});
      merge_dict(*dict, *make_value(dict_value(std::move(part)), where), maybe);
    }
    return;
  }
  for (Possible& value : values) {
    if (auto* list = std::get_if<List>(&value.value)) {
      if (method == "append" || method == "add" || method == "put" || method == "put_nowait") {
        if (!given.items.empty() && list->items.size() < 1024)
          list->items.push_back(given.items.front().value);
        // In a loop over items all of them come into it.
        const NodeId arm = m.at(binding.node).arm;
        const bool in_for = arm != 0 && m.at(m.at(arm).parent).kind == Kind::for_statement;
        list->complete = list->complete && (!maybe || in_for) && !given.open_positional;
      } else if (method == "extend" || method == "update") {
        const auto* more = given.items.empty() ? nullptr : given.items.front().value->only<List>();
        if (more != nullptr)
          for (const ValuePtr& item : more->items)
            if (list->items.size() < 1024) list->items.push_back(item);
        list->complete = list->complete && !maybe && more != nullptr && more->complete;
      } else {
        list->complete = false;
      }
      continue;
    }
    auto* dict = std::get_if<Dict>(&value.value);
    if (dict == nullptr) continue;
    const auto key_of_first = [&]() -> std::optional<std::string> {
      if (given.items.empty() || given.items.front().value->possible.size() != 1) return std::nullopt;
      return as_text(given.items.front().value->possible.front());
    };
    if (method == "__setitem__") {
      const auto key = key_of_first();
      if (!key || given.items.size() < 2) {
        dict->complete = false;
        continue;
      }
      Dict part;
      part.items.push_back({*key, given.items[1].value, maybe});
      merge_dict(*dict, *make_value(dict_value(std::move(part)), where), maybe);
    } else if (method == "update") {
      for (const Argument& argument : given.items) {
        if (argument.keyword.empty()) {
          merge_dict(*dict, *as_mapping(argument.value), maybe);
        } else {
          Dict part;
          part.items.push_back({argument.keyword, argument.value, maybe || argument.maybe_absent});
          merge_dict(*dict, *make_value(dict_value(std::move(part)), where), maybe);
        }
      }
      dict->complete = dict->complete && !given.open_keywords && !given.open_positional;
    } else if (method == "setdefault") {
      const auto key = key_of_first();
      if (!key || given.items.size() < 2) {
        dict->complete = dict->complete && key.has_value();
        continue;
      }
      const DictItem* have = dict->find(*key);
      if (have == nullptr && dict->complete) dict->items.push_back({*key, given.items[1].value, maybe});
      if (have != nullptr && have->maybe) {
        Possibles both = have->value->possible;
        add(both, given.items[1].value->possible, where);
        std::erase_if(dict->items, [&key](const DictItem& item) { return item.key == *key; });
        dict->items.push_back({*key, make_value(std::move(both), where), maybe});
      }
    } else if (method == "pop") {
      drop(*dict, key_of_first());
    } else if (method == "clear") {
      if (maybe)
        for (DictItem& item : dict->items) item.maybe = true;
      else
        dict->items.clear();
    } else {
      dict->complete = false;
    }
  }
}

std::string Engine::absolute_module(std::uint32_t module, NodeId import) const {
  const Module& m = at(module);
  const NodeId from = m.child(import, Field::module_name);
  if (from == no_node) return {};
  if (m.at(from).kind != Kind::relative_import) {
    std::string text(m.text(from));
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\\' || c == '\n' || c == '\r'; });
    return text;
  }
  std::size_t level = 0;
  std::string rest;
  for (NodeId c = m.first(from); c != no_node; c = m.sibling(c)) {
    if (m.at(c).kind == Kind::import_prefix)
      for (const char dot : m.text(c)) level += dot == '.';
    else
      rest = m.text(c);
  }
  std::string package = modules_[module].name;
  if (!modules_[module].is_package) ++level;
  for (; level > 1; --level) {
    const std::size_t dot = package.rfind('.');
    package.resize(dot == std::string::npos ? 0 : dot);
  }
  if (package.empty()) return rest;
  return rest.empty() ? package : package + "." + rest;
}

Possibles Engine::imported(std::uint32_t module, const Binding& binding) {
  const Module& m = at(module);
  const bool aliased = m.at(binding.node).kind == Kind::aliased_import;
  const NodeId name_node = aliased ? m.child(binding.node, Field::name) : binding.node;
  if (name_node == no_node) return {};
  std::string text(m.text(name_node));
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\\' || c == '\n' || c == '\r'; });
  if (binding.kind == Binding::Kind::import_module) {
    // `import a.b` binds a; `import a.b as c` binds the module a.b.
    if (!aliased) text = text.substr(0, text.find('.'));
    return one(name_of(text));
  }
  const std::string from = absolute_module(module, binding.root);
  if (from.empty()) {
    if (find_module(text)) return one(name_of(text));
    return one(name_of(text));
  }
  return member_of_name(from, text, m.place(binding.node));
}

Possibles Engine::member_of_name(const std::string& dotted, std::string_view attribute_name, Place where,
                                 std::uint32_t user) {
  constexpr std::string_view dictionary = ".__dict__";
  if (dotted.ends_with(dictionary) && dotted.size() > dictionary.size())
    return member_of_name(dotted.substr(0, dotted.size() - dictionary.size()), attribute_name,
                          std::move(where), user);
  std::string full = dotted + "." + std::string(attribute_name);
  if (dotted == "absl.flags.FLAGS")
    if (auto flag = absl_flag(attribute_name, where)) return std::move(*flag);
  if (attribute_name == "__call__") return one(name_of(dotted));
  if (attribute_name == "__dict__") return one(name_of(std::move(full)));
  if (attribute_name == "__func__") {
    // The function below a method: the first argument is the receiver.
    auto object = std::make_shared<Object>();
    object->kind = Object::Kind::partial;
    object->generic = true;
    object->inner = make_value(name_of(dotted), where);
    object->arguments = std::make_shared<Arguments>();
    Possible out;
    out.value = FunctionRef{full, std::move(object)};
    return one(std::move(out));
  }
  // What another module put in its place: `torch.load = …`.
  Possibles replaced = stored(name_of(dotted), attribute_name, user, where);
  if (!replaced.empty() && !find_module(dotted)) return replaced;
  if (const auto module = find_module(dotted)) {
    if (depth_ > 100 || !spend()) {
      ++cuts_;
      return one(unknown(Why::limit, "it is nested too deeply", std::move(where)));
    }
    // A module may import a name from itself in a circle of imports.
    const std::string& guard = full;
    if (!visiting_.insert(guard).second && ++circles_ != 0)
      return one(unknown(Why::changes, "`" + full + "` depends on itself", std::move(where)));
    ++depth_;
    auto value = bound_in(*module, attribute_name);
    if (!value && find_module(full)) value = one(name_of(full));
    if (!value && attribute_name != "__file__" && attribute_name != "__name__" &&
        !at(*module).scopes[0].stars.empty())
      value = module_name(*module, attribute_name);
    --depth_;
    visiting_.erase(guard);
    if (!value && attribute_name != "__getattr__") {
      // A module may answer for names that it does not have.
      const auto own = at(*module).scopes[0].names.find("__getattr__");
      if (own != at(*module).scopes[0].names.end() && own->second.back().kind == Binding::Kind::function &&
          call_depth_ < 8) {
        Possible function = function_ref(*module, own->second.back().index, nullptr, nullptr);
        const ObjectPtr object = std::get<FunctionRef>(function.value).object;
        auto given = std::make_shared<Arguments>();
        given->items.push_back(
            {"", make_value(known(std::string(attribute_name)), where), where, where, false});
        value = call_function(function, *object, given, {*module, own->second.back().node});
      }
    }
    if (value) {
      add(*value, replaced, where);
      return *value;
    }
    if (!replaced.empty()) return replaced;
    if (attribute_name == "__file__") return *module_name(*module, attribute_name);
    return one(unknown(Why::unassigned, "`" + full + "` is assigned nowhere in the code that was read",
                       std::move(where)));
  }
  if (dotted == "builtins") return one(name_of(std::string(attribute_name)));
  if (dotted == "posix" && attribute_name == "environ") return one(name_of("os.environ"));
  for (const auto& [constant, text] : library_constants)
    if (full == constant) return one(known(std::string(text)));
  return one(name_of(std::move(full)));
}

/// The dotted name of a callee by the import of its first part alone; nothing for names of the program.
std::optional<std::string> Engine::written_name(Ref callee) const {
  const Module& m = at(callee.module);
  NodeId root = callee.node;
  while (root != no_node && m.at(root).kind == Kind::attribute) root = m.child(root, Field::object);
  if (root == no_node || m.at(root).kind != Kind::identifier) return std::nullopt;
  const std::string rest(m.text(callee.node).substr(m.text(root).size()));
  for (std::uint32_t scope = m.at(root).scope;; scope = m.scopes[scope].parent) {
    const auto found = m.scopes[scope].names.find(m.text(root));
    if (found != m.scopes[scope].names.end()) {
      for (const Binding& binding : found->second) {
        const bool from = binding.kind == Binding::Kind::import_from;
        if (!from && binding.kind != Binding::Kind::import_module) continue;
        const std::string_view written = m.text(binding.node);
        const std::size_t alias = written.find(" as ");
        std::string dotted(text::trim(written.substr(0, alias)));
        if (from) {
          const NodeId origin = m.child(m.at(binding.node).parent, Field::module_name);
          if (origin == no_node || m.text(origin).starts_with('.')) return std::nullopt;
          dotted = std::string(m.text(origin)) + "." + dotted;
        } else if (alias == std::string_view::npos) {
          dotted = dotted.substr(0, dotted.find('.'));
        }
        if (find_module(std::string_view(dotted).substr(0, dotted.find('.')))) return std::nullopt;
        return dotted + rest;
      }
      return std::nullopt;
    }
    if (scope != 0) continue;
    // Nothing of the module's own: `torch` may come with the names of another one.
    if (m.scopes[0].stars.empty()) return std::nullopt;
    return std::string(m.text(callee.node));
  }
}

}  // namespace dockgate::python
