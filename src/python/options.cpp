// Options that a program declares for its command line, and what the image's command gives for them.

#include <algorithm>
#include <utility>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_option_file = 4096;  // bytes of a file that stands for words

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

/// `Path`, `pathlib.Path`, `click.Path(exists=True)`
bool takes_paths(std::string_view type) {
  type = type.substr(0, type.find('('));
  return text::last_part(type) == "Path";
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
  if (takes_paths(type)) return as_path(value);
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

/// The environment variable of a click option under `auto_envvar_prefix`: `PREFIX_OPTION`, and
/// `PREFIX_COMMAND_OPTION` for the commands of a group; "" where the module gives no prefix.
std::string prefixed_variable(const Module& m, const Function& function, std::string_view option) {
  constexpr std::string_view word = "auto_envvar_prefix";
  const std::string_view source = m.source.view();
  std::size_t at = source.find(word);
  if (at == std::string_view::npos) return {};
  at += word.size();
  if (at < source.size() && (source[at] == '"' || source[at] == '\'')) ++at;
  at = source.find_first_not_of(" =:\t", at);
  if (at == std::string_view::npos || (source[at] != '"' && source[at] != '\'')) return {};
  const std::size_t end = source.find(source[at], at + 1);
  if (end == std::string_view::npos || end - at > 64) return {};
  std::string out(source.substr(at + 1, end - at - 1));
  const bool grouped = std::ranges::any_of(function.decorators, [&](NodeId decorator) {
    const std::string_view text = m.text(decorator);
    const std::size_t command = text.find(".command");
    return command != std::string_view::npos && !text.substr(0, command).ends_with("click") &&
           !text.substr(0, command).ends_with("rich_click");
  });
  if (grouped) out += "_" + std::string(function.name);
  out += "_" + std::string(option);
  std::ranges::replace(out, '-', '_');
  return text::upper(out);
}

}  // namespace

void Engine::index_options() {
  if (options_ready_) return;
  options_ready_ = true;
  const Whole whole(budget_, bound_);
  for (const std::string_view declares : {"add_argument", "add_option"}) index_options(declares);
}

