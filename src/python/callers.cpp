// Parameters of functions of the program, from the places that call them.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_callers = 256;
constexpr std::size_t max_computed_sites = 64;

bool is_constructor(const Function& function) {
  return function.owner != no_node && (function.name == "__init__" || function.name == "__new__");
}

}  // namespace

std::string given_as(std::string_view parameter, std::string_view function) {
  return "given as `" + std::string(parameter) + "` of `" + std::string(function) + "()`";
}

Possibles Engine::parameter(std::uint32_t module, const Binding& binding, const Frame* frame) {
  const Module& m = at(module);
  const Function& function = m.functions[binding.index];
  const std::size_t index = binding.value;
  const Frame* own = frame_of(module, binding.index, frame);
  const bool is_method = function.owner != no_node && !function.is_static;
  if (is_method && index == 0) {
    Possible out;
    if (own != nullptr && own->self) {
      if (own->self->kind == Object::Kind::klass)
        out.value = ClassRef{class_name(own->self->module, own->self->index), own->self};
      else
        out.value = Result{class_name(own->self->module, own->self->index), own->self};
      return one(std::move(out));
    }
    const ObjectPtr self = self_of(module, binding.index, frame);
    if (self->kind == Object::Kind::klass)
      out.value = ClassRef{class_name(module, function.owner), self};
    else
      out.value = Result{class_name(module, function.owner), self};
    return one(std::move(out));
  }
  if (own != nullptr && index < own->parameters.size() && own->parameters[index])
    return own->parameters[index]->possible;
  const Key key{std::uint64_t{module} << 32 | binding.node, 0};
  if (budget_ == 0 && !memo_.contains(key)) {
    ++cuts_;
    return one(unknown(Why::limit, "the module takes too much work", m.place(binding.node)));
  }
  const auto [entry, fresh] = memo_.try_emplace(key, Memo{nullptr, depth_});
  if (!fresh) {
    if (entry->second.value) return entry->second.value->possible;
    return begun(entry->second, std::string(function.parameters[index].name), m.place(binding.node))
        ->possible;
  }
  const Progress before = begin();
  Possibles values = parameter_from_callers(module, binding.index, index);
  finished(key, make_value(values, m.place(binding.node)), before);
  return values;
}

Possibles Engine::parameter_from_callers(std::uint32_t module, std::uint32_t function_index,
                                         std::size_t index) {
  const Module& m = at(module);
  const Function& function = m.functions[function_index];
  const Parameter& parameter = function.parameters[index];
  const Place where = m.place(parameter.node);
  const std::string name(parameter.name);
  Possibles out;
  if (auto value = decorated_parameter(module, function, index)) return std::move(*value);
  if (auto value = framework_parameter(module, function_index, index)) return std::move(*value);
  const bool is_method = function.owner != no_node && !function.is_static;
  bool left_out = false;
  const auto [sites, all] = callers(module, function_index);
  for (const Caller& caller : sites) {
    bool maybe_absent = false;
    const ValuePtr value = bound(function, index, *caller.arguments, is_method, maybe_absent, caller.at);
    left_out = left_out || !value || maybe_absent;
    if (!value) continue;
    Possibles given = value->possible;
    // What is only handed on by the function to itself adds nothing.
    drop_self(given);
    for (Possible& v : given) {
      if (std::holds_alternative<Name>(v.value)) continue;
      add_step(v, caller.at, given_as(name, function.dotted));
    }
    add(out, given, where);
  }
  // Callers that there was no time to look at may give anything.
  if (!all) add(out, unknown(Why::limit, "the module takes too much work", where), where);
  if (!sites.empty() && !left_out && !out.empty()) return out;
  const bool open = sites.empty();
  if (parameter.kind == Parameter::Kind::rest || parameter.kind == Parameter::Kind::keywords) {
    if (!open) return out;
    Possible rest;
    if (parameter.kind == Parameter::Kind::rest) {
      List list;
      list.complete = false;
      rest.value = std::move(list);
    } else {
      Dict dict;
      dict.complete = false;
      rest.value = std::move(dict);
    }
    return one(std::move(rest));
  }
  if (parameter.fallback != no_node) {
    auto declared = annotated_default(module, parameter, where);
    if (!declared) declared = declared_default(module, parameter.fallback, where);
    Possibles values = declared ? *declared : eval({module, parameter.fallback}, nullptr)->possible;
    for (Possible& value : values) {
      value.from_default = value.from_default || open;
      add_step(value, m.place(parameter.fallback),
               "default of `" + name + "` in `" + function.dotted + "()`");
    }
    add(out, values, where);
  }
  if (open || out.empty())
    add(out,
        unknown(Why::caller, "`" + name + "` comes from the caller of `" + function.dotted + "()`", where),
        where);
  return out;
}

