// Options that a program declares for its command line, and what the image's command gives for them.

#include <algorithm>
#include <utility>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

const Argument* keyword(const Arguments& given, std::string_view name) {
  for (const Argument& argument : given.items)
    if (argument.keyword == name) return &argument;
  return nullptr;
}

std::string destination(std::string_view flag) {
  std::string out(flag.substr(std::min(flag.find_first_not_of('-'), flag.size())));
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

Possible none_value() {
  Possible out;
  out.value = None{};
  return out;
}

/// Text from a command line in the type that the option asks for.
Possible converted(const Possible& value, std::string_view type, Place at) {
  const auto* text = text_of(value);
  if (text == nullptr || type.empty() || type == "str") return value;
  if (type == "int" || type == "float") {
    char* end = nullptr;
    const double number = std::strtod(text->c_str(), &end);
    if (text->empty() || *end != '\0')
      return unknown(Why::command_line, "`" + *text + "` is no number", std::move(at));
    Possible out = value;
    if (type == "int")
      out.value = static_cast<long long>(number);
    else
      out.value = number;
    return out;
  }
  if (type == "bool") {  // bool("False") is True
    Possible out = value;
    out.value = !text->empty();
    return out;
  }
  if (type == "Path" || type == "pathlib.Path") return value;
  const std::string word = text::lower(*text);
  const bool yes =
      word == "true" || word == "1" || word == "yes" || word == "y" || word == "t" || word == "on";
  const bool no =
      word == "false" || word == "0" || word == "no" || word == "n" || word == "f" || word == "off";
  if (type.find("bool") != std::string_view::npos && (yes || no)) {
    Possible out = value;
    out.value = yes;
    return out;
  }
  return value;
}

}  // namespace

void Engine::index_options() {
  if (options_ready_) return;
  options_ready_ = true;
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    const Module& m = at(module);
    std::size_t position = 0;
    for (const NodeId call : m.calls) {
      if (last_name(m, m.child(call, Field::function)) != "add_argument") continue;
      Option option{module, call, {}, {}, false, 0};
      const NodeId list = m.child(call, Field::arguments);
      if (list == no_node) continue;
      for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) {
        if (m.at(c).kind == Kind::keyword_argument) {
          const NodeId name = m.child(c, Field::name);
          if (name == no_node || m.text(name) != "dest") continue;
          if (const auto text = constant_text(m, m.child(c, Field::value))) option.dest = *text;
        } else if (const auto text = constant_text(m, c)) {
          option.flags.push_back(*text);
        }
      }
      if (option.flags.empty()) continue;
      option.positional = !option.flags.front().starts_with('-');
      if (option.positional) option.position = position++;
      if (option.dest.empty()) {
        // The first long flag gives the name, else the first short one.
        const auto longest = std::find_if(option.flags.begin(), option.flags.end(),
                                          [](const std::string& flag) { return flag.starts_with("--"); });
        option.dest = destination(longest == option.flags.end() ? option.flags.front() : *longest);
      }
      options_.push_back(std::move(option));
    }
  }
}

std::optional<Possibles> Engine::from_command_line(const std::vector<std::string>& flags, bool is_switch,
                                                   bool switch_value) {
  const auto& words = environment_.command_line;
  std::optional<Possibles> found;  // the last one wins
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto* word = words[i]->text();
    if (word == nullptr) continue;
    if (*word == "--") break;
    for (const std::string& flag : flags) {
      if (flag.empty() || flag.front() != '-') continue;
      const std::string no_flag = flag.starts_with("--") ? "--no-" + flag.substr(2) : std::string();
      if (is_switch && (*word == flag || *word == no_flag)) {
        Possible value = known(*word == flag ? switch_value : !switch_value);
        add_step(value, words[i]->at, "`" + *word + "` on the command line");
        found = one(std::move(value));
      } else if (!is_switch && *word == flag && i + 1 < words.size()) {
        found = words[i + 1]->possible;
        add_step(*found, words[i + 1]->at, "`" + flag + "` on the command line");
      } else if (word->size() > flag.size() && word->starts_with(flag) && (*word)[flag.size()] == '=') {
        Possible value = known(word->substr(flag.size() + 1));
        add_step(value, words[i]->at, "`" + flag + "` on the command line");
        found = one(std::move(value));
      }
    }
  }
  return found;
}

