// Calls as values: arguments, activations of functions of the program, what they return.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

/// What functions give that turn words into switches.
bool is_switch(const Module& m, NodeId node) {
  const Kind kind = m.at(node).kind;
  return kind == Kind::true_literal || kind == Kind::false_literal || kind == Kind::integer;
}

/// What `settings.get("key", default)` gives where the key is missing, whatever kind of table it is; null for
/// other calls of a `get`.
ValuePtr default_of_get(const Arguments& given) {
  const Argument* key = positional(given, 0);
  const Argument* fallback = argument_of(given, 1, "default");
  const auto* name = key == nullptr ? nullptr : key->value->text();
  if (name == nullptr || fallback == nullptr || given.items.size() != 2 || name->find("://") != name->npos)
    return nullptr;
  const auto is_constant = [](const Possible& value) {
    return text_of(value) != nullptr || std::holds_alternative<bool>(value.value);
  };
  return std::all_of(fallback->value->possible.begin(), fallback->value->possible.end(), is_constant)
             ? fallback->value
             : nullptr;
}

// Activations of one program; beyond them a call is seen with the arguments of all its callers together.
constexpr std::size_t max_frames = 4000;
constexpr std::uint32_t max_frame_depth = 8;
constexpr std::size_t max_call_depth = 16;

}  // namespace

// ---- arguments ----

const Argument* positional(const Arguments& given, std::size_t index) {
  for (const Argument& argument : given.items)
    if (argument.keyword.empty() && index-- == 0) return &argument;
  return nullptr;
}
const Argument* keyword(const Arguments& given, std::string_view name) {
  for (const Argument& argument : given.items)
    if (argument.keyword == name) return &argument;
  return nullptr;
}
const Argument* argument_of(const Arguments& given, std::size_t index, std::string_view name) {
  const Argument* found = positional(given, index);
  return found != nullptr ? found : keyword(given, name);
}

void Engine::add_splat(Arguments& into, const Value& value, bool keywords, const Place& where,
                       const Place& whole) {
  if (keywords) {
    Dict merged;
    merge_dict(merged, value);
    for (const DictItem& item : merged.items)
      if (item.key != unknown_key) into.items.push_back({item.key, item.value, where, whole, item.maybe});
    if (!merged.complete && !into.open_keywords) {
      into.open_keywords = true;
      const Unknown* open = value.unknown();
      into.open_what = open != nullptr ? open->what
                                       : "not all keys of `" +
                                             std::string(where.source ? where.source->text(where.span) : "") +
                                             "` are known";
    }
    return;
  }
  // What several callers hand on as `*args` is each of it, position by position.
  std::vector<Possibles> columns;
  std::size_t shortest = max_items;
  bool complete = !value.possible.empty();
  for (const Possible& possible : value.possible) {
    const auto* list = std::get_if<List>(&possible.value);
    complete = complete && list != nullptr && list->complete;
    if (list == nullptr) continue;
    shortest = std::min(shortest, list->items.size());
    if (columns.size() < list->items.size()) columns.resize(list->items.size());
    for (std::size_t i = 0; i < list->items.size(); ++i)
      add(columns[i], list->items[i]->possible, list->items[i]->at);
  }
  const auto* only = value.only<List>();
  for (std::size_t i = 0; i < columns.size(); ++i)
    into.items.push_back({"", only != nullptr ? only->items[i] : make_value(std::move(columns[i]), where),
                          where, whole, i >= shortest});
  if (!complete) {
    into.open_positional = true;
    const Unknown* open = value.unknown();
    if (into.open_what.empty()) into.open_what = open != nullptr ? open->what : "not all items are known";
  }
}

