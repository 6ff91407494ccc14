// What refers to what by name alone.

#include <algorithm>

#include "python/syntax.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr HigherOrder higher_order[] = {
    {"submit", 0, 1},
    {"to_thread", 0, 1},
    {"run_in_executor", 1, 2},
    {"run_in_threadpool", 0, 1},
    {"run_sync", 0, 1},
    {"call_soon", 0, 1},
    {"spawn", 0, 1},
    {"register", 0, 1},
    {"callback", 0, 1},
    {"apply_async", 0, 99},
    {"apply", 0, 99},
    {"map", 0, 99},
    {"starmap", 0, 99},
    {"imap", 0, 99},
    {"reduce", 0, 99},
    {"Thread", 99, 99},
    {"Process", 99, 99},
    {"Timer", 1, 99},
    {"filter", 0, 99},
    {"start_new_thread", 0, 99},
    {"Fire", 0, 99},
    {"create_task", 0, 99},
    {"run_sync_in_worker_thread", 0, 1},
    {"call_later", 1, 2},
    {"call_at", 1, 2},
    {"call_soon_threadsafe", 0, 1},
    {"start_soon", 0, 1},
    {"add_task", 0, 1},
    {"enqueue", 0, 1},
    {"add_job", 0, 99},
    {"enter", 2, 99},
    {"enterabs", 2, 99},
    {"call", 0, 1},  // operator.call; a command that subprocess.call is given refers to no function
};

// How often each node of a module is looked at within larger values, on average.
constexpr std::size_t max_looks = 32;
// Values larger than this are tables of data.
constexpr NodeId max_value_nodes = 4000;
// An argument, which may stand in an argument that stands in an argument.
constexpr NodeId max_argument_nodes = 200;
// Entries for one name of a module.
constexpr std::size_t max_entries = 1024;
// Uses of setattr with a name that is put together.
constexpr std::size_t max_named_anyhow = 16;
// Bindings of one name that are looked at for what its text is made of.
constexpr std::size_t max_bindings = 16;
// Names that one assignment binds.
constexpr std::size_t max_targets = 64;

/// Calls that give everything in a module or an object by its name.
bool is_namespace(std::string_view name) {
  return name == "vars" || name == "globals" || name == "locals";
}

/// Methods of tables and lists that give what these hold.
bool gives_contents(std::string_view method) {
  return method == "get" || method == "pop" || method == "popitem" || method == "popleft" ||
         method == "items" || method == "values" || method == "copy" || method == "setdefault" ||
         method == "__getitem__" || method == "union";
}

/// Functions and methods that give data, whatever they are given.
constexpr std::string_view data_makers[] = {
    "abs",       "abspath",  "all",        "any",        "ascii",    "basename",   "bin",        "bool",
    "bytes",     "callable", "chr",        "count",      "decode",   "dir",        "dirname",    "divmod",
    "encode",    "endswith", "exists",     "expanduser", "find",     "findall",    "float",      "format",
    "fullmatch", "hasattr",  "hash",       "hex",        "id",       "index",      "input",      "int",
    "isdir",     "isfile",   "isinstance", "issubclass", "join",     "len",        "lower",      "lstrip",
    "match",     "max",      "min",        "oct",        "open",     "ord",        "print",      "range",
    "read",      "readline", "readlines",  "realpath",   "replace",  "repr",       "rfind",      "round",
    "rsplit",    "rstrip",   "search",     "split",      "splitext", "splitlines", "startswith", "str",
    "strip",     "sub",      "sum",        "super",      "title",    "type",       "upper",      "write"};

/// Methods that put what they are given into the object.
bool takes_in(std::string_view method) {
  return method == "append" || method == "appendleft" || method == "add" || method == "insert" ||
         method == "extend" || method == "update" || method == "setdefault" || method == "push" ||
         method == "put" || method == "put_nowait" || method == "__setitem__";
}

