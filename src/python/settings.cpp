// Variables and files that libraries read for the program: dotenv, decouple, environs, starlette,
// configparser, OmegaConf and Hydra.

#include <algorithm>

#include "python/engine.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

bool is_section_reader(std::string_view callee) {
  return callee == "configparser.ConfigParser" || callee == "configparser.RawConfigParser" ||
         callee == "configparser.SafeConfigParser" || callee == "ConfigParser.ConfigParser";
}

bool is_variable_reader(std::string_view callee) {
  return callee == "environs.Env" || callee == "environs.FileAwareEnv" || callee == "environ.Env" ||
         callee == "environ.FileAwareEnv" || callee == "starlette.config.Config" ||
         callee == "decouple.Config" || callee == "decouple.AutoConfig";
}

/// `${a.b}` and `${oc.env:NAME,default}` as OmegaConf reads them; other texts stay.
struct Interpolation {
  bool from_environment = false;
  std::string name;
  std::optional<std::string> fallback;
};
std::optional<Interpolation> interpolation(const std::string& text) {
  if (!text.starts_with("${") || !text.ends_with('}') || text.find("${", 2) != std::string::npos)
    return std::nullopt;
  std::string_view inner = std::string_view(text).substr(2, text.size() - 3);
  Interpolation out;
  if (inner.starts_with("oc.env:") || inner.starts_with("env:")) {
    inner = inner.substr(inner.find(':') + 1);
    out.from_environment = true;
    const std::size_t comma = inner.find(',');
    if (comma != std::string_view::npos)
      out.fallback = std::string(text::trim(inner.substr(comma + 1), " '\""));
    inner = text::trim(inner.substr(0, comma));
  } else if (inner.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  out.name = inner;
  return out;
}

ValuePtr at_path(const ValuePtr& root, std::string_view path) {
  ValuePtr value = root;
  for (const std::string_view part : text::split(path, '.')) {
    const auto* dict = value->only<Dict>();
    const DictItem* item = dict == nullptr ? nullptr : dict->find(part);
    if (item == nullptr) return nullptr;
    value = item->value;
  }
  return value;
}

ValuePtr with_path(const ValuePtr& root, const std::vector<std::string_view>& path, std::size_t step,
                   const ValuePtr& value) {
  if (step >= path.size()) return value;
  Dict dict;
  if (const auto* have = root ? root->only<Dict>() : nullptr) dict = *have;
  const DictItem* item = dict.find(path[step]);
  const ValuePtr inner = with_path(item != nullptr ? item->value : nullptr, path, step + 1, value);
  std::erase_if(dict.items, [&](const DictItem& old) { return old.key == path[step]; });
  dict.items.push_back({std::string(path[step]), inner, false});
  return make_value(dict_value(std::move(dict)), value->at);
}

ValuePtr merged_deep(const ValuePtr& below, const ValuePtr& above, int depth = 0) {
  const auto* a = below ? below->only<Dict>() : nullptr;
  const auto* b = above ? above->only<Dict>() : nullptr;
  if (a == nullptr || b == nullptr || depth > 32) return above ? above : below;
  Dict out = *a;
  out.complete = a->complete && b->complete;
  for (const DictItem& item : b->items) {
    const DictItem* have = out.find(item.key);
    const ValuePtr value = have != nullptr ? merged_deep(have->value, item.value, depth + 1) : item.value;
    std::erase_if(out.items, [&](const DictItem& old) { return old.key == item.key; });
    out.items.push_back({item.key, value, item.maybe});
  }
  return make_value(dict_value(std::move(out)), above->at);
}

}  // namespace

/// A text in the type that a setting asks for; the words for true are those of decouple, environs, starlette.
Possibles Engine::cast_setting(Possibles values, std::string_view type, const Place& where) {
  for (Possible& value : values) {
    const auto* text = text_of(value);
    if (text == nullptr) continue;
    if (type == "bool") {
      const std::string word = text::lower(*text);
      const bool yes = word == "1" || word == "true" || word == "yes" || word == "on" || word == "y" ||
                       word == "t" || word == "ok";
      value.value = yes;
    } else if (type == "int" || type == "float") {
      const double number = std::strtod(text->c_str(), nullptr);
      if (type == "int")
        value.value = static_cast<long long>(number);
      else
        value.value = number;
    } else if (type == "list" || type == "dict" || type == "json") {
      value = derived_unknown(value, where, "how the setting is read is not followed");
    }
  }
  return values;
}

