#pragma once
// The demand-driven evaluator: a value is worked out when somebody asks, kept, and never asked of a running
// program. One engine serves one call of calls() or assignments(); it is not shared between threads.

#include <deque>
#include <map>
#include <set>

#include "python/syntax.hpp"

namespace dockgate::python {

/// A node of a module of the program.
struct Ref {
  std::uint32_t module = 0;
  NodeId node = no_node;
  bool operator==(const Ref&) const = default;
};

/// Arguments of one call, splats taken apart where they are known.
struct Arguments {
  std::vector<Argument> items;
  bool open_positional = false;
  bool open_keywords = false;
  std::string open_what;
};
using ArgumentsPtr = std::shared_ptr<const Arguments>;

/// One activation of a function of the program: what its parameters hold in it.
struct Frame {
  std::uint32_t module = 0;
  std::uint32_t function = 0;
  std::vector<ValuePtr> parameters;  // by index; null: ask the callers
  ObjectPtr self;                    // the receiver, for the first parameter
  const Frame* outer = nullptr;      // activation of the function around it
  std::uint32_t id = 0;
  std::uint32_t depth = 0;
};

struct Object {
  enum class Kind { function, klass, instance, library, partial } kind = Kind::library;
  std::uint32_t module = 0;
  std::uint32_t index = 0;  // of the function or class
  const Frame* frame =
      nullptr;             // function, class: the activation it was defined in; instance: that of its making
  ObjectPtr self;          // function: the bound receiver
  ArgumentsPtr arguments;  // partial: those already given; instance, library: those of its making
  ValuePtr inner;          // partial: what it calls
  NodeId node = no_node;   // library, instance: the call that made it
  bool generic = false;    // `self` of whichever object: any class below is meant too
};

using Possibles = std::vector<Possible>;

class Engine {
 public:
  Engine(const std::vector<Loaded>& modules, const Environment& environment);

  std::vector<Call> calls(const CallFilter& filter);
  std::vector<Assignment> assignments();

 private:
  // ---- values.cpp: expressions ----
  ValuePtr eval(Ref at, const Frame* frame);
  Possibles eval_node(Ref at, const Frame* frame);
  Possibles sequence(Ref at, const Frame* frame);
  Possibles dictionary(Ref at, const Frame* frame);
  Possibles comprehension(Ref at, const Frame* frame);
  Possibles conditional(Ref at, const Frame* frame);
  Possibles boolean(Ref at, const Frame* frame);
  Possibles comparison(Ref at, const Frame* frame);
  Possibles binary_chain(Ref at, const Frame* frame);
  Possibles interpolated(Ref at, const Frame* frame);
  Possibles subscript(Ref at, const Frame* frame);
  Possibles attribute(Ref at, const Frame* frame);
  /// All items that iterating over `value` gives.
  Possibles items_of(const Value& value, const Place& at);
  void merge_dict(Dict& into, const Value& from, bool maybe = false);

  // ---- names.cpp ----
  Possibles name(Ref at, const Frame* frame);
  /// The value of `key` in `scope` as seen from node `use` (no_node: at the end); nothing when it is not
  /// bound there.
  std::optional<Possibles> reaching(std::uint32_t module, std::uint32_t scope, std::string_view key,
                                    NodeId use, const Frame* frame);
  std::optional<Possibles> fold(std::uint32_t module, const std::vector<Binding>& bindings,
                                std::string_view key, NodeId use, const Frame* frame);
  Possibles binding_value(std::uint32_t module, const Binding& binding, const Frame* frame);
  void apply_change(std::uint32_t module, const Binding& binding, const Frame* frame, bool maybe,
                    Possibles& values);
  Possibles take_apart(std::uint32_t module, const Binding& binding, Possibles values, const Place& at);
  Possibles imported(std::uint32_t module, const Binding& binding);
  std::string absolute_module(std::uint32_t module, NodeId import) const;
  /// `attribute` of the module or library thing `dotted`.
  Possibles member_of_name(const std::string& dotted, std::string_view attribute, Place at);
  std::optional<Possibles> module_name(std::uint32_t module, std::string_view name);
  std::optional<std::uint32_t> find_module(std::string_view dotted) const;
  const Frame* frame_of(std::uint32_t module, std::uint32_t function, const Frame* frame) const;