Arguments Engine::arguments(Ref call, const Frame* frame) {
  const Module& m = at(call.module);
  Arguments out;
  const NodeId list = m.child(call.node, Field::arguments);
  if (list == no_node) return out;
  if (m.at(list).kind != Kind::argument_list) {
    out.items.push_back({"", eval({call.module, list}, frame), m.place(list), m.place(list), false});
    return out;
  }
  for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) {
    if (out.items.size() >= 256) {
      out.open_positional = out.open_keywords = true;
      out.open_what = "the call has too many arguments";
      break;
    }
    switch (m.at(c).kind) {
      case Kind::keyword_argument: {
        const NodeId keyword = m.child(c, Field::name);
        const NodeId value = m.child(c, Field::value);
        if (keyword == no_node || value == no_node) break;
        out.items.push_back({std::string(m.text(keyword)), eval({call.module, value}, frame), m.place(value),
                             m.place(c), false});
        break;
      }
      case Kind::list_splat:
      case Kind::dictionary_splat: {
        const NodeId inner = m.first(c);
        if (inner == no_node) break;
        add_splat(out, *eval({call.module, inner}, frame), m.at(c).kind == Kind::dictionary_splat,
                  m.place(inner), m.place(c));
        break;
      }
      default:
        out.items.push_back({"", eval({call.module, c}, frame), m.place(c), m.place(c), false});
    }
  }
  return out;
}

ArgumentsPtr Engine::joined(const Arguments& first, const Arguments& then) const {
  auto out = std::make_shared<Arguments>(first);
  out->open_positional = first.open_positional || then.open_positional;
  out->open_keywords = first.open_keywords || then.open_keywords;
  if (out->open_what.empty()) out->open_what = then.open_what;
  for (const Argument& argument : then.items) {
    // A keyword of the call replaces the one given before.
    if (!argument.keyword.empty() && !argument.maybe_absent)
      std::erase_if(out->items,
                    [&argument](const Argument& have) { return have.keyword == argument.keyword; });
    out->items.push_back(argument);
  }
  // Positional ones first, in their order.
  std::stable_partition(out->items.begin(), out->items.end(),
                        [](const Argument& argument) { return argument.keyword.empty(); });
  return out;
}

/// What a partial hands on of `given`: its own arguments first; the receiver of an unbound method is dropped.
ArgumentsPtr Engine::given_to(const Object& partial, const Arguments& given) const {
  auto all = joined(*partial.arguments, given);
  if (!partial.generic || all->items.empty() || !all->items.front().keyword.empty()) return all;
  auto rest = std::make_shared<Arguments>(*all);
  rest->items.erase(rest->items.begin());
  return rest;
}

ValuePtr Engine::bound(const Function& function, std::size_t index, const Arguments& given, bool skip_self,
                       bool& maybe_absent, const Place& where) {
  const Parameter& parameter = function.parameters[index];
  maybe_absent = false;
  const auto is_named = [&function](std::string_view keyword) {
    return std::any_of(function.parameters.begin(), function.parameters.end(), [keyword](const Parameter& p) {
      return p.name == keyword && p.kind != Parameter::Kind::rest && p.kind != Parameter::Kind::keywords;
    });
  };
  if (parameter.kind == Parameter::Kind::keywords) {
    Dict rest;
    for (const Argument& argument : given.items)
      if (!argument.keyword.empty() && !is_named(argument.keyword))
        rest.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
    rest.complete = !given.open_keywords;
    Possible out;
    out.value = std::move(rest);
    return make_value(std::move(out), where);
  }
  // Positions count the parameters before this one that take a positional argument.
  std::size_t position = 0;
  for (std::size_t i = skip_self ? 1 : 0; i < index; ++i)
    if (function.parameters[i].kind != Parameter::Kind::keyword_only) ++position;
  if (parameter.kind == Parameter::Kind::rest) {
    List rest;
    std::size_t seen = 0;
    for (const Argument& argument : given.items)
      if (argument.keyword.empty() && seen++ >= position) rest.items.push_back(argument.value);
    rest.complete = !given.open_positional;
    Possible out;
    out.value = std::move(rest);
    return make_value(std::move(out), where);
  }
  const Argument* found = nullptr;
  std::size_t seen = 0;
  for (const Argument& argument : given.items) {
    if (argument.keyword.empty()) {
      if (parameter.kind != Parameter::Kind::keyword_only && seen++ == position) found = &argument;
    } else if (argument.keyword == parameter.name) {
      found = &argument;
    }
  }
  if (found != nullptr) {
    maybe_absent = found->maybe_absent;
    return found->value;
  }
  if (given.open_keywords || (given.open_positional && parameter.kind != Parameter::Kind::keyword_only)) {
    maybe_absent = true;
    return make_value(unknown(Why::caller, given.open_what, where), where);
  }
  return nullptr;
}