/// NAME=VALUE lines of a file.
ValuePtr Engine::read_variables(const std::string& path, Ref site) {
  const Place where = place(site);
  auto content = read_file(*make_value(known(path), where), where);
  if (!content || content->size() != 1 || text_of(content->front()) == nullptr) return nullptr;
  auto parsed = parse_config("env", *make_value(std::move(*content), where), where);
  return parsed ? make_value(std::move(*parsed), where) : nullptr;
}

/// Variables that dotenv and its like put into the environment.
const Dict& Engine::dotenv_values() {
  const Filling filling{&dotenv_, 0, 0};
  come_to(filling);
  if (dotenv_ready_) return dotenv_;
  const Fill fill(*this, filling);
  dotenv_ready_ = true;
  for (const std::string_view name : {"load_dotenv", "read_env", "load_env"})
    each_site(name, [&](std::uint32_t module, const CallSite& site) {
      const Module& m = at(module);
      if (m.at(site.call).kind != Kind::call || m.at(site.call).dead) return;
      const Ref call{module, site.call};
      const Arguments given = arguments(call, nullptr);
      const Argument* path = positional(given, 0);
      if (path == nullptr) path = keyword(given, "dotenv_path");
      if (path == nullptr) path = keyword(given, "env_file");
      const auto* text = path != nullptr ? path->value->text() : nullptr;
      const ValuePtr values = read_variables(text != nullptr ? *text : ".env", call);
      if (values) merge_dict(dotenv_, *values);
    });
  return dotenv_;
}

std::optional<Possible> Engine::read_sections(const Result& reader, Ref site) {
  if (!is_section_reader(reader.callee) || !reader.object) return std::nullopt;
  const Place where = place(site);
  Dict out;
  bool any = false;
  for (const std::string_view name : {"read", "read_file", "read_string", "read_dict", "readfp"})
    each_site(name, [&](std::uint32_t module, const CallSite& call_site) {
      const Module& m = at(module);
      const NodeId callee =
          m.at(call_site.call).kind == Kind::call ? m.child(call_site.call, Field::function) : no_node;
      if (callee == no_node || m.at(callee).kind != Kind::attribute) return;
      const ValuePtr receiver = eval({module, m.child(callee, Field::object)}, nullptr);
      const auto* made = receiver->only<Result>();
      if (made == nullptr || !made->object || made->object->node != reader.object->node ||
          made->object->module != reader.object->module)
        return;
      const Arguments given = arguments({module, call_site.call}, nullptr);
      if (given.items.empty()) return;
      any = true;
      std::vector<ValuePtr> inputs{given.items.front().value};
      if (const auto* list = inputs.front()->only<List>()) inputs = list->items;
      for (const ValuePtr& input : inputs) {
        if (name == "read_dict") {
          merge_dict(out, *input);
          continue;
        }
        std::optional<Possibles> content =
            name == "read" ? read_file(*input, where) : std::optional(input->possible);
        if (!content) continue;
        // `read()` passes over files that are not there.
        std::erase_if(*content, [&](const Possible& possible) {
          return name == "read" && inputs.size() > 1 && unknown_of(possible) != nullptr;
        });
        if (content->empty()) continue;
        auto parsed = parse_config("ini", *make_value(std::move(*content), where), where);
        if (parsed) merge_dict(out, *make_value(std::move(*parsed), where));
      }
    });
  out.complete = out.complete && any;
  return dict_value(std::move(out));
}

std::optional<Possibles> Engine::section_of(const Result& reader, std::string_view name, Ref site) {
  const auto sections = read_sections(reader, site);
  if (!sections) return std::nullopt;
  const auto& dict = std::get<Dict>(sections->value);
  if (const DictItem* item = dict.find(name)) return item->value->possible;
  return one(unknown(Why::library, "section `" + std::string(name) + "` is not known", place(site)));
}

