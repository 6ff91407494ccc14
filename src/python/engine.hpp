#pragma once
// The demand-driven evaluator: a value is worked out when somebody asks, kept, and never asked of a running
// program. One engine serves one call of calls() or assignments(); it is not shared between threads.

#include <array>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>

#include "python/budget.hpp"
#include "python/possibles.hpp"
#include "python/syntax.hpp"

namespace dockgate::python {

/// A node of a module of the program.
struct Ref {
  std::uint32_t module = 0;
  NodeId node = no_node;
  bool operator==(const Ref&) const = default;
};

/// Texts that a program executes, at most.
inline constexpr std::size_t max_executed = 64;

/// Depths after which what was cut off is tried again: a value, all callers of a function.
constexpr std::size_t nearer = 16;
constexpr std::size_t much_nearer = 60;

/// Further names that one thing goes by, and those of all that a program may load: in one of few modules; in
/// a larger one, where common names lead everywhere; there, of what says little by its name.
constexpr std::size_t max_names = 128, max_wanted_names = 2048, max_wanted_names_of_many = 256,
                      max_vague_names = 64;
constexpr std::size_t few_modules = 32;
/// How far within one another it is asked what is called, to find callers, in a program of more modules.
constexpr std::size_t max_callee_questions = 5;
/// Work for a question that is worth all that is left.
constexpr std::size_t all_work = std::numeric_limits<std::size_t>::max();
/// Work for a question that says little: what is meant by a name that most things have.
constexpr std::size_t question_budget = 2000;
/// Modules that are looked into for one word of a question that says little.
constexpr std::size_t max_vague_modules = 48;

/// What one module says of what is wanted.
struct ModuleSays {
  std::vector<Call> calls;
  std::vector<Assignment> environment;  // what it writes into the environment
  std::vector<Assignment> assignments;
  std::vector<Flag> flags;
};

/// What was asked of one module while others were looked at.
struct Asked {
  enum Table : unsigned {
    named = 1,    // mentions of names that it does not bind itself
    global = 2,   // those, and of names that it binds outside of functions
    bound = 4,    // all mentions
    sites = 8,    // all calls
    stores = 16,  // attributes that it sets
    derived = 32,
    functions = 64,  // with their parameters
  };
  std::unordered_map<std::string, unsigned> words;  // and in which tables of its index they were looked up
  std::map<std::string, std::string> names;         // what it defines under them; see plain_definition()
  std::unordered_set<std::string> calls;            // names under which it calls nothing of other modules
  bool more = false;                                // anything else
};

class Engine {
 public:
  Engine(const std::vector<Loaded>& modules, const Environment& environment);

  std::vector<Call> calls(const CallFilter& filter, const CallFilter& followed);
  /// The names in `wanted`, which have to outlive the engine.
  void know(const Wanted& wanted) {
    target_calls_ = wanted.target_calls;
    looking_calls_ = wanted.looking_calls;
    libraries_ = wanted.libraries;
    is_library_ = wanted.is_library;
  }
  /// Whether the node stands in a branch or a loop that need not run, as far as its conditions are known.
  bool may_be_skipped(Ref ref);
  std::vector<Assignment> assignments(const std::function<bool(std::string_view)>& counts);
  std::vector<Flag> flags(const std::vector<std::string_view>& names);

  // ---- edited.cpp: one module apart from the others ----
  /// Looks for what is wanted by name. To be called once, before says().
  void prepare(const Wanted& wanted);
  /// What prepare() found, as a text, without what only the module `apart` sees.
  std::string found_names(std::uint32_t apart) const;
  /// What the module says of what is wanted.
  ModuleSays says(std::uint32_t module, const Wanted& wanted);
  /// From now on it is noted what is asked of the module, until asked() is called.
  void watch(std::uint32_t module);
  Asked asked();
  /// Whether the module has the same answers as `before`, its former text.
  bool answers(const Asked& asked, std::uint32_t module, const Module& before);
  /// Whether the order of questions decided nothing: no question came to itself, and no bound on work was
  /// near.
  bool is_of_no_order(std::size_t spent_before) const;
  std::size_t spent() const { return spent_; }

