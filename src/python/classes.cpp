// Classes of the program: members, instances, fields with defaults, settings read from the environment,
// super().

#include <algorithm>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_ancestors = 64;
constexpr std::size_t max_descendants = 256;

bool ends_with_name(std::string_view dotted, std::string_view last) {
  return dotted == last || (dotted.size() > last.size() && dotted.ends_with(last) &&
                            dotted[dotted.size() - last.size() - 1] == '.');
}

/// Functions that declare a field: dataclasses.field, pydantic.Field, attr.ib …
bool declares_field(std::string_view last) {
  return last == "field" || last == "Field" || last == "ib" || last == "attrib" || last == "PrivateAttr";
}

}  // namespace

std::string Engine::class_name(std::uint32_t module, std::uint32_t klass) const {
  const std::string& own = at(module).classes[klass].dotted;
  return modules_[module].name.empty() ? own : modules_[module].name + "." + own;
}

Possible Engine::function_ref(std::uint32_t module, std::uint32_t function, const Frame* frame,
                              ObjectPtr self) {
  auto object = std::make_shared<Object>();
  object->kind = Object::Kind::function;
  object->module = module;
  object->index = function;
  object->frame = frame;
  object->self = std::move(self);
  Possible out;
  const std::string& own = at(module).functions[function].dotted;
  out.value =
      FunctionRef{modules_[module].name.empty() ? own : modules_[module].name + "." + own, std::move(object)};
  return out;
}

Possible Engine::class_ref(std::uint32_t module, std::uint32_t klass, const Frame* frame) {
  auto object = std::make_shared<Object>();
  object->kind = Object::Kind::klass;
  object->module = module;
  object->index = klass;
  object->frame = frame;
  Possible out;
  out.value = ClassRef{class_name(module, klass), std::move(object)};
  return out;
}

const std::vector<std::pair<std::uint32_t, std::uint32_t>>& Engine::ancestors(std::uint32_t module,
                                                                              std::uint32_t klass) {
  const auto key = std::pair(module, klass);
  const auto have = ancestors_.find(key);
  const Filling filling{&ancestors_, module, klass};
  come_to(filling);
  if (have != ancestors_.end()) return have->second;
  const Fill fill(*this, filling);
  ancestors_[key] = {key};  // a class among its own bases stops here
  std::vector<std::pair<std::uint32_t, std::uint32_t>> line{key};
  for (const NodeId base : at(module).classes[klass].bases) {
    const ValuePtr value = eval({module, base}, nullptr);
    for (const Possible& possible : value->possible) {
      const auto* reference = std::get_if<ClassRef>(&possible.value);
      if (reference == nullptr || !reference->object) continue;
      const auto above = ancestors(reference->object->module, reference->object->index);
      for (const auto& one_above : above)
        if (line.size() < max_ancestors && std::find(line.begin(), line.end(), one_above) == line.end())
          line.push_back(one_above);
    }
  }
  return ancestors_[key] = std::move(line);
}

std::vector<std::string> Engine::library_bases(std::uint32_t module, std::uint32_t klass) {
  std::vector<std::string> found;
  const auto line = ancestors(module, klass);
  for (const auto& [base_module, base] : line)
    for (const NodeId node : at(base_module).classes[base].bases) {
      const ValuePtr value = eval({base_module, node}, nullptr);
      for (const Possible& possible : value->possible)
        if (const auto* name = std::get_if<Name>(&possible.value);
            name != nullptr && std::find(found.begin(), found.end(), name->dotted) == found.end())
          found.push_back(name->dotted);
    }
  return found;
}

ObjectPtr Engine::self_of(std::uint32_t module, std::uint32_t function, const Frame* frame) {
  static_cast<void>(frame);
  const Function& f = at(module).functions[function];
  auto& cached = selves_[{module, f.owner * 2 + (f.is_class_method ? 1 : 0)}];
  if (!cached) {
    auto object = std::make_shared<Object>();
    object->kind = f.is_class_method ? Object::Kind::klass : Object::Kind::instance;
    object->module = module;
    object->index = f.owner;
    object->generic = true;
    cached = std::move(object);
  }
  return cached;
}