/// The name in front of `.register` where a decorator makes the function one for a type; no_node for others.
NodeId Engine::dispatcher_of(const Module& m, NodeId decorator) const {
  if (m.at(decorator).kind == Kind::call) decorator = m.child(decorator, Field::function);
  if (decorator == no_node || m.at(decorator).kind != Kind::attribute ||
      last_name(m, decorator) != "register")
    return no_node;
  return m.child(decorator, Field::object);
}

/// Whether `functools.singledispatch` may call the function where `dispatcher` is called.
bool Engine::is_registered_with(std::uint32_t module, std::uint32_t function, const Object& dispatcher) {
  const Module& m = at(module);
  for (const NodeId decorator : m.functions[function].decorators) {
    const NodeId name = dispatcher_of(m, decorator);
    if (name == no_node) continue;
    for (const Possible& possible : eval({module, name}, nullptr)->possible)
      if (const auto* reference = std::get_if<FunctionRef>(&possible.value);
          reference != nullptr && reference->object && reference->object->module == dispatcher.module &&
          reference->object->index == dispatcher.index)
        return true;
  }
  return false;
}

/// Whether what a call gives first is not of the type for which `function` is registered.
bool Engine::is_of_another_type(std::uint32_t module, const Function& function,
                                const Arguments& given) const {
  const Module& m = at(module);
  const Argument* first = positional(given, 0);
  for (const NodeId decorator : function.decorators) {
    if (first == nullptr || dispatcher_of(m, decorator) == no_node) continue;
    NodeId type = no_node;
    if (m.at(decorator).kind == Kind::call) {
      const NodeId list = m.child(decorator, Field::arguments);
      type = list == no_node ? no_node : m.first(list);
    } else {
      const std::size_t own = function.owner != no_node && !function.is_static ? 1 : 0;
      if (function.parameters.size() > own) type = function.parameters[own].type;
    }
    const std::string_view name = type == no_node ? std::string_view() : m.text(type);
    return std::none_of(
        first->value->possible.begin(), first->value->possible.end(), [&](const Possible& value) {
          if (name == "str" || name == "bytes")
            return !std::holds_alternative<List>(value.value) && !std::holds_alternative<Dict>(value.value) &&
                   !std::holds_alternative<long long>(value.value);
          if (name == "list" || name == "tuple" || name == "set" || name == "dict" || name == "int")
            return text_of(value) == nullptr;
          return true;
        });
  }
  return false;
}