 private:
  // ---- values.cpp: expressions ----
  ValuePtr eval(Ref at, const Frame* frame);
  Possibles eval_node(Ref at, const Frame* frame);
  Possibles sequence(Ref at, const Frame* frame);
  Possibles dictionary(Ref at, const Frame* frame);
  Possibles comprehension(Ref at, const Frame* frame);
  std::optional<Possibles> unrolled(Ref at, NodeId body, const Frame* frame);
  Possibles conditional(Ref at, const Frame* frame);
  Possibles boolean(Ref at, const Frame* frame);
  Possibles comparison(Ref at, const Frame* frame);
  Possibles binary_chain(Ref at, const Frame* frame);
  Possibles interpolated(Ref at, const Frame* frame);
  Possibles subscript(Ref at, const Frame* frame);
  Possibles attribute(Ref at, const Frame* frame);
  std::optional<Possibles> enumeration_method(Ref object, const Possible& value, std::string_view name);
  bool is_enumeration(std::uint32_t module, std::uint32_t klass);
  bool is_mentioned(std::uint32_t module, std::uint32_t klass);
  bool has_mentions(std::uint32_t module, std::uint32_t klass);
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> mentioned_;
  /// All items that iterating over `value` gives.
  Possibles items_of(const Value& value, const Place& at);
  void merge_dict(Dict& into, const Value& from, bool maybe = false);
  /// Lists of pairs as dicts; everything else as it is.
  ValuePtr as_mapping(const ValuePtr& value);

  // ---- names.cpp ----
  Possibles name(Ref at, const Frame* frame);
  /// The value of `key` in `scope` as seen from node `use` (no_node: at the end); nothing when it is not
  /// bound there.
  std::optional<Possibles> reaching(std::uint32_t module, std::uint32_t scope, std::string_view key,
                                    NodeId use, const Frame* frame);
  std::optional<Possibles> fold(std::uint32_t module, const Bindings& bindings, std::string_view key,
                                NodeId use, const Frame* frame);
  /// Whether the conditions around the node are known in this activation of its function, and keep it from
  /// being reached.
  bool never_comes(Ref node, const Frame* frame);
  /// Whether a call in the branch is given an address.
  bool takes_address(Ref branch);
  /// Whether the node stands in a branch that a constant of the program switches off, whoever runs it.
  bool is_switched_off(Ref node);
  std::optional<bool> constant_switch(std::uint32_t module, NodeId condition, int depth);
  std::optional<bool> switch_in(std::uint32_t module, std::string_view name, int depth);
  std::optional<bool> read_switch(std::uint32_t module, std::string_view name, int depth);
  std::map<std::pair<std::uint32_t, std::string>, std::optional<bool>> switches_;
  std::map<std::pair<std::uint32_t, NodeId>, std::optional<bool>> conditions_;  // of `if`
  /// Leaves out of the values of a name, or an attribute, what the conditions around its use exclude.
  void narrow(Ref use, Possibles& values);
  Possibles binding_value(std::uint32_t module, const Binding& binding, const Frame* frame);
  void apply_change(std::uint32_t module, const Binding& binding, const Frame* frame, bool maybe,
                    Possibles& values);
  void apply_function(std::uint32_t module, const Binding& binding, const Frame* frame, bool maybe,
                      Possibles& values);
  bool defines_function(std::string_view name) const;
  Possibles take_apart(std::uint32_t module, const Binding& binding, Possibles values, const Place& at);
  Possibles imported(std::uint32_t module, const Binding& binding);
  std::string absolute_module(std::uint32_t module, NodeId import) const;
  /// `attribute` of the module or library thing `dotted`.
  Possibles member_of_name(const std::string& dotted, std::string_view attribute, Place at,
                           std::uint32_t user = no_node);
  std::optional<Possibles> module_name(std::uint32_t module, std::string_view name);
  std::optional<std::uint32_t> find_module(std::string_view dotted) const;
  /// What `name` is to other modules; nothing when the module does not bind it.
  std::optional<Possibles> bound_in(std::uint32_t module, std::string_view name);
  static std::optional<std::string> plain_definition(const Module& module, std::string_view name);
  /// Whether all that the module calls by this last name is its own, or of libraries.
  bool calls_own_things(std::uint32_t module, std::string_view name);
  /// The same of the watched module, which is noted.
  bool calls_own_things(std::string_view name);
  const Frame* frame_of(std::uint32_t module, std::uint32_t function, const Frame* frame) const;

