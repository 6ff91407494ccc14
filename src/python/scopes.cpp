// Scopes and what binds each name in them: one pass over the nodes in source order.

#include <algorithm>
#include <unordered_set>

#include "python/syntax.hpp"

namespace dockgate::python {
namespace {

constexpr std::string_view changing_methods[] = {
    "append", "extend",  "insert",  "update",      "setdefault", "pop",        "add",       "clear",
    "remove", "popitem", "popleft", "__setitem__", "put",        "appendleft", "put_nowait"};

/// Functions that end the process.
constexpr std::string_view process_ends[] = {"sys.exit", "exit", "quit", "os._exit", "os.abort"};

class ScopeFinder {
 public:
  explicit ScopeFinder(Module& module) : module_(module) {}

  void run() {
    module_.scopes.push_back({});
    for (NodeId node = 0; node < module_.nodes.size(); ++node) {
      place_in_scope(node);
      open(node);
    }
    // What binds a name looks at nodes further down, whose scope is known only now.
    for (NodeId node = 0; node < module_.nodes.size(); ++node) visit(node);
    hand_down_changes();
  }

 private:
  static bool is_comprehension(Kind kind) {
    return kind == Kind::list_comprehension || kind == Kind::set_comprehension ||
           kind == Kind::dictionary_comprehension || kind == Kind::generator_expression;
  }

  /// Scope, branch and deadness of a node follow from its parent.
  void place_in_scope(NodeId node) {
    Node& here = module_.nodes[node];
    if (here.parent == no_node) return;
    const Node& parent = module_.nodes[here.parent];
    here.scope = parent.scope;
    here.arm = parent.arm;
    here.dead = parent.dead || (!left_.empty() && left_.contains(here.parent));
    // Nothing follows in a block behind a statement that leaves it.
    if (here.next < parent.next && (parent.kind == Kind::block || parent.kind == Kind::module) &&
        leaves_block(node))
      left_.insert(here.parent);
    switch (parent.kind) {
      case Kind::function_definition:
      case Kind::lambda:
        if (here.field == Field::body || here.field == Field::parameters) {
          here.scope = module_.functions[module_.function_at[here.parent]].scope;
          if (here.field == Field::body) here.arm = node;
        }
        break;
      case Kind::class_definition:
        if (here.field == Field::body) here.scope = module_.classes[module_.class_at[here.parent]].scope;
        break;
      case Kind::default_parameter:
      case Kind::typed_default_parameter:
      case Kind::typed_parameter:
        // Defaults and annotations are evaluated where the function is defined.
        if (here.field == Field::value || here.field == Field::type)
          here.scope = module_.scopes[parent.scope].parent;
        break;
      case Kind::if_statement:
      case Kind::elif_clause:
      case Kind::while_statement:
        if (parent.kind == Kind::while_statement && here.field == Field::body) {
          here.arm = node;
          const NodeId condition = module_.child(here.parent, Field::condition);
          here.dead = here.dead || (condition != no_node && never_true(condition));
        } else if (here.field == Field::consequence) {
          if (parent.kind == Kind::if_statement) here.arm = node;
          const NodeId condition = module_.child(here.parent, Field::condition);
          here.dead = here.dead || (condition != no_node && never_true(condition));
        }
        break;
      case Kind::for_statement:
      case Kind::try_statement:
        if (here.field == Field::body) here.arm = node;
        break;
      default:
        if (is_comprehension(parent.kind)) here.scope = comprehension_scope(here.parent);
    }
    if (here.kind == Kind::elif_clause || here.kind == Kind::else_clause ||
        here.kind == Kind::except_clause || here.kind == Kind::case_clause)
      here.arm = node;
  }

  /// Whether a statement surely ends what its block does: `return`, `raise`, `continue`, `sys.exit(1)`.
  bool leaves_block(NodeId node) const {
    switch (module_.at(node).kind) {
      case Kind::return_statement:
      case Kind::raise_statement:
      case Kind::continue_statement:
      case Kind::break_statement:
        return true;
      case Kind::expression_statement:
        break;
      default:
        return false;
    }
    const NodeId call = module_.first(node);
    if (call == no_node || module_.at(call).kind != Kind::call) return false;
    const std::string_view callee = module_.text(module_.child(call, Field::function));
    return std::find(std::begin(process_ends), std::end(process_ends), callee) != std::end(process_ends);
  }

