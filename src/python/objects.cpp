// Objects of the program: their attributes as a dict, what is set on them from outside, what they answer
// themselves (`__getattr__`, `__getitem__`, `__enter__`).

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_attributes = 256;
constexpr std::size_t max_stores = 64;

const Object* instance_of(const Possible& value) {
  const auto* result = std::get_if<Result>(&value.value);
  return result != nullptr && result->object && result->object->kind == Object::Kind::instance
             ? result->object.get()
             : nullptr;
}

/// An object of the library that holds the attributes it was made with, and those that are set later.
const Object* namespace_of(const Possible& value) {
  const auto* result = std::get_if<Result>(&value.value);
  const bool is_one = result != nullptr && result->object && result->object->kind == Object::Kind::library &&
                      (result->callee == "types.SimpleNamespace" || result->callee == "argparse.Namespace") &&
                      result->object->arguments;
  return is_one ? result->object.get() : nullptr;
}

}  // namespace

/// What a namespace has under the attribute; nothing for other values.
std::optional<Possibles> Engine::namespace_member(const Possible& value, std::string_view attribute,
                                                  const Place& where) {
  const Object* object = namespace_of(value);
  if (object == nullptr) return std::nullopt;
  Possibles out;
  for (const Argument& argument : object->arguments->items)
    if (argument.keyword == attribute) add(out, argument.value->possible, where);
  add(out, stored(value, attribute, no_node, where), where);
  if (out.empty() && object->arguments->open_keywords)
    out = one(unknown(Why::caller, object->arguments->open_what, where));
  if (out.empty()) return std::nullopt;
  return out;
}

/// What an object of a class below dict holds under its keys; nothing for other values.
std::optional<Possible> Engine::own_items(const Possible& value) {
  const Object* object = instance_of(value);
  if (object == nullptr || !object->arguments) return std::nullopt;
  const auto bases = library_bases(object->module, object->index);
  constexpr std::string_view tables[] = {"dict", "collections.OrderedDict", "collections.UserDict"};
  if (std::none_of(bases.begin(), bases.end(), [&](const std::string& base) {
        return std::find(std::begin(tables), std::end(tables), base) != std::end(tables);
      }))
    return std::nullopt;
  Dict out;
  for (const Argument& argument : object->arguments->items)
    if (argument.keyword.empty())
      merge_dict(out, *as_mapping(argument.value));
    else
      out.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
  out.complete = out.complete && !object->arguments->open_keywords;
  return dict_value(std::move(out));
}