  // ---- functions.cpp ----
  // ---- aliases.cpp: under which names a thing may be called ----
  /// A name that may stand for a thing, and where.
  struct Alias {
    enum class Where : std::uint8_t {
      here,     // in the scope `home` of `module`
      named,    // attributes, and names that a module has from somewhere else
      global,   // those, and names of any module itself
      keyword,  // those, and parameters of any function
      any,      // wherever the name stands
    };
    std::string_view name;
    Where where = Where::named;
    bool result = false;  // what a call of it gives is the thing
    std::uint32_t module = 0;
    std::uint32_t home = elsewhere;
    bool operator==(const Alias&) const = default;
  };
  struct AliasHash {
    std::size_t operator()(const Alias& alias) const {
      return std::hash<std::string_view>()(alias.name) ^
             ((std::uint64_t{alias.module} << 32 | alias.home) * 4 +
              static_cast<std::size_t>(alias.where) * 2 + (alias.result ? 1 : 0)) *
                 0x9e3779b97f4a7c15ull;
    }
  };
  using Aliases = std::vector<Alias>;
  /// The names of what `name`, as the module binds it, stands for.
  static Aliases aliases_of(std::uint32_t module, const HomedName& name, bool result = false);
  /// The names under which the function or class that is defined at `node` is known.
  Aliases aliases_of(std::uint32_t module, NodeId node, std::string_view name) const;
  bool stands_for(const Alias& alias, std::uint32_t module, std::uint32_t home) const;
  /// Adds to `names` whatever those in it may be called by, the nearest first, as far as names alone tell:
  /// some `most` besides those to which the given ones go at once.
  void spread(Aliases& names, std::size_t most) const;
  /// The same through modules that may name a library; whether that is all.
  bool spread_near(Aliases& names, std::size_t most);
  const Aliases& next_names(const Alias& alias) const;
  void parameters_given(const Handed& handed, const std::function<void(const Alias&)>& reach) const;
  /// What a module says of a name; null: nothing.
  struct Mentions {
    std::uint32_t module = 0;
    const std::vector<CallSite>* sites = nullptr;
    const std::vector<CallSite>* inner_sites = nullptr;
    const std::vector<Flow>* flows = nullptr;
    const std::vector<Handed>* handed = nullptr;
  };
  /// What the alias is assigned to or returned as where it is mentioned.
  void assigned_names(const Alias& alias, const Mentions& mentions,
                      const std::function<void(const Alias&)>& reach) const;
  Mentions mentions_in(std::uint32_t module, std::string_view name) const;
  /// Of all modules, put together once: a common name stands in very many of them.
  const std::vector<Mentions>& mentions_of(std::string_view name) const;
  template <typename Visit>
  void each_mention(const Alias& alias, Visit visit) const {
    if (alias.where == Alias::Where::here) {
      if (alias.module == watched_) ask(alias.name, Asked::bound);
      return visit(mentions_in(alias.module, alias.name));
    }
    ask(alias.name, alias.where == Alias::Where::named    ? Asked::named
                    : alias.where == Alias::Where::global ? Asked::global
                                                          : Asked::bound);
    for (const Mentions& mentions : mentions_of(alias.name)) visit(mentions);
  }
  /// Calls `visit(module, site)` for each place that may call what the alias stands for.
  template <typename Visit>
  void each_site(const Alias& alias, Visit visit) const {
    std::vector<std::pair<std::uint32_t, const CallSite*>> found;  // visits may ask for more
    each_mention(alias, [&](const Mentions& mentions) {
      const auto in = [&](const std::vector<CallSite>* sites) {
        if (sites == nullptr) return;
        for (const CallSite& site : *sites)
          if (site.called == alias.result && stands_for(alias, mentions.module, site.home))
            found.emplace_back(mentions.module, &site);
      };
      in(mentions.sites);
      in(mentions.inner_sites);
    });
    for (const auto& [module, site] : found) visit(module, *site);
  }
  /// The same for every call whose callee is written with this last name.
  template <typename Visit>
  void each_site(std::string_view name, Visit visit) const {
    ask(name, Asked::sites);
    each_holding(name, [&](std::uint32_t module) {
      const auto& sites = index_of(module).sites;
      const auto found = sites.find(name);
      if (found == sites.end()) return;
      for (const CallSite& site : found->second) visit(module, site);
    });
  }
  struct Caller {
    ArgumentsPtr arguments;
    Place at;
  };
  Possibles parameter(std::uint32_t module, const Binding& binding, const Frame* frame);
  Possibles parameter_from_callers(std::uint32_t module, std::uint32_t function, std::size_t index);
  /// What parameter `index` gets from these arguments; null when they leave it out.
  ValuePtr bound(const Function& function, std::size_t index, const Arguments& arguments, bool skip_self,
                 bool& maybe_absent, const Place& at);
  struct Callers {
    std::vector<Caller> sites;
    bool all = true;  // false: the work ran out before all were looked at
  };
  Callers callers(std::uint32_t module, std::uint32_t function);
  Aliases names_to_call(std::uint32_t module, const Function& function);
  std::set<std::pair<std::uint32_t, std::uint32_t>> classes_that_construct(std::uint32_t module,
                                                                           const Function& function);
  bool constructs_another(const std::set<std::pair<std::uint32_t, std::uint32_t>>& family,
                          std::uint32_t module, NodeId call) const;
  NodeId dispatcher_of(const Module& module, NodeId decorator) const;
  bool is_registered_with(std::uint32_t module, std::uint32_t function, const Object& dispatcher);
  bool is_of_another_type(std::uint32_t module, const Function& function, const Arguments& given) const;
  bool refers_to(const Value& callee, std::uint32_t module, std::uint32_t function, const Possible** which);
  Arguments arguments(Ref call, const Frame* frame);
  Arguments handed_on(Ref call, const Arguments& given);
  std::vector<Argument> columns_of(const Argument& rows);
  /// What a decorator is given: the function or class below it.
  Arguments decorated(Ref decorator);
  /// The function as its decorators of the program leave it.
  Possibles decorated_function(std::uint32_t module, std::uint32_t function, const Frame* frame);
  void add_splat(Arguments& into, const Value& value, bool keywords, const Place& at, const Place& whole);
  Possibles invoke(const Possible& callee, const ArgumentsPtr& given, Ref site, const Frame* frame);
  Possibles call_function(const Possible& callee, const Object& function, const ArgumentsPtr& given,
                          Ref site);
  Possibles call_value(Ref at, const Frame* frame);
  const Frame* activate(const Object& function, const Arguments& given, const Place& at);
  ArgumentsPtr joined(const Arguments& first, const Arguments& then) const;
  ArgumentsPtr given_to(const Object& partial, const Arguments& given) const;
  std::optional<Possibles> object_method(const Possible& receiver, std::string_view method,
                                         const ArgumentsPtr& given, Ref site);