std::optional<Possibles> Engine::parsed_option(const Object& made, std::string_view attribute,
                                               const Place& where) {
  if (made.kind != Object::Kind::library || made.node == no_node) return std::nullopt;
  const Module& maker = at(made.module);
  const std::string_view last = last_name(maker, maker.child(made.node, Field::function));
  if (last != "parse_args" && last != "parse_known_args" && last != "parse_intermixed_args")
    return std::nullopt;
  index_options();
  std::vector<const Option*> candidates;
  for (const bool same_module : {true, false}) {
    for (const Option& option : options_)
      if (option.dest == attribute && (option.module == made.module) == same_module)
        candidates.push_back(&option);
    if (!candidates.empty()) break;
  }
  const std::string flag_name = "--" + std::string(attribute);
  Possible open = unknown(Why::command_line, "option `" + flag_name + "` is not known", where);
  std::get<Unknown>(open.value).variable = flag_name;
  if (candidates.empty()) return one(std::move(open));
  Possibles out;
  for (const Option* option : candidates) {
    const Ref call{option->module, option->call};
    const Place declared = place(call);
    const Arguments given = arguments(call, nullptr);
    const Argument* action = keyword(given, "action");
    const auto* action_text = action != nullptr ? action->value->text() : nullptr;
    const std::string_view action_name = action_text != nullptr ? std::string_view(*action_text)
                                         : action != nullptr && action->at.source
                                             ? action->at.source->text(action->at.span)
                                             : std::string_view();
    const bool optional_switch = action_name.find("BooleanOptionalAction") != std::string_view::npos;
    const bool is_switch = action_name == "store_true" || action_name == "store_false" || optional_switch;
    const bool switch_value = action_name != "store_false";
    const Argument* type = keyword(given, "type");
    const std::string_view type_name =
        type != nullptr && type->at.source ? type->at.source->text(type->at.span) : std::string_view();
    const std::string& flag = option->flags.back();
    const std::string step = "option `" + flag + "`";
    std::optional<Possibles> from_line;
    if (option->positional) {
      // Words that are no options and no values of options, as far as the declared switches tell.
      std::size_t position = 0;
      bool certain = true;
      for (std::size_t i = 0; i < environment_.command_line.size() && certain; ++i) {
        const auto* word = environment_.command_line[i]->text();
        if (word != nullptr && word->size() > 1 && word->front() == '-') {
          bool takes_value = word->find('=') == std::string::npos;
          for (const Option& other : options_)
            if (std::find(other.flags.begin(), other.flags.end(), *word) != other.flags.end()) {
              const std::string_view text = at(other.module).text(other.call);
              if (text.find("store_") != std::string_view::npos ||
                  text.find("BooleanOptional") != std::string_view::npos)
                takes_value = false;
            }
          if (takes_value) ++i;
          continue;
        }
        if (position++ == option->position) from_line = environment_.command_line[i]->possible;
      }
    } else {
      from_line = from_command_line(option->flags, is_switch, switch_value);
    }
    if (from_line) {
      for (Possible& value : *from_line) {
        value = converted(value, type_name, where);
        add_step(value, declared, step);
      }
      add(out, *from_line, where);
      continue;
    }
    std::get<Unknown>(open.value).variable = flag;
    std::get<Unknown>(open.value).what = "option `" + flag + "` comes from the command line";
    const Argument* fallback = keyword(given, "default");
    const Argument* required = keyword(given, "required");
    const bool is_required =
        (required != nullptr && required->value->boolean() != nullptr && *required->value->boolean()) ||
        (option->positional && fallback == nullptr);
    if (is_required) {
      add(out, open, where);
      continue;
    }
    Possibles values = fallback != nullptr             ? fallback->value->possible
                       : is_switch && !optional_switch ? one(known(!switch_value))
                                                       : one(none_value());
    for (Possible& value : values) {
      value =
          converted(value, type_name == "bool" || type_name.empty() ? std::string_view() : type_name, where);
      value.from_default = value.from_default || !environment_.command_line_known;
      add_step(value, declared, "default of " + step);
    }
    add(out, values, where);
    if (!environment_.command_line_known) add(out, open, where);
  }
  return out;
}