std::optional<Possibles> Engine::reader_call(const Result& reader, std::string_view method,
                                             const ArgumentsPtr& given_ptr, Ref site) {
  const Arguments& given = *given_ptr;
  const Place where = place(site);
  const Argument* first = positional(given, 0);
  if (is_section_reader(reader.callee)) {
    if (!method.starts_with("get") || first == nullptr) return std::nullopt;
    const auto sections = read_sections(reader, site);
    const Argument* option = positional(given, 1);
    const auto* section = first->value->text();
    const auto* key = option == nullptr ? nullptr : option->value->text();
    if (!sections || section == nullptr || key == nullptr) return std::nullopt;
    const DictItem* item = std::get<Dict>(sections->value).find(*section);
    const auto* options = item == nullptr ? nullptr : item->value->only<Dict>();
    const DictItem* value = options == nullptr ? nullptr : options->find(text::lower(*key));
    if (value != nullptr)
      return cast_setting(value->value->possible, method.substr(3, 3) == "boo" ? "bool" : method.substr(3),
                          where);
    if (const Argument* fallback = keyword(given, "fallback")) return fallback->value->possible;
    return one(unknown(Why::library, "option `" + *section + "." + *key + "` is not known", where));
  }
  if (auto text = rendered(reader, method, given, site)) return text;
  if (reader.callee == "ruamel.yaml.YAML" && method == "load" && first != nullptr)
    return parse_config("yaml", *first->value, where);
  if (reader.callee == "contextvars.ContextVar" && method == "get" && reader.object)
    return context_variable(*reader.object, first, where);
  if (reader.callee == "string.Template" && reader.object && reader.object->arguments &&
      (method == "substitute" || method == "safe_substitute") && !reader.object->arguments->items.empty()) {
    Dict values;
    for (const Argument& argument : given.items)
      if (argument.keyword.empty())
        merge_dict(values, *argument.value);
      else
        values.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
    return each(*reader.object->arguments->items.front().value, where, [&](const Possible& possible) {
      const auto* text = text_of(possible);
      return text != nullptr ? substituted(*text, values, where) : derived_unknown(possible, where);
    });
  }
  if (!is_variable_reader(reader.callee)) return std::nullopt;
  const bool plain = method == "__call__" || method == "get";
  constexpr std::string_view types[] = {"str", "bool", "int", "float", "list", "dict", "json", "url", "path"};
  if (!plain && std::find(std::begin(types), std::end(types), method) == std::end(types)) return std::nullopt;
  if (first == nullptr) return std::nullopt;
  const Argument* fallback = keyword(given, "default");
  if (fallback == nullptr && reader.callee.starts_with("environ")) fallback = positional(given, 1);
  const Argument* cast = keyword(given, "cast");
  if (cast == nullptr && reader.callee.starts_with("starlette")) cast = positional(given, 1);
  if (fallback == nullptr && reader.callee.starts_with("starlette")) fallback = positional(given, 2);
  std::string type = plain ? "" : std::string(method);
  ValuePtr otherwise = fallback != nullptr ? fallback->value : nullptr;
  if (cast != nullptr && cast->value->only<Name>()) type = cast->value->only<Name>()->dotted;
  // django-environ: Env(NAME=(bool, True)).
  const auto* name = first->value->text();
  if (name != nullptr && reader.object && reader.object->arguments)
    if (const Argument* scheme = keyword(*reader.object->arguments, *name))
      if (const auto* pair = scheme->value->only<List>(); pair != nullptr && pair->items.size() == 2) {
        if (const auto* kind = pair->items[0]->only<Name>()) type = kind->dotted;
        if (otherwise == nullptr) otherwise = pair->items[1];
      }
  // A file of variables stands below the environment, the default below both.
  if (reader.callee == "starlette.config.Config" && name != nullptr && reader.object &&
      reader.object->arguments) {
    const Argument* file = argument_of(*reader.object->arguments, 0, "env_file");
    const auto* path = file != nullptr ? file->value->text() : nullptr;
    const ValuePtr values = path != nullptr ? read_variables(*path, site) : nullptr;
    const auto* dict = values ? values->only<Dict>() : nullptr;
    if (dict != nullptr && dict->find(*name) != nullptr) otherwise = dict->find(*name)->value;
  }
  return cast_setting(environment_variable(*first->value, otherwise, where), type, where);
}