  struct EnvironmentWrite {
    Ref at;
    std::string name;
    ValuePtr value;
    bool only_if_unset = false;
  };

  // ---- library.cpp: what builtins and the standard library do with constants ----
  std::optional<Possibles> library_call(const std::string& dotted, const ArgumentsPtr& given, Ref site);
  Possible format_text(const std::string& format, const Arguments& values, const Place& at);
  std::optional<Possibles> constant_method(const Possible& receiver, std::string_view method,
                                           const Arguments& given, const Place& at);
  const std::vector<EnvironmentWrite>& environment_writes();
  Possibles environment_variable(const Value& name, const ValuePtr& fallback, const Place& at);

  // ---- classes.cpp ----
  Possible function_ref(std::uint32_t module, std::uint32_t function, const Frame* frame, ObjectPtr self);
  Possible class_ref(std::uint32_t module, std::uint32_t klass, const Frame* frame);
  Possibles instantiate(const Possible& klass, const Object& object, const ArgumentsPtr& given, Ref site);
  Possibles member(const Possible& owner, std::string_view attribute, Place at, Ref site);
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

  // ---- constructors.cpp ----
  /// The nearest `__init__` among the classes of `line` from `from` on: module and function.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> constructor_of(
      const std::vector<std::pair<std::uint32_t, std::uint32_t>>& line, std::size_t from) const;
  void add_given_steps(const Frame& frame, const Place& where);
  const Frame* constructor_frame(const ObjectPtr& object, std::uint32_t module, std::uint32_t function);
  const Frame* base_constructor(const ObjectPtr& object, std::pair<std::uint32_t, std::uint32_t> from,
                                const Frame* frame, std::pair<std::uint32_t, std::uint32_t> wanted, int hops);