Possibles Engine::instantiate(const Possible& klass, const Object& object, const ArgumentsPtr& given,
                              Ref site) {
  static_cast<void>(klass);
  const auto line = ancestors(object.module, object.index);
  auto instance = std::make_shared<Object>();
  instance->kind = Object::Kind::instance;
  instance->module = object.module;
  instance->index = object.index;
  instance->arguments = given;
  instance->node = site.node;
  // An enumeration called with a value gives the member with that value: `Model("a")` is followed as "a".
  for (const std::string& base : library_bases(object.module, object.index)) {
    if (base == "enum.Enum" || base == "enum.StrEnum")
      if (!given->items.empty()) return given->items.front().value->possible;
    if (base == "typing.TypedDict" || base == "typing_extensions.TypedDict" || base == "dict") {
      Dict fields;
      for (const Argument& argument : given->items)
        if (argument.keyword.empty())
          merge_dict(fields, *as_mapping(argument.value));
        else
          fields.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
      fields.complete = fields.complete && !given->open_keywords;
      if (base == "dict") continue;
      Possible out;
      out.value = std::move(fields);
      return one(std::move(out));
    }
  }
  for (const auto& [module, index] : line) {
    const Class& c = at(module).classes[index];
    const auto& names = at(module).scopes[c.scope].names;
    const auto found = names.find("__init__");
    if (found == names.end() || found->second.back().kind != Binding::Kind::function) continue;
    Object init;
    init.kind = Object::Kind::function;
    init.module = module;
    init.index = found->second.back().index;
    init.frame = object.frame;
    init.self = instance;
    instance->frame = activate(init, *given, place(site));
    break;
  }
  Possible out;
  out.value = Result{class_name(object.module, object.index), std::move(instance)};
  return one(std::move(out));
}

std::vector<std::string_view> Engine::declared_fields(std::uint32_t module, std::uint32_t klass) {
  std::vector<std::string_view> fields;
  auto line = ancestors(module, klass);
  std::reverse(line.begin(), line.end());
  for (const auto& [base_module, base] : line) {
    const Module& m = at(base_module);
    const NodeId body = m.child(m.classes[base].node, Field::body);
    if (body == no_node) continue;
    for (NodeId c = m.first(body); c != no_node; c = m.sibling(c)) {
      const NodeId assignment = m.at(c).kind == Kind::expression_statement ? m.first(c) : c;
      if (assignment == no_node || m.at(assignment).kind != Kind::assignment) continue;
      const NodeId left = m.child(assignment, Field::left);
      if (left == no_node || m.child(assignment, Field::type) == no_node) continue;
      if (std::find(fields.begin(), fields.end(), m.text(left)) == fields.end())
        fields.push_back(m.text(left));
    }
  }
  return fields;
}