std::optional<Possible> Engine::object_dict(const Possible& value, const Place& where) {
  if (std::holds_alternative<Dict>(value.value)) return value;
  if (const Object* made = namespace_of(value)) {
    Dict out;
    for (const Argument& argument : made->arguments->items)
      if (!argument.keyword.empty() && out.find(argument.keyword) == nullptr)
        if (auto held = namespace_member(value, argument.keyword, where))
          out.items.push_back({argument.keyword, make_value(std::move(*held), where), argument.maybe_absent});
    out.complete = !made->arguments->open_keywords;
    return dict_value(std::move(out));
  }
  const Object* object = instance_of(value);
  const auto* klass = std::get_if<ClassRef>(&value.value);
  if (object == nullptr && klass != nullptr && klass->object) object = klass->object.get();
  if (object == nullptr) return std::nullopt;
  std::vector<std::string_view> names = declared_fields(object->module, object->index);
  const auto take = [&names](std::string_view name) {
    if (names.size() < max_attributes && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  };
  for (const auto& [module, index] : ancestors(object->module, object->index)) {
    const Module& m = at(module);
    if (klass == nullptr)
      for (const auto& [name, bindings] : m.classes[index].members) take(name);
    for (const auto& [name, bindings] : m.scopes[m.classes[index].scope].names)
      if (klass != nullptr && bindings.back().kind == Binding::Kind::assign) take(name);
  }
  const ObjectPtr owner = klass != nullptr ? klass->object : std::get<Result>(value.value).object;
  Dict out;
  for (const std::string_view name : names)
    if (auto held = class_member(owner, name, where))
      out.items.push_back({std::string(name), make_value(std::move(*held), where), false});
  if (object->arguments)
    for (const Argument& argument : object->arguments->items)
      if (!argument.keyword.empty() && out.find(argument.keyword) == nullptr &&
          !library_bases(object->module, object->index).empty())
        out.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
  out.complete = names.size() < max_attributes && !(object->arguments && object->arguments->open_keywords);
  Possible result;
  result.value = std::move(out);
  inherit(result, value);
  return result;
}

/// A copy of an object with some fields given anew (dataclasses.replace, `_replace`, model_copy).
std::optional<Possible> Engine::object_with(const Possible& value, const Arguments& given,
                                            std::size_t skipped) {
  const Object* object = instance_of(value);
  if (object == nullptr) {
    const auto* dict = std::get_if<Dict>(&value.value);
    if (dict == nullptr) return std::nullopt;
    Dict out = *dict;
    for (const Argument& argument : given.items) {
      if (argument.keyword.empty()) continue;
      std::erase_if(out.items, [&](const DictItem& item) { return item.key == argument.keyword; });
      out.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
    }
    Possible result;
    result.value = std::move(out);
    return result;
  }
  auto copy = std::make_shared<Object>(*object);
  auto arguments = std::make_shared<Arguments>();
  for (const Argument& argument : given.items) {
    if (argument.keyword.empty() && skipped > 0) {
      --skipped;
      continue;
    }
    arguments->items.push_back(argument);
  }
  // What is given anew wins over what the object was made with.
  if (object->arguments) arguments = std::make_shared<Arguments>(*joined(*object->arguments, *arguments));
  copy->arguments = std::move(arguments);
  Possible out;
  out.value = Result{std::get<Result>(value.value).callee, std::move(copy)};
  inherit(out, value);
  return out;
}

/// What the class answers for an attribute or key that it does not have: `__getattr__`, `__getitem__`.
std::optional<Possibles> Engine::answered(const Possible& owner, std::string_view method, const Value& key,
                                          Ref site) {
  const Object* object = instance_of(owner);
  if (object == nullptr || call_depth_ > 8) return std::nullopt;
  const auto found = class_member(std::get<Result>(owner.value).object, method, place(site));
  if (!found) return std::nullopt;
  Possibles out;
  for (const Possible& possible : *found) {
    const auto* reference = std::get_if<FunctionRef>(&possible.value);
    if (reference == nullptr || !reference->object || reference->object->kind != Object::Kind::function)
      continue;
    auto given = std::make_shared<Arguments>();
    if (!key.possible.empty())
      given->items.push_back({"", std::make_shared<Value>(key), place(site), place(site), false});
    add(out, call_function(possible, *reference->object, given, site), place(site));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

/// What `with value as name` binds.
Possibles Engine::entered(const Value& value, Ref site) {
  Possibles out;
  for (const Possible& possible : value.possible) {
    const auto* result = std::get_if<Result>(&possible.value);
    if (result != nullptr && result->object && result->object->kind == Object::Kind::library &&
        (result->callee == "contextlib.nullcontext" || result->callee == "contextlib.closing" ||
         result->callee == "contextlib.aclosing") &&
        result->object->arguments && !result->object->arguments->items.empty()) {
      add(out, result->object->arguments->items.front().value->possible, place(site));
      continue;
    }
    Value nothing;
    std::optional<Possibles> given;
    for (const std::string_view method : {"__enter__", "__aenter__"})
      if (!given) given = answered(possible, method, nothing, site);
    if (given)
      add(out, *given, place(site));
    else
      add(out, possible, place(site));
  }
  return out;
}

/// Whether the root of `a.b.c` is something that the module has from elsewhere.
bool Engine::comes_from_elsewhere(std::uint32_t module, NodeId object) const {
  const Module& m = at(module);
  while (object != no_node && m.at(object).kind == Kind::attribute) object = m.child(object, Field::object);
  return object == no_node || m.at(object).kind != Kind::identifier || homed(m, object).home == elsewhere;
}

/// Whether what a store sets may be seen through `owner`.
bool Engine::is_set_on(const Possible& owner, const Possible& object) {
  const auto* name = std::get_if<Name>(&owner.value);
  if (name != nullptr) {
    const auto* other = std::get_if<Name>(&object.value);
    return other != nullptr && other->dotted == name->dotted;
  }
  const Object* have = instance_of(owner);
  const auto* klass = std::get_if<ClassRef>(&owner.value);
  if (have == nullptr && klass != nullptr) have = klass->object.get();
  if (have == nullptr) {
    // The options that argparse read.
    const auto* a = std::get_if<Result>(&owner.value);
    const auto* b = std::get_if<Result>(&object.value);
    return a != nullptr && b != nullptr && a->object && b->object && a->object->node == b->object->node &&
           a->object->node != no_node && a->object->module == b->object->module;
  }
  const auto of_line = [&](const Object& other) {
    if (other.module == have->module && other.index == have->index) return true;
    const auto& line = ancestors(have->module, have->index);
    return std::find(line.begin(), line.end(), std::pair(other.module, other.index)) != line.end();
  };
  if (const auto* other = std::get_if<ClassRef>(&object.value); other != nullptr && other->object)
    return of_line(*other->object);
  const Object* other = instance_of(object);
  if (other == nullptr || klass != nullptr || !of_line(*other)) return false;
  return other->generic || have->generic || other->node == have->node;
}

/// What assignments elsewhere (`config.trust = True`, setattr) put under `attribute` of `owner`.
Possibles Engine::stored(const Possible& owner, std::string_view attribute, std::uint32_t except_module,
                         const Place& where) {
  Possibles out;
  if (depth_ > 60) return out;
  const auto take = [&](std::uint32_t module, const Store& store) {
    const Module& m = at(module);
    if (m.at(store.node).dead || !spend()) return;
    // Modules are seldom handed around: in a large program not looked for behind every parameter.
    if (is_large() && std::holds_alternative<Name>(owner.value) &&
        !comes_from_elsewhere(module, store.object))
      return;
    // What the store itself works out sees the attribute as it was.
    const std::pair key(module, store.node);
    if (!storing_.insert(key).second) {
      ++circles_;
      return;
    }
    ++depth_;
    const ValuePtr objects = eval({module, store.object}, nullptr);
    const bool is_it = std::any_of(objects->possible.begin(), objects->possible.end(),
                                   [&](const Possible& object) { return is_set_on(owner, object); });
    if (is_it) {
      Possibles values;
      if (store.value == no_node)
        values = updated_attribute({module, store.node}, attribute);
      else if (store.key != no_node)
        values = named_attribute({module, store.key}, {module, store.value}, attribute);
      else
        values = eval({module, store.value}, nullptr)->possible;
      add_step(values, m.place(store.node), "`" + snippet({module, store.node}) + "`");
      add(out, values, where);
      // A loop that replaces what a list names: the replacement mostly calls what stood there.
      if (const auto* name = std::get_if<Name>(&owner.value); name != nullptr && store.key != no_node)
        add(out, name_of(name->dotted + "." + std::string(attribute)), where);
    }
    --depth_;
    storing_.erase(key);
  };
  std::size_t count = 0;
  for (const std::string_view name : {attribute, std::string_view()}) {
    if (!name.empty() && leads_too_far(name, As::attribute)) break;
    const StoresOf found = stores_of(name);  // visits may ask for more
    for (const auto& [module, stores] : found)
      if (module != except_module)
        for (const Store& store : *stores)
          if (++count <= max_stores) take(module, store);
  }
  return out;
}

const Engine::StoresOf& Engine::stores_of(std::string_view attribute) const {
  ask(attribute, Asked::stores);
  KnownStores& known = stores_[std::string(attribute)];
  // What has no name is looked for in the modules that were looked into so far.
  if (known.modules == modules_.size() && (!attribute.empty() || known.read == read_later_))
    return known.stores;
  StoresOf found;
  const auto look = [&](std::uint32_t module) {
    const auto& stores = index_of(module).stores;
    if (const auto here = stores.find(attribute); here != stores.end())
      found.emplace_back(module, &here->second);
  };
  each_holding(attribute, look, As::attribute);
  known = {std::move(found), modules_.size(), read_later_};
  return known.stores;
}

/// `x.__dict__.update(…)`: the value under `attribute`.
Possibles Engine::updated_attribute(Ref call, std::string_view attribute) {
  Possibles out;
  for (const Argument& argument : arguments(call, nullptr).items) {
    if (argument.keyword == attribute) add(out, argument.value->possible, argument.at);
    if (!argument.keyword.empty()) continue;
    for (const Possible& possible : argument.value->possible) {
      const auto* dict = std::get_if<Dict>(&possible.value);
      const DictItem* item = dict == nullptr ? nullptr : dict->find(attribute);
      if (item != nullptr) add(out, item->value->possible, argument.at);
      if (dict == nullptr || (item == nullptr && !dict->complete))
        add(out, derived_unknown(possible, argument.at), argument.at);
    }
  }
  return out;
}

/// `setattr(x, key, value)` with a key that is worked out: the value where the key is `attribute`.
Possibles Engine::named_attribute(Ref key, Ref value, std::string_view attribute) {
  const Module& m = at(key.module);
  Possibles out;
  // `for k, v in pairs: setattr(self, k, v)`: the pair whose key it is.
  const auto loop = [&]() -> NodeId {
    if (m.at(key.node).kind != Kind::identifier || m.at(value.node).kind != Kind::identifier) return no_node;
    const auto& names = m.scopes[m.at(key.node).scope].names;
    const auto keys = names.find(m.text(key.node));
    const auto values = names.find(m.text(value.node));
    if (keys == names.end() || values == names.end()) return no_node;
    for (const Binding& a : keys->second)
      for (const Binding& b : values->second)
        if (a.kind == Binding::Kind::iterate && b.kind == a.kind && a.value == b.value &&
            m.contains(m.at(a.root).parent, key.node))
          return a.value;
    return no_node;
  }();
  if (loop != no_node) {
    const ValuePtr source = eval({key.module, loop}, nullptr);
    bool open = false;
    for (const Possible& possible : source->possible) {
      const auto* list = std::get_if<List>(&possible.value);
      open = open || list == nullptr || !list->complete;
      if (list == nullptr) continue;
      for (const ValuePtr& item : list->items) {
        const auto* pair = item->only<List>();
        if (pair == nullptr || pair->items.size() != 2) continue;
        const auto* text = pair->items[0]->text();
        if (text != nullptr && *text == attribute) add(out, pair->items[1]->possible, m.place(key.node));
      }
    }
    if (out.empty() && open)
      add(out,
          unknown(Why::caller, "`" + snippet({key.module, loop}) + "` sets the attributes", m.place(loop)),
          m.place(loop));
    return out;
  }
  const ValuePtr names = eval(key, nullptr);
  for (const Possible& possible : names->possible) {
    const auto* text = text_of(possible);
    if (text == nullptr || *text == attribute) add(out, eval(value, nullptr)->possible, m.place(value.node));
  }
  return out;
}

/// The names of the function (or module) around a call of locals(), with what they hold there.
Possible Engine::local_names(Ref site, const Frame* frame) {
  const Module& m = at(site.module);
  std::uint32_t scope = m.at(site.node).scope;
  while (scope != 0 && m.scopes[scope].kind == Scope::Kind::comprehension) scope = m.scopes[scope].parent;
  if (scope == 0) return name_of(modules_[site.module].name + ".__dict__");
  const Frame* own = m.scopes[scope].kind == Scope::Kind::function
                         ? frame_of(site.module, m.scopes[scope].index, frame)
                         : frame;
  Dict out;
  for (const auto& [name, bindings] : m.scopes[scope].names) {
    if (name.find('.') != std::string_view::npos || out.items.size() >= max_attributes) continue;
    if (auto value = reaching(site.module, scope, name, site.node, own))
      out.items.push_back({std::string(name), make_value(std::move(*value), place(site)), false});
  }
  Possible result;
  result.value = std::move(out);
  return result;
}

/// A name in a `case` pattern: the part of the subject that it stands for.
Possibles Engine::captured(std::uint32_t module, const Binding& binding, const Frame* frame) {
  const Module& m = at(module);
  const Place where = m.place(binding.node);
  struct Part {
    std::optional<std::string> key;
    std::size_t position = 0;
  };
  std::vector<Part> path;
  NodeId node = binding.node;
  for (NodeId parent = m.at(node).parent; parent != no_node; node = parent, parent = m.at(parent).parent) {
    const Kind kind = m.at(parent).kind;
    if (kind == Kind::match_statement || path.size() > 16) break;
    const auto position = [&] {
      Part step;
      for (NodeId c = m.first(parent); c != no_node && c != node; c = m.sibling(c)) ++step.position;
      return step;
    };
    if (kind == Kind::case_clause) {
      const NodeId first = m.first(parent);
      const NodeId second = first == no_node ? no_node : m.sibling(first);
      if (second != no_node && m.at(second).kind == Kind::case_pattern) path.push_back(position());
    } else if (kind == Kind::list_pattern || kind == Kind::tuple_pattern) {
      path.push_back(position());
    } else if (kind == Kind::case_pattern || kind == Kind::as_pattern || kind == Kind::dotted_name ||
               kind == Kind::block || kind == Kind::pattern_list) {
      continue;
    } else if (m.text(parent).starts_with("{")) {
      NodeId before = no_node;
      for (NodeId c = m.first(parent); c != no_node && c != node; c = m.sibling(c)) before = c;
      const auto text = constant_text(m, before);
      if (!text)
        return one(unknown(Why::other, "`" + snippet({module, parent}) + "` is not followed", where));
      path.push_back({*text, 0});
    } else {
      return one(unknown(Why::other, "`" + snippet({module, parent}) + "` is not followed", where));
    }
  }
  Possibles values = eval({module, binding.value}, frame)->possible;
  for (std::size_t i = path.size(); i-- > 0;) {
    Possibles next;
    for (const Possible& value : values) {
      const auto* dict = std::get_if<Dict>(&value.value);
      const auto* list = std::get_if<List>(&value.value);
      if (dict != nullptr && path[i].key) {
        if (const DictItem* item = dict->find(*path[i].key))
          add(next, item->value->possible, where);
        else if (!dict->complete)
          add(next, unknown(Why::other, "key `" + *path[i].key + "` is not known", where), where);
      } else if (list != nullptr && !path[i].key) {
        if (path[i].position < list->items.size())
          add(next, list->items[path[i].position]->possible, where);
        else if (!list->complete)
          add(next, unknown(Why::other, "there may be more items", where), where);
      } else if (unknown_of(value) != nullptr || std::holds_alternative<Result>(value.value)) {
        add(next, derived_unknown(value, where), where);
      }
    }
    values = std::move(next);
  }
  return values;
}

}  // namespace dockgate::python