  // ---- flags.cpp ----
  std::optional<Flag> flag_at(Ref ref, const std::vector<std::string_view>& names);

  // ---- objects.cpp ----
  std::optional<Possibles> namespace_member(const Possible& value, std::string_view attribute,
                                            const Place& where);
  std::optional<Possible> own_items(const Possible& value);
  std::optional<Possible> object_dict(const Possible& value, const Place& at);
  std::optional<Possible> object_with(const Possible& value, const Arguments& given, std::size_t skipped);
  std::optional<Possibles> answered(const Possible& owner, std::string_view method, const Value& key,
                                    Ref site);
  Possibles entered(const Value& value, Ref site);
  bool comes_from_elsewhere(std::uint32_t module, NodeId object) const;
  bool is_set_on(const Possible& owner, const Possible& object);
  Possibles stored(const Possible& owner, std::string_view attribute, std::uint32_t except_module,
                   const Place& at);
  using StoresOf = std::vector<std::pair<std::uint32_t, const std::vector<Store>*>>;
  /// Those of all modules under `attribute`, put together once.
  const StoresOf& stores_of(std::string_view attribute) const;
  Possibles updated_attribute(Ref call, std::string_view attribute);
  Possibles named_attribute(Ref key, Ref value, std::string_view attribute);
  Possible local_names(Ref site, const Frame* frame);
  Possibles captured(std::uint32_t module, const Binding& binding, const Frame* frame);

  // ---- executed.cpp: code in texts ----
  /// The module made of the code in `text`, which the call at `site` runs; nothing when there are too many.
  std::optional<std::uint32_t> add_text(const Possible& text, Ref site);
  text::MappedText placed_text(const Possible& text, Ref site) const;
  void execute(std::string_view dotted, const Arguments& given, Ref site);
  Possibles evaluated_text(const Value& text, Ref site);
  /// Reads a module that is imported by a name worked out at run time.
  void load_module(const std::string& dotted);
  void add_executed(const Arguments& given, Ref site, Dict& names);
  bool is_executed(std::uint32_t module) const { return executed_from_.contains(module); }

  // ---- collections.cpp ----
  std::optional<Possibles> collection_call(std::string_view dotted, const ArgumentsPtr& given, Ref site);
  std::optional<Possibles> named_tuple(const Result& made, const Arguments& given);
  std::optional<Possibles> getter_call(const Result& getter, const Arguments& given, Ref site);
  Possibles item_of(const Possible& object, const Possible& key, Ref site);

  // ---- look_ups.cpp: what finds or calls a thing by what it is given ----
  std::optional<Possibles> look_up_call(std::string_view dotted, const ArgumentsPtr& given, Ref site);
  Possibles named_by_text(std::string_view text, Ref site);
  std::optional<std::string> module_in(const std::string& file);

  // ---- text_tools.cpp: regular expressions, templates and tables in texts ----
  std::optional<Possibles> text_tool_call(std::string_view dotted, const Arguments& given, Ref site);
  std::optional<Possibles> rendered(const Result& made, std::string_view method, const Arguments& given,
                                    Ref site);

  // ---- resources.cpp ----
  std::optional<std::string> package_folder(std::string_view dotted) const;
  Possibles expanded_variables(std::string_view text, const Place& where);
  std::optional<Possibles> resource_call(std::string_view dotted, const Arguments& given, const Place& where);

  // ---- settings.cpp: variables and files that libraries read for the program ----
  Possibles environment_has(const Value& name, bool set, const Place& where);
  std::optional<Possibles> settings_call(std::string_view dotted, const ArgumentsPtr& given, Ref site);
  std::optional<Possibles> reader_call(const Result& reader, std::string_view method,
                                       const ArgumentsPtr& given, Ref site);
  std::optional<Possibles> section_of(const Result& reader, std::string_view name, Ref site);
  const Dict& dotenv_values();
  ValuePtr read_variables(const std::string& path, Ref site);
  std::optional<Possible> read_sections(const Result& reader, Ref site);
  Possibles cast_setting(Possibles values, std::string_view type, const Place& at);
  ValuePtr composed(const std::string& folder, const std::string& name, Ref site);
  Possibles context_variable(const Object& made, const Argument* fallback, const Place& where);
  Possible substituted(const std::string& text, const Dict& values, const Place& at) const;
  ValuePtr interpolated_config(const ValuePtr& value, const ValuePtr& root, Ref site, int depth);
  std::string beside(std::uint32_t module, std::string_view path) const;