bool Engine::refers_to(const Value& callee, std::uint32_t module, std::uint32_t function,
                       const Possible** which) {
  const auto is_it = [&](const ObjectPtr& object) {
    return object && object->kind == Object::Kind::function && object->module == module &&
           object->index == function;
  };
  for (const Possible& possible : callee.possible) {
    *which = &possible;
    if (const auto* reference = std::get_if<FunctionRef>(&possible.value)) {
      if (is_it(reference->object)) return true;
      if (reference->object && reference->object->kind == Object::Kind::function &&
          is_registered_with(module, function, *reference->object))
        return true;
      if (reference->object && reference->object->kind == Object::Kind::partial) {
        const Possible* inner = nullptr;
        if (refers_to(*reference->object->inner, module, function, &inner)) return true;
      }
    }
    if (const auto* result = std::get_if<Result>(&possible.value);
        result != nullptr && result->object && result->object->kind == Object::Kind::instance &&
        at(module).functions[function].name == "__call__")
      for (const auto& [base_module, base] : ancestors(result->object->module, result->object->index))
        if (base_module == module && base == at(module).functions[function].owner) return true;
    const auto* klass = std::get_if<ClassRef>(&possible.value);
    if (klass == nullptr || !klass->object) continue;
    const Function& wanted = at(module).functions[function];
    if (wanted.owner == no_node || (wanted.name != "__init__" && wanted.name != "__new__")) continue;
    // The nearest __init__ among the class and its bases is the one that runs.
    for (const auto& [base_module, base] : ancestors(klass->object->module, klass->object->index)) {
      const auto& names = at(base_module).scopes[at(base_module).classes[base].scope].names;
      const auto found = names.find(wanted.name);
      if (found == names.end()) continue;
      if (base_module == module && base == wanted.owner) return true;
      break;
    }
  }
  return false;
}

/// The classes in which `super().__init__(…)` or `cls(…)` may run this constructor; none for other functions.
std::set<std::pair<std::uint32_t, std::uint32_t>> Engine::classes_that_construct(std::uint32_t module,
                                                                                 const Function& function) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> family;
  if (!is_constructor(function)) return family;
  const auto line = ancestors(module, function.owner);
  family.insert(line.begin(), line.end());
  const auto below = descendants(module, function.owner);
  family.insert(below.begin(), below.end());
  return family;
}

/// Whether the call is a `super().__init__(…)` or `cls(…)` in a class that is not among `family`.
bool Engine::constructs_another(const std::set<std::pair<std::uint32_t, std::uint32_t>>& family,
                                std::uint32_t module, NodeId call) const {
  const Module& m = at(module);
  const NodeId callee = m.child(call, Field::function);
  if (callee == no_node) return false;
  if (m.at(callee).kind == Kind::identifier) {
    if (m.text(callee) != "cls") return false;
  } else {
    const NodeId object = m.child(callee, Field::object);
    if (object == no_node || m.at(object).kind != Kind::call ||
        last_name(m, m.child(object, Field::function)) != "super")
      return false;
  }
  std::uint32_t scope = m.at(call).scope;
  while (scope != 0 && m.scopes[scope].kind != Scope::Kind::klass) scope = m.scopes[scope].parent;
  return scope != 0 && !family.contains({module, m.scopes[scope].index});
}

