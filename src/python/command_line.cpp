// Command lines as libraries hand them to functions and objects: sys.argv, typer, fire, click's arguments,
// absl flags, tyro.

#include <algorithm>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

std::string dashed(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

/// A word as fire and absl read it: numbers and truth values in their types.
void read_literal(Possibles& values, bool only_bool) {
  for (Possible& value : values) {
    const auto* text = text_of(value);
    if (text == nullptr) continue;
    const std::string word = text::lower(*text);
    if (word == "true" || (only_bool && (word == "1" || word == "yes" || word == "t" || word == "on")))
      value.value = true;
    else if (word == "false" || (only_bool && (word == "0" || word == "no" || word == "f" || word == "off")))
      value.value = false;
    else if (!only_bool && !word.empty() && word.size() < 18 &&
             word.find_first_not_of("0123456789") == std::string::npos)
      value.value = static_cast<long long>(std::stoll(word));
  }
}

}  // namespace

/// Word number `position` of the command line, from 1; 0 is the script.
Possibles Engine::command_word(long long position, const Place& where) const {
  const auto& words = environment_.command_line;
  if (position == 0) return one(known(modules_.empty() ? std::string() : modules_.front().file));
  if (position < 0 && environment_.command_line_known) position += static_cast<long long>(words.size()) + 1;
  if (position > 0 && static_cast<std::size_t>(position) <= words.size())
    return words[static_cast<std::size_t>(position) - 1]->possible;
  const std::string name = "argument " + std::to_string(position);
  Possible open = unknown(Why::command_line, name + " of the command line is not known", where);
  std::get<Unknown>(open.value).variable = name;
  return one(std::move(open));
}

/// The value; sys.argv as the list of its words.
ValuePtr Engine::with_words(ValuePtr value) {
  const auto* name = value->only<Name>();
  if (name == nullptr || name->dotted != "sys.argv") return value;
  return make_value(command_words(0, false, value->at), value->at);
}

/// sys.argv from word `from` on; there may be more.
Possible Engine::command_words(std::size_t from, bool complete, const Place& where) const {
  List out;
  for (std::size_t i = from; i <= environment_.command_line.size(); ++i)
    out.items.push_back(i == 0 ? make_value(command_word(0, where), where)
                               : environment_.command_line[i - 1]);
  out.complete = complete && environment_.command_line_known;
  Possible result;
  result.value = std::move(out);
  return result;
}

/// The word at `position` among those that are neither options nor their values. `is_switch` says which
/// options take no value.
std::optional<Possibles> Engine::positional_word(
    std::size_t position, const std::function<bool(std::string_view)>& is_switch) const {
  const auto& words = environment_.command_line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto* word = words[i]->text();
    if (word != nullptr && word->size() > 1 && word->front() == '-') {
      if (*word == "--") continue;
      const bool next_is_option =
          i + 1 < words.size() && words[i + 1]->text() != nullptr && words[i + 1]->text()->starts_with("-");
      if (word->find('=') == std::string::npos && !is_switch(*word) && !next_is_option) ++i;
      continue;
    }
    if (position-- == 0) return words[i]->possible;
  }
  return std::nullopt;
}