  // ---- options.cpp ----
  std::optional<Possibles> parsed_option(const Object& namespace_, std::string_view attribute,
                                         const Place& at);
  std::optional<Possibles> result_method(const Value& receivers, std::string_view method, Ref site);
  std::optional<Possibles> all_options(const Value& parsed, const Place& at);
  std::optional<Possibles> default_of_map(std::uint32_t module, const Function& function,
                                          const std::string& option);
  std::optional<Possibles> decorated_parameter(std::uint32_t module, const Function& function,
                                               std::size_t index);
  std::optional<Possibles> annotated_default(std::uint32_t module, const Parameter& parameter,
                                             const Place& at);
  std::optional<Possibles> declared_default(std::uint32_t module, NodeId fallback, const Place& at);
  bool take_option_files(std::vector<ValuePtr>& words, const Place& where);
  std::optional<Possibles> from_command_line(const std::vector<ValuePtr>& words,
                                             const std::vector<std::string>& flags, bool is_switch,
                                             bool switch_value) const;
  void index_options();
  void index_options(std::string_view declares);

  // ---- command_line.cpp ----
  Possibles command_word(long long position, const Place& at) const;
  Possible command_words(std::size_t from, bool complete, const Place& at) const;
  ValuePtr with_words(ValuePtr value);
  std::optional<Possibles> positional_word(std::size_t position,
                                           const std::function<bool(std::string_view)>& is_switch) const;
  std::optional<Possibles> framework_parameter(std::uint32_t module, std::uint32_t function,
                                               std::size_t index);
  std::optional<Possibles> absl_flag(std::string_view name, const Place& at);
  std::optional<Possibles> parsed_fields(const Value& classes, Ref site);

  // ---- config.cpp ----
  std::optional<Possibles> parse_config(std::string_view format, const Value& text, const Place& at);
  std::optional<Possibles> read_file(const Value& path, const Place& at);
  /// The text of an open file, or of lines in a list; of what is neither, why it is not known.
  Possibles lines_read(const Possible& file, const Place& at);

  // ---- calls.cpp, references.cpp ----
  std::optional<std::string> written_name(Ref callee) const;
  void module_calls(std::uint32_t module, const CallFilter& filter, std::vector<Call>& out);
  Assignment assignment_of(const EnvironmentWrite& write);
  void module_assignments(std::uint32_t module, const std::function<bool(std::string_view)>& counts,
                          std::vector<Assignment>& out);
  std::set<std::uint32_t> modules_with_flags(const std::vector<std::string_view>& names) const;
  void module_flags(std::uint32_t module, const std::vector<std::string_view>& names, std::vector<Flag>& out);
  void emit(Ref site, const Possible& callee, const ArgumentsPtr& given, const CallFilter& filter,
            bool reference, Place at, Place callee_at, std::vector<Call>& out);
  bool add_later_arguments(Ref site, Arguments& passed);
  void references(Ref site, const CallFilter& filter, std::vector<Call>& out);
  bool is_called_elsewhere(std::uint32_t module, NodeId target) const;
  void target_call(Ref site, const Value& mapping, const Arguments& more, const CallFilter& filter, int depth,
                   std::vector<Call>& out);
  std::span<const std::string_view> target_calls_, looking_calls_;
  std::function<std::span<const std::string_view>(std::string_view)> libraries_;
  std::function<bool(std::string_view)> is_library_;
  CallFilter followed_;
  std::unordered_set<std::string_view>
      wanted_classes_;  // below something that is wanted, and what else they are below
  void bases_of(const std::string& dotted, std::vector<std::string>& bases);
  void name_bases(Argument& argument);
  bool may_pass(const Possible& callee, const CallFilter& filter);
  bool own_definition(const Possible& callee);
  bool class_names_contains(const std::string& dotted);
  std::optional<std::pair<std::uint32_t, std::uint32_t>> class_by_name(std::string_view dotted) const;
  std::string enclosing_function(std::uint32_t module, NodeId node) const;