/// Calls that give the module, or something of it, that a text names.
bool imports_by_text(std::string_view name) {
  return name == "import_module" || name == "__import__" || name == "resolve_name" || name == "locate" ||
         name == "import_string" || name == "get_class" || name == "get_method" || name == "get_object";
}

/// Calls that give what a text names.
bool looks_up(std::string_view name) {
  return name == "getattr" || name == "attrgetter" || name == "methodcaller" || name == "itemgetter" ||
         name == "__getattribute__" || name == "getattr_static" || name == "reduce" || name == "eval" ||
         imports_by_text(name);
}

/// The scope that binds `name` as it is seen from `scope`.
std::uint32_t home_of(const Module& module, std::uint32_t scope, std::string_view name) {
  for (bool first = true;; first = false) {
    const Scope& here = module.scopes[scope];
    if (!here.globals.contains(name) && (first || here.kind != Scope::Kind::klass)) {
      const auto found = here.names.find(name);
      if (found != here.names.end() && found->second.binds()) {
        if (here.kind == Scope::Kind::klass) return elsewhere;  // an attribute
        return found->second.imports() ? elsewhere : scope;
      }
    }
    if (scope == 0) return elsewhere;
    scope = here.parent;
  }
}

class Indexer {
 public:
  explicit Indexer(Module& module) : module_(module), index_(module.index) {}

  void run() {
    for (NodeId node = 0; node < module_.nodes.size(); ++node) visit(node);
    connect_attributes_of_any_name();
    for (std::uint32_t i = 0; i < module_.classes.size(); ++i)
      for (const NodeId base : module_.classes[i].bases) {
        const std::string_view name = last_name(module_, base);
        if (!name.empty()) index_.derived[name].push_back(i);
      }
    for (const Class& klass : module_.classes)
      if (const auto& names = module_.scopes[klass.scope].names; !names.contains("__init__"))
        for (const auto& [name, bindings] : names) index_.fields[klass.name].push_back(name);
    for (std::uint32_t i = 0; i < module_.functions.size(); ++i) {
      const Function& function = module_.functions[i];
      index_.functions[function.name].push_back(i);
      if (function.owner != no_node && (function.name == "__init__" || function.name == "__new__"))
        index_.functions[module_.classes[function.owner].name].push_back(i);
    }
  }

 private:
  void visit(NodeId node) {
    const Node& here = module_.at(node);
    switch (here.kind) {
      case Kind::call:
        return visit_call(node);
      case Kind::assignment:
        visit_assignment(node);
        return connect(module_.child(node, Field::left), assigned_value(module_, node));
      case Kind::augmented_assignment:
        // `os.environ |= {…}`
        if (is_environment_name(last_name(module_, module_.child(node, Field::left))))
          index_.environment.push_back(node);
        return connect(module_.child(node, Field::left), module_.child(node, Field::right));
      case Kind::named_expression:
      case Kind::default_parameter:
      case Kind::typed_default_parameter:
        return connect(module_.child(node, Field::name), module_.child(node, Field::value));
      case Kind::for_statement:
      case Kind::for_in_clause:
        return connect(module_.child(node, Field::left), module_.child(node, Field::right));
      case Kind::as_pattern:
        return connect(module_.child(node, Field::alias), module_.first(node));
      case Kind::match_statement:
        return visit_match(node);
      case Kind::aliased_import: {
        NodeId from = module_.child(node, Field::name);
        const NodeId to = module_.child(node, Field::alias);
        for (NodeId c = from == no_node ? no_node : module_.first(from); c != no_node; c = module_.sibling(c))
          from = c;
        if (from != no_node && to != no_node) add({module_.text(from)}, homed(to), false, false);
        return;
      }
      case Kind::return_statement:
      case Kind::yield:
        return give_back(module_.first(node), here.scope);
      case Kind::decorated_definition:
        return visit_decorators(node);
      default:
        return;
    }
  }

  HomedName homed(NodeId node) const { return python::homed(module_, node); }