  bool never_true(NodeId condition) const {
    while (module_.at(condition).kind == Kind::parenthesized_expression &&
           module_.first(condition) != no_node)
      condition = module_.first(condition);
    const std::string_view text = module_.text(condition);
    return text == "False" || text == "0" || text == "TYPE_CHECKING" || text == "typing.TYPE_CHECKING" ||
           text == "t.TYPE_CHECKING";
  }

  std::uint32_t comprehension_scope(NodeId node) const {
    const auto found = comprehensions_.find(node);
    return found == comprehensions_.end() ? module_.at(node).scope : found->second;
  }

  std::uint32_t open_scope(Scope::Kind kind, NodeId node, std::uint32_t index) {
    module_.scopes.push_back({kind, module_.at(node).scope, node, index, {}, {}, {}});
    return static_cast<std::uint32_t>(module_.scopes.size() - 1);
  }

  std::string dotted(NodeId node, std::string_view name) const {
    const Scope& scope = module_.scopes[module_.at(node).scope];
    std::string prefix;
    if (scope.kind == Scope::Kind::function) prefix = module_.functions[scope.index].dotted;
    if (scope.kind == Scope::Kind::klass) prefix = module_.classes[scope.index].dotted;
    // Deeply nested definitions would make names quadratic in the size of the file.
    if (prefix.empty() || prefix.size() > 500) return std::string(name);
    return (prefix += '.') += name;
  }

  // ---- bindings ----

  /// The scope that a plain name assigned at `node` belongs to.
  std::uint32_t home(NodeId node, std::string_view name, bool walrus = false) const {
    std::uint32_t scope = module_.at(node).scope;
    while (walrus && module_.scopes[scope].kind == Scope::Kind::comprehension)
      scope = module_.scopes[scope].parent;
    return module_.scopes[scope].globals.contains(name) ? outer_owner(scope, name) : scope;
  }
  /// global: the module; nonlocal: the nearest function around that has the name.
  std::uint32_t outer_owner(std::uint32_t scope, std::string_view name) const {
    for (std::uint32_t up = module_.scopes[scope].parent; up != 0; up = module_.scopes[up].parent)
      if (module_.scopes[up].kind == Scope::Kind::function && module_.scopes[up].names.contains(name))
        return up;
    return 0;
  }

  void bind(NodeId at, std::string_view name, Binding binding, bool walrus = false) {
    const std::uint32_t scope = home(at, name, walrus);
    binding.deferred = scope != module_.at(at).scope && !walrus;
    module_.scopes[scope].names[name].push_back(binding);
  }

  /// A dotted text as a key: the source's own bytes where they have no blanks.
  std::string_view key_of(NodeId node) {
    std::string text = dotted_text(module_, node);
    if (text == module_.text(node)) return module_.text(node);
    if (text.empty()) return {};
    owned_.push_back(std::make_unique<std::string>(std::move(text)));
    return *owned_.back();
  }

  /// Binds every name in a target: `a`, `a, (b, *c)`, `self.x`, `d["k"]`.
  void bind_target(NodeId root, Binding::Kind kind, NodeId value, NodeId effect) {
    if (root == no_node) return;
    const NodeId end = module_.at(root).next;
    for (NodeId node = root; node < end;) {
      Binding binding;
      binding.kind = kind;
      binding.node = node;
      binding.root = root;
      binding.value = value;
      binding.effect = effect;
      switch (module_.at(node).kind) {
        case Kind::identifier:
          bind(node, module_.text(node), binding);
          break;
        case Kind::attribute:
          bind_attribute(node, binding);
          node = module_.at(node).next;
          continue;
        case Kind::subscript: {
          const NodeId object = module_.child(node, Field::value);
          if (object != no_node && node == root && kind == Binding::Kind::assign) {
            binding.kind = Binding::Kind::set_item;
            bind_change(object, binding);
          }
          node = module_.at(node).next;
          continue;
        }
        case Kind::pattern_list:
        case Kind::tuple_pattern:
        case Kind::list_pattern:
        case Kind::list_splat_pattern:
        case Kind::tuple:
        case Kind::list:
        case Kind::expression_list:
        case Kind::as_pattern_target:
        case Kind::parenthesized_expression:
          break;
        default:
          node = module_.at(node).next;
          continue;
      }
      ++node;
    }
  }