/// Under which names the function is called at once.
Engine::Aliases Engine::names_to_call(std::uint32_t module, const Function& function) {
  const Module& m = at(module);
  if (function.name == lambda_name) {
    Aliases names{{lambda_name, Alias::Where::here, false, module, function.scope}};
    // `f = eval("lambda …")`
    if (const auto from = executed_from_.find(module); from != executed_from_.end()) {
      const Module& outer = at(from->second.module);
      const NodeId target = outer.child(outer.at(from->second.node).parent, Field::left);
      if (target != no_node)
        for (const Alias& alias : aliases_of(from->second.module, homed(outer, target)))
          names.push_back(alias);
    }
    return names;
  }
  Aliases names = aliases_of(module, function.node, function.name);
  for (const NodeId decorator : function.decorators)
    if (const NodeId dispatcher = dispatcher_of(m, decorator); dispatcher != no_node)
      for (const Alias& alias : aliases_of(module, function.node, last_name(m, dispatcher)))
        names.push_back(alias);
  if (function.owner == no_node) return names;
  const Class& owner = m.classes[function.owner];
  // An object that is called: whatever the class makes.
  if (function.name == "__call__")
    for (Alias made : aliases_of(module, owner.node, owner.name)) {
      made.result = true;
      names.push_back(made);
    }
  if (!is_constructor(function)) return names;
  // Its class is called, or one below; its own name only by those.
  names.clear();
  const Aliases own = aliases_of(module, owner.node, owner.name);
  names.insert(names.end(), own.begin(), own.end());
  const auto below = descendants(module, function.owner);
  for (const auto& [other, klass] : below) {
    const Class& derived = at(other).classes[klass];
    const Aliases more = aliases_of(other, derived.node, derived.name);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

/// The rows of a list, each of them the arguments of one call, as arguments that have the values of all.
std::vector<Argument> Engine::columns_of(const Argument& rows) {
  std::vector<Possibles> columns;
  for (const Possible& turn : items_of(*rows.value, rows.at))
    if (const auto* items = std::get_if<List>(&turn.value))
      for (std::size_t i = 0; i < items->items.size() && i < 8; ++i) {
        if (columns.size() <= i) columns.emplace_back();
        add(columns[i], items->items[i]->possible, rows.at);
      }
  std::vector<Argument> out;
  for (Possibles& column : columns)
    out.push_back({"", make_value(std::move(column), rows.at), rows.at, rows.whole, false});
  return out;
}

/// What the function gets that a call of the library's is given, out of the other arguments.
Arguments Engine::handed_on(Ref call, const Arguments& given) {
  const Module& m = at(call.module);
  const Place where = place(call);
  const HigherOrder* row = higher_order_of(last_name(m, m.child(call.node, Field::function)));
  const std::string_view outer = row == nullptr ? std::string_view() : row->last_name;
  Arguments passed;
  passed.open_what = "`" + snippet(call) + "` calls it";
  // torch.multiprocessing.spawn(f, args=(…)) puts the number of the process before them.
  const bool numbered = outer == "spawn" && keyword(given, "args") != nullptr;
  if (numbered)
    passed.items.push_back({"",
                            make_value(one(unknown(Why::library, "the number of the process", where)), where),
                            where, where, false});
  if (row != nullptr && row->arguments != 99 && !numbered) {
    std::size_t position = 0;
    for (const Argument& argument : given.items)
      if (!argument.keyword.empty() || position++ >= row->arguments) passed.items.push_back(argument);
    passed.open_positional = given.open_positional;
    passed.open_keywords = given.open_keywords;
    return passed;
  }
  bool understood = outer == "Thread" || outer == "Process";
  for (const Argument& argument : given.items)
    if (argument.keyword == "args" || argument.keyword == "kwargs") {
      add_splat(passed, *argument.value, argument.keyword == "kwargs", argument.at, argument.whole);
      understood = true;
    }
  const bool maps = outer == "map" || outer == "imap" || outer == "filter";
  std::size_t position = 0;
  for (const Argument& argument : given.items)
    if (maps && argument.keyword.empty() && position++ > 0) {
      passed.items.push_back({"", make_value(items_of(*argument.value, argument.at), argument.at),
                              argument.at, argument.whole, false});
      understood = true;
    }
  if (outer == "starmap")
    if (const Argument* rows = positional(given, 1)) {
      for (Argument& column : columns_of(*rows)) passed.items.push_back(std::move(column));
      understood = !passed.items.empty();
    }
  if (!understood) passed.open_positional = passed.open_keywords = true;
  return passed;
}

Engine::Callers Engine::callers(std::uint32_t module, std::uint32_t function_index) {
  const auto key = std::pair(module, function_index);
  if (const auto known_callers = callers_.find(key); known_callers != callers_.end()) {
    const FoundCallers& known = known_callers->second;
    if (known.depth != 0) ++cuts_;
    if (callee_questions_ > 0 || !known.near)
      if (known.depth == 0 || depth_ + much_nearer > known.depth || !retry(caller_retries_))
        return {known.sites, known.all};
  }
  if (budget_ == 0) {
    ++cuts_;
    return {{}, false};
  }
  const Module& m = at(module);
  const Function& function = m.functions[function_index];
  const std::string_view called = is_constructor(function) ? m.classes[function.owner].name : function.name;
  if (function.name != lambda_name && leads_too_far(called)) return {{}, false};
  // Not worth finding out what is called somewhere, to find out what is called somewhere else, and so on.
  if (callee_questions_ >= max_callee_questions && is_large()) {
    ++cuts_;
    return {{}, true};
  }
  if (const auto [entry, fresh] = finding_callers_.emplace(key, depth_); !fresh) {
    low_ = std::min(low_, entry->second);
    ++dropped_;
    ++circles_;
    return {{}, true};
  }
  const std::size_t cuts = cuts_;
  Aliases names = names_to_call(module, function);
  std::vector<Caller> found;
  bool cut = false;
  // What only says what another place calls is looked for under other names where models are loaded.
  const bool near = callee_questions_ > 0 && is_large();
  if (near)
    spread_near(names, max_names);
  else
    spread(names, max_names);
  // Under these any class is called, so that what comes of them says nothing.
  if (is_constructor(function)) {
    const Aliases any{
        {"cls", Alias::Where::keyword}, {"__class__"}, {"__init__"}, {"type", Alias::Where::named, true}};
    names.insert(names.end(), any.begin(), any.end());
  }
  std::set<std::pair<std::uint32_t, NodeId>> seen;
  const auto family = classes_that_construct(module, function);
  const auto try_site = [&](std::uint32_t from, const CallSite& site) {
    const Module& caller = at(from);
    if (caller.at(site.call).dead) return;
    if (!family.empty() && constructs_another(family, from, site.call)) return;
    if (!seen.insert({from, site.call}).second || !spend()) return;
    if (found.size() >= max_callers) {
      cut = true;
      return;
    }
    const Ref call{from, site.call};
    const bool decorates = caller.at(site.call).kind == Kind::decorator;
    const NodeId callee = callee_of(caller, site);
    if (callee == no_node) return;
    ++callee_questions_;
    const ValuePtr value = eval({from, callee}, nullptr);
    --callee_questions_;
    const Possible* which = nullptr;
    if (!refers_to(*value, module, function_index, &which)) {
      // What could not be worked out may be a call of it.
      cut = cut || may_be_unknown(*value, Why::limit);
      return;
    }
    if (is_switched_off(call)) return;
    if (!function.decorators.empty() && !decorates && site.reference == no_node &&
        is_of_another_type(module, function, arguments(call, nullptr)))
      return;
    auto given = std::make_shared<Arguments>(decorates ? decorated(call) : arguments(call, nullptr));
    const Place where = place(call);
    if (site.reference != no_node) {
      given = std::make_shared<Arguments>(handed_on(call, *given));
    } else if (const auto* reference = std::get_if<FunctionRef>(&which->value);
               reference != nullptr && reference->object &&
               reference->object->kind == Object::Kind::partial) {
      given = std::make_shared<Arguments>(*given_to(*reference->object, *given));
    } else if (reference != nullptr && reference->object && !reference->object->self &&
               function.owner != no_node && !function.is_static && !given->items.empty() &&
               given->items.front().keyword.empty()) {
      // `Base.__init__(self, …)`: the receiver is the first argument.
      given->items.erase(given->items.begin());
    }
    found.push_back({std::move(given), where});
  };
  for (const Alias& name : names) {
    if (budget_ == 0 || (name.where != Alias::Where::here && leads_too_far(name.name))) break;
    each_site(name, [&](std::uint32_t from, const CallSite& site) {
      if (budget_ == 0) return;
      if (from != watched_ || !calls_own_things(name.name)) try_site(from, site);
    });
  }
  // Nobody calls it by a name: then its module by one that is put together, `getattr(self, "do_" + what)()`.
  if (found.empty() && !cut && !near && callee_questions_ == 0) {
    const auto& sites = at(module).index.inner_sites;
    if (const auto computed = sites.find(computed_name); computed != sites.end())
      for (std::size_t i = 0; i < std::min(computed->second.size(), max_computed_sites) && budget_ != 0; ++i)
        try_site(module, computed->second[i]);
    cut = false;
  }
  finding_callers_.erase(key);
  if (budget_ == 0) return {found, false};  // the next module may find more
  const bool all = !cut;
  callers_[key] = {found, cuts_ != cuts ? depth_ + 1 : 0, all, near};
  return {found, all};
}

}  // namespace dockgate::python