/// The default of a field, seen through `field(default=…)`, `Field(…)`, and the environment for settings
/// classes.
std::optional<Possibles> Engine::field_default(std::uint32_t module, const Class& klass,
                                               std::string_view attribute, const ObjectPtr& instance,
                                               const Place& where) {
  const Module& m = at(module);
  const Scope& scope = m.scopes[klass.scope];
  const auto bindings = scope.names.find(attribute);
  ValuePtr value;
  std::vector<std::string> variables;
  NodeId type = no_node;
  bool declared = false;
  if (const NodeId body = m.child(klass.node, Field::body); body != no_node)
    for (NodeId c = m.first(body); c != no_node; c = m.sibling(c)) {
      const NodeId assignment = m.at(c).kind == Kind::expression_statement ? m.first(c) : c;
      if (assignment == no_node || m.at(assignment).kind != Kind::assignment) continue;
      const NodeId left = m.child(assignment, Field::left);
      if (left == no_node || m.text(left) != attribute) continue;
      type = m.child(assignment, Field::type);
      declared = declared || type != no_node;
    }
  if (bindings != scope.names.end() && bindings->second.back().kind == Binding::Kind::assign) {
    const NodeId expression = bindings->second.back().value;
    const bool is_call = m.at(expression).kind == Kind::call;
    const NodeId callee = is_call ? m.child(expression, Field::function) : no_node;
    if (is_call && declares_field(last_name(m, callee))) {
      const Arguments given = arguments({module, expression}, nullptr);
      for (const Argument& argument : given.items) {
        const bool positional_default =
            argument.keyword.empty() && &argument == &given.items.front() && last_name(m, callee) != "field";
        if (argument.keyword == "default" || positional_default) {
          const std::string_view text = argument.at.source ? argument.at.source->text(argument.at.span) : "";
          if (text != "...") value = argument.value;
        } else if (argument.keyword == "default_factory" || argument.keyword == "factory") {
          Possibles made;
          for (const Possible& factory : argument.value->possible)
            add(made, invoke(factory, std::make_shared<Arguments>(), {module, expression}, nullptr), where);
          value = make_value(std::move(made), where);
        } else if (argument.keyword == "env" || argument.keyword == "alias" ||
                   argument.keyword == "validation_alias") {
          for (const Possible& name : argument.value->possible) {
            if (const auto* text = text_of(name)) variables.push_back(*text);
            if (const auto* list = std::get_if<List>(&name.value))
              for (const ValuePtr& item : list->items)
                if (const auto* text = item->text()) variables.push_back(*text);
            const auto* choices = std::get_if<Result>(&name.value);
            if (choices != nullptr && ends_with_name(choices->callee, "AliasChoices") && choices->object &&
                choices->object->arguments)
              for (const Argument& choice : choices->object->arguments->items)
                if (const auto* text = choice.value->text()) variables.push_back(*text);
          }
        }
      }
    } else {
      auto plain = reaching(module, klass.scope, attribute, no_node, nullptr);
      // attrs: `Factory(f)` stands for what f gives.
      if (plain && plain->size() == 1)
        if (const auto* made = std::get_if<Result>(&plain->front().value);
            made != nullptr && ends_with_name(made->callee, "Factory") && made->object &&
            made->object->arguments && !made->object->arguments->items.empty()) {
          Possibles values;
          for (const Possible& factory : made->object->arguments->items.front().value->possible)
            add(values, invoke(factory, std::make_shared<Arguments>(), {module, expression}, nullptr), where);
          plain = std::move(values);
        }
      if (plain) value = make_value(std::move(*plain), where);
    }
    if (value) {
      Possibles copy = value->possible;
      const NodeId statement = m.at(bindings->second.back().root).parent;
      const std::string step = "`" + snippet({module, statement}) + "`";
      for (Possible& v : copy)
        if (v.trace.empty() || v.trace.back().what != step) add_step(v, m.place(statement), step);
      value = make_value(std::move(copy), where);
    }
  }
  const bool settings = [&] {
    for (const std::string& base : library_bases(instance->module, instance->index))
      if (ends_with_name(base, "BaseSettings")) return true;
    return false;
  }();
  if (settings && declared) {
    // What the class configures: `model_config = SettingsConfigDict(…)` or an inner class `Config`.
    const auto configured = [&](std::string_view name) -> std::string {
      if (const auto config = class_member(instance, "model_config", where))
        for (const Possible& possible : *config) {
          const auto* made = std::get_if<Result>(&possible.value);
          const auto* dict = std::get_if<Dict>(&possible.value);
          if (made != nullptr && made->object && made->object->arguments)
            for (const Argument& argument : made->object->arguments->items)
              if (argument.keyword == name && argument.value->text() != nullptr)
                return *argument.value->text();
          if (dict != nullptr && dict->find(name) != nullptr)
            if (const auto* text = dict->find(name)->value->text()) return *text;
        }
      const auto inner = scope.names.find("Config");
      if (inner != scope.names.end() && inner->second.back().kind == Binding::Kind::klass) {
        const auto text =
            reaching(module, m.classes[inner->second.back().index].scope, name, no_node, nullptr);
        if (text && !text->empty() && text_of(text->front()) != nullptr) return *text_of(text->front());
      }
      return {};
    };
    const std::string prefix = configured("env_prefix");
    if (variables.empty()) variables.push_back(text::upper(prefix + std::string(attribute)));
    // A file of variables stands below the environment.
    if (const std::string file = configured("env_file"); !file.empty())
      if (const ValuePtr values = read_variables(file, {module, klass.node}))
        if (const auto* dict = values->only<Dict>())
          for (const DictItem& item : dict->items)
            for (const std::string& variable : variables)
              if (text::upper(item.key) == text::upper(variable)) value = item.value;
    // Fields of a field: MODEL__REV.
    if (const std::string delimiter = configured("env_nested_delimiter"); value && !delimiter.empty())
      if (const auto* held = value->only<Result>();
          held != nullptr && held->object && held->object->kind == Object::Kind::instance) {
        Arguments given_fields;
        for (const std::string_view field : declared_fields(held->object->module, held->object->index)) {
          const std::string variable = variables.back() + delimiter + text::upper(field);
          const auto given = environment_.variable ? environment_.variable(variable) : std::nullopt;
          if (given && *given)
            given_fields.items.push_back({std::string(field), *given, where, where, false});
        }
        if (!given_fields.items.empty())
          if (auto changed = object_with(value->possible.front(), given_fields, 0))
            return one(std::move(*changed));
      }
    // Names of variables are matched without regard to case; the upper-case form is what people set.
    Possibles out;
    for (const std::string& variable : variables) {
      const auto given = environment_.variable ? environment_.variable(variable) : std::nullopt;
      const bool is_last = &variable == &variables.back();
      if (!is_last && !(given && *given)) continue;
      out = environment_variable(*make_value(known(variable), where), value, where);
      break;
    }
    if (type != no_node && m.text(type) == "bool")
      for (Possible& v : out)
        if (const auto* text = text_of(v)) {
          const std::string word = text::lower(*text);
          const bool yes =
              word == "1" || word == "true" || word == "yes" || word == "on" || word == "y" || word == "t";
          v.value = yes;
        }
    return out;
  }
  if (value) return value->possible;
  if (declared) {
    return one(unknown(Why::caller,
                       "field `" + std::string(attribute) + "` of `" + klass.dotted + "` has no default",
                       where));
  }
  return std::nullopt;
}