  // ---- functions.cpp ----
  struct Caller {
    ArgumentsPtr arguments;
    Place at;
  };
  Possibles parameter(std::uint32_t module, const Binding& binding, const Frame* frame);
  Possibles parameter_from_callers(std::uint32_t module, std::uint32_t function, std::size_t index);
  /// What parameter `index` gets from these arguments; null when they leave it out.
  ValuePtr bound(const Function& function, std::size_t index, const Arguments& arguments, bool skip_self,
                 bool& maybe_absent, const Place& at);
  const std::vector<Caller>& callers(std::uint32_t module, std::uint32_t function);
  void index_calls();
  const std::vector<std::string_view>& callable_parameters();
  bool refers_to(const Value& callee, std::uint32_t module, std::uint32_t function, const Possible** which);
  Arguments arguments(Ref call, const Frame* frame);
  void add_splat(Arguments& into, const Value& value, bool keywords, const Place& at, const Place& whole);
  Possibles invoke(const Possible& callee, const ArgumentsPtr& given, Ref site, const Frame* frame);
  Possibles call_function(const Possible& callee, const Object& function, const ArgumentsPtr& given,
                          Ref site);
  Possibles call_value(Ref at, const Frame* frame);
  const Frame* activate(const Object& function, const Arguments& given, const Place& at);
  ArgumentsPtr joined(const Arguments& first, const Arguments& then) const;

  struct EnvironmentWrite {
    Ref at;
    std::string name;
    ValuePtr value;
    bool only_if_unset = false;
  };

  // ---- library.cpp: what builtins and the standard library do with constants ----
  std::optional<Possibles> library_call(const std::string& dotted, const ArgumentsPtr& given, Ref site);
  std::optional<Possibles> constant_method(const Possible& receiver, std::string_view method,
                                           const Arguments& given, const Place& at);
  const std::vector<EnvironmentWrite>& environment_writes();
  Possibles environment_variable(const Value& name, const ValuePtr& fallback, const Place& at);

  // ---- classes.cpp ----
  Possible function_ref(std::uint32_t module, std::uint32_t function, const Frame* frame, ObjectPtr self);
  Possible class_ref(std::uint32_t module, std::uint32_t klass, const Frame* frame);
  Possibles instantiate(const Possible& klass, const Object& object, const ArgumentsPtr& given, Ref site);
  Possibles member(const Possible& owner, std::string_view attribute, Place at, const Frame* frame);
  std::optional<Possibles> class_member(const ObjectPtr& object, std::string_view attribute, Place at);
  std::optional<Possibles> field_default(std::uint32_t module, const Class& klass, std::string_view attribute,
                                         const ObjectPtr& instance, const Place& at);
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& descendants(std::uint32_t module,
                                                                          std::uint32_t klass);
  std::vector<std::string_view> declared_fields(std::uint32_t module, std::uint32_t klass);
  std::vector<std::string> library_bases(std::uint32_t module, std::uint32_t klass);
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ancestors(std::uint32_t module,
                                                                        std::uint32_t klass);
  Possibles super_of(Ref at, const Frame* frame);
  std::string class_name(std::uint32_t module, std::uint32_t klass) const;
  ObjectPtr self_of(std::uint32_t module, std::uint32_t function, const Frame* frame);

  // ---- options.cpp ----
  std::optional<Possibles> parsed_option(const Object& namespace_, std::string_view attribute,
                                         const Place& at);
  std::optional<Possibles> result_method(const Value& receivers, std::string_view method, Ref site);
  std::optional<Possibles> all_options(const Value& parsed, const Place& at);
  std::optional<Possibles> decorated_parameter(std::uint32_t module, const Function& function,
                                               std::size_t index);
  std::optional<Possibles> declared_default(std::uint32_t module, NodeId fallback, const Place& at);
  std::optional<Possibles> from_command_line(const std::vector<std::string>& flags, bool is_switch,
                                             bool switch_value);
  void index_options();

  // ---- config.cpp ----
  std::optional<Possibles> parse_config(std::string_view format, const Value& text, const Place& at);
  std::optional<Possibles> read_file(const Value& path, const Place& at);

  // ---- calls.cpp ----
  void module_calls(std::uint32_t module, const CallFilter& filter, std::vector<Call>& out);
  void emit(Ref site, const Possible& callee, const ArgumentsPtr& given, const CallFilter& filter,
            bool reference, Place at, Place callee_at, std::vector<Call>& out);
  void references(Ref site, const CallFilter& filter, std::vector<Call>& out);
  void find_interesting(const CallFilter& filter);
  void bases_of(const std::string& dotted, std::vector<std::string>& bases);
  void name_bases(Argument& argument);
  bool may_pass(const Possible& callee, const CallFilter& filter);
  bool class_names_contains(const std::string& dotted);
  bool aliases_to_look_at(std::string_view last) const;
  bool getattr_call(const Module& m, NodeId callee) const;
  std::size_t first_of_module(const std::vector<Call>& calls, const std::string& module) const;
  std::string enclosing_function(std::uint32_t module, NodeId node) const;

  // ---- helpers ----
  const Module& at(std::uint32_t module) const { return *modules_[module].module; }
  Place place(Ref ref) const { return at(ref.module).place(ref.node); }
  /// The first line of a node, shortened for a trace.
  std::string snippet(Ref ref) const;
  bool spend(std::size_t work = 1);

