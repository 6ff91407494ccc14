// What refers to what by name alone.

#include <algorithm>

#include "python/syntax.hpp"
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
};

// Values larger than this are tables of data.
constexpr NodeId max_value_nodes = 4000;

/// Calls that give what a text names.
bool looks_up(std::string_view name) {
  return name == "getattr" || name == "attrgetter" || name == "methodcaller" || name == "itemgetter" ||
         name == "__getattribute__" || name == "reduce" || name == "import_module" || name == "__import__" ||
         name == "eval";
}

class Indexer {
 public:
  explicit Indexer(Module& module) : module_(module), index_(module.index) {}

  void run() {
    for (NodeId node = 0; node < module_.nodes.size(); ++node) visit(node);
    for (std::uint32_t i = 0; i < module_.classes.size(); ++i)
      for (const NodeId base : module_.classes[i].bases) {
        const std::string_view name = last_name(module_, base);
        if (!name.empty()) index_.derived[name].push_back(i);
      }
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
        return connect(module_.child(node, Field::left), module_.child(node, Field::right));
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
        if (from != no_node && to != no_node) add(module_.text(from), module_.text(to), false, false);
        return;
      }
      case Kind::return_statement:
      case Kind::yield:
        return give_back(module_.first(node), here.scope);
      case Kind::lambda:
        return give_back(module_.child(node, Field::body),
                         module_.functions[module_.function_at[node]].scope);
      case Kind::pair: {
        const std::string_view value = last_name(module_, module_.child(node, Field::value));
        if (!value.empty()) pass(value, {});
        return;
      }
      case Kind::decorator:
        return visit_decorator(node);
      default:
        return;
    }
  }

  void pass(std::string_view name, std::string_view callee) {
    auto& callees = index_.passed[name];
    if (callees.size() < 256 && std::find(callees.begin(), callees.end(), callee) == callees.end())
      callees.push_back(callee);
  }

  void add(std::string_view from, std::string_view to, bool called, bool returned) {
    if (from.empty() || to.empty()) return;
    auto& flows = index_.flows[from];
    if (flows.size() >= 256) return;
    for (const Flow& flow : flows)
      if (flow.to == to && flow.called == called && flow.returned == returned) return;
    flows.push_back({to, called, returned});
  }

  /// Calls `take(name, called)` for each name that the value at `node` refers to.
  template <typename Take>
  void references(NodeId node, Take take) const {
    if (node == no_node) return;
    const NodeId end = std::min(module_.at(node).next, node + max_value_nodes);
    for (NodeId n = node; n < end; ++n) {
      const Node& here = module_.at(n);
      if (here.kind == Kind::identifier) {
        if (here.parent != no_node && module_.at(here.parent).kind == Kind::keyword_argument &&
            here.field == Field::name)
          continue;
        const bool is_attribute = here.parent != no_node && module_.at(here.parent).kind == Kind::attribute &&
                                  here.field == Field::attribute;
        const NodeId whole = is_attribute ? here.parent : n;
        const NodeId around = module_.at(whole).parent;
        const bool called = n != node && around != no_node && module_.at(around).kind == Kind::call &&
                            module_.at(whole).field == Field::function;
        take(module_.text(n), called);
      } else if (here.kind == Kind::subscript) {
        take_text(module_.child(n, Field::subscript), take);
      } else if (here.kind == Kind::call) {
        const NodeId list = module_.child(n, Field::arguments);
        if (list == no_node || !looks_up(last_name(module_, module_.child(n, Field::function)))) continue;
        for (NodeId c = module_.first(list); c != no_node; c = module_.sibling(c)) take_text(c, take);
      }
    }
  }

  /// The names in a text that is written out; anything put together may be any name.
  template <typename Take>
  void take_text(NodeId node, Take take) const {
    if (node == no_node) return;
    const Kind kind = module_.at(node).kind;
    if (kind == Kind::string) {
      for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c)) {
        if (module_.at(c).kind == Kind::interpolation || module_.at(c).kind == Kind::escape_sequence)
          return take(computed_name, false);
        if (module_.at(c).kind != Kind::string_content) continue;
        const std::string_view text = module_.text(c);
        if (text.find('\\') != std::string_view::npos) return take(computed_name, false);
        take(text::last_part(text), false);
      }
    } else if (kind == Kind::list || kind == Kind::tuple) {
      for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c)) take_text(c, take);
    } else if (kind != Kind::integer && kind != Kind::slice && kind != Kind::unary_operator) {
      take(computed_name, false);
    }
  }

  template <typename Take>
  void targets(NodeId node, Take take) const {
    if (node == no_node) return;
    for (NodeId n = node; n < module_.at(node).next;) {
      const Node& here = module_.at(n);
      switch (here.kind) {
        case Kind::identifier:
          take(module_.text(n));
          break;
        case Kind::attribute:
          take(last_name(module_, n));
          n = here.next;
          continue;
        case Kind::subscript:
          take(last_name(module_, module_.child(n, Field::value)));
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
    std::vector<std::string_view> names;
    targets(target, [&names](std::string_view name) {
      if (names.size() < 64) names.push_back(name);
    });
    references(value, [&](std::string_view from, bool called) {
      for (const std::string_view name : names)
        if (name != from) add(from, name, called, false);
    });
  }

  /// What is returned may be called by whoever calls the function.
  void give_back(NodeId value, std::uint32_t scope) {
    while (module_.scopes[scope].kind == Scope::Kind::comprehension) scope = module_.scopes[scope].parent;
    if (value == no_node || module_.scopes[scope].kind != Scope::Kind::function) return;
    const std::string_view name = module_.functions[module_.scopes[scope].index].name;
    references(value, [&](std::string_view from, bool called) { add(from, name, called, true); });
  }

  /// Names in the patterns stand for parts of the subject.
  void visit_match(NodeId node) {
    const NodeId subject = module_.child(node, Field::subject);
    if (subject == no_node) return;
    for (NodeId n = module_.at(subject).next; n < module_.at(node).next; ++n)
      if (module_.at(n).kind == Kind::case_pattern) connect(n, subject);
  }

  void visit_decorator(NodeId node) {
    const NodeId expression = module_.first(node);
    const NodeId definition = module_.child(module_.at(node).parent, Field::definition);
    if (expression == no_node || definition == no_node) return;
    const NodeId name = module_.child(definition, Field::name);
    if (name == no_node) return;
    const bool is_call = module_.at(expression).kind == Kind::call;
    const std::string_view decorator =
        last_name(module_, is_call ? module_.child(expression, Field::function) : expression);
    add(decorator, module_.text(name), true, false);
    if (!is_call) index_.sites[decorator].push_back({node, no_node});
    if (is_call) index_.sites[{}].push_back({node, no_node});
    pass(module_.text(name), decorator);
  }

  void visit_assignment(NodeId node) {
    const NodeId left = module_.child(node, Field::left);
    const NodeId value = module_.child(node, Field::right);
    if (left == no_node || value == no_node) return;
    for (NodeId n = left; n < module_.at(left).next;
         n = module_.at(n).kind == Kind::attribute ? module_.at(n).next : n + 1) {
      if (module_.at(n).kind != Kind::attribute) continue;
      NodeId inner = value;
      while (module_.at(inner).kind == Kind::assignment && module_.child(inner, Field::right) != no_node)
        inner = module_.child(inner, Field::right);
      store(module_.child(n, Field::object), last_name(module_, n), {no_node, inner, no_node, n, node});
    }
    if (module_.at(left).kind == Kind::subscript) {
      const std::string_view object = last_name(module_, module_.child(left, Field::value));
      if (is_environment_name(object)) index_.environment.push_back(node);
      if (object == "__dict__") {
        const NodeId dict = module_.child(left, Field::value);
        const NodeId key = module_.child(left, Field::subscript);
        const NodeId owner = module_.child(dict, Field::object);
        const auto text = key == no_node ? std::nullopt : constant_text(module_, key);
        const bool plain = text && module_.text(key).size() == text->size() + 2;
        store(owner, plain ? module_.text(key).substr(1, text->size()) : std::string_view(),
              {no_node, value, key, no_node, node});
      }
    }
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

  void visit_call(NodeId call) {
    const NodeId callee = module_.child(call, Field::function);
    const std::string_view name = last_name(module_, callee);
    index_.sites[name].push_back({call, no_node});
    const NodeId list = module_.child(call, Field::arguments);
    if (list == no_node || module_.at(list).kind != Kind::argument_list) return;
    const bool higher = higher_order_of(name) != nullptr;
    const bool method = callee != no_node && module_.at(callee).kind == Kind::attribute;
    const NodeId receiver = method ? module_.child(callee, Field::object) : no_node;
    if (method && (name == "setdefault" || name == "update") &&
        is_environment_name(last_name(module_, receiver)))
      index_.environment.push_back(call);
    if (name == "putenv") index_.environment.push_back(call);
    if (name == "update" && last_name(module_, receiver) == "__dict__")
      store(module_.child(receiver, Field::object), {}, {no_node, no_node, no_node, no_node, call});
    std::size_t position = 0;
    NodeId arguments[3] = {no_node, no_node, no_node};
    for (NodeId c = module_.first(list); c != no_node; c = module_.sibling(c)) {
      NodeId value = c;
      if (module_.at(c).kind == Kind::keyword_argument) {
        value = module_.child(c, Field::value);
        const NodeId keyword = module_.child(c, Field::name);
        if (value != no_node && keyword != no_node && !last_name(module_, value).empty())
          add(last_name(module_, value), module_.text(keyword), false, false);
      } else {
        if (position < 3) arguments[position] = c;
        ++position;
      }
      if (value == no_node) continue;
      const std::string_view referred = last_name(module_, value);
      if (referred.empty()) continue;
      if (higher) index_.sites[referred].push_back({call, value});
      if (module_.at(c).kind != Kind::keyword_argument) pass(referred, name);
      // `todo.append(f)`
      if (method && !last_name(module_, receiver).empty())
        add(referred, last_name(module_, receiver), false, false);
    }
    if (name == "setattr" && arguments[2] != no_node) {
      const auto text = constant_text(module_, arguments[1]);
      const bool plain = text && module_.text(arguments[1]).size() == text->size() + 2;
      store(arguments[0], plain ? module_.text(arguments[1]).substr(1, text->size()) : std::string_view(),
            {no_node, arguments[2], arguments[1], no_node, call});
      if (plain) {
        const std::string_view attribute = module_.text(arguments[1]).substr(1, text->size());
        references(arguments[2],
                   [&](std::string_view from, bool called) { add(from, attribute, called, false); });
      }
    }
  }

  Module& module_;
  NameIndex& index_;
};

}  // namespace

const HigherOrder* higher_order_of(std::string_view name) {
  for (const HigherOrder& row : higher_order)
    if (row.last_name == name) return &row;
  return nullptr;
}

void index_names(Module& module) {
  Indexer(module).run();
}

}  // namespace dockgate::python