// ---- calls as values ----

Possibles Engine::call_value(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const NodeId callee = m.child(ref.node, Field::function);
  if (callee == no_node) return {};
  if (m.at(callee).kind == Kind::identifier && m.text(callee) == "super") return super_of(ref, frame);
  Possibles out;
  ValuePtr fallback;
  std::shared_ptr<const Arguments> given;
  const auto given_once = [&]() {
    if (!given) given = std::make_shared<Arguments>(arguments(ref, frame));
    return given;
  };
  if (m.at(callee).kind == Kind::attribute) {
    const NodeId object = m.child(callee, Field::object);
    const std::string_view method = last_name(m, callee);
    if (object == no_node || method.empty()) return {};
    const ValuePtr receivers = with_words(eval({ref.module, object}, frame));
    std::vector<const Possible*> others;
    for (const Possible& receiver : receivers->possible) {
      auto value = constant_method(receiver, method, *given_once(), place(ref));
      if (!value) value = object_method(receiver, method, given_once(), ref);
      if (value) {
        for (Possible& v : *value) inherit(v, receiver);
        add(out, *value, place(ref));
      } else {
        others.push_back(&receiver);
      }
    }
    // Where some receivers are constants, the attribute as a whole says nothing about the others.
    if (others.size() < receivers->possible.size()) {
      for (const Possible* receiver : others)
        for (const Possible& bound_method : member(*receiver, method, place(ref), ref)) {
          Possibles values = invoke(bound_method, given_once(), ref, frame);
          for (Possible& v : values) inherit(v, *receiver);
          add(out, values, place(ref));
        }
      return out;
    }
    if (method == "get") fallback = default_of_get(*given_once());
    if (auto value = result_method(*receivers, method, ref)) return std::move(*value);
    if (const auto* reader = receivers->only<Result>())
      if (auto value = reader_call(*reader, method, given_once(), ref)) return std::move(*value);
  }
  const ValuePtr callees = eval({ref.module, callee}, frame);
  for (const Possible& possible : callees->possible) {
    add(out, invoke(possible, given_once(), ref, frame), place(ref));
  }
  const bool open = std::all_of(out.begin(), out.end(), [](const Possible& value) {
    const auto* result = std::get_if<Result>(&value.value);
    return unknown_of(value) != nullptr ||
           (result != nullptr && result->object && result->object->kind == Object::Kind::library);
  });
  if (fallback != nullptr && open) add(out, fallback->possible, place(ref));
  return out;
}