  // ---- candidates.cpp: which calls may be what is wanted ----
  void find_interesting(const CallFilter& filter, const CallFilter& followed);
  /// Whether something that the module calls by this last name may be a library's that is wanted.
  bool may_be_of_a_library(std::uint32_t module, std::string_view name) const;
  std::span<const std::string_view> libraries_of(std::string_view name) const;
  bool begins_with_a_library(std::string_view dotted) const;
  bool imports_a_library(std::uint32_t module) const;
  /// Whether a `super().__init__(…)` there may be a call of something that is wanted.
  bool stands_in_wanted_class(std::uint32_t module, NodeId node) const;
  /// Whether the argument may be something that the filter wants, as far as names tell.
  bool may_hand_on(std::uint32_t module, NodeId argument, const CallFilter& filter) const;
  bool is_interesting(std::uint32_t module, std::string_view name, std::uint32_t home, bool result) const;
  std::vector<std::pair<NodeId, bool>> calls_to_look_at(std::uint32_t module, const CallFilter& filter) const;
  /// Whether each module has to be looked into for calls that `filter` wants.
  std::vector<bool> modules_to_look_at(const CallFilter& filter) const;

  // ---- modules.cpp: which modules have to be looked into ----
  const Module& at(std::uint32_t module) const {
    if (module == watched_) asked_.more = true;
    return module_of(module);
  }
  /// What stands in the module by name; see Asked.
  const NameIndex& index_of(std::uint32_t module) const { return module_of(module).index; }
  const Module& module_of(std::uint32_t module) const {
    const Loaded& loaded = modules_[module];
    return loaded.module ? *loaded.module : parsed(module);
  }
  /// The name is about to be looked up in all modules that hold it.
  void ask(std::string_view word, Asked::Table table) const {
    if (watched_ != no_node) asked_.words[std::string(word)] |= table;
  }
  const Module& parsed(std::uint32_t module) const;
  /// What a word is looked for as: anything, a function or class, a base of one, an attribute that is set.
  enum class As : std::uint8_t { word, definition, base, attribute };
  /// The modules that were given whose text holds the word; of those that the program adds itself, none.
  const std::vector<std::uint32_t>& holding(std::string_view word, As as = As::word) const;
  /// Calls `visit` for each module whose index may have `word`, in their order. What has no name ("" and
  /// names that are put together) is only looked for in modules that were looked into before.
  template <typename Visit>
  void each_holding(std::string_view word, Visit visit, As as = As::word) const {
    const std::vector<std::uint32_t> found = holding(word, as);  // visits may ask for more
    for (const std::uint32_t module : found)
      if (!near_ || modules_[module].relevant) visit(module);
    for (std::uint32_t module = given_; module < modules_.size(); ++module) visit(module);
  }

  // ---- helpers ----
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
  mutable std::vector<Loaded> modules_;  // those that were read, and then texts that they execute
  std::uint32_t given_ = 0;              // how many were read
  /// By word: the modules that may hold it, and how many of them had been looked into then.
  mutable std::array<std::unordered_map<std::string, std::pair<std::vector<std::uint32_t>, std::size_t>>, 4>
      holding_;
  bool near_ = false;                   // names are looked for in modules that name a library only
  mutable std::size_t read_later_ = 0;  // modules that were looked into since they were given
  struct KnownMentions {
    std::vector<Mentions> mentions;
    std::size_t modules = 0;  // how many there were; later ones may say more
  };
  mutable std::array<std::unordered_map<std::string_view, KnownMentions>, 2> mentions_;  // all; near ones
  struct KnownStores {
    StoresOf stores;
    std::size_t modules = 0, read = 0;  // how many there were, and read_later_ then
  };
  mutable std::unordered_map<std::string, KnownStores> stores_;
  struct NextNames {
    Aliases names;
    std::size_t modules = 0;  // how many there were; later ones may say more
  };
  mutable std::array<std::unordered_map<Alias, NextNames, AliasHash>, 2> next_names_;  // all; near ones
  std::map<std::uint32_t, Ref> executed_from_;
  std::map<std::pair<std::uint64_t, std::string>, std::uint32_t> executed_;
  const Environment& environment_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;
  std::set<std::string, std::less<>> packages_;  // names above modules, without a file of their own
  /// A value that was worked out, or is being worked out.
  struct Memo {
    ValuePtr value;         // null while it is worked out
    std::size_t depth = 0;  // how deep it is worked out, or was where the depth cut it short; else 0
  };
  /// What held when a value was begun.
  struct Progress {
    std::size_t cuts, dropped, low, waiting;
  };
  Progress begin();
  ValuePtr begun(const Memo& memo, const std::string& what, const Place& at);
  ValuePtr finished(const Key& key, ValuePtr value, const Progress& before);
  void drop_self(Possibles& values);
  std::unordered_map<Key, Memo, KeyHash> memo_;
  /// A part of a table that is being filled: who comes to it again finds less than there will be.
  using Filling = std::tuple<const void*, std::uint32_t, std::uint32_t>;
  class Fill {
   public:
    Fill(Engine& engine, const Filling& filling)
        : engine_(engine), at_(engine.filling_.insert(filling)), whole_(engine.budget_, engine.bound_) {}
    ~Fill() { engine_.filling_.erase(at_); }
    Fill(const Fill&) = delete;
    Fill& operator=(const Fill&) = delete;

