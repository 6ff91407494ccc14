// Tables and lists through the standard library: what dict(), zip, chain, reduce, the operator module and
// dataclasses do with values that are known.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

Possible list_value(List list) {
  Possible out;
  out.value = std::move(list);
  return out;
}

/// The function of the operator module as the sign that it stands for; "" for another.
std::string_view sign_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> signs[] = {
      {"or_", "|"},  {"ior", "|"}, {"and_", "&"}, {"xor", "^"}, {"add", "+"},     {"concat", "+"},
      {"iadd", "+"}, {"mul", "*"}, {"mod", "%"},  {"sub", "-"}, {"truediv", "/"}, {"eq", "=="},
      {"ne", "!="},  {"lt", "<"},  {"gt", ">"},   {"le", "<="}, {"ge", ">="}};
  for (const auto& [word, sign] : signs)
    if (word == name) return sign;
  return {};
}

/// Fields of collections.namedtuple: "a b", "a, b" or a list.
std::vector<std::string> field_names(const Value& value) {
  std::vector<std::string> out;
  if (const auto* text = value.text()) {
    std::string name;
    for (const char c : *text + " ") {
      if (c != ' ' && c != ',' && c != '\n' && c != '\t') {
        name.push_back(c);
      } else if (!name.empty()) {
        out.push_back(std::move(name));
        name.clear();
      }
    }
  } else if (const auto* list = value.only<List>()) {
    for (const ValuePtr& item : list->items) {
      const auto* name = item->text();
      const auto* pair = item->only<List>();
      if (name == nullptr && pair != nullptr && !pair->items.empty()) name = pair->items.front()->text();
      if (name == nullptr) return {};
      out.push_back(*name);
    }
  }
  return out;
}

}  // namespace

ValuePtr Engine::as_mapping(const ValuePtr& value) {
  const bool lists =
      std::any_of(value->possible.begin(), value->possible.end(),
                  [](const Possible& possible) { return std::holds_alternative<List>(possible.value); });
  if (!lists) return value;
  Possibles out;
  for (const Possible& possible : value->possible) {
    const auto* list = std::get_if<List>(&possible.value);
    if (list == nullptr) {
      add(out, possible, value->at);
      continue;
    }
    Dict dict;
    dict.complete = list->complete;
    for (const ValuePtr& item : list->items) {
      const auto* pair = item->only<List>();
      if (pair == nullptr || pair->items.size() != 2 || dict.items.size() >= max_items) {
        dict.complete = false;
        continue;
      }
      const auto key =
          pair->items[0]->possible.size() == 1 ? as_text(pair->items[0]->possible.front()) : std::nullopt;
      if (key)
        std::erase_if(dict.items, [&key](const DictItem& have) { return have.key == *key; });
      else
        dict.complete = false;
      dict.items.push_back({key ? *key : std::string(unknown_key), pair->items[1], !key});
    }
    Possible made = dict_value(std::move(dict));
    inherit(made, possible);
    add(out, made, value->at);
  }
  return make_value(std::move(out), value->at);
}

Possibles Engine::item_of(const Possible& object, const Possible& key, Ref site) {
  const Place where = site.node == no_node ? Place{} : place(site);
  if (const auto* dict = std::get_if<Dict>(&object.value)) {
    const auto text = as_text(key);
    if (!text) {
      Possibles out;
      for (const DictItem& item : dict->items) add(out, item.value->possible, where);
      add(out, derived_unknown(key, where), where);
      return out;
    }
    if (const DictItem* item = dict->find(*text)) return item->value->possible;
  }
  return one(index(object, key, where));
}