Possibles Engine::invoke(const Possible& callee, const ArgumentsPtr& given, Ref site, const Frame* frame) {
  if (const auto* thing = std::get_if<Name>(&callee.value)) {
    if (thing->dotted == "locals") return one(local_names(site, frame));
    if (auto value = library_call(thing->dotted, given, site)) return std::move(*value);
    auto object = std::make_shared<Object>();
    object->kind = Object::Kind::library;
    object->module = site.module;
    object->node = site.node;
    object->frame = frame;
    object->arguments = given;
    Possible out;
    out.value = Result{thing->dotted, std::move(object)};
    return one(std::move(out));
  }
  if (const auto* reference = std::get_if<FunctionRef>(&callee.value);
      reference != nullptr && reference->object) {
    const Object& object = *reference->object;
    if (object.kind == Object::Kind::partial) {
      const ArgumentsPtr all = given_to(object, *given);
      Possibles out;
      if (call_depth_ >= max_call_depth)
        return one(unknown(Why::limit, "calls are nested too deeply", place(site)));
      ++call_depth_;
      for (const Possible& inner : object.inner->possible)
        add(out, invoke(inner, all, site, frame), place(site));
      --call_depth_;
      return out;
    }
    return call_function(callee, object, given, site);
  }
  if (const auto* klass = std::get_if<ClassRef>(&callee.value); klass != nullptr && klass->object)
    return instantiate(callee, *klass->object, given, site);
  if (const auto* result = std::get_if<Result>(&callee.value)) {
    if (auto value = getter_call(*result, *given, site)) return std::move(*value);
    if (auto value = named_tuple(*result, *given)) return std::move(*value);
    // A type of its own for the type checker only.
    if (result->callee == "typing.NewType" && !given->items.empty())
      return given->items.front().value->possible;
    if (auto value = reader_call(*result, "__call__", given, site)) return std::move(*value);
    if (result->object && result->object->kind == Object::Kind::instance)
      if (auto method = class_member(result->object, "__call__", place(site))) {
        Possibles out;
        for (const Possible& possible : *method)
          if (const auto* f = std::get_if<FunctionRef>(&possible.value); f != nullptr && f->object)
            add(out, call_function(possible, *f->object, given, site), place(site));
        if (!out.empty()) return out;
      }
    return one(unknown(Why::library, "`" + result->callee + "` gives it", place(site)));
  }
  return one(derived_unknown(callee, place(site)));
}

Arguments Engine::decorated(Ref decorator) {
  const Module& m = at(decorator.module);
  Arguments out;
  const NodeId definition = m.child(m.at(decorator.node).parent, Field::definition);
  if (definition == no_node) return out;
  Possible below;
  if (const auto function = m.function_at.find(definition); function != m.function_at.end())
    below = function_ref(decorator.module, function->second, nullptr, nullptr);
  else if (const auto klass = m.class_at.find(definition); klass != m.class_at.end())
    below = class_ref(decorator.module, klass->second, nullptr);
  else
    return out;
  const Place where = m.place(definition);
  out.items.push_back({"", make_value(std::move(below), where), where, where, false});
  return out;
}

Possibles Engine::decorated_function(std::uint32_t module, std::uint32_t index, const Frame* frame) {
  const Module& m = at(module);
  const Function& function = m.functions[index];
  Possibles value = one(function_ref(module, index, frame, nullptr));
  if (function.decorators.empty()) return value;
  auto& known_value = decorated_[{module, index, frame != nullptr ? frame->id : 0}];
  // A decorator that uses the name of what it decorates sees the function itself.
  const Filling filling{&decorated_, module, index};
  come_to(filling);
  if (known_value) return *known_value;
  const Fill fill(*this, filling);
  known_value = value;
  for (std::size_t i = function.decorators.size(); i-- > 0;) {
    const ValuePtr decorator = eval({module, function.decorators[i]}, frame);
    const Place where = m.place(function.decorators[i]);
    const auto* reference = decorator->only<FunctionRef>();
    const auto* made = decorator->only<Result>();
    const bool function_decorates =
        reference != nullptr && reference->object && reference->object->kind == Object::Kind::function;
    const bool object_decorates = made != nullptr && made->object &&
                                  made->object->kind == Object::Kind::instance &&
                                  class_member(made->object, "__call__", where);
    if (!function_decorates && !object_decorates) continue;
    auto given = std::make_shared<Arguments>();
    given->items.push_back({"", make_value(value, where), where, where, false});
    Possibles next = invoke(decorator->possible.front(), given, {module, function.decorators[i]}, frame);
    std::erase_if(next, [](const Possible& possible) {
      return unknown_of(possible) != nullptr || std::holds_alternative<None>(possible.value);
    });
    if (!next.empty()) value = std::move(next);
  }
  return *(decorated_[{module, index, frame != nullptr ? frame->id : 0}] = std::move(value));
}