/// What `VAR.get()` gives: what the file that makes the variable sets it to, and its default.
Possibles Engine::context_variable(const Object& made, const Argument* fallback, const Place& where) {
  Possibles out;
  const Module& m = at(made.module);
  if (const auto sites = m.index.sites.find("set"); sites != m.index.sites.end())
    for (const CallSite& site : sites->second) {
      const NodeId callee = m.child(site.call, Field::function);
      if (callee == no_node || m.at(callee).kind != Kind::attribute || !spend()) continue;
      const ValuePtr receiver = eval({made.module, m.child(callee, Field::object)}, nullptr);
      const auto* variable = receiver->only<Result>();
      if (variable == nullptr || !variable->object || variable->object->node != made.node) continue;
      const Arguments given = arguments({made.module, site.call}, nullptr);
      if (const Argument* value = positional(given, 0)) add(out, value->value->possible, where);
    }
  if (fallback != nullptr) add(out, fallback->value->possible, where);
  if (made.arguments)
    if (const Argument* otherwise = keyword(*made.arguments, "default"))
      add(out, otherwise->value->possible, where);
  if (out.empty()) out = one(unknown(Why::library, "what the context variable is set to", where));
  return out;
}

Possible Engine::substituted(const std::string& text, const Dict& values, const Place& where) const {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 >= text.size()) {
      out.push_back(text[i]);
      continue;
    }
    if (text[i + 1] == '$') {
      out.push_back(text[i++]);
      continue;
    }
    const bool braces = text[i + 1] == '{';
    const std::size_t begin = i + (braces ? 2 : 1);
    const std::size_t end = begin + text::word_length(text, begin);
    const DictItem* item = values.find(std::string_view(text).substr(begin, end - begin));
    const auto value = item != nullptr && item->value->possible.size() == 1
                           ? as_text(item->value->possible.front())
                           : std::nullopt;
    if (!value || out.size() > 65536)
      return item != nullptr ? derived_unknown(item->value->possible.front(), where)
                             : unknown(Why::other, "a part of the text is not known", where);
    out += *value;
    i = braces ? end : end - 1;
  }
  return known(std::move(out));
}

/// Texts `${…}` of a configuration, replaced by what they refer to.
ValuePtr Engine::interpolated_config(const ValuePtr& value, const ValuePtr& root, Ref site, int depth) {
  if (depth > 24 || value->possible.size() != 1 || !spend()) return value;
  const Possible& only = value->possible.front();
  if (const auto* dict = std::get_if<Dict>(&only.value)) {
    Dict out = *dict;
    for (DictItem& item : out.items) item.value = interpolated_config(item.value, root, site, depth + 1);
    Possible made = dict_value(std::move(out));
    inherit(made, only);
    return make_value(std::move(made), value->at);
  }
  if (const auto* list = std::get_if<List>(&only.value)) {
    List out = *list;
    for (ValuePtr& item : out.items) item = interpolated_config(item, root, site, depth + 1);
    Possible made;
    made.value = std::move(out);
    inherit(made, only);
    return make_value(std::move(made), value->at);
  }
  const auto* text = text_of(only);
  const auto reference = text != nullptr ? interpolation(*text) : std::nullopt;
  if (!reference) return value;
  if (reference->from_environment) {
    const ValuePtr fallback =
        reference->fallback ? make_value(known(*reference->fallback), value->at) : nullptr;
    return make_value(
        environment_variable(*make_value(known(reference->name), value->at), fallback, value->at), value->at);
  }
  const ValuePtr target = at_path(root, reference->name);
  if (!target || target == value) return value;
  return interpolated_config(target, root, site, depth + 1);
}