/// Methods of what a library call made that are followed: reading an open file, parsing options.
std::optional<Possibles> Engine::result_method(const Value& receivers, std::string_view method, Ref site) {
  if (method != "read" && method != "parse_known_args" && method != "parse_args_into_dataclasses" &&
      method != "parse_intermixed_args")
    return std::nullopt;
  const auto* made = receivers.only<Result>();
  if (made == nullptr || !made->object || made->object->kind != Object::Kind::library) return std::nullopt;
  const Place where = place(site);
  if (method == "read") {
    if (made->callee != "open" || made->object->arguments->items.empty()) return std::nullopt;
    return read_file(*made->object->arguments->items.front().value, where);
  }
  List out;
  if (method == "parse_args_into_dataclasses") {
    // transformers.HfArgumentParser((A, B)): one object of each class, with its defaults.
    if (made->object->arguments->items.empty()) return std::nullopt;
    const Value& given = *made->object->arguments->items.front().value;
    Possibles classes = given.only<List>() != nullptr ? Possibles{} : given.possible;
    if (const auto* list = given.only<List>())
      for (const ValuePtr& item : list->items)
        classes.insert(classes.end(), item->possible.begin(), item->possible.end());
    for (const Possible& klass : classes) {
      if (!std::holds_alternative<ClassRef>(klass.value)) return std::nullopt;
      out.items.push_back(make_value(invoke(klass, std::make_shared<Arguments>(), site, nullptr), where));
    }
  } else {
    auto object = std::make_shared<Object>();
    object->module = site.module;
    object->node = site.node;
    object->arguments = std::make_shared<Arguments>();
    Possible parsed;
    parsed.value = Result{made->callee + "." + std::string(method), std::move(object)};
    if (method == "parse_intermixed_args") return one(std::move(parsed));
    List rest;
    rest.complete = false;
    Possible others;
    others.value = std::move(rest);
    out.items = {make_value(std::move(parsed), where), make_value(std::move(others), where)};
  }
  Possible result;
  result.value = std::move(out);
  return one(std::move(result));
}

/// `vars(args)`: all options as a dict.
std::optional<Possibles> Engine::all_options(const Value& parsed, const Place& where) {
  const auto* made = parsed.only<Result>();
  if (made == nullptr || !made->object || made->object->kind != Object::Kind::library) return std::nullopt;
  index_options();
  Dict out;
  for (const Option& option : options_) {
    if (option.module != made->object->module || out.find(option.dest) != nullptr) continue;
    auto value = parsed_option(*made->object, option.dest, where);
    if (!value) return std::nullopt;
    out.items.push_back({option.dest, make_value(std::move(*value), where), false});
  }
  if (out.items.empty()) return std::nullopt;
  Possible result;
  result.value = std::move(out);
  return one(std::move(result));
}