/// Whether the class is used under its name other than as the base of a class, so that somebody may make one.
bool Engine::is_mentioned(std::uint32_t module, std::uint32_t klass) {
  const auto [known, fresh] = mentioned_.try_emplace({module, klass}, true);
  if (!fresh) return known->second;
  const bool is = has_mentions(module, klass);
  mentioned_[{module, klass}] = is;
  return is;
}

bool Engine::has_mentions(std::uint32_t module, std::uint32_t klass) {
  const Class& top = at(module).classes[klass];
  for (const Alias& alias : aliases_of(module, top.node, top.name)) {
    bool used = false;
    each_mention(alias, [&](const Mentions& mentions) {
      const auto stands = [&](const auto* entries) {
        return entries != nullptr && std::any_of(entries->begin(), entries->end(), [&](const auto& entry) {
                 return stands_for(alias, mentions.module, entry.home);
               });
      };
      used = used || stands(mentions.sites) || stands(mentions.inner_sites) || stands(mentions.flows) ||
             stands(mentions.handed);
    });
    if (used) return true;
  }
  return false;
}

bool Engine::is_enumeration(std::uint32_t module, std::uint32_t klass) {
  const auto bases = library_bases(module, klass);
  return std::any_of(bases.begin(), bases.end(), [](const std::string& base) {
    return base.starts_with("enum.") && base.ends_with("Enum");
  });
}

