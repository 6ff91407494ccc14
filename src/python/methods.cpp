// Methods of constants: texts, dicts, lists.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

/// A text with its characters replaced by a table of str.maketrans.
std::string translated(const std::string& text, const Dict& table) {
  std::string out;
  for (const char c : text) {
    const DictItem* item = table.find(std::string_view(&c, 1));
    const auto* to = item == nullptr ? nullptr : item->value->text();
    if (item == nullptr)
      out.push_back(c);
    else if (to != nullptr)
      out += *to;
  }
  return out;
}

/// Methods of a path that give a path, or the same as text.
bool keeps_path(std::string_view method) {
  constexpr std::string_view methods[] = {"as_posix", "resolve",   "absolute",    "__str__",   "__fspath__",
                                          "joinpath", "with_name", "with_suffix", "expanduser"};
  return std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
}

}  // namespace

/// str.format, fields with attributes and items included: `{0.rev}`, `{c[rev]}`.
Possible Engine::format_text(const std::string& format, const Arguments& values, const Place& where) {
  Arguments plain = values;
  std::string simple;
  std::size_t made = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    simple.push_back(format[i]);
    if (format[i] != '{' || i + 1 >= format.size() || format[i + 1] == '{') {
      if (format[i] == '{' && i + 1 < format.size()) simple.push_back(format[++i]);
      continue;
    }
    const std::size_t close = format.find('}', i);
    if (close == std::string::npos) break;
    const std::string_view field = std::string_view(format).substr(i + 1, close - i - 1);
    const std::string_view path = field.substr(0, field.find_first_of(":!"));
    const std::size_t step = path.find_first_of(".[");
    if (step == std::string_view::npos || made >= 32) continue;
    const std::string_view name = path.substr(0, step);
    const bool numbered = name.find_first_not_of("0123456789") == std::string_view::npos;
    std::size_t position = 0;
    for (const char digit : numbered ? name.substr(0, 4) : std::string_view())
      position = position * 10 + static_cast<std::size_t>(digit - '0');
    const Argument* argument = nullptr;
    for (const Argument& candidate : values.items)
      if (numbered ? candidate.keyword.empty() && position-- == 0 : candidate.keyword == name) {
        argument = &candidate;
        break;
      }
    if (argument == nullptr) continue;
    Possibles found = argument->value->possible;
    std::string_view rest = path.substr(step);
    while (!rest.empty() && !found.empty()) {
      const bool item = rest.front() == '[';
      const std::size_t end = std::min(rest.find_first_of(item ? "]" : ".[", 1), rest.size());
      const std::string key(rest.substr(1, end - 1));
      rest = rest.substr(item && end < rest.size() ? end + 1 : end);
      Possibles next;
      for (const Possible& owner : found)
        add(next, item ? item_of(owner, known(key), {0, 0}) : member(owner, key, where, {no_node, no_node}),
            where);
      found = std::move(next);
    }
    const std::string keyword = "\x03" + std::to_string(made++);
    plain.items.push_back({keyword, make_value(std::move(found), where), where, where, false});
    simple += keyword;
    i = close - 1;
  }
  return brace_format(simple, plain, where);
}