void Engine::index_options(std::string_view declares) {
  ask(declares, Asked::sites);
  each_holding(declares, [&](std::uint32_t module) {
    std::size_t position = 0;
    const auto sites = index_of(module).sites.find(declares);
    if (sites == index_of(module).sites.end()) return;
    const Module& m = at(module);
    for (const CallSite& site : sites->second) {
      const NodeId call = site.call;
      if (m.at(call).kind != Kind::call) continue;
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
  });
}

/// Puts the lines of a file in the place of a word that names it: `@args.txt`, for parsers with
/// `fromfile_prefix_chars`. False where such a file is not at hand.
bool Engine::take_option_files(std::vector<ValuePtr>& words, const Place& where) {
  std::string marks;
  each_site("ArgumentParser", [&](std::uint32_t module, const CallSite& site) {
    if (at(module).at(site.call).kind != Kind::call) return;
    const Arguments given = arguments({module, site.call}, nullptr);
    const Argument* chars = keyword(given, "fromfile_prefix_chars");
    if (const auto* text = chars == nullptr ? nullptr : chars->value->text()) marks += *text;
  });
  if (marks.empty()) return true;
  bool all = true;
  std::vector<ValuePtr> out;
  for (const ValuePtr& word : words) {
    const auto* text = word->text();
    if (text == nullptr || text->size() < 2 || marks.find(text->front()) == std::string::npos) {
      out.push_back(word);
      continue;
    }
    const auto content = read_file(*make_value(known(text->substr(1)), where), where);
    const auto* lines = content && content->size() == 1 ? text_of(content->front()) : nullptr;
    if (lines == nullptr || lines->size() > max_option_file) {
      all = false;
      continue;
    }
    for (const std::string_view line : text::split(text::trim(*lines, "\n"), '\n'))
      out.push_back(make_value(known(std::string(line)), word->at));
  }
  words = std::move(out);
  return all;
}

std::optional<Possibles> Engine::from_command_line(const std::vector<ValuePtr>& words,
                                                   const std::vector<std::string>& flags, bool is_switch,
                                                   bool switch_value) const {
  // `-infer_num` is an option of its own where one has that name (argparse takes a whole match first).
  const auto is_declared = [&](std::string_view word) {
    word = word.substr(0, word.find('='));
    return std::any_of(options_.begin(), options_.end(), [&](const Option& option) {
      return std::find(option.flags.begin(), option.flags.end(), word) != option.flags.end();
    });
  };
  // `--model $MODEL --weights x` without a MODEL: the next option is no value.
  const auto is_option = [](const Value& value) {
    const auto* text = value.text();
    return text != nullptr && text->size() > 2 && text->starts_with("--");
  };
  std::optional<Possibles> found;  // the last one wins
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto* word = words[i]->text();
    if (word == nullptr) continue;
    if (*word == "--") break;
    for (const std::string& flag : flags) {
      if (flag.empty() || flag.front() != '-') continue;
      const std::string no_flag = flag.starts_with("--") ? "--no-" + flag.substr(2) : std::string();
      // `-rmain`
      const bool attached = !is_switch && flag.size() == 2 && flag[1] != '-' && word->size() > 2 &&
                            word->starts_with(flag) && (*word)[2] != '=' && !is_declared(*word);
      if (is_switch && (*word == flag || *word == no_flag)) {
        Possible value = known(*word == flag ? switch_value : !switch_value);
        add_step(value, words[i]->at, "`" + *word + "` on the command line");
        found = one(std::move(value));
      } else if (!is_switch && *word == flag && i + 1 < words.size() && !is_option(*words[i + 1])) {
        found = words[i + 1]->possible;
        add_step(*found, words[i + 1]->at, "`" + flag + "` on the command line");
      } else if (attached) {
        Possible value = known(word->substr(2));
        add_step(value, words[i]->at, "`" + *word + "` on the command line");
        found = one(std::move(value));
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
  // Words that the program gives itself: `parse_args(["--trust"])`.
  std::vector<ValuePtr> words = environment_.command_line;
  bool words_known = environment_.command_line_known;
  if (made.arguments && !made.arguments->items.empty()) {
    const Argument* own = keyword(*made.arguments, "args");
    if (own == nullptr && made.arguments->items.front().keyword.empty()) own = &made.arguments->items.front();
    const auto* list = own == nullptr ? nullptr : own->value->only<List>();
    if (list != nullptr) {
      words = list->items;
      words_known = list->complete;
    }
  }
  if (!take_option_files(words, where)) words_known = false;
  Possibles out;
  // `set_defaults(name=value)` wins over the option's own default.
  ValuePtr set_default;
  each_site("set_defaults", [&](std::uint32_t module, const CallSite& site) {
    if (at(module).at(site.call).kind != Kind::call) return;
    const Arguments given = arguments({module, site.call}, nullptr);
    if (const Argument* value = keyword(given, attribute)) set_default = value->value;
  });
  if (candidates.empty() && set_default) return set_default->possible;
  if (candidates.empty()) return one(std::move(open));
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
    const bool is_const = action_name == "store_const" || action_name == "append_const";
    const bool is_switch =
        action_name == "store_true" || action_name == "store_false" || optional_switch || is_const;
    const Argument* constant = keyword(given, "const");
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
      for (std::size_t i = 0; i < words.size() && certain; ++i) {
        const auto* word = words[i]->text();
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
        if (position++ == option->position) from_line = words[i]->possible;
      }
    } else {
      // argparse takes any unambiguous beginning of a long option.
      std::vector<std::string> spellings = option->flags;
      for (const ValuePtr& given_word : words) {
        const auto* word = given_word->text();
        if (word == nullptr || word->size() < 4 || !word->starts_with("--")) continue;
        const std::string name = word->substr(0, word->find('='));
        const auto begins = [&name](const Option& other) {
          return std::any_of(other.flags.begin(), other.flags.end(),
                             [&name](const std::string& spelled) { return spelled.starts_with(name); });
        };
        const auto count = std::count_if(options_.begin(), options_.end(), begins);
        if (count == 1 && begins(*option)) spellings.push_back(name);
      }
      from_line = from_command_line(words, spellings, is_switch, switch_value);
      // `--trust` alone, where its value may be left out.
      if (!from_line && constant != nullptr && !is_switch)
        from_line = from_command_line(words, spellings, true, true);
      const bool bare = from_line && constant != nullptr && from_line->size() == 1 &&
                        std::holds_alternative<bool>(from_line->front().value);
      const bool next_option = from_line && constant != nullptr && !is_switch && from_line->size() == 1 &&
                               text_of(from_line->front()) != nullptr &&
                               text_of(from_line->front())->starts_with("-");
      if (bare || next_option) {
        Possibles values = constant->value->possible;
        for (Possible& value : values) inherit(value, from_line->front());
        add_step(values, declared, step);
        add(out, values, where);
        continue;
      }
    }
    if (from_line) {
      Possibles values;
      for (Possible& value : *from_line) {
        const bool calls =
            type != nullptr && text_of(value) != nullptr &&
            std::any_of(type->value->possible.begin(), type->value->possible.end(),
                        [](const Possible& p) { return std::holds_alternative<FunctionRef>(p.value); });
        Possibles read = one(converted(value, type_name, where));
        if (calls) {
          auto text = std::make_shared<Arguments>();
          text->items.push_back({"", make_value(value, where), where, where, false});
          read.clear();
          for (const Possible& function : type->value->possible)
            add(read, invoke(function, text, call, nullptr), where);
        }
        for (Possible& possible : read) inherit(possible, value);
        add_step(read, declared, step);
        add(values, read, where);
      }
      add(out, values, where);
      continue;
    }
    std::get<Unknown>(open.value).variable = flag;
    std::get<Unknown>(open.value).what = "option `" + flag + "` comes from the command line";
    const Argument* fallback = keyword(given, "default");
    Argument changed;
    if (set_default) {
      changed.value = set_default;
      fallback = &changed;
    }
    const Argument* required = keyword(given, "required");
    const bool is_required =
        (required != nullptr && required->value->boolean() != nullptr && *required->value->boolean()) ||
        (option->positional && fallback == nullptr);
    if (is_required) {
      add(out, open, where);
      continue;
    }
    Possibles values = fallback != nullptr                          ? fallback->value->possible
                       : is_switch && !optional_switch && !is_const ? one(known(!switch_value))
                                                                    : one(none_value());
    for (Possible& value : values) {
      value =
          converted(value, type_name == "bool" || type_name.empty() ? std::string_view() : type_name, where);
      value.from_default = value.from_default || !words_known;
      add_step(value, declared, "default of " + step);
    }
    add(out, values, where);
    if (!words_known) add(out, open, where);
  }
  return out;
}

/// Methods of what a library call made that are followed: reading an open file, parsing options.
std::optional<Possibles> Engine::result_method(const Value& receivers, std::string_view method, Ref site) {
  const auto* made = receivers.only<Result>();
  // optparse gives the options and the words that are none, as parse_known_args does.
  const bool old_parser =
      method == "parse_args" && made != nullptr && made->callee == "optparse.OptionParser";
  if (method != "read" && method != "parse_known_args" && method != "parse_args_into_dataclasses" &&
      method != "parse_intermixed_args" && !old_parser)
    return std::nullopt;
  if (made == nullptr || !made->object || made->object->kind != Object::Kind::library) return std::nullopt;
  const Place where = place(site);
  if (method == "read") {
    if (made->callee != "open" || made->object->arguments->items.empty()) return std::nullopt;
    return read_file(*made->object->arguments->items.front().value, where);
  }
  List out;
  if (method == "parse_args_into_dataclasses") {
    // transformers.HfArgumentParser((A, B)): one object of each class, with what the command line says.
    if (made->object->arguments->items.empty()) return std::nullopt;
    const Value& given = *made->object->arguments->items.front().value;
    Possibles classes = given.only<List>() != nullptr ? Possibles{} : given.possible;
    if (const auto* list = given.only<List>())
      for (const ValuePtr& item : list->items)
        classes.insert(classes.end(), item->possible.begin(), item->possible.end());
    for (const Possible& klass : classes) {
      // TrainingArguments and the like are the library's own.
      auto parsed = parsed_fields(*make_value(one(klass), where), site);
      if (!parsed && classes.size() == 1) return std::nullopt;
      if (!parsed) parsed = one(unknown(Why::command_line, "its options come from the command line", where));
      out.items.push_back(make_value(std::move(*parsed), where));
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

/// What `default_map` of click's context has for an option of the command, however the program gives the map:
/// `context_settings={"default_map": …}`, `main(default_map=…)`, `ctx.default_map = …`.
std::optional<Possibles> Engine::default_of_map(std::uint32_t module, const Function& function,
                                                const std::string& option) {
  const Module& m = at(module);
  constexpr std::string_view map = "default_map";
  if (m.source.view().find(map) == std::string_view::npos || !spend(m.nodes.size() / 64)) return std::nullopt;
  const Place where = m.place(function.node);
  const auto is_named = [](std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return (x == '-' ? '_' : x) == (y == '-' ? '_' : y); });
  };
  Possibles out;
  const auto take = [&](const Dict& dict) {
    for (const DictItem& item : dict.items)
      if (is_named(item.key, option)) add(out, item.value->possible, where);
  };
  for (NodeId node = 0; node < m.nodes.size(); ++node) {
    const Kind kind = m.at(node).kind;
    NodeId key = no_node, value = no_node;
    if (kind == Kind::keyword_argument || kind == Kind::pair) {
      key = m.child(node, kind == Kind::pair ? Field::key : Field::name);
      value = m.child(node, Field::value);
    } else if (kind == Kind::assignment) {
      key = m.child(node, Field::left);
      value = m.child(node, Field::right);
      if (key != no_node && m.at(key).kind == Kind::attribute) key = m.child(key, Field::attribute);
    }
    if (key == no_node || value == no_node || text::trim(m.text(key), "\"'") != map || !spend()) continue;
    for (const Possible& possible : eval({module, value}, nullptr)->possible) {
      const auto* dict = std::get_if<Dict>(&possible.value);
      if (dict == nullptr) continue;
      take(*dict);
      for (const DictItem& item : dict->items)
        if (const auto* of_command = item.value->only<Dict>();
            of_command != nullptr && is_named(item.key, function.name))
          take(*of_command);
    }
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::optional<Possibles> Engine::decorated_parameter(std::uint32_t module, const Function& function,
                                                     std::size_t index) {
  const Module& m = at(module);
  const Parameter& parameter = function.parameters[index];
  // Hydra gives the whole configuration as the first argument.
  if (index == 0)
    for (const NodeId decorator : function.decorators) {
      const NodeId callee =
          m.at(decorator).kind == Kind::call ? m.child(decorator, Field::function) : no_node;
      if (callee == no_node || last_name(m, callee) != "main") continue;
      const auto* name = eval({module, callee}, nullptr)->only<Name>();
      if (name == nullptr || (name->dotted != "hydra.main" && name->dotted != "hydra.main.main")) continue;
      const Arguments given = arguments({module, decorator}, nullptr);
      const auto text_at = [&given](std::size_t position, std::string_view word) -> const std::string* {
        for (const Argument& argument : given.items)
          if (argument.keyword.empty() ? position-- == 0 : argument.keyword == word)
            return argument.value->text();
        return nullptr;
      };
      const std::string* folder = text_at(0, "config_path");
      const std::string* file = text_at(1, "config_name");
      const ValuePtr config = file != nullptr ? composed(beside(module, folder != nullptr ? *folder : "."),
                                                         *file, {module, decorator})
                                              : nullptr;
      if (config) return config->possible;
    }
  std::size_t arguments_before = 0;
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
    if (text::lower(name) != parameter.name) {
      if (last == "argument") ++arguments_before;
      continue;
    }
    const Argument* is_flag = keyword(given, "is_flag");
    const Argument* fallback = keyword(given, "default");
    const bool is_switch =
        is_flag != nullptr || (fallback != nullptr && fallback->value->boolean() != nullptr);
    const Place where = m.place(decorator);
    const std::string step = "option `" + (flags.empty() ? name : flags.back()) + "`";
    auto from_line = from_command_line(environment_.command_line, flags, is_switch, true);
    if (last == "argument" && !from_line) {
      const auto is_flag_option = [&](std::string_view word) {
        for (const NodeId other : function.decorators) {
          const std::string_view text = m.text(other);
          if (text.find(word) != std::string_view::npos)
            return text.find("is_flag") != std::string_view::npos ||
                   text.find("/--no-") != std::string_view::npos;
        }
        return false;
      };
      const auto first = positional_word(0, is_flag_option);
      const auto* word = first && first->size() == 1 ? text_of(first->front()) : nullptr;
      const bool sub_command = word != nullptr && *word == function.name;
      from_line = positional_word(arguments_before + (sub_command ? 1 : 0), is_flag_option);
    }
    const Argument* type = keyword(given, "type");
    const std::string_view type_name =
        type != nullptr && type->at.source ? type->at.source->text(type->at.span) : std::string_view();
    if (from_line) {
      if (takes_paths(type_name))
        for (Possible& value : *from_line) value = as_path(value);
      if (type_name == "bool" || type_name == "click.BOOL")
        *from_line = cast_setting(std::move(*from_line), "bool", where);
      add_step(*from_line, where, step);
      return from_line;
    }
    const auto mapped = default_of_map(module, function, name);
    Possibles values = mapped                ? *mapped
                       : fallback != nullptr ? fallback->value->possible
                       : is_switch           ? one(known(false))
                                             : Possibles{};
    for (Possible& value : values) {
      value.from_default = value.from_default || !environment_.command_line_known;
      if (takes_paths(type_name)) value = as_path(value);
      add_step(value, where, "default of " + step);
    }
    if (const std::string prefixed = prefixed_variable(m, function, name);
        !prefixed.empty() && last == "option" && keyword(given, "envvar") == nullptr) {
      const auto variable = make_value(one(known(prefixed)), where);
      values = environment_variable(*variable, values.empty() ? nullptr : make_value(values, where), where);
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

/// typer: `x: Annotated[str, typer.Option(envvar="X")] = "y"`.
std::optional<Possibles> Engine::annotated_default(std::uint32_t module, const Parameter& parameter,
                                                   const Place& where) {
  const Module& m = at(module);
  if (parameter.type == no_node || m.text(parameter.type).find("envvar") == std::string_view::npos)
    return std::nullopt;
  for (NodeId n = parameter.type; n < m.at(parameter.type).next; ++n) {
    if (m.at(n).kind != Kind::call) continue;
    const Arguments given = arguments({module, n}, nullptr);
    if (const Argument* variable = keyword(given, "envvar"))
      return environment_variable(*variable->value, eval({module, parameter.fallback}, nullptr), where);
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