std::optional<Possibles> Engine::class_member(const ObjectPtr& asked, std::string_view attribute,
                                              Place where) {
  // What super() finds is bound to the object itself.
  ObjectPtr object = asked;
  if (asked->above) {
    auto itself = std::make_shared<Object>(*asked);
    itself->above.reset();
    object = std::move(itself);
  }
  const bool instance = object->kind == Object::Kind::instance;
  const auto line = ancestors(object->module, object->index);
  Possibles out;
  bool found = false;

  // What the constructor of a class with declared fields was given.
  if (instance && object->arguments && object->frame == nullptr) {
    const auto fields = declared_fields(object->module, object->index);
    const auto field = std::find(fields.begin(), fields.end(), attribute);
    if (field != fields.end()) {
      std::size_t position = static_cast<std::size_t>(field - fields.begin());
      for (const Argument& argument : object->arguments->items) {
        if (argument.keyword.empty() ? position-- == 0 : argument.keyword == attribute) {
          add(out, argument.value->possible, where);
          if (!argument.maybe_absent) return out;
          found = true;
        }
      }
    }
  }

  const auto own_member = [&](std::uint32_t module, std::uint32_t index) {
    const Module& m = at(module);
    const Class& klass = m.classes[index];
    const auto members = klass.members.find(attribute);
    const auto names = m.scopes[klass.scope].names.find(attribute);
    bool here = false;
    Possibles values;
    bool only_changes = true;
    std::map<std::uint32_t, Bindings> by_method;
    if (members != klass.members.end())
      for (const Binding& binding : members->second) {
        by_method[m.at(binding.node).scope].push_back(binding);
        only_changes = only_changes && binding.changes();
      }
    const bool set_on_class = names != m.scopes[klass.scope].names.end();
    if (set_on_class && (only_changes || by_method.empty())) {
      const Binding& last = names->second.back();
      here = true;
      if (last.kind == Binding::Kind::function) {
        const Function& function = m.functions[last.index];
        ObjectPtr self;
        if (function.is_class_method) {
          auto klass_object = std::make_shared<Object>(*object);
          klass_object->kind = Object::Kind::klass;
          self = instance ? std::move(klass_object) : object;
        } else if (!function.is_static && instance) {
          self = object;
        }
        Possible reference =
            function_ref(module, last.index, object->kind == Object::Kind::klass ? object->frame : nullptr,
                         std::move(self));
        if (function.is_property && instance) {
          const auto& method = *std::get<FunctionRef>(reference.value).object;
          add(values,
              call_function(reference, method, std::make_shared<Arguments>(), {module, function.node}),
              where);
        } else {
          add(values, reference, where);
        }
      } else if (last.kind == Binding::Kind::klass) {
        add(values, class_ref(module, last.index, nullptr), where);
      } else if (auto field = field_default(module, klass, attribute, object, where)) {
        add(values, *field, where);
      } else if (auto value = reaching(module, klass.scope, attribute, no_node, nullptr)) {
        add(values, *value, where);
      } else {
        here = false;
      }
    } else if (!set_on_class && by_method.empty()) {
      if (auto field = field_default(module, klass, attribute, object, where)) {
        here = true;
        add(values, *field, where);
      }
    }
    for (const auto& [scope, bindings] : by_method) {
      std::uint32_t method = scope;
      while (method != 0 && m.scopes[method].kind != Scope::Kind::function) method = m.scopes[method].parent;
      const Frame* frame = frame_of(module, m.scopes[method].index, object->frame);
      if (frame == nullptr && instance) frame = constructor_frame(object, module, m.scopes[method].index);
      if (std::all_of(bindings.begin(), bindings.end(), [](const Binding& b) { return b.changes(); })) {
        for (const Binding& binding : bindings) apply_change(module, binding, frame, true, values);
        continue;
      }
      here = true;
      if (auto value = fold(module, bindings, "self." + std::string(attribute), no_node, frame))
        add(values, *value, where);
    }
    if (here) add(out, values, where);
    return here && !values.empty();
  };

  // The value of the member itself, in a method of an enumeration: that of any member.
  if (attribute == "value" && instance && is_enumeration(object->module, object->index)) {
    if (object->arguments && !object->arguments->items.empty())
      return object->arguments->items.front().value->possible;
    const Module& m = at(object->module);
    const std::uint32_t scope = m.classes[object->index].scope;
    for (const auto& [name, bindings] : m.scopes[scope].names)
      if (bindings.back().kind == Binding::Kind::assign && !name.starts_with('_'))
        if (auto value = reaching(object->module, scope, name, no_node, nullptr)) add(out, *value, where);
    if (!out.empty()) return out;
  }

  if (asked->above) {
    // The next class behind it, in the order of each class below: that may be a sibling.
    const auto [above_module, above_class] = *asked->above;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> below{*asked->above};
    const auto& derived = descendants(above_module, above_class);
    below.insert(below.end(), derived.begin(), derived.end());
    std::set<std::pair<std::uint32_t, std::uint32_t>> taken;
    for (const auto& [below_module, below_class] : below) {
      const auto order = ancestors(below_module, below_class);
      auto next = std::find(order.begin(), order.end(), *asked->above);
      for (next = next == order.end() ? next : next + 1; next != order.end(); ++next)
        if (taken.contains(*next) || own_member(next->first, next->second)) {
          taken.insert(*next);
          found = true;
          break;
        }
    }
    if (found) return out;
    return std::nullopt;
  }
  const auto take_first_of = [&](const auto& classes) {
    for (const auto& [module, index] : classes)
      if (own_member(module, index)) {
        found = true;
        break;
      }
  };
  // In a method of a base class the object may be of any class below it.
  const bool any_below = object->generic && attribute != "__init__";
  const auto has_own = [&](const std::pair<std::uint32_t, std::uint32_t>& one) {
    const Module& m = at(one.first);
    const Class& klass = m.classes[one.second];
    return m.scopes[klass.scope].names.contains(attribute) || klass.members.contains(attribute);
  };
  // Where nobody makes one of the class itself, what each class below replaces is never seen.
  const auto is_replaced = [&] {
    const auto below = descendants(object->module, object->index);
    const auto replaces = [&](const std::pair<std::uint32_t, std::uint32_t>& one) {
      for (const auto& above : ancestors(one.first, one.second)) {
        if (std::find(line.begin(), line.end(), above) != line.end()) return false;
        if (has_own(above)) return true;
      }
      return false;
    };
    return !below.empty() && std::all_of(below.begin(), below.end(), replaces) &&
           !is_mentioned(object->module, object->index);
  };
  if (!any_below || !is_replaced()) take_first_of(line);
  if (any_below) {
    const auto below = descendants(object->module, object->index);
    for (const auto& [below_module, below_class] : below)
      for (const auto& [module, index] : ancestors(below_module, below_class)) {
        if (std::find(line.begin(), line.end(), std::pair(module, index)) != line.end()) continue;
        if (!own_member(module, index)) continue;
        found = true;
        break;
      }
  }
  if (found) return out;
  return std::nullopt;
}

