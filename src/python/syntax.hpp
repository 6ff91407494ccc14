#pragma once
// The tree of one Python file as a flat array in source order, so that every pass over it is a loop, whatever
// the nesting; and its scopes with what binds each name.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "python/program.hpp"

namespace dockgate::python {

enum class Kind : std::uint8_t {
  other,
  aliased_import,
  argument_list,
  as_pattern,
  as_pattern_target,
  assert_statement,
  assignment,
  attribute,
  augmented_assignment,
  await,
  binary_operator,
  block,
  boolean_operator,
  break_statement,
  call,
  case_clause,
  case_pattern,
  class_definition,
  comparison_operator,
  concatenated_string,
  conditional_expression,
  continue_statement,
  decorated_definition,
  decorator,
  default_parameter,
  delete_statement,
  dictionary,
  dictionary_comprehension,
  dictionary_splat,
  dictionary_splat_pattern,
  dotted_name,
  elif_clause,
  ellipsis,
  else_clause,
  escape_interpolation,
  escape_sequence,
  except_clause,
  exec_statement,
  expression_list,
  expression_statement,
  false_literal,
  finally_clause,
  float_literal,
  for_in_clause,
  for_statement,
  function_definition,
  generator_expression,
  global_statement,
  identifier,
  if_clause,
  if_statement,
  import_from_statement,
  import_prefix,
  import_statement,
  integer,
  interpolation,
  keyword_argument,
  keyword_separator,
  lambda,
  lambda_parameters,
  list,
  list_comprehension,
  list_pattern,
  list_splat,
  list_splat_pattern,
  match_statement,
  module,
  named_expression,
  none,
  nonlocal_statement,
  not_operator,
  operator_token,  // the token of an operator: its text says which
  pair,
  parameters,
  parenthesized_expression,
  pattern_list,
  positional_separator,
  print_statement,
  raise_statement,
  relative_import,
  return_statement,
  set,
  set_comprehension,
  slice,
  string,
  string_content,
  string_end,
  string_start,
  subscript,
  true_literal,
  try_statement,
  tuple,
  tuple_pattern,
  type,
  typed_default_parameter,
  typed_parameter,
  unary_operator,
  while_statement,
  wildcard_import,
  with_item,
  with_statement,
  yield,
};

enum class Field : std::uint8_t {
  none,
  alias,
  alternative,
  argument,
  arguments,
  attribute,
  body,
  condition,
  consequence,
  definition,
  expression,
  format_specifier,
  function,
  key,
  left,
  module_name,
  name,
  object,
  operator_token,
  parameters,
  right,
  subject,
  subscript,
  superclasses,
  type,
  type_conversion,
  value,
};

/// Index of a node; children follow their parent, so a subtree is the range [index, next).
using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffffu;

struct Node {
  std::uint32_t begin = 0;  // bytes of the module's text
  std::uint32_t end = 0;
  NodeId parent = no_node;
  NodeId next = 0;  // the first node after this subtree
  NodeId arm = 0;   // nearest enclosing branch (or itself): a part that may or may not run; 0 outside of all
  std::uint32_t scope = 0;
  Kind kind = Kind::other;
  Field field = Field::none;
  bool dead = false;  // under `if False:` or `if TYPE_CHECKING:`, or behind `return`
};

/// One thing that gives or changes the value of a name (or of a dotted text such as "self.rev") in a scope.
struct Binding {
  enum class Kind : std::uint8_t {
    import_module,  // node: dotted_name or aliased_import
    import_from,    // node: dotted_name or aliased_import inside import_from_statement
    function,       // index: functions
    klass,          // index: classes
    assign,         // value, taken apart by the target's place in `root`
    iterate,        // one item of value, taken apart likewise
    context,        // what `with value as` gives
    parameter,      // index: functions; node: the parameter
    opaque,         // except, del: bound to something that is not followed
    capture,        // a name in a case pattern; value: the subject
    augment,        // node: augmented_assignment
    set_item,       // node: subscript target; value
    change,         // node: call that changes it (update, append, setattr …), or `x[key]` in `del x[key]`;
                    // value: the argument, where a function of the program is given it
  };
  Kind kind = Kind::opaque;
  bool deferred = false;  // happens in another scope, at an unknown time
  NodeId node = no_node;  // the target or defining node
  NodeId root = no_node;  // the outermost target that `value` is assigned to
  NodeId value = no_node;
  NodeId effect = 0;  // visible from this node on
  std::uint32_t index = 0;