const Frame* Engine::activate(const Object& object, const Arguments& given, const Place& where) {
  const std::uint32_t depth = object.frame != nullptr ? object.frame->depth + 1 : 1;
  if (frames_.size() >= max_frames || depth > max_frame_depth || call_depth_ > max_call_depth) return nullptr;
  const Function& function = at(object.module).functions[object.index];
  const bool is_method = function.owner != no_node && !function.is_static;
  Frame& frame = frames_.emplace_back();
  frame.module = object.module;
  frame.function = object.index;
  frame.self = object.self;
  frame.outer = object.frame;
  frame.id = static_cast<std::uint32_t>(frames_.size());
  frame.depth = depth;
  frame.parameters.resize(function.parameters.size());
  const bool skip_self = is_method && object.self != nullptr;
  for (std::size_t i = skip_self ? 1 : 0; i < function.parameters.size(); ++i) {
    bool maybe_absent = false;
    ValuePtr value = bound(function, i, given, skip_self, maybe_absent, where);
    const Parameter& parameter = function.parameters[i];
    if ((!value || maybe_absent) && parameter.fallback != no_node) {
      Possibles both;
      if (value) both = value->possible;
      add(both, eval({object.module, parameter.fallback}, object.frame)->possible, where);
      value = make_value(std::move(both), where);
    }
    if (!value)
      value = make_value(unknown(Why::caller, "`" + std::string(parameter.name) + "` is not given", where),
                         where);
    frame.parameters[i] = std::move(value);
  }
  return &frame;
}

Possibles Engine::call_function(const Possible& callee, const Object& object, const ArgumentsPtr& given,
                                Ref site) {
  static_cast<void>(callee);
  const Module& m = at(object.module);
  const Function& function = m.functions[object.index];
  const Place where = place(site);
  if (call_depth_ >= max_call_depth) return one(unknown(Why::limit, "calls are nested too deeply", where));
  // A cycle of calls is cut where it would enter the same function for the third time.
  const auto key = std::pair(object.module, object.index);
  if (std::count(active_.begin(), active_.end(), key) >= 2 && ++circles_ != 0)
    return one(unknown(Why::changes, "`" + function.dotted + "()` calls itself", where));
  const Frame* frame = activate(object, *given, where);
  ++call_depth_;
  active_.push_back(key);
  Possibles out;
  const auto results = [&](const std::vector<NodeId>& nodes, Possibles& into) {
    for (const NodeId node : nodes) {
      if (node == no_node) {
        Possible none;
        none.value = None{};
        add(into, none, where);
      } else if (!m.at(node).dead &&
                 !(nodes.size() > 1 && is_switch(m, node) && never_comes({object.module, node}, frame))) {
        add(into, eval({object.module, node}, frame)->possible, where);
      }
    }
  };
  if (!function.yields.empty()) {
    Possibles items;
    for (const NodeId node : function.yields) {
      if (m.at(node).dead) continue;
      const ValuePtr value = eval({object.module, node}, frame);
      const NodeId statement = m.at(node).parent;
      const bool all = statement != no_node && m.text(statement).starts_with("yield from");
      add(items, all ? items_of(*value, where) : value->possible, where);
    }
    const bool manager = std::any_of(
        function.decorators.begin(), function.decorators.end(),
        [&m](NodeId node) { return last_name(m, node).find("contextmanager") != std::string_view::npos; });
    if (manager) {
      out = std::move(items);
    } else {
      List list;
      list.items.push_back(make_value(std::move(items), where));
      list.complete = false;
      Possible generator;
      generator.value = std::move(list);
      out = one(std::move(generator));
    }
  } else {
    results(function.returns, out);
    if (function.falls_through) {
      Possible none;
      none.value = None{};
      add(out, none, where);
    }
  }
  active_.pop_back();
  --call_depth_;
  if (out.empty())
    out = one(unknown(Why::other, "`" + function.dotted + "()` returns nothing that is followed", where));
  for (Possible& value : out) {
    const bool constant = text_of(value) != nullptr || std::holds_alternative<bool>(value.value) ||
                          std::holds_alternative<List>(value.value) ||
                          std::holds_alternative<Dict>(value.value);
    if (constant && function.name != "<lambda>")
      add_step(value, where, "returned by `" + function.dotted + "()`");
  }
  return out;
}