  void bind_attribute(NodeId node, const Binding& binding) {
    const std::string_view key = key_of(node);
    if (key.empty()) return;
    module_.scopes[module_.at(node).scope].names[key].push_back(binding);
    add_member(node, binding);
  }

  /// `self.x = …`: also a member of the class whose method this is.
  void add_member(NodeId attribute, Binding binding) {
    const NodeId object = module_.child(attribute, Field::object);
    const NodeId name = module_.child(attribute, Field::attribute);
    if (object == no_node || name == no_node || module_.at(object).kind != Kind::identifier) return;
    std::uint32_t scope = module_.at(attribute).scope;
    // A function within the method has the same `self`, unless it is given one of its own.
    const auto is_inner = [&](const Scope& here) {
      if (here.kind != Scope::Kind::function) return true;
      const Function& function = module_.functions[here.index];
      return function.owner == no_node &&
             std::none_of(function.parameters.begin(), function.parameters.end(),
                          [&](const Parameter& own) { return own.name == module_.text(object); });
    };
    while (scope != 0 && is_inner(module_.scopes[scope])) scope = module_.scopes[scope].parent;
    if (scope == 0) return;
    const Function& function = module_.functions[module_.scopes[scope].index];
    if (function.owner == no_node || function.parameters.empty() || function.is_static ||
        function.parameters.front().name != module_.text(object))
      return;
    module_.classes[function.owner].members[module_.text(name)].push_back(binding);
  }

  void bind_change(NodeId object, const Binding& binding) {
    const std::string_view key = key_of(object);
    if (key.empty()) return;
    module_.scopes[module_.at(object).scope].names[key].push_back(binding);
    if (module_.at(object).kind == Kind::attribute) add_member(object, binding);
  }

  // ---- nodes ----

  /// Opens the scope that a node makes.
  void open(NodeId node) {
    const Node& here = module_.at(node);
    switch (here.kind) {
      case Kind::function_definition:
      case Kind::lambda:
        return open_function(node);
      case Kind::class_definition:
        return open_class(node);
      case Kind::list_comprehension:
      case Kind::set_comprehension:
      case Kind::dictionary_comprehension:
      case Kind::generator_expression:
        comprehensions_[node] = open_scope(Scope::Kind::comprehension, node, 0);
        return;
      case Kind::global_statement:
      case Kind::nonlocal_statement:
        for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c))
          module_.scopes[here.scope].globals.insert(module_.text(c));
        return;
      default:
        return;
    }
  }