/// How the command line of a typer or fire program gives parameter `index`; nothing when it does not.
std::optional<Possibles> Engine::framework_parameter(std::uint32_t module, std::uint32_t function_index,
                                                     std::size_t index) {
  if (environment_.command_line.empty()) return std::nullopt;
  const Module& m = at(module);
  const Function& function = m.functions[function_index];
  const Parameter& parameter = function.parameters[index];
  const bool is_method = function.owner != no_node && !function.is_static;
  bool typer = false, fire = false;
  std::string command_name;  // of a typer command, where its decorator gives one
  for (const NodeId decorator : function.decorators) {
    const NodeId callee = m.at(decorator).kind == Kind::call ? m.child(decorator, Field::function) : no_node;
    const std::string_view last = last_name(m, callee);
    if ((last != "command" && last != "callback") || m.at(callee).kind != Kind::attribute) continue;
    const ValuePtr owner = eval({module, m.child(callee, Field::object)}, nullptr);
    const auto* made = owner->only<Result>();
    if (made == nullptr || made->callee != "typer.Typer") continue;
    typer = true;
    const NodeId list = m.child(decorator, Field::arguments);
    const NodeId first = list == no_node ? no_node : m.first(list);
    if (first != no_node && last == "command") command_name = constant_text(m, first).value_or("");
  }
  for (const std::string_view starter : {"run", "Fire"})
    each_site(starter, [&](std::uint32_t from, const CallSite& site) {
      const Module& caller = at(from);
      if (caller.at(site.call).kind != Kind::call || site.reference != no_node || typer || fire) return;
      const NodeId list = caller.child(site.call, Field::arguments);
      const NodeId first = list == no_node ? no_node : caller.first(list);
      if (first != no_node && starter == "run" && last_name(caller, first) != function.name) return;
      const ValuePtr callee = eval({from, caller.child(site.call, Field::function)}, nullptr);
      const auto* name = callee->only<Name>();
      if (name == nullptr ||
          (name->dotted != "typer.run" && name->dotted != "fire.Fire" && name->dotted != "fire.core.Fire"))
        return;
      if (first == no_node) {
        fire = fire || from == module;
        return;
      }
      const ValuePtr target = eval({from, first}, nullptr);
      const Possible* which = nullptr;
      bool is_it = refers_to(*target, module, function_index, &which);
      if (const auto* dict = target->only<Dict>())
        for (const DictItem& item : dict->items)
          is_it = is_it || refers_to(*item.value, module, function_index, &which);
      if (const auto* klass = target->only<ClassRef>(); klass != nullptr && klass->object && is_method)
        is_it = is_it || (klass->object->module == module && klass->object->index == function.owner);
      if (!is_it) return;
      typer = typer || name->dotted == "typer.run";
      fire = fire || name->dotted != "typer.run";
    });
  if (!typer && !fire) return std::nullopt;

  std::vector<std::string> flags{"--" + std::string(parameter.name), "--" + dashed(parameter.name)};
  bool is_positional = parameter.fallback == no_node;
  bool is_bool = parameter.type != no_node && m.text(parameter.type).find("bool") != std::string_view::npos;
  const auto declared = [&](NodeId call) {
    if (call == no_node || m.at(call).kind != Kind::call) return;
    const std::string_view last = last_name(m, m.child(call, Field::function));
    if (last != "Option" && last != "Argument") return;
    is_positional = last == "Argument";
    for (const Argument& argument : arguments({module, call}, nullptr).items)
      if (const auto* text = argument.value->text();
          text != nullptr && argument.keyword.empty() && text->starts_with('-'))
        flags.push_back(text->substr(0, text->find('/')));
  };
  if (typer) {
    declared(parameter.fallback);
    if (parameter.type != no_node)
      for (NodeId n = parameter.type; n < m.at(parameter.type).next; ++n)
        if (m.at(n).kind == Kind::call) declared(n);
  }
  if (parameter.fallback != no_node && (m.at(parameter.fallback).kind == Kind::true_literal ||
                                        m.at(parameter.fallback).kind == Kind::false_literal))
    is_bool = true;
  std::optional<Possibles> found = from_command_line(environment_.command_line, flags, is_bool, true);
  if (!found && is_bool) found = from_command_line(environment_.command_line, flags, false, true);
  if (!found && fire && !is_bool) found = from_command_line(environment_.command_line, flags, true, true);
  if (!found && (is_positional || fire)) {
    std::size_t position = 0;
    for (std::size_t i = is_method ? 1 : 0; i < index; ++i)
      if (fire || function.parameters[i].fallback == no_node ||
          m.text(function.parameters[i].fallback).find("Argument(") != std::string_view::npos)
        ++position;
    const auto is_switch = [&](std::string_view word) {
      for (const Parameter& other : function.parameters)
        if (word == "--" + std::string(other.name) || word == "--" + dashed(other.name))
          return other.fallback != no_node && (m.at(other.fallback).kind == Kind::false_literal ||
                                               m.at(other.fallback).kind == Kind::true_literal);
      return false;
    };
    // A sub-command's name comes first where there are several, behind those of the groups that it is in.
    constexpr std::size_t most_groups = 4;
    std::size_t behind = 0;
    for (std::size_t i = 0; i < most_groups && behind == 0; ++i) {
      const auto word = positional_word(i, is_switch);
      const auto* text = word && word->size() == 1 ? text_of(word->front()) : nullptr;
      if (text != nullptr &&
          (*text == function.name || *text == dashed(function.name) || *text == command_name))
        behind = i + 1;
    }
    // A command with a name of its own stands beside others: this line asks for one of them.
    if (behind == 0 && !command_name.empty()) return std::nullopt;
    found = positional_word(position + behind, is_switch);
    const auto type = parameter.type == no_node ? std::string_view() : m.text(parameter.type);
    if (found &&
        (type.find("list[") != std::string_view::npos || type.find("List[") != std::string_view::npos)) {
      const Place where = m.place(parameter.node);
      List words;
      words.items.push_back(make_value(*found, where));
      words.complete = false;
      Possible several;
      several.value = std::move(words);
      found = Possibles{std::move(several)};
    }
  }
  if (!found) return std::nullopt;
  if (fire || is_bool) read_literal(*found, is_bool);
  add_step(*found, m.place(parameter.node),
           "given as `" + std::string(parameter.name) + "` of `" + function.dotted + "()`");
  return found;
}