  bool changes() const { return kind == Kind::augment || kind == Kind::set_item || kind == Kind::change; }
};

/// What binds one name in a scope, in source order; whether any of it imports or binds is known at once,
/// since a name is looked up more often than it is bound.
class Bindings {
 public:
  void push_back(const Binding& binding) {
    all_.push_back(binding);
    imports_ = imports_ || binding.kind == Binding::Kind::import_module ||
               binding.kind == Binding::Kind::import_from;
    binds_ = binds_ || !binding.changes();
  }
  void put_in_order() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Binding& a, const Binding& b) { return a.node < b.node; });
  }
  const std::vector<Binding>& all() const { return all_; }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }
  std::size_t size() const { return all_.size(); }
  bool empty() const { return all_.empty(); }
  const Binding& operator[](std::size_t i) const { return all_[i]; }
  const Binding& back() const { return all_.back(); }
  const Binding& front() const { return all_.front(); }
  bool imports() const { return imports_; }
  /// Whether something gives the name a value, and not all only changes what it has.
  bool binds() const { return binds_; }

 private:
  std::vector<Binding> all_;
  bool imports_ = false;
  bool binds_ = false;
};

struct Scope {
  enum class Kind : std::uint8_t { module, klass, function, comprehension } kind = Kind::module;
  std::uint32_t parent = 0;
  NodeId node = 0;
  std::uint32_t index = 0;  // of the function or class
  std::unordered_map<std::string_view, Bindings> names;
  std::unordered_set<std::string_view> globals;
  std::vector<NodeId> stars;  // import_from_statement with `*`
};

struct Parameter {
  enum class Kind : std::uint8_t {
    normal,
    keyword_only,
    positional_only,
    rest,
    keywords
  } kind = Kind::normal;
  std::string_view name;
  NodeId node = no_node;
  NodeId fallback = no_node;  // the default's expression
  NodeId type = no_node;
};

struct Function {
  NodeId node = 0;  // function_definition or lambda
  std::uint32_t scope = 0;
  std::string dotted;  // "Loader.load"; lambda_name for a lambda
  std::string_view name;
  std::vector<Parameter> parameters;
  std::vector<NodeId> decorators;  // their expressions
  std::vector<NodeId> returns;     // expressions; no_node for a bare `return`
  std::vector<NodeId> yields;
  std::uint32_t owner = no_node;  // index of the class it stands in
  bool is_static = false;
  bool is_class_method = false;
  bool is_property = false;
  bool falls_through = false;  // its last statement neither returns nor raises
};

struct Class {
  NodeId node = 0;
  std::uint32_t scope = 0;
  std::string dotted;
  std::string_view name;
  std::vector<NodeId> bases;                               // expressions
  std::vector<NodeId> decorators;                          // their expressions
  std::unordered_map<std::string_view, Bindings> members;  // `self.x = …` in its methods
};

/// What lambdas are called. In a NameIndex its home is the scope of the lambda itself.
inline constexpr std::string_view lambda_name = "<lambda>";

/// The home of a name that its module does not bind itself: an attribute, an import, a builtin.
inline constexpr std::uint32_t elsewhere = 0xffffffffu;
/// The home of a name whose thing is meant under whatever name others have it.
inline constexpr std::uint32_t anywhere = 0xfffffffeu;

/// A name and the scope of its module that binds it, or `elsewhere`.
struct HomedName {
  std::string_view name;
  std::uint32_t home = elsewhere;
  bool operator==(const HomedName&) const = default;
};

/// Where a name goes on to: `to = name`, `to = name(…)` (called), `return name` inside `to` (returned).
struct Flow {
  std::uint32_t home = elsewhere;  // of the name
  HomedName to;
  bool called = false;
  bool returned = false;
  bool operator==(const Flow&) const = default;
};

/// A name in what a call is given: `callee(name)`, `callee(key=[name])`, `callee(name(…))` (called).
struct Handed {
  std::uint32_t home = elsewhere;  // of the name
  std::string_view callee;         // its last name
  std::string_view keyword;        // empty: by position
  std::uint32_t position = 0;      // from 0; any_position behind `*arguments`
  bool called = false;
  bool inner = false;  // what the callee gives is called with it: `callee(…)(name)`
  bool operator==(const Handed&) const = default;
};
inline constexpr std::uint32_t any_position = 0xffffffffu;

/// A place that may call what a name stands for.
struct CallSite {
  NodeId call = no_node;           // the call, or the decorator
  NodeId reference = no_node;      // the argument that names it, when something else calls it
  std::uint32_t home = elsewhere;  // of the name
  bool called = false;             // what a call of it gives is called
};

/// An attribute that is set on something else than `self`: `a.b = value`, setattr(a, "b", value).
struct Store {
  NodeId object = no_node;
  NodeId value = no_node;
  NodeId key = no_node;     // the name's expression, where setattr has no constant
  NodeId target = no_node;  // for taking the value apart; no_node for setattr
  NodeId node = no_node;    // the whole of it
};