/// The configuration that Hydra makes of `folder`/`name`.yaml with its defaults list and the command line.
ValuePtr Engine::composed(const std::string& folder, const std::string& name, Ref site) {
  const Place where = place(site);
  const auto file = [&](const std::string& path) -> ValuePtr {
    auto content = read_file(*make_value(known(folder + "/" + path + ".yaml"), where), where);
    if (!content || content->size() != 1 || text_of(content->front()) == nullptr) return nullptr;
    auto parsed = parse_config("yaml", *make_value(std::move(*content), where), where);
    return parsed ? make_value(std::move(*parsed), where) : nullptr;
  };
  std::string plain = name;
  if (plain.ends_with(".yaml")) plain.resize(plain.size() - 5);
  const ValuePtr own = file(plain);
  if (!own) return nullptr;
  // What the command line chooses or sets: `group=option`, `a.b=value`, `+a.b=value`.
  std::vector<std::pair<std::string, ValuePtr>> overrides;
  for (const ValuePtr& word : environment_.command_line) {
    const auto* text = word->text();
    const std::size_t equals = text == nullptr ? std::string::npos : text->find('=');
    if (equals == std::string::npos || equals == 0 || text->starts_with('-')) continue;
    std::string key = text->substr(0, equals);
    key.erase(0, std::min(key.find_first_not_of('+'), key.size()));
    auto parsed = parse_config("yaml", *make_value(known(text->substr(equals + 1)), word->at), word->at);
    Possibles value = parsed ? std::move(*parsed) : one(known(text->substr(equals + 1)));
    add_step(value, word->at, "`" + *text + "` on the command line");
    overrides.emplace_back(std::move(key), make_value(std::move(value), word->at));
  }
  ValuePtr out = make_value(dict_value({}), where);
  bool self_merged = false;
  const auto* dict = own->only<Dict>();
  const DictItem* defaults = dict == nullptr ? nullptr : dict->find("defaults");
  const auto* list = defaults == nullptr ? nullptr : defaults->value->only<List>();
  for (const ValuePtr& entry : list != nullptr ? list->items : std::vector<ValuePtr>()) {
    if (const auto* text = entry->text()) {
      if (*text == "_self_") {
        out = merged_deep(out, own);
        self_merged = true;
      } else if (const ValuePtr other = file(*text)) {
        out = merged_deep(out, other);
      }
      continue;
    }
    const auto* group = entry->only<Dict>();
    if (group == nullptr) continue;
    for (const DictItem& item : group->items) {
      std::string path = item.key;
      for (const std::string_view word : {"override ", "optional "})
        if (path.starts_with(word)) path.erase(0, word.size());
      std::string package = path.substr(0, path.find('@'));
      const std::string target =
          path.find('@') == std::string::npos ? package : path.substr(path.find('@') + 1);
      const auto* chosen = item.value->text();
      std::string option = chosen != nullptr ? *chosen : "";
      for (const auto& [key, value] : overrides)
        if (key == package && value->text() != nullptr) option = *value->text();
      if (option.empty()) continue;
      ValuePtr part = file(package + "/" + option);
      if (!part) continue;
      std::string inside = target;
      std::replace(inside.begin(), inside.end(), '/', '.');
      if (inside != "_global_") part = with_path(nullptr, text::split(inside, '.'), 0, part);
      out = merged_deep(out, part);
    }
  }
  if (!self_merged) out = merged_deep(out, own);
  for (const auto& [key, value] : overrides) {
    const std::string group_folder = key;
    const ValuePtr have = at_path(out, key);
    if (have && have->only<Dict>() != nullptr && value->text() != nullptr) continue;  // a group's choice
    const auto path = text::split(key, '.');
    if (path.size() <= 16) out = with_path(out, path, 0, value);
  }
  return interpolated_config(out, out, site, 0);
}

/// Whether an environment variable is set, whatever it holds: `set` where it is.
Possibles Engine::environment_has(const Value& name, bool set, const Place& where) {
  Possible none;
  none.value = None{};
  const ValuePtr unset = make_value(std::move(none), where);
  const ValuePtr held = make_value(environment_variable(name, unset, where), where);
  return each(*held, where, [&](const Possible& value) {
    if (unknown_of(value) != nullptr) return derived_unknown(value, where);
    return known(std::holds_alternative<None>(value.value) != set);
  });
}