/// Methods that libraries give to the program's objects and classes.
std::optional<Possibles> Engine::object_method(const Possible& receiver, std::string_view method,
                                               const ArgumentsPtr& given, Ref site) {
  const Place where = place(site);
  if (const auto* name = std::get_if<Name>(&receiver.value)) {
    if (!name->dotted.ends_with(".__dict__") ||
        (method != "get" && method != "__getitem__" && method != "pop"))
      return std::nullopt;
    const Argument* key = positional(*given, 0);
    if (key == nullptr) return std::nullopt;
    Possibles out;
    for (const Possible& possible : key->value->possible)
      add(out,
          text_of(possible) != nullptr ? member_of_name(name->dotted, *text_of(possible), where, site.module)
                                       : one(derived_unknown(possible, where)),
          where);
    return out;
  }
  const auto* result = std::get_if<Result>(&receiver.value);
  if (result != nullptr && result->object && result->object->kind == Object::Kind::instance) {
    const bool dumps = method == "model_dump" || method == "dict" || method == "_asdict";
    const bool copies = method == "_replace" || method == "model_copy" || method == "copy";
    const bool of_dict = method == "get" || method == "items" || method == "keys" || method == "values";
    if (of_dict && !class_member(result->object, method, where))
      if (const auto items = own_items(receiver)) return constant_method(*items, method, *given, where);
    if ((!dumps && !copies) || class_member(result->object, method, where)) return std::nullopt;
    if (dumps)
      if (auto dict = object_dict(receiver, where)) return one(std::move(*dict));
    if (copies) {
      Arguments fields = *given;
      for (const Argument& argument : given->items)
        if (argument.keyword == "update")
          if (const auto* dict = argument.value->only<Dict>())
            for (const DictItem& item : dict->items)
              fields.items.push_back({item.key, item.value, argument.at, argument.whole, item.maybe});
      if (auto copy = object_with(receiver, fields, 0)) return one(std::move(*copy));
    }
    return std::nullopt;
  }
  const auto* klass = std::get_if<ClassRef>(&receiver.value);
  if (klass == nullptr || !klass->object) return std::nullopt;
  const bool validates = method == "model_validate" || method == "parse_obj" || method == "model_construct" ||
                         method == "from_dict" || method == "model_validate_json" || method == "parse_raw";
  if (!validates || class_member(klass->object, method, where) || given->items.empty()) return std::nullopt;
  ValuePtr source = given->items.front().value;
  if (method == "model_validate_json" || method == "parse_raw") {
    auto parsed = parse_config("json", *source, where);
    if (!parsed) return std::nullopt;
    source = make_value(std::move(*parsed), where);
  }
  auto fields = std::make_shared<Arguments>();
  add_splat(*fields, *source, true, where, where);
  return instantiate(receiver, *klass->object, fields, site);
}