/// Whether a module defines a function, or a method, of this name.
bool Engine::defines_function(std::string_view name) const {
  ask(name, Asked::functions);
  bool found = false;
  const auto look = [&](std::uint32_t module) { found = found || index_of(module).functions.contains(name); };
  each_holding(name, look, As::definition);
  return found;
}

/// What functions of the program do to a dict that they are given as an argument.
void Engine::apply_function(std::uint32_t module, const Binding& binding, const Frame* frame, bool maybe,
                            Possibles& values) {
  const Module& m = at(module);
  const Place where = m.place(binding.node);
  const NodeId callee = m.child(binding.node, Field::function);
  if (callee == no_node || call_depth_ >= max_call_depth || depth_ > 60) return;
  if (m.at(callee).kind != Kind::identifier && !defines_function(last_name(m, callee))) return;
  // Which argument it is: by position, or by name.
  std::size_t position = 0;
  std::string_view keyword_name;
  for (NodeId c = m.first(m.child(binding.node, Field::arguments)); c != no_node; c = m.sibling(c)) {
    const bool named = m.at(c).kind == Kind::keyword_argument;
    if (m.contains(c, binding.value)) {
      if (named) keyword_name = m.text(m.child(c, Field::name));
      break;
    }
    if (m.at(c).kind == Kind::list_splat) return;
    if (!named) ++position;
  }
  const ValuePtr callees = eval({module, callee}, frame);
  const bool several = callees->possible.size() > 1;
  std::shared_ptr<const Arguments> given;
  for (const Possible& possible : callees->possible) {
    const auto* reference = std::get_if<FunctionRef>(&possible.value);
    if (reference == nullptr || !reference->object || reference->object->kind != Object::Kind::function)
      continue;
    const Object object = *reference->object;
    const Module& other = at(object.module);
    const Function& function = other.functions[object.index];
    const std::size_t skipped = object.self != nullptr && !function.is_static ? 1 : 0;
    const auto changed = [&]() -> const Bindings* {
      for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const bool it =
            keyword_name.empty() ? i == position + skipped : function.parameters[i].name == keyword_name;
        if (!it || function.parameters[i].kind == Parameter::Kind::rest ||
            function.parameters[i].kind == Parameter::Kind::keywords)
          continue;
        const auto& names = other.scopes[function.scope].names;
        const auto found = names.find(function.parameters[i].name);
        const bool any =
            found != names.end() && std::any_of(found->second.begin(), found->second.end(),
                                                [](const Binding& change) { return change.changes(); });
        return any ? &found->second : nullptr;
      }
      return nullptr;
    }();
    if (changed == nullptr || !spend()) continue;
    if (!given) given = std::make_shared<Arguments>(arguments({module, binding.node}, frame));
    const Frame* inner = activate(object, *given, where);
    const NodeId body = other.child(function.node, Field::body);
    ++call_depth_;
    for (const Binding& change : *changed)
      if (change.changes() && !other.at(change.node).dead)
        apply_change(object.module, change, inner, maybe || several || other.at(change.node).arm != body,
                     values);
    --call_depth_;
  }
}

}  // namespace dockgate::python