  void visit(NodeId node) {
    const Node& here = module_.at(node);
    switch (here.kind) {
      case Kind::identifier:
        if (here.parent != no_node) visit_parameter(node);
        return;
      case Kind::import_statement:
      case Kind::import_from_statement:
        return visit_import(node);
      case Kind::assignment: {
        if (module_.child(node, Field::right) == no_node) return;
        const NodeId value = assigned_value(module_, node);
        bind_target(module_.child(node, Field::left),
                    value == no_node ? Binding::Kind::opaque : Binding::Kind::assign, value, here.next);
        return;
      }
      case Kind::augmented_assignment: {
        Binding binding;
        binding.kind = Binding::Kind::augment;
        binding.node = node;
        binding.value = module_.child(node, Field::right);
        binding.effect = here.next;
        const NodeId target = module_.child(node, Field::left);
        if (target == no_node) return;
        if (module_.at(target).kind == Kind::identifier) bind(target, module_.text(target), binding);
        // `os.environ |= {…}` stays the environment.
        if (module_.at(target).kind == Kind::attribute && module_.text(target) != "os.environ")
          bind_attribute(target, binding);
        return;
      }
      case Kind::named_expression: {
        const NodeId name = module_.child(node, Field::name);
        if (name == no_node) return;
        Binding binding;
        binding.kind = Binding::Kind::assign;
        binding.node = binding.root = name;
        binding.value = module_.child(node, Field::value);
        binding.effect = here.next;
        // In a comprehension the element stands before the condition that gives the name.
        const bool inside = module_.scopes[here.scope].kind == Scope::Kind::comprehension;
        for (NodeId around = inside ? here.parent : no_node; around != no_node;
             around = module_.at(around).parent)
          if (is_comprehension(module_.at(around).kind)) binding.effect = around + 1;
        bind(name, module_.text(name), binding, true);
        return;
      }
      case Kind::for_statement:
      case Kind::for_in_clause: {
        const NodeId body = module_.child(node, Field::body);
        bind_target(module_.child(node, Field::left), Binding::Kind::iterate,
                    module_.child(node, Field::right),
                    here.kind == Kind::for_in_clause || body == no_node ? 0 : body);
        return;
      }
      case Kind::as_pattern:
        return visit_as(node);
      case Kind::case_pattern:
        return visit_case(node);
      case Kind::return_statement:
        if (Function* function = function_of(here.scope)) function->returns.push_back(module_.first(node));
        return;
      case Kind::yield:
        if (Function* function = function_of(here.scope))
          if (module_.first(node) != no_node) function->yields.push_back(module_.first(node));
        return;
      case Kind::call:
        return visit_call(node);
      case Kind::delete_statement:
        return visit_delete(node);
      default:
        return;
    }
  }

  Function* function_of(std::uint32_t scope) {
    while (module_.scopes[scope].kind == Scope::Kind::comprehension) scope = module_.scopes[scope].parent;
    return module_.scopes[scope].kind == Scope::Kind::function
               ? &module_.functions[module_.scopes[scope].index]
               : nullptr;
  }

  std::vector<NodeId> decorators_of(NodeId definition) const {
    std::vector<NodeId> found;
    const NodeId parent = module_.at(definition).parent;
    if (parent == no_node || module_.at(parent).kind != Kind::decorated_definition) return found;
    for (NodeId c = module_.first(parent); c != no_node; c = module_.sibling(c))
      if (module_.at(c).kind == Kind::decorator && module_.first(c) != no_node)
        found.push_back(module_.first(c));
    return found;
  }

  void open_function(NodeId node) {
    const auto index = static_cast<std::uint32_t>(module_.functions.size());
    Function function;
    function.node = node;
    const NodeId name = module_.child(node, Field::name);
    const bool is_lambda = module_.at(node).kind == Kind::lambda;
    function.name = name == no_node ? lambda_name : module_.text(name);
    function.dotted = dotted(node, function.name);
    const Scope& around = module_.scopes[module_.at(node).scope];
    if (around.kind == Scope::Kind::klass && !is_lambda) function.owner = around.index;
    function.decorators = decorators_of(node);
    for (const NodeId decorator : function.decorators) {
      const std::string_view text = last_name(module_, decorator);
      function.is_static = function.is_static || text == "staticmethod";
      function.is_class_method = function.is_class_method || text == "classmethod";
      function.is_property =
          function.is_property || text == "property" || text == "cached_property" || text == "computed_field";
    }
    if (function.name == "__new__" || function.name == "__init_subclass__" ||
        function.name == "__class_getitem__")
      function.is_class_method = true;
    const NodeId body = module_.child(node, Field::body);
    if (is_lambda) {
      if (body != no_node) function.returns.push_back(body);
    } else {
      function.falls_through = body == no_node || falls_through(body);
    }
    function.scope = open_scope(Scope::Kind::function, node, index);
    module_.functions.push_back(std::move(function));
    module_.function_at[node] = index;
    if (name != no_node) {
      Binding binding;
      binding.kind = Binding::Kind::function;
      binding.node = node;
      binding.effect = module_.at(node).next;
      binding.index = index;
      bind(node, module_.text(name), binding);
    }
  }