std::optional<Possibles> Engine::decorated_parameter(std::uint32_t module, const Function& function,
                                                     std::size_t index) {
  const Module& m = at(module);
  const Parameter& parameter = function.parameters[index];
  for (const NodeId decorator : function.decorators) {
    if (m.at(decorator).kind != Kind::call) continue;
    const std::string_view last = last_name(m, m.child(decorator, Field::function));
    if (last != "option" && last != "argument") continue;
    const Arguments given = arguments({module, decorator}, nullptr);
    std::vector<std::string> flags;
    std::string name;
    for (const Argument& argument : given.items) {
      const auto* text = argument.value->text();
      if (!argument.keyword.empty() || text == nullptr) continue;
      // click: a word without dashes names the parameter; `--x/--no-x` is a pair of switches.
      if (!text->starts_with('-')) name = *text;
      flags.push_back(text->substr(0, text->find('/')));
    }
    if (name.empty()) {
      std::string_view longest;
      for (const std::string& flag : flags)
        if (flag.size() > longest.size()) longest = flag;
      name = destination(longest);
    }
    if (text::lower(name) != parameter.name) continue;
    const Argument* is_flag = keyword(given, "is_flag");
    const Argument* fallback = keyword(given, "default");
    const bool is_switch =
        is_flag != nullptr || (fallback != nullptr && fallback->value->boolean() != nullptr);
    const Place where = m.place(decorator);
    const std::string step = "option `" + (flags.empty() ? name : flags.back()) + "`";
    if (auto value = from_command_line(flags, is_switch, true)) {
      add_step(*value, where, step);
      return value;
    }
    Possibles values = fallback != nullptr ? fallback->value->possible
                       : is_switch         ? one(known(false))
                                           : Possibles{};
    for (Possible& value : values) {
      value.from_default = value.from_default || !environment_.command_line_known;
      add_step(value, where, "default of " + step);
    }
    if (const Argument* variable = keyword(given, "envvar")) {
      Possibles with =
          environment_variable(*variable->value, values.empty() ? nullptr : make_value(values, where), where);
      values = std::move(with);
    }
    if (values.empty() || !environment_.command_line_known) {
      Possible open = unknown(Why::command_line, step + " comes from the command line", where);
      std::get<Unknown>(open.value).variable = flags.empty() ? name : flags.back();
      if (values.empty() && environment_.command_line_known && last == "option") open = none_value();
      add(values, open, where);
    }
    return values;
  }
  return std::nullopt;
}

std::optional<Possibles> Engine::declared_default(std::uint32_t module, NodeId fallback, const Place& where) {
  const Module& m = at(module);
  if (m.at(fallback).kind != Kind::call) return std::nullopt;
  const std::string_view last = last_name(m, m.child(fallback, Field::function));
  constexpr std::string_view declaring[] = {"Option", "Argument", "Query",   "Body", "Form", "Header",
                                            "Path",   "Cookie",   "Depends", "File", "Input"};
  if (std::find(std::begin(declaring), std::end(declaring), last) == std::end(declaring)) return std::nullopt;
  const ValuePtr callee = eval({module, m.child(fallback, Field::function)}, nullptr);
  const auto* name = callee->only<Name>();
  if (name == nullptr || name->dotted.starts_with("pathlib")) return std::nullopt;
  const Arguments given = arguments({module, fallback}, nullptr);
  const Argument* value = keyword(given, "default");
  for (const Argument& argument : given.items)
    if (value == nullptr && argument.keyword.empty()) value = &argument;
  const std::string_view text =
      value != nullptr && value->at.source ? value->at.source->text(value->at.span) : std::string_view();
  if (last == "Depends") {
    if (value == nullptr) return std::nullopt;
    Possibles out;
    for (const Possible& possible : value->value->possible)
      add(out, invoke(possible, std::make_shared<Arguments>(), {module, fallback}, nullptr), where);
    return out;
  }
  Possibles out;
  if (value != nullptr && text != "..." && !text.empty()) out = value->value->possible;
  if (const Argument* variable = keyword(given, "envvar"))
    out = environment_variable(*variable->value, out.empty() ? nullptr : make_value(out, where), where);
  if (out.empty())
    out = one(unknown(Why::caller, "`" + snippet({module, fallback}) + "` has no default", where));
  return out;
}

}  // namespace dockgate::python
