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
constexpr std::string_view looking[] = {"isinstance",    "issubclass",
                                        "cast",          "hasattr",
                                        "type",          "print",
                                        "repr",          "id",
                                        "TypeVar",       "signature",
                                        "getsource",     "iscoroutinefunction",
                                        "NewType",       "len",
                                        "str",           "super",
                                        "getattr",       "setattr",
                                        "delattr",       "callable",
                                        "Union",         "Optional",
                                        "dict",          "list",
                                        "tuple",         "set",
                                        "frozenset",     "zip",
                                        "enumerate",     "sorted",
                                        "reversed",      "iter",
                                        "append",        "extend",
                                        "insert",        "add",
                                        "update",        "setdefault",
                                        "__setitem__",   "OrderedDict",
                                        "ChainMap",      "SimpleNamespace",
                                        "Namespace",     "MappingProxyType",
                                        "copy",          "deepcopy",
                                        "nullcontext",   "wraps",
                                        "update_wrapper"};

/// Calls that call a class they are given as well.
constexpr std::string_view calling[] = {"submit",      "to_thread", "run_in_executor", "map",
                                        "starmap",     "Thread",    "Process",         "partial",
                                        "apply_async", "imap",      "filter",          "run_in_threadpool",
                                        "defaultdict", "run_sync"};

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
    const bool library = std::any_of(referred->possible.begin(), referred->possible.end(),
                                     [](const Possible& p) { return std::holds_alternative<Name>(p.value); });
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
    const bool direct = (row != nullptr && row->arguments != 99 && !any_register) || outer == "partial";
    if (outer == "partial") {
      // Where its result is called by a name, the call itself says more.
      NodeId around = m.at(site.node).parent;
      const bool in_table = around != no_node && is_table_part(m.at(around).kind);
      while (around != no_node && is_table_part(m.at(around).kind)) around = m.at(around).parent;
      const NodeId left = around == no_node ? no_node : m.child(around, Field::left);
      if (around != no_node && m.at(around).kind == Kind::call && !in_table) continue;
      const std::string_view target = last_name(m, left);
      const auto& index = m.index;
      if (!target.empty() && (index.sites.contains(target) || index.handed.contains(target) ||
                              (in_table && index.inner_sites.contains(target))))
        continue;
    }
    const Arguments given = arguments(site, nullptr);
    if (direct) {
      std::size_t seen = 0;
      for (const Argument& argument : given.items)
        if (!argument.keyword.empty() || seen++ >= position) passed->items.push_back(argument);
      const bool open = outer == "partial" && !add_later_arguments(site, *passed);
      passed->open_positional = given.open_positional || open;
      passed->open_keywords = given.open_keywords || open;
    } else if (keyword_name == "target" || outer == "Timer") {
      const bool timer = outer == "Timer";  // Timer(5.0, f, [], {})
      for (const bool named : {false, true}) {
        const Argument* more = keyword(given, named ? "kwargs" : "args");
        if (more == nullptr && timer) more = positional(given, named ? 3 : 2);
        if (more != nullptr) add_splat(*passed, *more->value, named, more->at, more->whole);
      }
    } else if (outer == "starmap" && position == 1) {
      // The items are the positions of a call each.
      std::vector<Possibles> columns;
      if (const Argument* rows = positional(given, 1))
        for (const Possible& turn : items_of(*rows->value, rows->at))
          if (const auto* items = std::get_if<List>(&turn.value))
            for (std::size_t i = 0; i < items->items.size() && i < 8; ++i) {
              if (columns.size() <= i) columns.emplace_back();
              add(columns[i], items->items[i]->possible, rows->at);
            }
      passed->open_positional = columns.empty();
      for (Possibles& column : columns)
        passed->items.push_back({"", make_value(std::move(column), m.place(site.node)), m.place(site.node),
                                 m.place(site.node), false});
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
      if (std::holds_alternative<Name>(possible.value))
        emit(site, possible, passed, filter, true, m.place(site.node), m.place(name_node), out);
  }
}

}  // namespace dockgate::python