  /// Whether the end of a block can be reached, as far as its last statement shows.
  bool falls_through(NodeId block) const {
    NodeId last = no_node;
    for (NodeId c = module_.first(block); c != no_node; c = module_.sibling(c)) last = c;
    if (last == no_node) return true;
    switch (module_.at(last).kind) {
      case Kind::return_statement:
      case Kind::raise_statement:
        return false;
      case Kind::with_statement:
      case Kind::while_statement:
        return false;  // ends with what stands inside, which is looked at on its own
      case Kind::if_statement:
      case Kind::try_statement: {
        bool complete = module_.at(last).kind == Kind::try_statement;
        for (NodeId c = module_.first(last); c != no_node; c = module_.sibling(c)) {
          const Node& part = module_.at(c);
          complete = complete || part.kind == Kind::else_clause;
          if (part.kind == Kind::finally_clause) continue;
          NodeId inner = part.kind == Kind::block ? c : no_node;
          for (NodeId d = module_.first(c); inner == no_node && d != no_node; d = module_.sibling(d))
            if (module_.at(d).kind == Kind::block) inner = d;
          if (inner == no_node) continue;
          NodeId end = no_node;
          for (NodeId d = module_.first(inner); d != no_node; d = module_.sibling(d)) end = d;
          if (end == no_node || (module_.at(end).kind != Kind::return_statement &&
                                 module_.at(end).kind != Kind::raise_statement))
            return true;
        }
        return !complete;
      }
      default:
        return true;
    }
  }

  void open_class(NodeId node) {
    const auto index = static_cast<std::uint32_t>(module_.classes.size());
    Class klass;
    klass.node = node;
    const NodeId name = module_.child(node, Field::name);
    if (name != no_node) klass.name = module_.text(name);
    klass.dotted = dotted(node, klass.name);
    const NodeId bases = module_.child(node, Field::superclasses);
    if (bases != no_node)
      for (NodeId c = module_.first(bases); c != no_node; c = module_.sibling(c))
        if (module_.at(c).kind != Kind::keyword_argument) klass.bases.push_back(c);
    klass.decorators = decorators_of(node);
    klass.scope = open_scope(Scope::Kind::klass, node, index);
    module_.classes.push_back(std::move(klass));
    module_.class_at[node] = index;
    if (name == no_node) return;
    Binding binding;
    binding.kind = Binding::Kind::klass;
    binding.node = node;
    binding.effect = module_.at(node).next;
    binding.index = index;
    bind(node, module_.text(name), binding);
  }

  /// Whether a `*` or `*rest` stands before a parameter. The function has the parameters before it.
  bool follows_separator(const Function& function, NodeId list, NodeId node) const {
    NodeId c = module_.first(list);
    if (!function.parameters.empty()) {
      const Parameter& before = function.parameters.back();
      if (before.kind == Parameter::Kind::keyword_only || before.kind == Parameter::Kind::rest) return true;
      c = before.node;
      while (module_.at(c).parent != list) c = module_.at(c).parent;
    }
    for (; c != no_node && c < node; c = module_.sibling(c))
      if (module_.at(c).kind == Kind::keyword_separator) return true;
    return false;
  }