/// What refers to what by name alone, found once a file: a first choice for the questions of the evaluator.
struct NameIndex {
  std::unordered_map<std::string_view, std::vector<CallSite>> sites;  // by last name; "" for other callees
  /// Calls of something that has no name, by the names in it: `table[key](…)`, `make()(…)`.
  std::unordered_map<std::string_view, std::vector<CallSite>> inner_sites;
  std::unordered_map<std::string_view, std::vector<Flow>> flows;
  std::unordered_map<std::string_view, std::vector<Handed>> handed;
  std::unordered_map<std::string_view, std::vector<Store>>
      stores;  // by attribute; "" where it is not constant
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> derived;  // last name of a base → classes
  /// Functions by name, constructors by the name of their class.
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> functions;
  /// By a class that gets its fields by position: their names.
  std::unordered_map<std::string_view, std::vector<std::string_view>> fields;
  std::vector<NodeId> environment;  // statements that may write the environment
  bool computed_imports = false;    // modules are imported by names that are put together
};

/// See program.hpp. Everything here is filled by parse() and never changes.
class Module {
 public:
  MappedText source;
  std::vector<Node> nodes;
  std::vector<Problem> problems;
  bool asks_for_paths = false;  // somewhere `exists(…)`, `isdir(…)` … may be called
  std::vector<Scope> scopes;
  std::vector<Function> functions;
  std::vector<Class> classes;
  std::unordered_map<NodeId, std::uint32_t> function_at;  // function_definition, lambda
  std::unordered_map<NodeId, std::uint32_t> class_at;
  std::vector<NodeId> calls;                               // all call nodes, in order
  std::vector<std::unique_ptr<std::string>> dotted_texts;  // keys that do not stand in the text as they are
  std::unordered_map<NodeId, std::string>
      plain_names;  // identifiers that Python reads in another form (NFKC)
  NameIndex index;

  const Node& at(NodeId node) const { return nodes[node]; }
  std::string_view text(NodeId node) const {
    if (!plain_names.empty() && nodes[node].kind == Kind::identifier)
      if (const auto plain = plain_names.find(node); plain != plain_names.end()) return plain->second;
    return source.view().substr(nodes[node].begin, nodes[node].end - nodes[node].begin);
  }
  Place place(NodeId node) const { return source.place({nodes[node].begin, nodes[node].end}); }
  bool contains(NodeId outer, NodeId inner) const { return outer <= inner && inner < nodes[outer].next; }
  /// First child in `field`, or no_node.
  NodeId child(NodeId node, Field field) const;
  /// Child number `number` (from 0), or no_node.
  NodeId child(NodeId node, std::size_t number) const;
  NodeId first(NodeId node) const { return node + 1 < nodes[node].next ? node + 1 : no_node; }
  NodeId sibling(NodeId node) const {
    const NodeId parent = nodes[node].parent;
    return parent != no_node && nodes[node].next < nodes[parent].next ? nodes[node].next : no_node;
  }
  std::size_t child_count(NodeId node) const;
};

/// Reads the source into `module.nodes` with tree-sitter.
void read_tree(Module& module);
/// Finds scopes and bindings; after read_tree.
void find_scopes(Module& module);
/// Fills the index; after find_scopes.
void index_names(Module& module);

/// The name under which the index keeps what is looked up by a text that is not written out: getattr(x, a +
/// b).
inline constexpr std::string_view computed_name = "\x02";

/// Library functions that call what they are given.
struct HigherOrder {
  std::string_view last_name;
  std::size_t function;   // position of the function among the positional arguments; 99: a keyword only
  std::size_t arguments;  // position of the first argument handed on; 99: none in this form
};
/// The row of the function with this last name, or null.
const HigherOrder* higher_order_of(std::string_view name);

/// "a.b.c" for identifier and attribute chains, without blanks; "" for anything else or beyond 16 parts.
std::string dotted_text(const Module& module, NodeId node);
/// What `a = b = value` gives each target; assignments nest to the right. no_node for a declaration without a
/// value, and before the last 100 targets.
NodeId assigned_value(const Module& module, NodeId assignment);
/// The last name of a callee: "c" for `a.b.c` and `f().c`, "f" for `f`; "" when it is no name.
std::string_view last_name(const Module& module, NodeId callee);
/// The name at an identifier, or the attribute at an attribute, and what binds it.
HomedName homed(const Module& module, NodeId node);
/// The expression that the site calls, or no_node: of a decorator what it names, else the argument or the
/// callee.
NodeId callee_of(const Module& module, const CallSite& site);
/// Text of a string that has no interpolation (adjacent strings joined); nothing for other nodes.
std::optional<std::string> constant_text(const Module& module, NodeId node);
/// Decodes one string_content piece. `raw`: no escapes; `format`: `{{` is `{`.
std::string decode_content(std::string_view content, bool raw, bool bytes, bool format);

}  // namespace dockgate::python
