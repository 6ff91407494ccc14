// Methods of constants: texts, dicts, lists.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

const Argument* positional(const Arguments& given, std::size_t index) {
  for (const Argument& argument : given.items)
    if (argument.keyword.empty() && index-- == 0) return &argument;
  return nullptr;
}
const Argument* argument_of(const Arguments& given, std::size_t index, std::string_view name) {
  if (const Argument* found = positional(given, index)) return found;
  for (const Argument& argument : given.items)
    if (argument.keyword == name) return &argument;
  return nullptr;
}

}  // namespace

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
      if (method == "format") {
        result = brace_format(*text, choice, where);
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
    if (method == "copy" || method == "model_dump" || method == "dict") return one(receiver);
    return one(unknown(Why::other, "`." + std::string(method) + "()` is not followed", where));
  }
  if (std::holds_alternative<List>(receiver.value)) {
    if (method == "copy") return one(receiver);
    if (method == "pop" || method == "index" || method == "count") {
      if (method == "pop") return items_of(*make_value(receiver, where), where);
    }
    return one(unknown(Why::other, "`." + std::string(method) + "()` is not followed", where));
  }
  return std::nullopt;
}

}  // namespace dockgate::python
