// Items and attributes of values.

#include <algorithm>
#include <charconv>

#include "python/engine.hpp"
#include "text/ascii.hpp"

namespace dockgate::python {

Possibles Engine::items_of(const Value& value, const Place& where) {
  Possibles out;
  for (const Possible& possible : value.possible) {
    if (const auto* list = std::get_if<List>(&possible.value)) {
      for (const ValuePtr& item : list->items) add(out, item->possible, where);
      if (!list->complete) add(out, unknown(Why::other, "there may be more items", where), where);
    } else if (const auto* dict = std::get_if<Dict>(&possible.value)) {
      for (const DictItem& item : dict->items)
        if (item.key != unknown_key) add(out, known(item.key), where);
      if (!dict->complete) add(out, unknown(Why::other, "there may be more keys", where), where);
    } else if (const auto* text = text_of(possible)) {
      for (const char c : std::string_view(*text).substr(0, 8)) add(out, known(std::string(1, c)), where);
      if (text->size() > 8) add(out, unknown(Why::limit, "more characters follow", where), where);
    } else {
      add(out, derived_unknown(possible, where), where);
    }
  }
  return out;
}

Possibles Engine::subscript(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const NodeId object_node = m.child(ref.node, Field::value);
  const NodeId key_node = m.child(ref.node, Field::subscript);
  if (object_node == no_node || key_node == no_node) return {};
  const ValuePtr object = eval({ref.module, object_node}, frame);
  if (m.at(key_node).kind == Kind::slice) {
    return each(*object, place(ref), [&](const Possible& value) {
      if (const auto* name = std::get_if<Name>(&value.value); name != nullptr && name->dotted == "sys.argv") {
        std::size_t from = 0;
        const std::string_view bounds = m.text(key_node);
        std::from_chars(bounds.data(), bounds.data() + bounds.size(), from);
        return command_words(from, bounds.ends_with(':'), place(ref));
      }
      std::string_view text = m.text(key_node);
      const auto* whole = text_of(value);
      // Sub-slices with a step: turned round, or every n-th.
      std::size_t step = 1;
      bool back = false;
      if (const std::size_t second = text.find(':', text.find(':') + 1); second != std::string_view::npos) {
        std::string_view digits = text.substr(second + 1);
        back = digits.starts_with('-');
        if (back) digits.remove_prefix(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
        if (!digits.empty() && (error != std::errc() || end != digits.data() + digits.size() || step == 0))
          return derived_unknown(value, place(ref));
        if (back && text.substr(0, second) != ":") return derived_unknown(value, place(ref));
        text = text.substr(0, second);
      }
      const std::size_t colon = text.find(':');
      const auto bound = [](std::string_view digits, long long fallback) -> std::optional<long long> {
        if (digits.empty()) return fallback;
        long long number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return error == std::errc() && end == digits.data() + digits.size() ? std::optional(number)
                                                                            : std::nullopt;
      };
      const auto* list = std::get_if<List>(&value.value);
      const auto size = static_cast<long long>(whole != nullptr  ? whole->size()
                                               : list != nullptr ? list->items.size()
                                                                 : 0);
      auto from = bound(text.substr(0, colon), 0);
      auto to = bound(text.substr(colon + 1), size);
      if (!from || !to || (whole == nullptr && (list == nullptr || !list->complete)))
        return derived_unknown(value, place(ref));
      const auto clamp = [size](long long i) { return std::clamp<long long>(i < 0 ? i + size : i, 0, size); };
      const auto begin = static_cast<std::size_t>(clamp(*from));
      const auto end = std::max(begin, static_cast<std::size_t>(clamp(*to)));
      std::vector<std::size_t> chosen;
      for (std::size_t i = begin; i < end; i += step) chosen.push_back(back ? end - 1 - (i - begin) : i);
      if (whole != nullptr) {
        std::string piece;
        for (const std::size_t i : chosen) piece.push_back((*whole)[i]);
        return known(std::move(piece));
      }
      List part;
      for (const std::size_t i : chosen) part.items.push_back(list->items[i]);
      Possible out;
      out.value = std::move(part);
      return out;
    });
  }
  const ValuePtr key = eval({ref.module, key_node}, frame);
  Possibles out;
  for (const Possible& value : object->possible) {
    const auto* dict = std::get_if<Dict>(&value.value);
    const auto* list = std::get_if<List>(&value.value);
    const auto* thing = std::get_if<Name>(&value.value);
    if (thing != nullptr && thing->dotted == "os.environ") {
      add(out, environment_variable(*key, nullptr, place(ref)), place(ref));
      continue;
    }
    if (thing != nullptr && thing->dotted == "sys.argv") {
      for (const Possible& k : key->possible) {
        const auto* position = std::get_if<long long>(&k.value);
        add(out, command_word(position != nullptr ? *position : 1'000'000, place(ref)), place(ref));
      }
      continue;
    }
    if (thing != nullptr && thing->dotted == "sys.modules") {
      for (const Possible& k : key->possible)
        add(out, text_of(k) != nullptr ? name_of(*text_of(k)) : derived_unknown(k, place(ref)), place(ref));
      continue;
    }
    if (thing != nullptr && thing->dotted.ends_with(".__dict__")) {
      for (const Possible& k : key->possible)
        add(out,
            text_of(k) != nullptr ? member_of_name(thing->dotted, *text_of(k), place(ref), ref.module)
                                  : one(derived_unknown(k, place(ref))),
            place(ref));
      continue;
    }
    if (thing != nullptr && !thing->dotted.empty()) {
      // `Generic[int]`, `List[str]`: the class itself.
      if (text::is_upper(thing->dotted[thing->dotted.rfind('.') + 1])) {
        add(out, value, place(ref));
        continue;
      }
    }
    for (const Possible& k : key->possible) {
      Possibles found;
      const auto text = as_text(k);
      const auto* number = std::get_if<long long>(&k.value);
      if (dict != nullptr && text) {
        const DictItem* item = dict->find(*text);
        // A named tuple by position.
        if (item == nullptr && dict->complete && number != nullptr && *number >= 0 &&
            static_cast<std::size_t>(*number) < dict->items.size())
          item = &dict->items[static_cast<std::size_t>(*number)];
        if (item != nullptr) found = item->value->possible;
        if (item == nullptr && dict->complete)
          found = dict->fallback ? dict->fallback->possible
                                 : one(unknown(Why::other, "there is no key `" + *text + "`", place(ref)));
        if (!dict->complete && item == nullptr) {
          for (const DictItem& candidate : dict->items)
            if (candidate.key == unknown_key) add(found, candidate.value->possible, place(ref));
          add(found, unknown(Why::other, "key `" + *text + "` is set somewhere else", place(ref)),
              place(ref));
        }
      } else if (dict != nullptr) {
        // An unknown key: any of the values.
        for (const DictItem& item : dict->items) add(found, item.value->possible, place(ref));
        if (dict->fallback) add(found, dict->fallback->possible, place(ref));
        if (!dict->complete || (dict->items.empty() && !dict->fallback))
          add(found, derived_unknown(k, place(ref)), place(ref));
      } else if (list != nullptr) {
        const auto* position = std::get_if<long long>(&k.value);
        const auto size = static_cast<long long>(list->items.size());
        const bool inside = position != nullptr && list->complete && *position >= -size && *position < size;
        if (inside)
          found =
              list->items[static_cast<std::size_t>(*position < 0 ? *position + size : *position)]->possible;
        else if (position == nullptr || !list->complete)
          found = items_of(*make_value(value, place(ref)), place(ref));
        else
          found = one(unknown(Why::other, "there is no item " + std::to_string(*position), place(ref)));
      } else if (const auto* result = std::get_if<Result>(&value.value);
                 result != nullptr && result->object && result->object->kind == Object::Kind::instance) {
        const auto fields = declared_fields(result->object->module, result->object->index);
        if (number != nullptr && *number >= 0 && static_cast<std::size_t>(*number) < fields.size())
          found = member(value, fields[static_cast<std::size_t>(*number)], place(ref), ref);
        else if (auto given = answered(value, "__getitem__", *make_value(k, place(ref)), ref))
          found = std::move(*given);
        else if (const auto items = own_items(value))
          found = item_of(*items, k, ref);
        else
          found = one(unknown(Why::other, "`" + snippet(ref) + "` is not followed", place(ref)));
      } else if (const auto* klass = std::get_if<ClassRef>(&value.value); klass != nullptr && text) {
        // A member of an enumeration by its name.
        found = member(value, *text, place(ref), ref);
      } else if (auto section = result != nullptr && text ? section_of(*result, *text, ref) : std::nullopt) {
        found = std::move(*section);
      } else if (auto option = result != nullptr && result->object && text
                                   ? parsed_option(*result->object, *text, place(ref))
                                   : std::nullopt) {
        found = std::move(*option);
      } else {
        found = one(index(value, k, place(ref)));
      }
      for (Possible& f : found) {
        inherit(f, value);
        inherit(f, k);
      }
      add(out, found, place(ref));
    }
  }
  return out;
}

/// What a member of an enumeration of the program, which is followed as its value, has as a method or
/// property of the class; nothing for other values.
std::optional<Possibles> Engine::enumeration_method(Ref object, const Possible& value,
                                                    std::string_view name) {
  const Module& m = at(object.module);
  const Kind kind = m.at(object.node).kind;
  const bool constant = text_of(value) != nullptr || std::holds_alternative<long long>(value.value) ||
                        std::holds_alternative<List>(value.value);
  if (!constant || (kind != Kind::attribute && kind != Kind::subscript && kind != Kind::call))
    return std::nullopt;
  const NodeId owner = m.child(object.node, kind == Kind::attribute   ? Field::object
                                            : kind == Kind::subscript ? Field::value
                                                                      : Field::function);
  if (owner == no_node || m.at(owner).kind == Kind::call) return std::nullopt;
  const ValuePtr made = eval({object.module, owner}, nullptr);
  const auto* klass = made->only<ClassRef>();
  if (klass == nullptr || !klass->object || !is_enumeration(klass->object->module, klass->object->index))
    return std::nullopt;
  const auto& own = at(klass->object->module);
  const auto found = own.scopes[own.classes[klass->object->index].scope].names.find(name);
  if (found == own.scopes[own.classes[klass->object->index].scope].names.end() ||
      found->second.back().kind != Binding::Kind::function)
    return std::nullopt;
  auto member_object = std::make_shared<Object>();
  member_object->kind = Object::Kind::instance;
  member_object->module = klass->object->module;
  member_object->index = klass->object->index;
  auto arguments = std::make_shared<Arguments>();
  const Place where = place(object);
  arguments->items.push_back({"", make_value(value, where), where, where, false});
  member_object->arguments = std::move(arguments);
  return class_member(member_object, name, where);
}

Possibles Engine::attribute(Ref ref, const Frame* frame) {
  const Module& m = at(ref.module);
  const NodeId object_node = m.child(ref.node, Field::object);
  const NodeId name_node = m.child(ref.node, Field::attribute);
  if (object_node == no_node || name_node == no_node) return {};
  const std::string_view attribute_name = m.text(name_node);
  // `self.rev = …` earlier in this function, `torch.load = …` in this module.
  Possibles out;
  if (const std::string key = dotted_text(m, ref.node); !key.empty()) {
    std::uint32_t scope = m.at(ref.node).scope;
    NodeId use = ref.node;
    const std::string_view head = std::string_view(key).substr(0, key.find('.'));
    for (;;) {
      const auto found = m.scopes[scope].names.find(key);
      if (found != m.scopes[scope].names.end()) {
        const bool only_changes = std::all_of(found->second.begin(), found->second.end(),
                                              [](const Binding& b) { return b.changes(); });
        if (!only_changes)
          if (auto value = reaching(ref.module, scope, found->first, use, frame)) return *value;
      }
      if (scope == 0 || m.scopes[scope].names.contains(head)) break;
      use = m.scopes[scope].kind == Scope::Kind::function ? no_node : use;
      scope = m.scopes[scope].parent;
    }
  }
  const ValuePtr object = eval({ref.module, object_node}, frame);
  for (const Possible& value : object->possible) {
    Possibles found;
    if (auto method = enumeration_method({ref.module, object_node}, value, attribute_name))
      found = std::move(*method);
    else
      found = member(value, attribute_name, place(ref), ref);
    for (Possible& f : found) inherit(f, value);
    add(out, found, place(ref));
  }
  // Changes such as `self.kw["revision"] = …` or `self.names.append(…)` within this function.
  if (const std::string key = dotted_text(m, ref.node); !key.empty()) {
    const std::uint32_t scope = m.at(ref.node).scope;
    const auto found = m.scopes[scope].names.find(key);
    if (found != m.scopes[scope].names.end())
      for (const Binding& binding : found->second)
        if (binding.changes() && binding.effect <= ref.node)
          apply_change(ref.module, binding, frame, !m.contains(m.at(binding.node).arm, ref.node), out);
  }
  return out;
}

}  // namespace dockgate::python