std::optional<Possibles> Engine::constant_method(const Possible& receiver, std::string_view method,
                                                 const Arguments& given, const Place& where) {
  if (const auto* text = text_of(receiver)) {
    if (method == "read_text" || method == "open" || method == "read_bytes") {
      if (auto content = read_file(*make_value(receiver, where), where)) return content;
      return one(unknown(Why::library, "a file gives it", where));
    }
    // Each combination of the arguments' alternatives, as far as that stays small.
    std::vector<Arguments> choices(1);
    choices.front().open_positional = given.open_positional;
    for (const Argument& argument : given.items) {
      std::vector<Arguments> longer;
      for (const Arguments& choice : choices)
        for (const Possible& possible : argument.value->possible) {
          if (longer.size() >= 8) break;
          longer.push_back(choice);
          longer.back().items.push_back(argument);
          longer.back().items.back().value = make_value(possible, argument.at);
        }
      choices = std::move(longer);
    }
    Possibles out;
    for (const Arguments& choice : choices) {
      Possible result;
      if (method == "format" || method == "format_map") {
        Arguments fields = choice;
        if (method == "format_map" && !choice.items.empty())
          if (const auto* map = choice.items.front().value->only<Dict>()) {
            fields.items.clear();
            for (const DictItem& item : map->items)
              fields.items.push_back({item.key, item.value, where, where, item.maybe});
          }
        result = format_text(*text, fields, where);
      } else if (method == "translate" && !choice.items.empty() && choice.items.front().value->only<Dict>()) {
        result = known(translated(*text, *choice.items.front().value->only<Dict>()));
      } else if (method == "join") {
        const auto* list = choice.items.empty() ? nullptr : choice.items.front().value->only<List>();
        std::string joined_text;
        bool whole = list != nullptr && list->complete;
        if (list != nullptr)
          for (const ValuePtr& item : list->items) {
            const auto* part = item->text();
            if (part == nullptr || joined_text.size() > (64u << 10)) {
              whole = false;
              break;
            }
            if (&item != &list->items.front()) joined_text += *text;
            joined_text += *part;
          }
        result = whole ? known(std::move(joined_text))
                       : derived_unknown(
                             choice.items.empty() ? receiver : choice.items.front().value->possible.front(),
                             where, "a part of the text is not known");
      } else {
        std::vector<const Possible*> values;
        for (const Argument& argument : choice.items) values.push_back(&argument.value->possible.front());
        auto value = text_method(*text, method, values, where);
        if (value && receiver.path && keeps_path(method)) value = as_path(std::move(*value));
        const Possible* open = nullptr;
        for (const Possible* argument : values)
          if (unknown_of(*argument) != nullptr) open = argument;
        result = value ? *value
                       : derived_unknown(open != nullptr ? *open : receiver, where,
                                         "`." + std::string(method) + "()` is not followed");
      }
      for (const Argument& argument : choice.items) inherit(result, argument.value->possible.front());
      add(out, result, where);
    }
    return out;
  }
  if (const auto* dict = std::get_if<Dict>(&receiver.value)) {
    const Argument* first = positional(given, 0);
    if ((method == "get" || method == "pop" || method == "setdefault" || method == "__getitem__") &&
        first != nullptr) {
      const Argument* fallback = argument_of(given, 1, "default");
      Possible none;
      none.value = None{};
      const Possibles otherwise = fallback != nullptr ? fallback->value->possible : one(none);
      Possibles out;
      for (const Possible& key : first->value->possible) {
        const auto text = as_text(key);
        if (!text) {
          for (const DictItem& item : dict->items) add(out, item.value->possible, where);
          add(out, otherwise, where);
          if (!dict->complete || dict->items.empty()) add(out, derived_unknown(key, where), where);
          continue;
        }
        const DictItem* item = dict->find(*text);
        if (item != nullptr) add(out, item->value->possible, where);
        if (item == nullptr || item->maybe) {
          Possibles values = otherwise;
          for (Possible& value : values) value.from_default = value.from_default || !dict->complete;
          add(out, values, where);
        }
        if (item == nullptr && !dict->complete)
          add(out, unknown(Why::caller, "key `" + *text + "` may come from elsewhere", where), where);
      }
      return out;
    }
    // What `re.match` found.
    if (method == "group" && dict->find("0") != nullptr) {
      if (first == nullptr) return dict->find("0")->value->possible;
      if (given.items.size() > 1) return one(unknown(Why::other, "`.group()` is not followed", where));
      const DictItem* group = first->value->possible.size() == 1 && as_text(first->value->possible.front())
                                  ? dict->find(*as_text(first->value->possible.front()))
                                  : nullptr;
      return group != nullptr ? group->value->possible
                              : one(unknown(Why::other, "`.group()` is not followed", where));
    }
    if (method == "groups" && dict->find("0") != nullptr) {
      List groups;
      for (std::size_t i = 1; const DictItem* group = dict->find(std::to_string(i)); ++i)
        groups.items.push_back(group->value);
      Possible result;
      result.value = std::move(groups);
      return one(std::move(result));
    }
    if (method == "keys" || method == "values" || method == "items") {
      List list;
      list.complete = dict->complete;
      for (const DictItem& item : dict->items) {
        const ValuePtr key = make_value(known(item.key), where);
        if (method == "keys") {
          list.items.push_back(key);
        } else if (method == "values") {
          list.items.push_back(item.value);
        } else {
          List pair;
          pair.items = {key, item.value};
          Possible both;
          both.value = std::move(pair);
          list.items.push_back(make_value(std::move(both), where));
        }
      }
      Possible result;
      result.value = std::move(list);
      return one(std::move(result));
    }
    if (method == "copy" || method == "model_dump" || method == "dict" || method == "_asdict")
      return one(receiver);
    if (method == "_replace" || method == "__or__")
      if (auto changed = object_with(receiver, given, 0)) return one(std::move(*changed));
    // A namespace or named tuple that holds a function.
    if (dict->find(method) != nullptr) return std::nullopt;
    return one(unknown(Why::other, "`." + std::string(method) + "()` is not followed", where));
  }
  if (const auto* list = std::get_if<List>(&receiver.value)) {
    if (method == "copy") return one(receiver);
    if (method == "index" && !given.items.empty())
      if (const auto* text = given.items.front().value->text())
        for (std::size_t i = 0; i < list->items.size(); ++i)
          if (list->items[i]->text() != nullptr && *list->items[i]->text() == *text)
            return one(known(static_cast<long long>(i)));
    if (method == "pop" || method == "popleft" || method == "get" || method == "get_nowait") {
      Possibles out = items_of(*make_value(receiver, where), where);
      return out.empty() ? one(unknown(Why::other, "nothing that was read puts an item into it", where))
                         : out;
    }
    return one(unknown(Why::other, "`." + std::string(method) + "()` is not followed", where));
  }
  return std::nullopt;
}

}  // namespace dockgate::python