  /// An identifier in a parameter list is a parameter, unless it belongs to a default or an annotation.
  void visit_parameter(NodeId node) {
    NodeId outer = node;
    Parameter parameter;
    NodeId parent = module_.at(outer).parent;
    for (int level = 0; level < 3 && parent != no_node;
         ++level, outer = parent, parent = module_.at(parent).parent) {
      const Node& above = module_.at(parent);
      if (above.kind == Kind::parameters || above.kind == Kind::lambda_parameters) break;
      if (above.kind == Kind::default_parameter || above.kind == Kind::typed_default_parameter) {
        if (module_.at(outer).field != Field::name) return;
        parameter.fallback = module_.child(parent, Field::value);
        parameter.type = module_.child(parent, Field::type);
      } else if (above.kind == Kind::typed_parameter) {
        if (module_.at(outer).field == Field::type) return;
        parameter.type = module_.child(parent, Field::type);
      } else if (above.kind == Kind::list_splat_pattern) {
        parameter.kind = Parameter::Kind::rest;
      } else if (above.kind == Kind::dictionary_splat_pattern) {
        parameter.kind = Parameter::Kind::keywords;
      } else {
        return;
      }
    }
    if (parent == no_node ||
        (module_.at(parent).kind != Kind::parameters && module_.at(parent).kind != Kind::lambda_parameters))
      return;
    const auto found = module_.function_at.find(module_.at(parent).parent);
    if (found == module_.function_at.end()) return;
    Function& function = module_.functions[found->second];
    parameter.name = module_.text(node);
    parameter.node = node;
    if (parameter.kind == Parameter::Kind::normal && follows_separator(function, parent, node))
      parameter.kind = Parameter::Kind::keyword_only;
    Binding binding;
    binding.kind = Binding::Kind::parameter;
    binding.node = node;
    binding.index = found->second;
    binding.value = static_cast<NodeId>(function.parameters.size());
    function.parameters.push_back(parameter);
    module_.scopes[function.scope].names[parameter.name].push_back(binding);
  }

  void visit_import(NodeId node) {
    const bool from = module_.at(node).kind == Kind::import_from_statement;
    for (NodeId c = module_.first(node); c != no_node; c = module_.sibling(c)) {
      const Node& part = module_.at(c);
      if (part.kind == Kind::wildcard_import) module_.scopes[part.scope].stars.push_back(node);
      if (part.field != Field::name) continue;
      Binding binding;
      binding.kind = from ? Binding::Kind::import_from : Binding::Kind::import_module;
      binding.node = c;
      binding.root = node;
      binding.effect = module_.at(node).next;
      NodeId name = c;
      if (part.kind == Kind::aliased_import) name = module_.child(c, Field::alias);
      if (name != no_node && module_.at(name).kind == Kind::dotted_name) name = module_.first(name);
      if (name == no_node) continue;
      bind(c, module_.text(name), binding);
    }
  }

  /// `with value as target`, `except Type as name`, and the same inside `case`.
  void visit_as(NodeId node) {
    const NodeId target = module_.child(node, Field::alias);
    const NodeId value = module_.first(node);
    const NodeId parent = module_.at(node).parent;
    if (target == no_node && value != no_node && module_.at(value).kind == Kind::case_pattern) {
      const NodeId name = module_.sibling(value);
      if (name != no_node && module_.at(name).kind == Kind::identifier)
        bind_capture(name, module_.at(node).next);
    }
    if (target == no_node || parent == no_node) return;
    const bool with = module_.at(parent).kind == Kind::with_item;
    bind_target(target, with ? Binding::Kind::context : Binding::Kind::opaque, value, module_.at(node).next);
  }

  /// Names captured by a pattern: single identifiers that are not dotted.
  void visit_case(NodeId node) {
    const NodeId inner = module_.first(node);
    if (inner == no_node || module_.at(inner).kind != Kind::dotted_name || module_.child_count(inner) != 1)
      return;
    bind_capture(inner, module_.at(node).next);
  }

  void bind_capture(NodeId name, NodeId effect) {
    Binding binding;
    binding.kind = Binding::Kind::opaque;
    binding.node = binding.root = name;
    binding.effect = effect;
    NodeId around = module_.at(name).parent;
    while (around != no_node && module_.at(around).kind != Kind::match_statement)
      around = module_.at(around).parent;
    if (around != no_node) {
      binding.kind = Binding::Kind::capture;
      binding.value = module_.child(around, Field::subject);
      if (binding.value == no_node) binding.kind = Binding::Kind::opaque;
    }
    bind(name, module_.text(name), binding);
  }

  /// `del table["key"]` changes the table.
  void visit_delete(NodeId node) {
    for (NodeId target = node + 1; target < module_.at(node).next;) {
      if (module_.at(target).kind == Kind::expression_list) {
        ++target;
        continue;
      }
      const NodeId object =
          module_.at(target).kind == Kind::subscript ? module_.child(target, Field::value) : no_node;
      if (object != no_node) {
        Binding binding;
        binding.kind = Binding::Kind::change;
        binding.node = target;
        binding.effect = module_.at(node).next;
        bind_change(object, binding);
      }
      target = module_.at(target).next;
    }
  }