const std::vector<std::pair<std::uint32_t, std::uint32_t>>& Engine::descendants(std::uint32_t module,
                                                                                std::uint32_t klass) {
  const auto key = std::pair(module, klass);
  const Filling filling{&descendants_, module, klass};
  come_to(filling);
  if (const auto known_below = descendants_.find(key); known_below != descendants_.end())
    return known_below->second;
  const Fill fill(*this, filling);
  descendants_[key];
  // Classes whose bases have the name of one below, or another name for it.
  const Class& top = at(module).classes[klass];
  Aliases names = aliases_of(module, top.node, top.name);
  // In a large program a base seldom goes by other names but where models are loaded.
  if (is_large())
    spread_near(names, max_names);
  else
    spread(names, max_names);
  std::vector<std::string_view> open;
  std::set<std::string_view> taken;
  for (const Alias& name : names)
    if (!name.result && taken.insert(name.name).second) open.push_back(name.name);
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen{key};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
  for (std::size_t i = 0; i < open.size() && found.size() < max_descendants; ++i) {
    ask(open[i], Asked::derived);
    const auto look = [&](std::uint32_t other) {
      const auto derived = index_of(other).derived.find(open[i]);
      if (derived == index_of(other).derived.end()) return;
      for (const std::uint32_t candidate : derived->second) {
        if (!seen.emplace(other, candidate).second) continue;
        const auto& line = ancestors(other, candidate);
        if (std::find(line.begin(), line.end(), key) == line.end()) continue;
        found.emplace_back(other, candidate);
        if (taken.insert(at(other).classes[candidate].name).second)
          open.push_back(at(other).classes[candidate].name);
      }
    };
    each_holding(open[i], look, As::base);
  }
  return descendants_[key] = std::move(found);
}