/// Calls of what operator.attrgetter, itemgetter and methodcaller made.
std::optional<Possibles> Engine::getter_call(const Result& getter, const Arguments& given, Ref site) {
  if (!getter.callee.starts_with("operator.") || !getter.object || !getter.object->arguments)
    return std::nullopt;
  const Arguments& made = *getter.object->arguments;
  const Argument* object = positional(given, 0);
  if (object == nullptr || made.items.empty()) return std::nullopt;
  const Place where = place(site);
  const Value& names = *made.items.front().value;
  Possibles out;
  if (getter.callee == "operator.itemgetter" && made.items.size() > 1) {
    for (const Possible& owner : object->value->possible) {
      List items;
      for (const Argument& name : made.items) {
        Possibles item;
        for (const Possible& key : name.value->possible) add(item, item_of(owner, key, site), where);
        items.items.push_back(make_value(std::move(item), where));
      }
      add(out, list_value(std::move(items)), where);
    }
    return out;
  }
  if (getter.callee == "operator.itemgetter") {
    for (const Possible& owner : object->value->possible)
      for (const Possible& key : names.possible) add(out, item_of(owner, key, site), where);
    return out;
  }
  const bool calls = getter.callee == "operator.methodcaller";
  if (!calls && getter.callee != "operator.attrgetter") return std::nullopt;
  auto rest = std::make_shared<Arguments>(made);
  rest->items.erase(rest->items.begin());
  for (const Possible& name : names.possible) {
    const auto* text = text_of(name);
    if (text == nullptr) {
      add(out, derived_unknown(name, where), where);
      continue;
    }
    Possibles found = object->value->possible;
    for (std::size_t begin = 0; begin <= text->size();) {
      const std::size_t end = std::min(text->find('.', begin), text->size());
      Possibles next;
      for (const Possible& owner : found)
        add(next, member(owner, std::string_view(*text).substr(begin, end - begin), where, site), where);
      found = std::move(next);
      begin = end + 1;
    }
    if (!calls) {
      add(out, found, where);
      continue;
    }
    for (const Possible& method : found) add(out, invoke(method, rest, site, nullptr), where);
  }
  return out;
}

/// An object of a class that collections.namedtuple made, as a table of its fields.
std::optional<Possibles> Engine::named_tuple(const Result& made, const Arguments& given) {
  const bool is_one = made.callee == "collections.namedtuple" || made.callee == "typing.NamedTuple";
  if (!is_one || !made.object || !made.object->arguments) return std::nullopt;
  const Argument* fields = argument_of(*made.object->arguments, 1, "field_names");
  if (fields == nullptr) return std::nullopt;
  Dict out;
  std::size_t position = 0;
  for (const std::string& name : field_names(*fields->value)) {
    const Argument* value = argument_of(given, position++, name);
    if (value == nullptr)
      out.complete = false;
    else
      out.items.push_back({name, value->value, value->maybe_absent});
  }
  return one(dict_value(std::move(out)));
}