std::optional<Possibles> Engine::settings_call(std::string_view dotted, const ArgumentsPtr& given_ptr,
                                               Ref site) {
  const Arguments& given = *given_ptr;
  const Place where = place(site);
  const Argument* first = positional(given, 0);
  if (dotted == "decouple.config" || dotted == "prettyconf.config") {
    if (first == nullptr) return std::nullopt;
    const Argument* fallback = argument_of(given, 1, "default");
    const Argument* cast = keyword(given, "cast");
    const auto* type = cast != nullptr ? cast->value->only<Name>() : nullptr;
    ValuePtr otherwise = fallback != nullptr ? fallback->value : nullptr;
    const auto* name = first->value->text();
    const ValuePtr values = name != nullptr ? read_variables(".env", site) : nullptr;
    const auto* dict = values ? values->only<Dict>() : nullptr;
    if (dict != nullptr && dict->find(*name) != nullptr) otherwise = dict->find(*name)->value;
    return cast_setting(environment_variable(*first->value, otherwise, where),
                        type != nullptr ? std::string_view(type->dotted) : std::string_view(), where);
  }
  if (dotted == "dotenv.find_dotenv") return one(known(std::string(".env")));
  if (dotted == "dotenv.dotenv_values" || dotted == "dotenv.main.dotenv_values") {
    const Argument* path = argument_of(given, 0, "dotenv_path");
    const auto* text = path != nullptr ? path->value->text() : nullptr;
    const ValuePtr values = read_variables(text != nullptr ? *text : ".env", site);
    if (values) return values->possible;
    return one(unknown(Why::library, "the file of variables is not known", where));
  }
  if (dotted == "omegaconf.OmegaConf.create" || dotted == "omegaconf.DictConfig" ||
      dotted == "omegaconf.OmegaConf.structured" || dotted == "ml_collections.ConfigDict" ||
      dotted == "addict.Dict" || dotted == "box.Box" || dotted == "easydict.EasyDict" ||
      dotted == "munch.Munch") {
    if (first == nullptr) return std::nullopt;
    Possibles out;
    for (const Possible& possible : first->value->possible) {
      Possible value = possible;
      if (std::holds_alternative<ClassRef>(possible.value)) {
        const Possibles made = invoke(possible, std::make_shared<Arguments>(), site, nullptr);
        if (!made.empty()) value = made.front();
      }
      if (text_of(value) != nullptr) {
        auto parsed = parse_config("yaml", *make_value(value, where), where);
        if (parsed && !parsed->empty()) value = parsed->front();
      }
      const auto dict = object_dict(value, where);
      const ValuePtr root = make_value(dict ? *dict : value, where);
      add(out, interpolated_config(root, root, site, 0)->possible, where);
    }
    return out;
  }
  if (dotted == "omegaconf.OmegaConf.merge" || dotted == "omegaconf.OmegaConf.unsafe_merge") {
    ValuePtr out;
    for (const Argument& argument : given.items) {
      Possibles parts;
      for (const Possible& possible : argument.value->possible) {
        const auto dict = object_dict(possible, where);
        add(parts, dict ? *dict : derived_unknown(possible, where), where);
      }
      ValuePtr part = make_value(std::move(parts), where);
      if (out && part->only<Dict>() == nullptr) {
        // One part that is not known may set any key.
        Possibles open = out->possible;
        for (Possible& possible : open)
          if (auto* dict = std::get_if<Dict>(&possible.value)) dict->complete = false;
        out = make_value(std::move(open), where);
        continue;
      }
      out = out ? merged_deep(out, part) : part;
    }
    if (!out) return std::nullopt;
    return out->possible;
  }
  if (dotted == "omegaconf.OmegaConf.to_object")
    return first == nullptr ? std::nullopt : std::optional(first->value->possible);
  if (dotted == "hydra.compose") {
    const Argument* name = argument_of(given, 0, "config_name");
    const auto* text = name != nullptr ? name->value->text() : nullptr;
    if (text == nullptr) return std::nullopt;
    std::string folder;
    for (const std::string_view starter : {"initialize", "initialize_config_dir"})
      each_site(starter, [&](std::uint32_t module, const CallSite& call) {
        if (at(module).at(call.call).kind != Kind::call) return;
        const Arguments paths = arguments({module, call.call}, nullptr);
        const Argument* path = paths.items.empty() ? nullptr : &paths.items.front();
        if (path != nullptr && path->value->text() != nullptr) folder = beside(module, *path->value->text());
      });
    const ValuePtr config = composed(folder, *text, site);
    if (config) return config->possible;
    return std::nullopt;
  }
  return std::nullopt;
}

/// `path` seen from the folder of a module's file.
std::string Engine::beside(std::uint32_t module, std::string_view path) const {
  if (path.starts_with('/')) return std::string(path);
  const std::string& file = modules_[module].file;
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? std::string(path) : file.substr(0, slash + 1) + std::string(path);
}

}  // namespace dockgate::python