Possibles Engine::member(const Possible& owner, std::string_view attribute, Place where, Ref site) {
  const auto not_there = [&](const std::string& what) {
    return one(unknown(
        Why::other, "`" + what + "." + std::string(attribute) + "` is set nowhere in the code that was read",
        where));
  };
  if (const auto* name = std::get_if<Name>(&owner.value))
    return member_of_name(name->dotted, attribute, where, site.module);
  if (const auto* result = std::get_if<Result>(&owner.value)) {
    if (result->object && result->object->kind == Object::Kind::instance) {
      if (attribute == "__dict__")
        if (auto dict = object_dict(owner, where)) return one(std::move(*dict));
      auto value = class_member(result->object, attribute, where);
      Possibles set = stored(owner, attribute, no_node, where);
      if (value || !set.empty()) {
        if (!value) return set;
        add(*value, set, where);
        return std::move(*value);
      }
      if (!attribute.starts_with("__"))
        if (auto given =
                answered(owner, "__getattr__", *make_value(known(std::string(attribute)), where), site))
          return std::move(*given);
      // `__getattr__ = dict.get`
      if (!attribute.starts_with("__") && class_member(result->object, "__getattr__", where))
        if (const auto items = own_items(owner)) {
          Arguments key;
          key.items.push_back({"", make_value(known(std::string(attribute)), where), where, where, false});
          if (auto held = constant_method(*items, "get", key, where)) return std::move(*held);
        }
      if (attribute == "__class__")
        return one(class_ref(result->object->module, result->object->index, nullptr));
      if (library_bases(result->object->module, result->object->index).empty())
        return not_there(result->callee);
      return one(name_of(result->callee + "." + std::string(attribute)));
    }
    if (result->object) {
      if (auto held = namespace_member(owner, attribute, where)) return std::move(*held);
      if (attribute == "value" && result->callee.starts_with("absl.flags.DEFINE_") &&
          result->object->arguments && !result->object->arguments->items.empty())
        if (const auto* name = result->object->arguments->items.front().value->text())
          if (auto flag = absl_flag(*name, where)) return std::move(*flag);
      Possibles set = stored(owner, attribute, no_node, where);
      if (!set.empty()) return set;
      if (attribute == "__dict__")
        if (auto dict = object_dict(owner, where)) return one(std::move(*dict));
      if (attribute == "__dict__")
        if (auto all = all_options(*make_value(owner, where), where)) return std::move(*all);
      if (auto value = parsed_option(*result->object, attribute, where)) return std::move(*value);
    }
    return one(name_of(result->callee + "." + std::string(attribute)));
  }
  if (const auto* klass = std::get_if<ClassRef>(&owner.value)) {
    auto value = class_member(klass->object, attribute, where);
    Possibles set = stored(owner, attribute, no_node, where);
    if (value || !set.empty()) {
      if (!value) return set;
      add(*value, set, where);
      return std::move(*value);
    }
    if (attribute == "__dict__")
      if (auto dict = object_dict(owner, where)) return one(std::move(*dict));
    if (attribute == "remote" || attribute == "bind") return one(owner);
    if (attribute == "__name__") return one(known(klass->dotted.substr(klass->dotted.rfind('.') + 1)));
    if (library_bases(klass->object->module, klass->object->index).empty()) return not_there(klass->dotted);
    return one(name_of(klass->dotted + "." + std::string(attribute)));
  }
  if (std::holds_alternative<FunctionRef>(owner.value)) {
    // Ray's and Celery's ways to call a decorated function, and the wrapped function itself.
    if (attribute == "remote" || attribute == "delay" || attribute == "bind" || attribute == "__wrapped__" ||
        attribute == "__func__" || attribute == "local" || attribute == "__call__")
      return one(owner);
    return one(unknown(Why::other, "an attribute of a function is not followed", where));
  }
  if (const auto* dict = std::get_if<Dict>(&owner.value)) {
    if (const DictItem* item = dict->find(attribute)) return item->value->possible;
    return one(unknown(Why::other, "`." + std::string(attribute) + "` is not known", where));
  }
  if (const auto* text = text_of(owner)) {
    if (auto value = text_method(*text, "." + std::string(attribute), {}, where))
      return one(attribute == "parent" ? as_path(std::move(*value)) : std::move(*value));
    return one(unknown(Why::other, "`." + std::string(attribute) + "` of a text is not followed", where));
  }
  if (attribute == "value" && unknown_of(owner) == nullptr) return one(owner);  // of an Enum member
  if (is_unknown(owner, Why::path)) return one(owner);
  return one(derived_unknown(owner, where));
}

Possibles Engine::super_of(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  std::uint32_t scope = m.at(ref.node).scope;
  while (scope != 0 && !(m.scopes[scope].kind == Scope::Kind::function &&
                         m.functions[m.scopes[scope].index].owner != no_node))
    scope = m.scopes[scope].parent;
  const Place where = place(ref);
  if (scope == 0) return one(unknown(Why::other, "`super()` outside of a class", where));
  const Function& method = m.functions[m.scopes[scope].index];
  const Frame* own = frame_of(ref.module, m.scopes[scope].index, frame);
  Possibles out;
  for (const NodeId base : m.classes[method.owner].bases) {
    const ValuePtr evaluated = eval({ref.module, base}, nullptr);
    for (const Possible& possible : evaluated->possible) {
      if (const auto* klass = std::get_if<ClassRef>(&possible.value)) {
        auto object = std::make_shared<Object>();
        object->kind = method.is_class_method ? Object::Kind::klass : Object::Kind::instance;
        object->module = klass->object->module;
        object->index = klass->object->index;
        object->generic = own == nullptr;
        if (own == nullptr) object->above = std::pair(ref.module, method.owner);
        Possible proxy;
        proxy.value = Result{klass->dotted, std::move(object)};
        if (method.is_class_method)
          proxy.value = ClassRef{klass->dotted, std::get<Result>(proxy.value).object};
        add(out, proxy, where);
      } else if (std::holds_alternative<Name>(possible.value)) {
        add(out, possible, where);
      }
    }
  }
  if (out.empty()) return one(name_of("object"));
  return out;
}

}  // namespace dockgate::python