std::optional<Possibles> Engine::collection_call(std::string_view dotted, const ArgumentsPtr& given_ptr,
                                                 Ref site) {
  const Arguments& given = *given_ptr;
  const Place where = place(site);
  const Argument* first = positional(given, 0);
  const Argument* second = positional(given, 1);

  if (dotted == "globals") return one(name_of(modules_[site.module].name + ".__dict__"));
  if (dotted == "vars") {
    if (first == nullptr) return one(local_names(site, nullptr));
    Possibles out;
    for (const Possible& possible : first->value->possible) {
      if (const auto* name = std::get_if<Name>(&possible.value)) {
        add(out, name_of(name->dotted + ".__dict__"), where);
      } else if (auto dict = object_dict(possible, where)) {
        add(out, *dict, where);
      } else if (auto options = all_options(*make_value(possible, where), where)) {
        add(out, *options, where);
      } else {
        add(out, derived_unknown(possible, where), where);
      }
    }
    return out;
  }
  if (dotted == "type" && first != nullptr && second != nullptr) {
    // A class made on the spot is followed as its first base.
    const auto* bases = second->value->only<List>();
    if (bases == nullptr) return std::nullopt;
    if (!bases->items.empty()) return bases->items.front()->possible;
    const Argument* held = positional(given, 2);
    return held != nullptr && held->value->only<Dict>() != nullptr ? std::optional(held->value->possible)
                                                                   : std::nullopt;
  }
  if (dotted == "collections.ChainMap") {
    Dict out;
    for (std::size_t i = given.items.size(); i-- > 0;)
      if (given.items[i].keyword.empty()) merge_dict(out, *as_mapping(given.items[i].value));
    return one(dict_value(std::move(out)));
  }
  if (dotted == "types.MappingProxyType" || dotted == "frozendict.frozendict" ||
      dotted == "immutabledict.immutabledict" || dotted == "dict.copy")
    return first == nullptr ? std::nullopt : std::optional(as_mapping(first->value)->possible);
  if (dotted == "dict.fromkeys" && first != nullptr) {
    const auto* keys = first->value->only<List>();
    if (keys == nullptr) return std::nullopt;
    Possible none;
    none.value = None{};
    Dict out;
    out.complete = keys->complete;
    for (const ValuePtr& key : keys->items) {
      const auto* text = key->text();
      out.complete = out.complete && text != nullptr;
      if (text != nullptr)
        out.items.push_back({*text, second != nullptr ? second->value : make_value(none, where), false});
    }
    return one(dict_value(std::move(out)));
  }
  if (dotted == "itertools.product" && !given.open_positional && !given.items.empty()) {
    std::vector<List> rows(1);
    for (const Argument& argument : given.items) {
      const auto* list = argument.value->only<List>();
      if (!argument.keyword.empty() || list == nullptr || !list->complete ||
          rows.size() * list->items.size() > max_items)
        return std::nullopt;
      std::vector<List> longer;
      for (const List& row : rows)
        for (const ValuePtr& item : list->items) {
          longer.push_back(row);
          longer.back().items.push_back(item);
        }
      rows = std::move(longer);
    }
    List out;
    for (List& row : rows) out.items.push_back(make_value(one(list_value(std::move(row))), where));
    return one(list_value(std::move(out)));
  }
  if (dotted == "itertools.chain" || dotted == "itertools.chain.from_iterable") {
    std::vector<ValuePtr> parts;
    if (dotted == "itertools.chain") {
      for (const Argument& argument : given.items) parts.push_back(argument.value);
    } else if (first != nullptr) {
      const auto* lists = first->value->only<List>();
      if (lists == nullptr || !lists->complete) return std::nullopt;
      parts = lists->items;
    }
    List out;
    out.complete = !given.open_positional;
    for (const ValuePtr& part : parts) {
      const auto* list = part->only<List>();
      out.complete = out.complete && list != nullptr && list->complete;
      if (list != nullptr)
        for (const ValuePtr& item : list->items)
          if (out.items.size() < max_items) out.items.push_back(item);
    }
    return one(list_value(std::move(out)));
  }
  if (dotted == "functools.reduce" && first != nullptr && second != nullptr) {
    const auto* list = second->value->only<List>();
    if (list == nullptr || !list->complete || list->items.size() > 32) return std::nullopt;
    const Argument* start = positional(given, 2);
    if (start == nullptr) start = keyword(given, "initial");
    if (start == nullptr && list->items.empty()) return std::nullopt;
    ValuePtr value = start != nullptr ? start->value : list->items.front();
    for (std::size_t i = start != nullptr ? 0 : 1; i < list->items.size(); ++i) {
      auto pair = std::make_shared<Arguments>();
      pair->items.push_back({"", value, where, where, false});
      pair->items.push_back({"", list->items[i], where, where, false});
      Possibles next;
      for (const Possible& f : first->value->possible) add(next, invoke(f, pair, site, nullptr), where);
      value = make_value(std::move(next), where);
    }
    return value->possible;
  }
  if (dotted.starts_with("operator.") && first != nullptr && second != nullptr) {
    const std::string_view name = dotted.substr(9);
    if (name == "getitem" || name == "itemgetter") {
      if (name == "itemgetter") return std::nullopt;
      Possibles out;
      for (const Possible& object : first->value->possible)
        for (const Possible& key : second->value->possible) add(out, item_of(object, key, site), where);
      return out;
    }
    if (const std::string_view sign = sign_of(name); !sign.empty())
      return combine(*first->value, *second->value, where,
                     [&](const Possible& a, const Possible& b) { return binary(sign, a, b, where); });
    return std::nullopt;
  }
  if ((dotted == "operator.not_" || dotted == "operator.truth") && first != nullptr)
    return each(*first->value, where, [&](const Possible& value) {
      const auto holds = truth(value);
      return holds ? known(*holds == (dotted == "operator.truth")) : derived_unknown(value, where);
    });
  if ((dotted == "any" || dotted == "all") && first != nullptr) {
    const bool any = dotted == "any";
    return each(*first->value, where, [&](const Possible& value) {
      const auto* list = std::get_if<List>(&value.value);
      if (list == nullptr) return derived_unknown(value, where);
      bool open = !list->complete;
      for (const ValuePtr& item : list->items) {
        bool sure = true;
        for (const Possible& possible : item->possible) sure = sure && truth(possible) == std::optional(any);
        if (sure) return known(any);
        for (const Possible& possible : item->possible) open = open || truth(possible) != std::optional(!any);
      }
      return open ? unknown(Why::other, "not all of what `" + std::string(dotted) + "()` looks at is known",
                            where)
                  : known(!any);
    });
  }
  if ((dotted == "max" || dotted == "min") && first != nullptr) {
    std::vector<ValuePtr> values;
    const auto* list = first->value->only<List>();
    if (list != nullptr && second == nullptr) {
      if (!list->complete) return std::nullopt;
      values = list->items;
    } else {
      for (const Argument& argument : given.items)
        if (argument.keyword.empty()) values.push_back(argument.value);
    }
    if (values.empty() || values.size() > max_items) return std::nullopt;
    // What is compared: the values, or what `key` gives for each. With a key, any of them may be meant.
    const Argument* key = keyword(given, "key");
    const auto any_of_them = [&]() -> std::optional<Possibles> {
      if (key == nullptr) return std::nullopt;
      Possibles all;
      for (const ValuePtr& value : values) add(all, value->possible, where);
      return all;
    };
    std::optional<std::size_t> best;
    Possible most;
    for (std::size_t i = 0; i < values.size(); ++i) {
      Possibles weight = values[i]->possible;
      if (key != nullptr) {
        auto each_given = std::make_shared<Arguments>();
        each_given->items.push_back({"", values[i], where, where, false});
        weight.clear();
        for (const Possible& function : key->value->possible)
          add(weight, invoke(function, each_given, site, nullptr), where);
      }
      if (weight.size() != 1) return any_of_them();
      const auto better = best ? compare(dotted == "max" ? ">" : "<", weight.front(), most) : true;
      if (!better) return any_of_them();
      if (!*better) continue;
      best = i;
      most = weight.front();
    }
    return values[*best]->possible;
  }
  if ((dotted == "random.choice" || dotted == "secrets.choice") && first != nullptr)
    return items_of(*first->value, where);
  if ((dotted == "bytes" || dotted == "bytearray") && first != nullptr)
    return each(*first->value, where, [&](const Possible& value) {
      if (text_of(value) != nullptr) return value;
      const auto* list = std::get_if<List>(&value.value);
      if (list == nullptr || !list->complete) return derived_unknown(value, where);
      std::string out;
      for (const ValuePtr& item : list->items) {
        const auto* number = item->only<long long>();
        if (number == nullptr || *number < 0 || *number > 255) return derived_unknown(value, where);
        out.push_back(static_cast<char>(*number));
      }
      return known(std::move(out));
    });
  if (dotted == "str.maketrans" && first != nullptr) {
    if (const auto* table = first->value->only<Dict>()) return one(dict_value(*table));
    const auto* from = first->value->text();
    const auto* to = second == nullptr ? nullptr : second->value->text();
    if (from == nullptr || to == nullptr || from->size() != to->size()) return std::nullopt;
    Dict out;
    for (std::size_t i = 0; i < from->size(); ++i)
      out.items.push_back(
          {std::string(1, (*from)[i]), make_value(known(std::string(1, (*to)[i])), where), false});
    return one(dict_value(std::move(out)));
  }
  if ((dotted == "ast.literal_eval" || dotted == "eval") && first != nullptr)
    return evaluated_text(*first->value, site);
  if ((dotted == "codecs.decode" || dotted == "codecs.encode") && first != nullptr && second != nullptr) {
    const auto* codec = second->value->text();
    if (codec == nullptr) return std::nullopt;
    if (*codec != "rot13" && *codec != "rot_13") {
      const bool plain = *codec == "utf-8" || *codec == "utf8" || *codec == "ascii";
      return plain ? std::optional(first->value->possible) : std::nullopt;
    }
    return each(*first->value, where, [&](const Possible& value) {
      const auto* text = text_of(value);
      if (text == nullptr) return derived_unknown(value, where);
      std::string out = *text;
      for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
        if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
      }
      return known(std::move(out));
    });
  }
  if ((dotted == "dataclasses.asdict" || dotted == "attr.asdict" || dotted == "attrs.asdict" ||
       dotted == "cattrs.unstructure" || dotted == "omegaconf.OmegaConf.to_container") &&
      first != nullptr)
    return each(*first->value, where, [&](const Possible& value) {
      const auto dict = object_dict(value, where);
      return dict ? *dict : derived_unknown(value, where);
    });
  if ((dotted == "dataclasses.replace" || dotted == "attr.evolve" || dotted == "attrs.evolve" ||
       dotted == "copy.replace") &&
      first != nullptr)
    return each(*first->value, where, [&](const Possible& value) {
      const auto changed = object_with(value, given, 1);
      return changed ? *changed : derived_unknown(value, where);
    });
  if ((dotted == "compile" || dotted == "textwrap.dedent" || dotted == "inspect.cleandoc" ||
       dotted == "sys.intern") &&
      first != nullptr)
    return first->value->possible;
  return std::nullopt;
}

}  // namespace dockgate::python