  /// The number of the parameter that the name is, in the function that binds it.
  std::optional<std::size_t> parameter_of(const HomedName& name) const {
    if (name.home >= module_.scopes.size() || module_.scopes[name.home].kind != Scope::Kind::function)
      return std::nullopt;
    const auto& parameters = module_.functions[module_.scopes[name.home].index].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (parameters[i].name == name.name) return i;
    return std::nullopt;
  }

  /// A name whose thing is changed, not bound: a parameter stands for what the caller has under any name.
  HomedName changed(NodeId node) const {
    HomedName out = homed(node);
    const auto number = parameter_of(out);
    if (!number) return out;
    const Function& function = module_.functions[module_.scopes[out.home].index];
    if (*number == 0 && function.owner != no_node && !function.is_static) return {};  // `self[key] = …`
    return {out.name, anywhere};
  }

  template <typename Entry>
  static void insert(std::unordered_map<std::string_view, std::vector<Entry>>& index, std::string_view name,
                     const Entry& entry) {
    if (name.empty()) return;
    auto& entries = index[name];
    if (entries.size() < max_entries && std::find(entries.begin(), entries.end(), entry) == entries.end())
      entries.push_back(entry);
  }

  void add(HomedName from, HomedName to, bool called, bool returned) {
    if (!to.name.empty() && from != to) insert(index_.flows, from.name, {from.home, to, called, returned});
  }

  bool is_attribute(NodeId node) const {
    const Node& here = module_.at(node);
    return here.field == Field::attribute && here.parent != no_node &&
           module_.at(here.parent).kind == Kind::attribute;
  }
  bool is_called(NodeId node) const {
    const Node& here = module_.at(node);
    return here.field == Field::function && here.parent != no_node &&
           module_.at(here.parent).kind == Kind::call;
  }
  /// Whether only something of the thing at `node` is meant: `node.attribute`, but not `table.get(key)`.
  bool is_taken_apart(NodeId node) const {
    const Node& here = module_.at(node);
    if (here.field != Field::object || here.parent == no_node ||
        module_.at(here.parent).kind != Kind::attribute)
      return false;
    const std::string_view part = last_name(module_, here.parent);
    if (part == "__func__" || part == "__wrapped__") return is_taken_apart(here.parent);
    return !is_called(here.parent) || !gives_contents(part);
  }

  /// Whether the value at `node` is data, no function, whatever its parts are.
  bool is_data(NodeId node) const {
    const Node& here = module_.at(node);
    switch (here.kind) {
      case Kind::string:
      case Kind::comparison_operator:
      case Kind::not_operator:
      case Kind::unary_operator:
      case Kind::if_clause:
        return true;
      case Kind::binary_operator: {
        const NodeId token = module_.child(node, Field::operator_token);
        const std::string_view text = token == no_node ? std::string_view() : module_.text(token);
        if (text != "+" && text != "|") return true;
        return is_literal(module_.child(node, Field::left)) || is_literal(module_.child(node, Field::right));
      }
      case Kind::argument_list: {
        if (here.parent == no_node || module_.at(here.parent).kind != Kind::call) return false;
        const std::string_view callee = last_name(module_, module_.child(here.parent, Field::function));
        return std::find(std::begin(data_makers), std::end(data_makers), callee) != std::end(data_makers);
      }
      default:
        // The condition of `a if condition else b`, and a key.
        return (here.field == Field::subscript && here.parent != no_node &&
                module_.at(here.parent).kind == Kind::subscript) ||
               (here.parent != no_node && module_.at(here.parent).kind == Kind::conditional_expression &&
                module_.sibling(module_.first(here.parent)) == node);
    }
  }
  bool is_literal(NodeId node) const {
    if (node == no_node) return false;
    const Kind kind = module_.at(node).kind;
    return kind == Kind::integer || kind == Kind::float_literal || kind == Kind::string ||
           kind == Kind::concatenated_string;
  }