/// The value of an absl flag by its name.
std::optional<Possibles> Engine::absl_flag(std::string_view name, const Place& where) {
  std::optional<Possibles> out;
  constexpr std::string_view kinds[] = {"DEFINE_string",  "DEFINE_boolean", "DEFINE_bool", "DEFINE_enum",
                                        "DEFINE_integer", "DEFINE_float",   "DEFINE_list"};
  for (const std::string_view kind : kinds)
    each_site(kind, [&](std::uint32_t module, const CallSite& site) {
      if (out || at(module).at(site.call).kind != Kind::call) return;
      const Ref call{module, site.call};
      const Arguments given = arguments(call, nullptr);
      const Argument* flag = positional(given, 0);
      if (flag == nullptr) flag = keyword(given, "name");
      if (flag == nullptr || flag->value->text() == nullptr || *flag->value->text() != name) return;
      const bool is_bool = kind == "DEFINE_boolean" || kind == "DEFINE_bool";
      const std::vector<std::string> flags{"--" + std::string(name), "-" + std::string(name)};
      auto value = from_command_line(environment_.command_line, flags, is_bool, true);
      if (!value && is_bool) {
        value = from_command_line(environment_.command_line, {"--no" + std::string(name)}, true, false);
        if (!value) value = from_command_line(environment_.command_line, flags, false, true);
      }
      const std::string step = "flag `--" + std::string(name) + "`";
      if (value) {
        if (is_bool) read_literal(*value, true);
      } else {
        const Argument* fallback = positional(given, 1);
        if (fallback == nullptr) fallback = keyword(given, "default");
        Possibles values = fallback != nullptr ? fallback->value->possible : Possibles{};
        for (Possible& possible : values)
          possible.from_default = possible.from_default || !environment_.command_line_known;
        if (values.empty() || !environment_.command_line_known) {
          Possible open = unknown(Why::command_line, step + " comes from the command line", where);
          std::get<Unknown>(open.value).variable = "--" + std::string(name);
          add(values, open, where);
        }
        value = std::move(values);
      }
      add_step(*value, place(call), step);
      out = std::move(value);
    });
  return out;
}

/// An object of a class whose fields the command line gives (tyro.cli, simple_parsing.parse).
std::optional<Possibles> Engine::parsed_fields(const Value& classes, Ref site) {
  Possibles out;
  for (const Possible& possible : classes.possible) {
    const auto* klass = std::get_if<ClassRef>(&possible.value);
    if (klass == nullptr || !klass->object) return std::nullopt;
    auto given = std::make_shared<Arguments>();
    for (const std::string_view field : declared_fields(klass->object->module, klass->object->index)) {
      const std::vector<std::string> flags{"--" + std::string(field), "--" + dashed(field)};
      auto value = from_command_line(environment_.command_line, flags, false, true);
      const auto own =
          field_default(klass->object->module, at(klass->object->module).classes[klass->object->index], field,
                        klass->object, place(site));
      const bool is_bool = own && own->size() == 1 && std::holds_alternative<bool>(own->front().value);
      if (is_bool) value = from_command_line(environment_.command_line, flags, true, true);
      if (!value) continue;
      given->items.push_back(
          {std::string(field), make_value(std::move(*value), place(site)), place(site), place(site), false});
    }
    add(out, instantiate(possible, *klass->object, given, site), place(site));
  }
  return out;
}

}  // namespace dockgate::python