   private:
    Engine& engine_;
    std::multiset<Filling>::iterator at_;
    Whole whole_;
  };
  void come_to(const Filling& filling) {
    if (!filling_.empty() && filling_.contains(filling)) ++circles_;
  }
  std::multiset<Filling> filling_;  // one may be met within itself, for another object
  std::size_t circles_ =
      0;                  // questions that came to themselves; what is found then may depend on their order
  std::size_t cuts_ = 0;  // values that the depth cut short
  std::size_t retries_ = 2000, caller_retries_ = 60;  // how often that is tried again, far within others
  bool retry(std::size_t& left) const;
  /// Whether common names lead everywhere; see few_modules.
  bool is_large() const { return modules_.size() > few_modules; }
  /// The work that finding out what `name` is may take.
  std::size_t worth(std::string_view name) const;
  /// The same for what a call is of whose callee is written so.
  std::size_t worth_of_callee(std::string_view name) const;
  /// Whether the question at hand is not worth looking at all modules that hold the word; it is given up
  /// then.
  bool leads_too_far(std::string_view word, As as = As::word);
  /// eval() with at most so much work.
  ValuePtr eval_within(Ref at, std::size_t most);
  std::size_t dropped_ = 0;  // values that were left out because they were still worked out
  /// How deep the outermost value is that was asked for while it was worked out.
  std::size_t low_ = std::numeric_limits<std::size_t>::max();
  std::vector<Key> waiting_;  // made with a value that was not there yet
  std::deque<Frame> frames_;
  struct FoundCallers {
    std::vector<Caller> sites;
    std::size_t depth = 0;  // how deep they were looked for where the depth cut that short; else 0
    bool all = true;        // false: the work ran out
    bool near = false;      // other names were looked for in modules that name a library only
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, FoundCallers> callers_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> finding_callers_;  // and how deep
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      ancestors_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      descendants_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, ObjectPtr> selves_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>,
           const Frame*>
      constructor_frames_;  // by class, its making, constructor; null while it is worked out
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::optional<Possibles>>
      decorated_;  // by module, function, frame; empty while it is worked out
  /// Further names under which what the filter wants may be called.
  std::unordered_map<std::string_view, Aliases> interesting_;
  std::vector<EnvironmentWrite> environment_writes_;
  bool environment_writes_ready_ = false;
  Dict dotenv_;
  bool dotenv_ready_ = false;
  std::vector<Option> options_;
  bool options_ready_ = false;
  std::set<std::string, std::less<>> visiting_;         // dotted names being looked up
  std::set<std::pair<std::uint32_t, NodeId>> storing_;  // stores being worked out
  std::size_t budget_ = 0;
  std::size_t callee_questions_ = 0;  // what is called at some place, asked within one another
  Bound bound_;                       // of the question at hand
  std::size_t spent_ = 0;             // of all budgets
  std::size_t deepest_ = 0, deepest_call_ = 0;
  std::vector<bool> looked_at_, read_first_;  // modules, by prepare(), and those that it looked into
  std::set<std::uint32_t> flagged_;           // modules that may hold flags
  std::uint32_t watched_ = no_node;           // a module
  mutable Asked asked_;                       // of it
  std::unique_ptr<Engine> aside_;  // answers about it, so that nothing here rests on how they were found
  std::size_t depth_ = 0;
  std::size_t call_depth_ = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> active_;  // functions being evaluated
};

}  // namespace dockgate::python