  /// Calls `take(name, called)` for each name that the value at `node` refers to.
  template <typename Take>
  void references(NodeId node, NodeId most, Take take) const {
    if (node == no_node) return;
    // Values in values in values are looked at again for each of them.
    if (looked_at_ > max_looks * module_.nodes.size()) most = std::min(most, NodeId{max_argument_nodes});
    const NodeId end = std::min(module_.at(node).next, node + most);
    looked_at_ += end - node;
    for (NodeId n = node; n < end; ++n) {
      const Node& here = module_.at(n);
      if (is_data(n)) {
        n = here.next - 1;
      } else if (here.kind == Kind::identifier) {
        if (here.parent != no_node && module_.at(here.parent).kind == Kind::keyword_argument &&
            here.field == Field::name)
          continue;
        const NodeId whole = is_attribute(n) ? here.parent : n;
        const bool called = whole != node && is_called(whole);
        const std::string_view name = module_.text(n);
        if (is_attribute(n) ? name == "__dict__" : called && is_namespace(name))
          take(HomedName{computed_name}, false);
        if (is_taken_apart(whole)) continue;
        take(is_attribute(n) ? HomedName{name} : homed(n), called);
      } else if (here.kind == Kind::lambda) {
        take(HomedName{lambda_name, module_.functions[module_.function_at.at(n)].scope}, false);
      } else if (here.kind == Kind::subscript) {
        take_text(module_.child(n, Field::subscript), false, take);
      } else if (here.kind == Kind::call) {
        const NodeId list = module_.child(n, Field::arguments);
        if (list == no_node || !looks_up(last_name(module_, module_.child(n, Field::function)))) continue;
        for (NodeId c = module_.first(list); c != no_node; c = module_.sibling(c)) take_text(c, true, take);
      }
    }
  }

