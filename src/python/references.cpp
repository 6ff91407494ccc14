// What is handed on to something that calls it: `submit(load, x)`, `partial(load, x)`, `{"a": load}`.

#include <algorithm>

#include "python/engine.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

/// What a list, tuple or dict is made of.
bool is_table_part(Kind kind) {
  return kind == Kind::dictionary || kind == Kind::pair || kind == Kind::list || kind == Kind::tuple ||
         kind == Kind::set || kind == Kind::parenthesized_expression;
}

/// Calls whose arguments are only looked at, never called.
constexpr std::string_view looking[] = {"isinstance",
                                        "issubclass",
                                        "cast",
                                        "hasattr",
                                        "type",
                                        "print",
                                        "repr",
                                        "id",
                                        "TypeVar",
                                        "signature",
                                        "getsource",
                                        "iscoroutinefunction",
                                        "NewType",
                                        "len",
                                        "str",
                                        "super",
                                        "getattr",
                                        "setattr",
                                        "delattr",
                                        "callable",
                                        "Union",
                                        "Optional",
                                        "dict",
                                        "list",
                                        "tuple",
                                        "set",
                                        "frozenset",
                                        "zip",
                                        "enumerate",
                                        "sorted",
                                        "reversed",
                                        "iter",
                                        "append",
                                        "extend",
                                        "insert",
                                        "add",
                                        "update",
                                        "setdefault",
                                        "__setitem__",
                                        "OrderedDict",
                                        "ChainMap",
                                        "SimpleNamespace",
                                        "Namespace",
                                        "MappingProxyType",
                                        "copy",
                                        "deepcopy",
                                        "nullcontext",
                                        "wraps",
                                        "update_wrapper",
                                        "get",
                                        "pop",
                                        "ContextVar"};

/// Calls that call a class they are given as well.
constexpr std::string_view calling[] = {
    "submit",      "to_thread", "run_in_executor", "map",       "starmap",  "Thread",
    "Process",     "partial",   "apply_async",     "imap",      "filter",   "run_in_threadpool",
    "defaultdict", "run_sync",  "Factory",         "Singleton", "Callable", "Resource",
    "Timer",       "enter",     "enterabs",        "add_job",   "add_task", "call_later",
    "start_soon",  "enqueue"};

/// Where a call takes the arguments of what it calls later as a list, and behind it as a dict: `Timer(5.0, f,
/// [], {})`; 0 where it does not.
std::size_t places_of_arguments(std::string_view outer) {
  if (outer == "Timer" || outer == "add_job") return 2;
  return outer == "enter" || outer == "enterabs" ? 3 : 0;
}

/// Whether something is called by the name of the key under which the value stands: `{"go": partial(…)}` of a
/// namespace.
bool is_called_by_key(const Module& m, NodeId node) {
  for (NodeId parent = m.at(node).parent; parent != no_node; node = parent, parent = m.at(parent).parent) {
    if (m.at(parent).kind == Kind::pair) {
      const NodeId key = m.child(parent, Field::key);
      const auto text = key == no_node ? std::nullopt : constant_text(m, key);
      return text && m.index.sites.contains(*text);
    }
    if (m.at(parent).kind != Kind::call && m.at(parent).kind != Kind::argument_list) return false;
  }
  return false;
}

/// What a value stands in, behind calls that only hand it on: `x = staticmethod(value)`.
NodeId holder_of(const Module& m, NodeId node) {
  for (NodeId parent = m.at(node).parent; parent != no_node; node = parent, parent = m.at(parent).parent) {
    if (m.at(parent).kind == Kind::argument_list) continue;
    const std::string_view callee = m.at(parent).kind == Kind::call && m.at(node).kind == Kind::argument_list
                                        ? last_name(m, m.child(parent, Field::function))
                                        : std::string_view();
    if (callee != "staticmethod" && callee != "lru_cache" && callee != "cache")
      return m.at(node).kind == Kind::argument_list ? node : parent;
  }
  return no_node;
}

bool is_one_of(std::string_view word, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, word) != end;
}

}  // namespace

/// Adds what `submit(partial(f, x), y)` gives `f` besides x; `site` is the partial. False where that is not
/// known.
bool Engine::add_later_arguments(Ref site, Arguments& passed) {
  const Module& m = at(site.module);
  const NodeId list = m.at(site.node).parent;
  const NodeId call = list == no_node ? no_node : m.at(list).parent;
  if (call == no_node || m.at(list).kind != Kind::argument_list || m.at(call).kind != Kind::call)
    return false;
  const HigherOrder* row = higher_order_of(last_name(m, m.child(call, Field::function)));
  if (row == nullptr || row->arguments == 99) return false;
  const Arguments given = arguments({site.module, call}, nullptr);
  if (given.open_positional || given.open_keywords) return false;
  std::size_t seen = 0;
  for (const Argument& argument : given.items)
    if (!argument.keyword.empty() || seen++ >= row->arguments) passed.items.push_back(argument);
  return true;
}

/// Whether another module calls, by its name, what this one assigns to the name at `target`.
bool Engine::is_called_elsewhere(std::uint32_t module, NodeId target) const {
  const HomedName name = homed(at(module), target);
  if (name.name.empty() || name.home != 0) return false;
  bool found = false;
  each_site(Alias{name.name, Alias::Where::named},
            [&](std::uint32_t other, const CallSite&) { found = found || other != module; });
  return found;
}