  struct Key {
    std::uint64_t node;
    std::uint32_t frame;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::uint64_t>()(key.node * 0x9e3779b97f4a7c15ull ^ key.frame);
    }
  };
  struct Option {
    std::uint32_t module;
    NodeId call;
    std::string dest;
    std::vector<std::string> flags;
    bool positional = false;
    std::size_t position = 0;
  };
  struct CallSite {
    Ref call;
    NodeId reference = no_node;  // the argument that names the function, when something else calls it
  };

  std::vector<Loaded> modules_;  // those that were read
  const Environment& environment_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;
  std::set<std::string, std::less<>> packages_;  // names above modules, without a file of their own
  std::unordered_map<Key, ValuePtr, KeyHash> memo_;
  std::deque<Frame> frames_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Caller>> callers_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> finding_callers_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      ancestors_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      descendants_;
  bool descendants_ready_ = false;
  std::map<std::pair<std::uint32_t, std::uint32_t>, ObjectPtr> selves_;
  std::unordered_map<std::string_view, std::vector<CallSite>> sites_;  // by last name; "" for other callees
  std::unordered_map<std::string_view, std::set<std::string_view>>
      aliases_;                             // a name and those it is assigned to
  std::set<std::string_view> passed_;       // last names handed to a call, or held in a table
  std::vector<std::string_view> callable_;  // parameters that are called
  bool callable_ready_ = false;
  bool sites_ready_ = false;
  std::set<std::string_view> interesting_;  // further names under which what the filter wants may be called
  bool escapes_ = false;                    // something that the filter wants is handed around as a value
  std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>> class_names_;
  bool class_names_ready_ = false;
  std::vector<EnvironmentWrite> environment_writes_;
  bool environment_writes_ready_ = false;
  std::vector<Option> options_;
  bool options_ready_ = false;
  std::set<std::string, std::less<>> visiting_;  // dotted names being looked up
  std::size_t budget_ = 0;
  std::size_t depth_ = 0;
  std::size_t call_depth_ = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> active_;  // functions being evaluated
};

// ---- possibles.cpp: values as such ----

Possible known(std::string text);
Possible known(bool value);
Possible known(long long value);
Possible unknown(Why why, std::string what, Place at);
Possible name_of(std::string dotted);
Possibles one(Possible possible);
ValuePtr make_value(Possibles possible, Place at);
ValuePtr make_value(Possible possible, Place at);
/// Adds `more` to `into` without repeating equal values; past 8 one Unknown stands for the rest.
void add(Possibles& into, const Possible& more, Place at);
void add(Possibles& into, const Possibles& more, const Place& at);
void add_step(Possibles& values, const Place& at, const std::string& what);
void add_step(Possible& value, Place at, const std::string& what);
bool same(const Possible& a, const Possible& b, int depth = 3);
/// Truth of a value in Python; nothing when it is not known.
std::optional<bool> truth(const Possible& value);
/// str(value) as Python gives it; nothing when it is not known.
std::optional<std::string> as_text(const Possible& value);
const std::string* text_of(const Possible& value);
const Unknown* unknown_of(const Possible& value);
/// "`x` is not known because …": what a derived value lacks, from the first operand that is not known.
Possible derived_unknown(const Possible& a, const Possible& b, Place at);
Possible derived_unknown(const Possible& a, Place at, std::string what = {});
void inherit(Possible& result, const Possible& from);
/// Applies `operation` to every pair of alternatives.
template <typename Operation>
Possibles combine(const Value& a, const Value& b, const Place& at, Operation operation) {
  Possibles out;
  for (const Possible& left : a.possible)
    for (const Possible& right : b.possible) {
      Possible result = operation(left, right);
      inherit(result, left);
      inherit(result, right);
      add(out, result, at);
    }
  return out;
}
template <typename Operation>
Possibles each(const Value& a, const Place& at, Operation operation) {
  Possibles out;
  for (const Possible& value : a.possible) {
    Possible result = operation(value);
    inherit(result, value);
    add(out, result, at);
  }
  return out;
}

// ---- operators.cpp ----

Possible binary(std::string_view op, const Possible& a, const Possible& b, Place at);
std::optional<bool> compare(std::string_view op, const Possible& a, const Possible& b);
Possible index(const Possible& object, const Possible& key, Place at);
/// printf-style and str.format; nothing when a part is not understood.
Possible percent_format(const Possible& format, const Possible& values, Place at);
Possible brace_format(const std::string& format, const Arguments& values, Place at);

// ---- strings.cpp ----

/// A method of str on constants; nothing when it is not one that is followed.
std::optional<Possible> text_method(const std::string& text, std::string_view method,
                                    const std::vector<const Possible*>& arguments, const Place& at);

}  // namespace dockgate::python