  void visit_call(NodeId node) {
    module_.calls.push_back(node);
    const NodeId callee = module_.child(node, Field::function);
    if (callee == no_node) return;
    const NodeId given = module_.child(node, Field::arguments);
    const NodeId first = given == no_node ? no_node : module_.first(given);
    Binding binding;
    binding.kind = Binding::Kind::change;
    binding.node = node;
    binding.effect = module_.at(node).next;
    if (module_.at(callee).kind == Kind::identifier && first != no_node) {
      const std::string_view name = module_.text(callee);
      if (name == "setattr") return bind_change(first, binding);
      if (name == "exec" && module_.sibling(first) != no_node)
        return bind_change(module_.sibling(first), binding);
    }
    for (NodeId c = first; c != no_node; c = module_.sibling(c)) {
      const bool named = module_.at(c).kind == Kind::keyword_argument;
      const NodeId value = named ? module_.child(c, Field::value) : c;
      if (value == no_node || module_.at(value).kind != Kind::identifier || !is_own_dict(value)) continue;
      binding.value = value;
      bind_change(value, binding);
      binding.value = no_node;
    }
    if (module_.at(callee).kind != Kind::attribute) return;
    const std::string_view method = last_name(module_, callee);
    if (std::find(std::begin(changing_methods), std::end(changing_methods), method) ==
        std::end(changing_methods))
      return;
    const NodeId object = module_.child(callee, Field::object);
    if (object != no_node) bind_change(object, binding);
  }

  /// Whether a name has a dict that is made in the same scope: who is given it may change it.
  bool is_own_dict(NodeId name) const {
    const auto& names = module_.scopes[module_.at(name).scope].names;
    const auto found = names.find(module_.text(name));
    if (found == names.end()) return false;
    constexpr std::ptrdiff_t latest = 64;  // a name that is bound over and over costs at each call
    const Bindings& bindings = found->second;
    const auto first = bindings.end() - std::min<std::ptrdiff_t>(latest, std::ssize(bindings.all()));
    return std::any_of(first, bindings.end(), [&](const Binding& binding) {
      if (binding.kind != Binding::Kind::assign || binding.node != binding.root || binding.value == no_node)
        return false;
      const Kind kind = module_.at(binding.value).kind;
      return kind == Kind::dictionary ||
             (kind == Kind::call && module_.text(binding.value).starts_with("dict("));
    });
  }

  /// A change to a name of an outer scope happens at some time: it moves to where the name is bound.
  void hand_down_changes() {
    for (std::uint32_t scope = 1; scope < module_.scopes.size(); ++scope) {
      if (module_.scopes[scope].kind == Scope::Kind::klass) continue;
      for (auto& [key, bindings] : module_.scopes[scope].names) {
        if (bindings.binds()) continue;
        const std::string_view head = key.substr(0, key.find('.'));
        if (head != key && module_.scopes[scope].names.contains(head)) continue;
        std::uint32_t up = scope;
        while (up != 0) {
          up = module_.scopes[up].parent;
          if (module_.scopes[up].kind == Scope::Kind::klass) continue;
          const auto found = module_.scopes[up].names.find(key);
          if (found == module_.scopes[up].names.end() || !found->second.binds()) continue;
          const bool immediate = module_.scopes[scope].kind == Scope::Kind::comprehension;
          for (Binding moved : bindings) {
            moved.deferred = !immediate;
            found->second.push_back(moved);
          }
          break;
        }
      }
    }
    for (Scope& scope : module_.scopes)
      for (auto& [key, bindings] : scope.names) bindings.put_in_order();
    module_.dotted_texts = std::move(owned_);
  }

  Module& module_;
  std::unordered_map<NodeId, std::uint32_t> comprehensions_;
  std::unordered_set<NodeId> left_;  // blocks whose rest is not reached
  std::vector<std::unique_ptr<std::string>> owned_;
};

}  // namespace

void find_scopes(Module& module) {
  ScopeFinder(module).run();
}

}  // namespace dockgate::python