/// References handed to something that will call them: `map(pickle.load, files)`, `pool.submit(load_dataset,
/// "x")`.
void Engine::references(Ref site, const CallFilter& filter, std::vector<Call>& out) {
  const Module& m = at(site.module);
  const NodeId list = m.child(site.node, Field::arguments);
  if (list == no_node || m.at(list).kind != Kind::argument_list) return;
  const NodeId callee = m.child(site.node, Field::function);
  const std::string_view outer = last_name(m, callee);
  if (is_one_of(outer, std::begin(looking), std::end(looking)) ||
      std::find(looking_calls_.begin(), looking_calls_.end(), outer) != looking_calls_.end())
    return;
  const bool calls_it = is_one_of(outer, std::begin(calling), std::end(calling));
  if (!filter && !calls_it) return;
  std::size_t position = 0;
  for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) {
    NodeId value = c;
    std::string_view keyword_name;
    if (m.at(c).kind == Kind::keyword_argument) {
      value = m.child(c, Field::value);
      const NodeId keyword_node = m.child(c, Field::name);
      if (keyword_node != no_node) keyword_name = m.text(keyword_node);
    } else {
      ++position;
    }
    if (value == no_node) continue;
    const std::string_view last = last_name(m, value);
    if (last.empty() || (filter && !may_hand_on(site.module, value, filter))) continue;
    const bool class_like = text::is_upper(last.front());
    if (class_like && !calls_it) continue;
    const ValuePtr referred = eval_within({site.module, value}, worth(last));
    const auto calls_method = [&](const Possible& p) {
      const auto* made = std::get_if<Result>(&p.value);
      return outer == "map" && made != nullptr && made->callee == "operator.methodcaller";
    };
    const bool library = std::any_of(
        referred->possible.begin(), referred->possible.end(),
        [&](const Possible& p) { return std::holds_alternative<Name>(p.value) || calls_method(p); });
    if (!library) continue;
    // What may as well be an object that the program made is handed on as such, unless it is sure to be
    // called.
    if (!calls_it && higher_order_of(outer) == nullptr &&
        std::any_of(referred->possible.begin(), referred->possible.end(),
                    [](const Possible& p) { return std::holds_alternative<Result>(p.value); }))
      continue;
    // A function of the program is looked into: what it does with its parameter shows there.
    const ValuePtr outer_value = eval_within({site.module, callee}, worth(last));
    const auto* first = &outer_value->possible.front().value;
    if (std::holds_alternative<FunctionRef>(*first) || std::holds_alternative<ClassRef>(*first)) continue;
    if (const auto* made = std::get_if<Result>(first);
        made != nullptr && (made->callee == "collections.namedtuple" || made->callee == "typing.NamedTuple"))
      continue;
    // What only hands it on (`delayed(f)`, `staticmethod(f)`) does not call it.
    const auto* outer_name = std::get_if<Name>(first);
    if (outer_name != nullptr && hands_function_on(outer_name->dotted)) continue;
    auto passed = std::make_shared<Arguments>();
    passed->open_what = "`" + snippet(site) + "` calls it";
    const HigherOrder* row = higher_order_of(outer);
    const bool any_register =
        outer == "register" && (outer_name == nullptr || outer_name->dotted != "atexit.register");
    const bool fixes = outer == "partial" || (outer_name != nullptr && fixes_arguments(outer_name->dotted));
    const bool direct = (row != nullptr && row->arguments != 99 && !any_register) || fixes;
    if (fixes) {
      // Where its result is called by a name, the call itself says more.
      NodeId around = holder_of(m, site.node);
      const bool in_table = around != no_node && is_table_part(m.at(around).kind);
      while (around != no_node && is_table_part(m.at(around).kind)) around = m.at(around).parent;
      const NodeId left = around == no_node ? no_node : m.child(around, Field::left);
      if (around != no_node && m.at(around).kind == Kind::call && !in_table) continue;
      const std::string_view target = last_name(m, left);
      const auto& index = m.index;
      if (!target.empty() &&
          (index.sites.contains(target) || index.handed.contains(target) ||
           (in_table && index.inner_sites.contains(target)) || is_called_elsewhere(site.module, left)))
        continue;
      if (is_called_by_key(m, site.node)) continue;
    }
    const Arguments given = arguments(site, nullptr);
    if (direct) {
      std::size_t seen = 0;
      for (const Argument& argument : given.items)
        if (!argument.keyword.empty() || seen++ >= position) passed->items.push_back(argument);
      const bool open = outer == "partial" && !add_later_arguments(site, *passed);
      passed->open_positional = given.open_positional || open;
      passed->open_keywords = given.open_keywords || open;
    } else if (const std::size_t behind = places_of_arguments(outer);
               keyword_name == "target" || behind != 0) {
      for (const bool named : {false, true}) {
        const Argument* more = keyword(given, named ? "kwargs" : "args");
        if (more == nullptr && !named) more = keyword(given, "argument");
        if (more == nullptr && behind != 0) more = positional(given, behind + (named ? 1 : 0));
        if (more != nullptr) add_splat(*passed, *more->value, named, more->at, more->whole);
      }
    } else if (outer == "starmap" && position == 1) {
      if (const Argument* rows = positional(given, 1))
        for (Argument& column : columns_of(*rows)) passed->items.push_back(std::move(column));
      passed->open_positional = passed->items.empty();
    } else if ((outer == "map" || outer == "imap") && position == 1) {
      std::size_t seen = 0;
      for (const Argument& argument : given.items)
        if (argument.keyword.empty() && seen++ >= 1)
          passed->items.push_back({"", make_value(items_of(*argument.value, argument.at), argument.at),
                                   argument.at, argument.whole, false});
    } else {
      passed->open_positional = passed->open_keywords = true;
    }
    const NodeId name_node = m.at(value).kind == Kind::attribute ? m.child(value, Field::attribute) : value;
    for (const Possible& possible : referred->possible)
      if (std::holds_alternative<Name>(possible.value) || calls_method(possible))
        emit(site, possible, passed, filter, true, m.place(site.node), m.place(name_node), out);
  }
}

}  // namespace dockgate::python