  /// The names in a text that is written out; with `computed`, anything put together may be any name.
  template <typename Take>
  void take_text(NodeId node, bool computed, Take take) const {
    if (node == no_node) return;
    const auto any = [&] {
      if (computed) take(HomedName{computed_name}, false);
    };
    const Kind kind = module_.at(node).kind;
    if (kind == Kind::string) {
      for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c)) {
        if (module_.at(c).kind == Kind::interpolation || module_.at(c).kind == Kind::escape_sequence)
          return any();
        if (module_.at(c).kind != Kind::string_content) continue;
        const std::string_view text = module_.text(c);
        if (text.find('\\') != std::string_view::npos) return any();
        take(HomedName{text::last_part(text.substr(text.rfind(':') + 1))}, false);
      }
    } else if (kind == Kind::list || kind == Kind::tuple) {
      for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c)) take_text(c, computed, take);
    } else if (kind != Kind::integer && kind != Kind::slice && kind != Kind::unary_operator) {
      any();
    }
  }

  /// Whether the text at `node` is put together of texts that stand in this module.
  bool is_put_together(NodeId node) const {
    if (node == no_node || is_plain_text(node)) return false;
    bool has_text = false;
    const NodeId end = std::min(module_.at(node).next, node + max_argument_nodes);
    for (NodeId n = node; n < end; ++n) {
      has_text = has_text || module_.at(n).kind == Kind::string;
      if (module_.at(n).kind != Kind::identifier || module_.at(n).field == Field::attribute) continue;
      const std::uint32_t home = home_of(module_, module_.at(n).scope, module_.text(n));
      if (home >= module_.scopes.size()) continue;
      const auto names = module_.scopes[home].names.find(module_.text(n));
      if (names == module_.scopes[home].names.end()) continue;
      for (std::size_t i = 0; i < std::min(names->second.size(), max_bindings) && !has_text; ++i)
        has_text = names->second[i].kind == Binding::Kind::assign && is_text_work(names->second[i].value);
    }
    return has_text;
  }

  /// Whether texts are put together there, or taken out of a table.
  bool is_text_work(NodeId node) const {
    const Kind kind = module_.at(node).kind;
    if (kind != Kind::concatenated_string && kind != Kind::binary_operator && kind != Kind::call &&
        kind != Kind::subscript && kind != Kind::dictionary && kind != Kind::list && kind != Kind::tuple)
      return false;
    const NodeId end = std::min(module_.at(node).next, node + max_argument_nodes);
    for (NodeId n = node; n < end; ++n)
      if (module_.at(n).kind == Kind::string) return true;
    return false;
  }

  bool is_plain_text(NodeId node) const {
    const auto text = module_.at(node).kind == Kind::string ? constant_text(module_, node) : std::nullopt;
    return text && module_.text(node).size() == text->size() + 2;
  }

  template <typename Take>
  void targets(NodeId node, Take take) const {
    if (node == no_node) return;
    for (NodeId n = node; n < module_.at(node).next;) {
      const Node& here = module_.at(n);
      switch (here.kind) {
        case Kind::identifier:
          take(homed(n));
          break;
        case Kind::attribute:
          take(homed(n));
          n = here.next;
          continue;
        case Kind::subscript:
          take(changed(module_.child(n, Field::value)));
          n = here.next;
          continue;
        default:
          break;
      }
      ++n;
    }
  }

  void connect(NodeId target, NodeId value) {
    if (target == no_node || value == no_node) return;
    std::vector<HomedName> names;
    targets(target, [&names](const HomedName& name) {
      if (names.size() < max_targets) names.push_back(name);
    });
    references(value, max_value_nodes, [&](const HomedName& from, bool called) {
      for (const HomedName& name : names) add(from, name, called, false);
    });
  }

  /// What is returned may be called by whoever calls the function.
  void give_back(NodeId value, std::uint32_t scope) {
    while (module_.scopes[scope].kind == Scope::Kind::comprehension) scope = module_.scopes[scope].parent;
    if (value == no_node || module_.scopes[scope].kind != Scope::Kind::function) return;
    const std::string_view name = module_.functions[module_.scopes[scope].index].name;
    const HomedName to{name, home_of(module_, module_.scopes[scope].parent, name)};
    references(value, max_value_nodes, [&](const HomedName& from, bool called) {
      // Where the function is called, what it is given stands there as well.
      if (from.home != scope || !parameter_of(from)) add(from, to, called, true);
    });
  }

  /// Names in the patterns stand for parts of the subject.
  void visit_match(NodeId node) {
    const NodeId subject = module_.child(node, Field::subject);
    if (subject == no_node) return;
    for (NodeId n = module_.at(subject).next; n < module_.at(node).next; ++n)
      if (module_.at(n).kind == Kind::case_pattern) connect(n, subject);
  }

  void visit_decorators(NodeId decorated) {
    const NodeId definition = module_.child(decorated, Field::definition);
    const NodeId name = definition == no_node ? no_node : module_.child(definition, Field::name);
    if (name == no_node) return;
    for (NodeId c = module_.first(decorated); c != no_node; c = module_.sibling(c))
      if (module_.at(c).kind == Kind::decorator) visit_decorator(c, name);
  }

  /// `name`: of what is decorated.
  void visit_decorator(NodeId node, NodeId name) {
    const NodeId expression = module_.first(node);
    if (expression == no_node) return;
    const bool is_call = module_.at(expression).kind == Kind::call;
    const HomedName decorator = homed(is_call ? module_.child(expression, Field::function) : expression);
    add(decorator, homed(name), true, false);
    if (!is_call) index_.sites[decorator.name].push_back({node, no_node, decorator.home});
    if (is_call) add_inner_sites(node, expression);
    const HomedName definition_name = homed(name);
    insert(index_.handed, definition_name.name,
           {definition_name.home, decorator.name, {}, 0, false, is_call});
  }

  /// A call of something that has no name.
  void add_inner_sites(NodeId call, NodeId callee) {
    references(callee, max_argument_nodes, [&](const HomedName& name, bool called) {
      if (name.name.empty()) return;
      auto& sites = index_.inner_sites[name.name];
      if (sites.empty() || sites.back().call != call || sites.back().home != name.home ||
          sites.back().called != called)
        sites.push_back({call, no_node, name.home, called});
    });
  }

  /// `Pair = namedtuple("Pair", "first second")`: every word in the texts may be a field.
  void name_fields(std::string_view klass, NodeId call) {
    const std::string_view maker = last_name(module_, module_.child(call, Field::function));
    if (klass.empty() || (maker != "namedtuple" && maker != "NamedTuple" && maker != "make_dataclass"))
      return;
    for (NodeId n = call; n < module_.at(call).next; ++n) {
      if (module_.at(n).kind != Kind::string_content) continue;
      const std::string_view content = module_.text(n);
      for (std::size_t at = 0; at < content.size();) {
        const std::size_t length = text::word_length(content, at);
        if (length != 0) index_.fields[klass].push_back(content.substr(at, length));
        at += length + 1;
      }
    }
  }

  /// `name: type` in the body of a class.
  void declare_field(NodeId target) {
    const Scope& scope = module_.scopes[module_.at(target).scope];
    if (scope.kind != Scope::Kind::klass || module_.at(target).kind != Kind::identifier) return;
    const Class& klass = module_.classes[scope.index];
    if (!scope.names.contains("__init__")) index_.fields[klass.name].push_back(module_.text(target));
  }

  void visit_assignment(NodeId node) {
    const NodeId left = module_.child(node, Field::left);
    const NodeId value = module_.child(node, Field::right);
    if (left != no_node && value == no_node) declare_field(left);
    if (left == no_node || value == no_node) return;
    if (module_.at(value).kind == Kind::call) name_fields(last_name(module_, left), value);
    for (NodeId n = left; n < module_.at(left).next;
         n = module_.at(n).kind == Kind::attribute ? module_.at(n).next : n + 1) {
      if (module_.at(n).kind != Kind::attribute) continue;
      store(module_.child(n, Field::object), last_name(module_, n),
            {no_node, assigned_value(module_, node), no_node, n, node});
    }
    if (module_.at(left).kind == Kind::subscript) {
      const std::string_view object = last_name(module_, module_.child(left, Field::value));
      if (is_environment_name(object)) index_.environment.push_back(node);
      if (const NodeId owner = owner_of_dict(module_.child(left, Field::value)); owner != no_node) {
        const NodeId key = module_.child(left, Field::subscript);
        const auto text = key == no_node ? std::nullopt : constant_text(module_, key);
        const bool plain = text && module_.text(key).size() == text->size() + 2;
        store(owner, plain ? module_.text(key).substr(1, text->size()) : std::string_view(),
              {no_node, value, key, no_node, node});
      }
    }
  }

  /// The object whose attributes `x.__dict__` or `vars(x)` are; no_node for anything else.
  NodeId owner_of_dict(NodeId node) const {
    if (node == no_node) return no_node;
    if (module_.at(node).kind == Kind::attribute)
      return last_name(module_, node) == "__dict__" ? module_.child(node, Field::object) : no_node;
    if (module_.at(node).kind != Kind::call || module_.text(module_.child(node, Field::function)) != "vars")
      return no_node;
    const NodeId given = module_.child(node, Field::arguments);
    return given == no_node ? no_node : module_.first(given);
  }

  /// `self.x = …` in a method is a member of the class already.
  bool is_own(NodeId object) const {
    if (module_.at(object).kind != Kind::identifier) return false;
    std::uint32_t scope = module_.at(object).scope;
    while (scope != 0 && module_.scopes[scope].kind != Scope::Kind::function)
      scope = module_.scopes[scope].parent;
    if (scope == 0) return false;
    const Function& function = module_.functions[module_.scopes[scope].index];
    return function.owner != no_node && !function.is_static && !function.parameters.empty() &&
           function.parameters.front().name == module_.text(object);
  }

  void store(NodeId object, std::string_view name, Store made) {
    if (object == no_node || (made.target != no_node && is_own(object))) return;
    made.object = object;
    if (!name.empty()) made.key = no_node;
    index_.stores[name].push_back(made);
  }

  static bool is_environment_name(std::string_view name) {
    return name.find("env") != std::string_view::npos || name.find("ENV") != std::string_view::npos ||
           name == "e";
  }

  /// The dict in `type(name, bases, {…})`, or no_node.
  NodeId arguments_of_namespace(NodeId list) const {
    const NodeId third = module_.child(list, 2);
    return third != no_node && module_.at(third).kind == Kind::dictionary ? third : no_node;
  }

  /// What stands under a key is an attribute of that name.
  void name_members(NodeId dictionary) {
    for (NodeId pair = module_.first(dictionary); pair != no_node; pair = module_.sibling(pair)) {
      const NodeId key = module_.at(pair).kind == Kind::pair ? module_.child(pair, Field::key) : no_node;
      if (key == no_node || !is_plain_text(key)) continue;
      const std::string_view text = module_.text(key).substr(1, module_.text(key).size() - 2);
      references(module_.child(pair, Field::value), max_argument_nodes,
                 [&](const HomedName& from, bool called) { add(from, {text}, called, false); });
    }
  }

  void visit_call(NodeId call) {
    const NodeId callee = module_.child(call, Field::function);
    const HomedName callee_name = homed(callee);
    const std::string_view name = callee_name.name;
    index_.sites[name].push_back({call, no_node, callee_name.home});
    if (name.empty() && callee != no_node) add_inner_sites(call, callee);
    const NodeId list = module_.child(call, Field::arguments);
    if (list == no_node || module_.at(list).kind != Kind::argument_list) return;
    const bool higher = higher_order_of(name) != nullptr;
    const bool method = callee != no_node && module_.at(callee).kind == Kind::attribute;
    const NodeId receiver = method ? module_.child(callee, Field::object) : no_node;
    // Ray's and Celery's ways to call what stands in front of them.
    if (method && (name == "remote" || name == "delay" || name == "bind" || name == "apply_async"))
      if (const HomedName called = homed(receiver); !called.name.empty())
        index_.sites[called.name].push_back({call, name == "apply_async" ? receiver : no_node, called.home});
    if (method && (name == "setdefault" || name == "update") &&
        is_environment_name(last_name(module_, receiver)))
      index_.environment.push_back(call);
    if (name == "putenv") index_.environment.push_back(call);
    if (name == "type" && arguments_of_namespace(list) != no_node) name_members(arguments_of_namespace(list));
    if (imports_by_text(name)) {
      const NodeId what = module_.first(list);
      index_.computed_imports = index_.computed_imports || is_put_together(what);
    }
    if (const NodeId owner = name == "update" ? owner_of_dict(receiver) : no_node; owner != no_node)
      store(owner, {}, {no_node, no_node, no_node, no_node, call});
    std::uint32_t position = 0;
    bool open = false;  // behind `*arguments`
    NodeId arguments[3] = {no_node, no_node, no_node};
    for (NodeId c = module_.first(list); c != no_node; c = module_.sibling(c)) {
      NodeId value = c;
      std::string_view keyword;
      if (module_.at(c).kind == Kind::keyword_argument) {
        value = module_.child(c, Field::value);
        if (const NodeId named = module_.child(c, Field::name); named != no_node)
          keyword = module_.text(named);
      } else {
        open = open || module_.at(c).kind == Kind::list_splat || module_.at(c).kind == Kind::dictionary_splat;
        if (position < 3) arguments[position] = c;
        ++position;
      }
      if (value == no_node) continue;
      if (higher)
        if (const HomedName referred = homed(value); !referred.name.empty())
          index_.sites[referred.name].push_back({call, value, referred.home});
      hand(callee, name, value, keyword, open ? any_position : position - 1);
      // `partial(run, f)`, `pool.submit(run, f)`
      if ((higher || name == "partial") && position > 1) {
        const NodeId called = name == "run_in_executor" ? arguments[1] : arguments[0];
        if (called != no_node && called != value)
          hand(called, last_name(module_, called), value, keyword, any_position);
      }
      // `todo.append(f)`
      if (method && takes_in(name) && !last_name(module_, receiver).empty())
        references(value, max_argument_nodes,
                   [&](const HomedName& from, bool called) { add(from, changed(receiver), called, false); });
    }
    if (name == "setattr" && arguments[2] != no_node) {
      const auto text = constant_text(module_, arguments[1]);
      const bool plain = text && module_.text(arguments[1]).size() == text->size() + 2;
      store(arguments[0], plain ? module_.text(arguments[1]).substr(1, text->size()) : std::string_view(),
            {no_node, arguments[2], arguments[1], no_node, call});
      if (!plain && named_anyhow_.size() < max_named_anyhow)
        named_anyhow_.emplace_back(last_name(module_, arguments[0]), arguments[2]);
      if (plain) {
        const std::string_view attribute = module_.text(arguments[1]).substr(1, text->size());
        references(arguments[2], max_value_nodes,
                   [&](const HomedName& from, bool called) { add(from, {attribute}, called, false); });
      }
    }
  }

  /// What an argument refers to goes to the parameters of the callee, or of what the callee gives.
  void hand(NodeId callee, std::string_view name, NodeId value, std::string_view keyword,
            std::uint32_t position) {
    references(value, max_argument_nodes, [&](const HomedName& from, bool called) {
      Handed handed{from.home, name, keyword, position, called, false};
      if (!name.empty()) return insert(index_.handed, from.name, handed);
      if (callee == no_node) return;
      handed.inner = true;
      references(callee, max_argument_nodes, [&](const HomedName& maker, bool) {
        handed.callee = maker.name;
        if (maker.name == lambda_name) return;
        insert(index_.handed, from.name, handed);
      });
      if (const auto lambda = module_.function_at.find(unwrapped(callee));
          lambda != module_.function_at.end()) {
        // It is called where it stands.
        const Function& function = module_.functions[lambda->second];
        for (std::uint32_t i = 0; i < function.parameters.size(); ++i)
          if (keyword.empty() ? position == any_position || position == i
                              : function.parameters[i].name == keyword)
            add(from, {function.parameters[i].name, function.scope}, called, false);
      }
    });
  }

  NodeId unwrapped(NodeId node) const {
    while (module_.at(node).kind == Kind::parenthesized_expression && module_.first(node) != no_node)
      node = module_.first(node);
    return node;
  }

  /// `setattr(thing, name, f)` with a name that is put together: whatever is called on the thing may be f.
  void connect_attributes_of_any_name() {
    for (const auto& [object, value] : named_anyhow_) {
      std::vector<std::string_view> called;
      for (const auto& [name, sites] : index_.sites)
        for (const CallSite& site : sites) {
          const NodeId callee = callee_of(module_, site);
          if (name.empty() || object.empty() || callee == no_node ||
              module_.at(callee).kind != Kind::attribute ||
              last_name(module_, module_.child(callee, Field::object)) != object)
            continue;
          called.push_back(name);
          break;
        }
      for (const std::string_view name : called)
        references(value, max_argument_nodes,
                   [&](const HomedName& from, bool is_called) { add(from, {name}, is_called, false); });
    }
  }

  Module& module_;
  NameIndex& index_;
  std::vector<std::pair<std::string_view, NodeId>> named_anyhow_;
  mutable std::size_t looked_at_ = 0;  // nodes, by references()
};

}  // namespace

const HigherOrder* higher_order_of(std::string_view name) {
  for (const HigherOrder& row : higher_order)
    if (row.last_name == name) return &row;
  return nullptr;
}

HomedName homed(const Module& module, NodeId node) {
  if (node == no_node) return {};
  const std::string_view name = last_name(module, node);
  if (module.at(node).kind != Kind::identifier) return {name, elsewhere};
  return {name, home_of(module, module.at(node).scope, name)};
}

NodeId callee_of(const Module& module, const CallSite& site) {
  if (module.at(site.call).kind == Kind::decorator) return module.first(site.call);
  return site.reference != no_node ? site.reference : module.child(site.call, Field::function);
}

void index_names(Module& module) {
  Indexer(module).run();
}

}  // namespace dockgate::python
