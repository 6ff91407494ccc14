// What builtins and the standard library do with values that are known.

#include <algorithm>
#include <charconv>

#include "python/engine.hpp"
#include "text/ascii.hpp"
#include "text/base64.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

enum class Effect {
  absolute_path,
  found_program,
  base64,
  base_name,
  bytes_hex,
  cast,
  chr,
  enumerate,
  environ_copy,
  expand_variables,
  filter_items,
  first_item,
  first_or_url,
  folder_name,
  get_attribute,
  getenv,
  identity,
  import_module,
  join_path,
  length,
  map,
  none,
  ord,
  partial,
  path,
  queue,
  strtobool,
  to_bool,
  to_dict,
  to_float,
  to_int,
  to_list,
  to_str,
  user_path,
  working_folder,
  wraps,
  zip
};

struct Row {
  std::string_view dotted;
  Effect function;
};
constexpr Row rows[] = {
    {"str", Effect::to_str},
    {"repr", Effect::none},
    {"os.fspath", Effect::to_str},
    {"os.fsdecode", Effect::to_str},
    {"bool", Effect::to_bool},
    {"int", Effect::to_int},
    {"float", Effect::to_float},
    {"list", Effect::to_list},
    {"tuple", Effect::to_list},
    {"set", Effect::to_list},
    {"frozenset", Effect::to_list},
    {"sorted", Effect::to_list},
    {"reversed", Effect::to_list},
    {"itertools.cycle", Effect::to_list},
    {"itertools.islice", Effect::to_list},
    {"iter", Effect::to_list},
    {"collections.deque", Effect::to_list},
    {"queue.Queue", Effect::queue},
    {"queue.LifoQueue", Effect::queue},
    {"queue.PriorityQueue", Effect::queue},
    {"queue.SimpleQueue", Effect::queue},
    {"asyncio.Queue", Effect::queue},
    {"multiprocessing.Queue", Effect::queue},
    {"multiprocessing.SimpleQueue", Effect::queue},
    {"tqdm.tqdm", Effect::to_list},
    {"tqdm.auto.tqdm", Effect::to_list},
    {"dict", Effect::to_dict},
    {"collections.OrderedDict", Effect::to_dict},
    {"collections.defaultdict", Effect::to_dict},
    {"getattr", Effect::get_attribute},
    {"object.__getattribute__", Effect::get_attribute},
    {"type.__getattribute__", Effect::get_attribute},
    {"inspect.getattr_static", Effect::get_attribute},
    {"os.getenv", Effect::getenv},
    {"os.environ.get", Effect::getenv},
    {"os.environ.setdefault", Effect::getenv},
    {"os.environ.pop", Effect::getenv},
    {"os.environ.copy", Effect::environ_copy},
    {"os.environ.__getitem__", Effect::getenv},
    {"os.path.join", Effect::join_path},
    {"posixpath.join", Effect::join_path},
    {"os.path.basename", Effect::base_name},
    {"os.path.dirname", Effect::folder_name},
    {"os.path.abspath", Effect::absolute_path},
    {"os.path.realpath", Effect::absolute_path},
    {"os.path.normpath", Effect::identity},
    {"os.path.expanduser", Effect::user_path},
    {"os.path.expandvars", Effect::expand_variables},
    {"pathlib.Path", Effect::path},
    {"pathlib.PurePath", Effect::path},
    {"pathlib.PosixPath", Effect::path},
    {"pathlib.PurePosixPath", Effect::path},
    {"anyio.Path", Effect::path},
    {"pathlib.Path.cwd", Effect::working_folder},
    {"pathlib.Path.home", Effect::working_folder},
    {"os.getcwd", Effect::working_folder},
    {"shutil.which", Effect::found_program},
    {"functools.partial", Effect::partial},
    {"functools.partialmethod", Effect::partial},
    {"dependency_injector.providers.Callable", Effect::partial},
    {"dependency_injector.providers.Factory", Effect::partial},
    {"dependency_injector.providers.Resource", Effect::partial},
    {"dependency_injector.providers.Singleton", Effect::partial},
    {"dependency_injector.providers.ThreadLocalSingleton", Effect::partial},
    {"dependency_injector.providers.ThreadSafeSingleton", Effect::partial},
    {"importlib.import_module", Effect::import_module},
    {"__import__", Effect::import_module},
    {"enumerate", Effect::enumerate},
    {"zip", Effect::zip},
    {"itertools.zip_longest", Effect::zip},
    {"distutils.util.strtobool", Effect::strtobool},
    {"setuptools.distutils.util.strtobool", Effect::strtobool},
    {"strtobool", Effect::strtobool},
    {"len", Effect::length},
    {"chr", Effect::chr},
    {"ord", Effect::ord},
    {"next", Effect::first_item},
    {"base64.b64decode", Effect::base64},
    {"base64.urlsafe_b64decode", Effect::base64},
    {"bytes.fromhex", Effect::bytes_hex},
    {"bytearray.fromhex", Effect::bytes_hex},
    {"binascii.unhexlify", Effect::bytes_hex},
    {"typing.cast", Effect::cast},
    {"functools.lru_cache", Effect::wraps},
    {"functools.cache", Effect::wraps},
    {"staticmethod", Effect::wraps},
    {"classmethod", Effect::wraps},
    {"joblib.delayed", Effect::wraps},
    {"dask.delayed", Effect::wraps},
    {"dask.delayed.delayed", Effect::wraps},
    {"copy.copy", Effect::identity},
    {"importlib.resources.as_file", Effect::identity},
    {"importlib_resources.as_file", Effect::identity},
    {"copy.deepcopy", Effect::identity},
    {"urllib.request.Request", Effect::first_or_url},
    {"urllib2.Request", Effect::first_or_url},
    {"map", Effect::map},
    {"filter", Effect::filter_items},
    {"open", Effect::none},
};

Effect function_of(std::string_view dotted) {
  // Looked up once a call: a hash table built on first use.
  static const auto table = [] {
    std::unordered_map<std::string_view, Effect> made;
    for (const Row& row : rows) made.emplace(row.dotted, row.function);
    return made;
  }();
  const auto found = table.find(dotted);
  return found == table.end() ? Effect::none : found->second;
}

}  // namespace

bool hands_function_on(std::string_view dotted) {
  return function_of(dotted) == Effect::wraps;
}

bool fixes_arguments(std::string_view dotted) {
  return function_of(dotted) == Effect::partial;
}

namespace {

std::optional<std::string> decode_hex(std::string_view text) {
  std::string out;
  std::string digits(text);
  std::erase(digits, ' ');
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
    if (error != std::errc() || end != digits.data() + i + 2) return std::nullopt;
    out.push_back(static_cast<char>(value));
  }
  return out;
}

Possible to_bool(const Possible& value, const Place& at) {
  const auto holds = truth(value);
  return holds ? known(*holds) : derived_unknown(value, at);
}

/// The words of distutils.util.strtobool; anything else raises.
Possible strtobool(const Possible& value, const Place& at) {
  const auto* text = text_of(value);
  if (text == nullptr) return derived_unknown(value, at);
  const std::string word = text::lower(*text);
  for (const std::string_view yes : {"y", "yes", "t", "true", "on", "1"})
    if (word == yes) return known(1LL);
  for (const std::string_view no : {"n", "no", "f", "false", "off", "0"})
    if (word == no) return known(0LL);
  return unknown(Why::other, "`" + *text + "` is no truth value", at);
}

Possible to_int(const Possible& value, const Place& at) {
  if (std::holds_alternative<long long>(value.value)) return value;
  if (const auto* flag = std::get_if<bool>(&value.value)) return known(*flag ? 1LL : 0LL);
  if (const auto* real = std::get_if<double>(&value.value))
    if (*real > -1e15 && *real < 1e15) return known(static_cast<long long>(*real));
  if (const auto* text = text_of(value)) {
    const std::string_view digits = text::trim(*text);
    long long number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size()) return known(number);
  }
  return derived_unknown(value, at, "the number is not known");
}

}  // namespace

Possibles Engine::environment_variable(const Value& name, const ValuePtr& fallback, const Place& where) {
  Possibles out;
  for (const Possible& possible : name.possible) {
    const auto* text = text_of(possible);
    if (text == nullptr) {
      add(out, derived_unknown(possible, where), where);
      continue;
    }
    const std::string step = std::string(environment_step) + *text + "`";
    bool surely_written = false;
    for (const EnvironmentWrite& write : environment_writes())
      if (write.name == *text) {
        Possibles written = write.value->possible;
        add_step(written, place(write.at), "`" + snippet(write.at) + "`");
        add(out, written, where);
        surely_written = surely_written || !write.only_if_unset;
      }
    if (surely_written && !out.empty()) continue;
    const bool has_write = !out.empty();
    const auto given = environment_.variable ? environment_.variable(*text) : std::nullopt;
    if (given && *given) {
      if (has_write) out.clear();  // setdefault does nothing when the variable is set
      Possibles values = (*given)->possible;
      add_step(values, where, step);
      add(out, values, where);
      continue;
    }
    if (has_write) continue;
    if (const DictItem* written = dotenv_values().find(*text)) {
      Possibles values = written->value->possible;
      for (Possible& value : values) value.from_default = value.from_default || !given;
      add(out, values, where);
      if (!given) {
        Possible open = unknown(Why::environment, step + " is not known", where);
        std::get<Unknown>(open.value).variable = *text;
        add(out, open, where);
      }
      continue;
    }
    if (fallback) {
      Possibles values = fallback->possible;
      for (Possible& value : values) {
        value.from_default = value.from_default || !given;
        add_step(value, where, "default, where " + step + " is not set");
      }
      add(out, values, where);
    } else if (given) {
      Possible none;
      none.value = None{};
      add_step(none, where, step + " is not set");
      add(out, none, where);
    }
    if (!given) {
      // Folders of the machine, whatever they are called there.
      const bool folder = *text == "HOME" || *text == "PWD" || *text == "TMPDIR" || *text == "VIRTUAL_ENV" ||
                          *text == "CONDA_PREFIX" || text->starts_with("XDG_");
      Possible open = unknown(folder ? Why::path : Why::environment, step + " is not known", where);
      std::get<Unknown>(open.value).variable = *text;
      add(out, open, where);
    }
  }
  return out;
}

/// `$NAME` and `${NAME}` in a text, as os.path.expandvars puts in what the environment has for them.
Possibles Engine::expanded_variables(std::string_view text, const Place& where) {
  ValuePtr out = make_value(known(std::string()), where);
  const auto join = [&](const ValuePtr& more) {
    out = make_value(combine(*out, *more, where,
                             [&](const Possible& a, const Possible& b) { return binary("+", a, b, where); }),
                     where);
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t dollar = std::min(text.find('$', i), text.size());
    if (dollar > i) join(make_value(known(std::string(text.substr(i, dollar - i))), where));
    if (dollar == text.size()) break;
    const bool braced = text.substr(dollar + 1).starts_with('{');
    const std::size_t begin = dollar + (braced ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && text::is_word(text[end])) ++end;
    const bool closed = !braced || (end < text.size() && text[end] == '}');
    if (end == begin || !closed) {
      join(make_value(known(std::string("$")), where));
      i = dollar + 1;
      continue;
    }
    const Value name = *make_value(known(std::string(text.substr(begin, end - begin))), where);
    join(make_value(environment_variable(name, nullptr, where), where));
    i = end + (braced ? 1 : 0);
  }
  return out->possible;
}

std::optional<Possibles> Engine::library_call(const std::string& dotted, const ArgumentsPtr& given_ptr,
                                              Ref site) {
  const Arguments& given = *given_ptr;
  const Place where = place(site);
  const Argument* first = positional(given, 0);
  const auto on_first = [&](auto operation) -> std::optional<Possibles> {
    if (first == nullptr) return std::nullopt;
    return each(*first->value, where, operation);
  };
  switch (function_of(dotted)) {
    case Effect::none:
      break;
    case Effect::identity:
    case Effect::absolute_path:
      if (first == nullptr) return std::nullopt;
      if (dotted.ends_with("path") && first->value->text() != nullptr &&
          !first->value->text()->starts_with('/'))
        return one(unknown(Why::path, "`" + snippet(site) + "` depends on the working folder", where));
      return first->value->possible;
    case Effect::first_or_url:
      // What is asked for stands for the request.
      if (const Argument* address = argument_of(given, 0, "url")) return address->value->possible;
      return std::nullopt;
    case Effect::to_str:
      if (first == nullptr) return one(known(std::string()));
      return on_first([&](const Possible& value) {
        if (const auto text = as_text(value)) {
          Possible out = known(*text);
          out.path = value.path;
          return out;
        }
        return unknown_of(value) != nullptr ? value : derived_unknown(value, where);
      });
    case Effect::to_bool:
      if (first == nullptr) return one(known(false));
      return on_first([&](const Possible& value) { return to_bool(value, where); });
    case Effect::to_int:
      return on_first([&](const Possible& value) { return to_int(value, where); });
    case Effect::to_float:
      return on_first([&](const Possible& value) {
        Possible out = value;
        if (const auto* number = std::get_if<long long>(&value.value))
          out.value = static_cast<double>(*number);
        if (text_of(value) != nullptr) return derived_unknown(value, where, "the number is not known");
        return out;
      });
    case Effect::to_list:
      if (first == nullptr) {
        Possible out;
        out.value = List{};
        return one(std::move(out));
      }
      return on_first([&](const Possible& value) {
        if (const auto* list = std::get_if<List>(&value.value)) {
          List out = *list;
          if (dotted == "reversed") std::reverse(out.items.begin(), out.items.end());
          if (dotted == "sorted") out.complete = out.complete && out.items.size() < 2;
          Possible result;
          result.value = std::move(out);
          return result;
        }
        if (const auto* dict = std::get_if<Dict>(&value.value)) {
          List out;
          for (const DictItem& item : dict->items) out.items.push_back(make_value(known(item.key), where));
          out.complete = dict->complete;
          Possible result;
          result.value = std::move(out);
          return result;
        }
        if (const auto* text = text_of(value); text != nullptr && text->size() <= 256) {
          List out;
          for (const char c : *text) out.items.push_back(make_value(known(std::string(1, c)), where));
          if (dotted == "reversed") std::reverse(out.items.begin(), out.items.end());
          Possible result;
          result.value = std::move(out);
          return result;
        }
        return derived_unknown(value, where);
      });
    case Effect::queue: {
      // What is put into it, in any order.
      Possible result;
      result.value = List{};
      return one(std::move(result));
    }
    case Effect::to_dict: {
      // A copy of the environment is followed as the environment.
      if (first != nullptr && first->value->only<Name>() != nullptr &&
          first->value->only<Name>()->dotted == "os.environ" && given.items.size() == 1)
        return first->value->possible;
      Dict out;
      const bool makes_missing = dotted == "collections.defaultdict";
      const Argument* held = makes_missing ? positional(given, 1) : first;
      if (held != nullptr) merge_dict(out, *as_mapping(held->value));
      for (const Argument& argument : given.items)
        if (!argument.keyword.empty()) {
          std::erase_if(out.items, [&](const DictItem& item) { return item.key == argument.keyword; });
          out.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
        }
      out.complete = out.complete && !given.open_keywords;
      if (makes_missing && first != nullptr && first->value->only<None>() == nullptr) {
        Possibles made;
        for (const Possible& factory : first->value->possible)
          add(made, invoke(factory, std::make_shared<Arguments>(), site, nullptr), where);
        // What is put into a list or table that a key made is not followed.
        const bool is_filled = std::any_of(made.begin(), made.end(), [](const Possible& value) {
          return std::holds_alternative<List>(value.value) || std::holds_alternative<Dict>(value.value);
        });
        out.complete = out.complete && !is_filled && !made.empty();
        if (!is_filled && !made.empty()) out.fallback = make_value(std::move(made), where);
      }
      Possible result;
      result.value = std::move(out);
      return one(std::move(result));
    }
    case Effect::get_attribute: {
      const Argument* name = positional(given, 1);
      if (first == nullptr || name == nullptr) return std::nullopt;
      Possibles out;
      for (const Possible& object : first->value->possible)
        for (const Possible& attribute_name : name->value->possible) {
          const auto* text = text_of(attribute_name);
          Possibles found = text != nullptr ? member(object, *text, where, site)
                                            : one(derived_unknown(attribute_name, where));
          for (Possible& value : found) inherit(value, attribute_name);
          add(out, found, where);
        }
      if (const Argument* fallback = positional(given, 2)) {
        const bool missing =
            std::any_of(out.begin(), out.end(), [](const Possible& v) { return unknown_of(v) != nullptr; });
        if (missing) add(out, fallback->value->possible, where);
      }
      return out;
    }
    case Effect::getenv: {
      const Argument* name = argument_of(given, 0, "key");
      if (name == nullptr) return std::nullopt;
      const Argument* fallback = argument_of(given, 1, "default");
      ValuePtr otherwise = fallback != nullptr ? fallback->value : nullptr;
      if (otherwise == nullptr) {
        Possible none;
        none.value = None{};
        otherwise = make_value(std::move(none), where);
      }
      return environment_variable(*name->value, otherwise, where);
    }
    case Effect::environ_copy:
      return one(name_of("os.environ"));
    case Effect::join_path: {
      if (first == nullptr) return std::nullopt;
      ValuePtr out = first->value;
      for (std::size_t i = 1;; ++i) {
        const Argument* next = positional(given, i);
        if (next == nullptr) break;
        out = make_value(
            combine(*out, *next->value, where,
                    [&](const Possible& a, const Possible& b) { return binary("/", a, b, where); }),
            where);
      }
      return out->possible;
    }
    case Effect::base_name:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        return text != nullptr ? known(text->substr(text->rfind('/') + 1)) : derived_unknown(value, where);
      });
    case Effect::folder_name:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        if (text == nullptr) return derived_unknown(value, where);
        const std::size_t slash = text->rfind('/');
        return known(slash == std::string::npos ? std::string() : text->substr(0, slash == 0 ? 1 : slash));
      });
    case Effect::user_path:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        if (text == nullptr) return derived_unknown(value, where);
        return *text_method(*text, "expanduser", {}, where);
      });
    case Effect::expand_variables: {
      if (first == nullptr) return std::nullopt;
      Possibles out;
      for (const Possible& value : first->value->possible) {
        const auto* text = text_of(value);
        add(out, text != nullptr ? expanded_variables(*text, where) : one(derived_unknown(value, where)),
            where);
      }
      return out;
    }
    case Effect::path: {
      if (first == nullptr) return one(known(std::string(".")));
      ValuePtr out = first->value;
      for (std::size_t i = 1; const Argument* next = positional(given, i); ++i)
        out = make_value(
            combine(*out, *next->value, where,
                    [&](const Possible& a, const Possible& b) { return binary("/", a, b, where); }),
            where);
      // Whoever makes a Path of something means a path.
      return each(*out, where, [&](const Possible& value) {
        if (text_of(value) != nullptr) return as_path(value);
        Possible path = unknown_of(value) != nullptr ? value : derived_unknown(value, where);
        if (auto* open = std::get_if<Unknown>(&path.value)) open->why = Why::path;
        return path;
      });
    }
    case Effect::working_folder:
      return one(unknown(Why::path, "`" + snippet(site) + "` depends on the machine", where));
    case Effect::partial: {
      if (first == nullptr) return std::nullopt;
      auto object = std::make_shared<Object>();
      object->kind = Object::Kind::partial;
      object->module = site.module;
      object->node = site.node;
      object->inner = first->value;
      auto rest = std::make_shared<Arguments>(given);
      const auto begin = std::find_if(rest->items.begin(), rest->items.end(),
                                      [](const Argument& argument) { return argument.keyword.empty(); });
      rest->items.erase(begin);
      object->arguments = std::move(rest);
      Possible out;
      out.value = FunctionRef{"functools.partial", std::move(object)};
      return one(std::move(out));
    }
    case Effect::import_module:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        if (text == nullptr) return derived_unknown(value, where);
        std::string module = *text;
        if (module.starts_with('.')) {
          const Argument* package = argument_of(given, 1, "package");
          std::string base = modules_[site.module].name;
          if (!modules_[site.module].is_package)
            base.resize(base.rfind('.') == std::string::npos ? 0 : base.rfind('.'));
          if (package != nullptr && package->value->text() != nullptr) base = *package->value->text();
          module = base + module;
        }
        // `__import__("a.b")` gives a, unless names are asked for.
        if (dotted == "__import__" && keyword(given, "fromlist") == nullptr)
          module = module.substr(0, module.find('.'));
        const std::string_view written = first->at.source ? first->at.source->text(first->at.span) : "";
        if (!written.starts_with('"') && !written.starts_with('\'')) load_module(module);
        return name_of(module);
      });
    case Effect::enumerate:
      return on_first([&](const Possible& value) {
        const auto* list = std::get_if<List>(&value.value);
        if (list == nullptr) return derived_unknown(value, where);
        List out;
        out.complete = list->complete;
        for (const ValuePtr& item : list->items) {
          List pair;
          pair.items = {make_value(known(static_cast<long long>(out.items.size())), where), item};
          Possible both;
          both.value = std::move(pair);
          out.items.push_back(make_value(std::move(both), where));
        }
        Possible result;
        result.value = std::move(out);
        return result;
      });
    case Effect::zip: {
      std::vector<const List*> lists;
      const bool fills = dotted == "itertools.zip_longest";
      const Argument* filling = keyword(given, "fillvalue");
      Possible none;
      none.value = None{};
      const ValuePtr filled = filling != nullptr ? filling->value : make_value(std::move(none), where);
      for (const Argument& argument : given.items) {
        if (&argument == filling) continue;
        const auto* list = argument.value->only<List>();
        if (list == nullptr && argument.keyword.empty()) return std::nullopt;
        if (list != nullptr) lists.push_back(list);
      }
      List out;
      for (std::size_t i = 0; !lists.empty() && i < 1024; ++i) {
        List row;
        std::size_t missing = 0;
        for (const List* list : lists) {
          if (i >= list->items.size()) ++missing;
          if (i < list->items.size() || fills)
            row.items.push_back(i < list->items.size() ? list->items[i] : filled);
        }
        if (missing == lists.size() || (missing > 0 && !fills)) break;
        Possible both;
        both.value = std::move(row);
        out.items.push_back(make_value(std::move(both), where));
      }
      for (const List* list : lists) out.complete = out.complete && list->complete;
      Possible result;
      result.value = std::move(out);
      return one(std::move(result));
    }
    case Effect::map: {
      const Argument* source = positional(given, 1);
      if (first == nullptr || source == nullptr) return std::nullopt;
      List out;
      const auto* list = source->value->only<List>();
      List letters;
      if (const auto* text = source->value->text(); text != nullptr && text->size() <= 256) {
        for (const char c : *text) letters.items.push_back(make_value(known(std::string(1, c)), where));
        list = &letters;
      }
      if (list == nullptr) return std::nullopt;
      for (const ValuePtr& item : list->items) {
        if (out.items.size() >= 256) break;
        auto each_given = std::make_shared<Arguments>();
        each_given->items.push_back({"", item, source->at, source->whole, false});
        Possibles results;
        for (const Possible& f : first->value->possible)
          add(results, invoke(f, each_given, site, nullptr), where);
        out.items.push_back(make_value(std::move(results), where));
      }
      out.complete = list->complete && out.items.size() == list->items.size();
      Possible result;
      result.value = std::move(out);
      return one(std::move(result));
    }
    case Effect::filter_items: {
      const Argument* source = positional(given, 1);
      const auto* list = source == nullptr ? nullptr : source->value->only<List>();
      if (list == nullptr) return std::nullopt;
      List out = *list;
      out.complete = false;
      Possible result;
      result.value = std::move(out);
      return one(std::move(result));
    }
    case Effect::strtobool:
      return on_first([&](const Possible& value) { return strtobool(value, where); });
    case Effect::length:
      return on_first([&](const Possible& value) {
        if (const auto* text = text_of(value)) return known(static_cast<long long>(text->size()));
        const auto* list = std::get_if<List>(&value.value);
        if (list != nullptr && list->complete) return known(static_cast<long long>(list->items.size()));
        return derived_unknown(value, where, "its length is not known");
      });
    case Effect::chr:
      return on_first([&](const Possible& value) {
        const auto* code = std::get_if<long long>(&value.value);
        if (code == nullptr || *code < 0 || *code > 0x10ffff) return derived_unknown(value, where);
        char escape[16];
        std::snprintf(escape, sizeof escape, "\\U%08x", static_cast<unsigned>(*code));
        return known(decode_content(escape, false, false, false));
      });
    case Effect::ord:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        if (text == nullptr || text->size() != 1) return derived_unknown(value, where);
        return known(static_cast<long long>(static_cast<unsigned char>(text->front())));
      });
    case Effect::first_item:
      if (first == nullptr) return std::nullopt;
      return items_of(*first->value, where);
    case Effect::base64:
    case Effect::bytes_hex:
      return on_first([&](const Possible& value) {
        const auto* text = text_of(value);
        if (text == nullptr || text->size() > (1u << 20)) return derived_unknown(value, where);
        auto decoded = function_of(dotted) == Effect::base64 ? text::decode_base64(*text) : decode_hex(*text);
        return decoded ? known(std::move(*decoded)) : derived_unknown(value, where, "it cannot be decoded");
      });
    case Effect::found_program: {
      // Its path says no more than its name; or it is not there.
      if (first == nullptr) return std::nullopt;
      Possibles out = first->value->possible;
      Possible none;
      none.value = None{};
      add(out, none, where);
      return out;
    }
    case Effect::cast:
      if (const Argument* second = positional(given, 1)) return second->value->possible;
      return std::nullopt;
    case Effect::wraps:
      // `lru_cache(f)` gives f again; `lru_cache(maxsize=1)` gives a decorator.
      if (first != nullptr && !std::holds_alternative<long long>(first->value->possible.front().value) &&
          !std::holds_alternative<None>(first->value->possible.front().value))
        return first->value->possible;
      return std::nullopt;
    default:
      break;
  }
  if (dotted == "urllib.parse.urlparse" || dotted == "urllib.parse.urlsplit")
    return on_first([&](const Possible& value) {
      const auto* text = text_of(value);
      return text != nullptr ? address_parts(*text, where) : derived_unknown(value, where);
    });
  if (dotted == "shlex.split")
    return on_first([&](const Possible& value) {
      const auto* text = text_of(value);
      return text != nullptr ? shell_words(*text, where) : derived_unknown(value, where);
    });
  if ((dotted == "tyro.cli" || dotted == "simple_parsing.parse") && first != nullptr)
    if (auto value = parsed_fields(*first->value, site)) return value;
  if (auto value = collection_call(dotted, given_ptr, site)) return value;
  if (auto value = look_up_call(dotted, given_ptr, site)) return value;
  if (auto value = text_tool_call(dotted, given, site)) return value;
  if (auto value = settings_call(dotted, given_ptr, site)) return value;
  if (auto value = resource_call(dotted, given, where)) return value;
  if (dotted == "omegaconf.OmegaConf.load" && first != nullptr) {
    const auto content = read_file(*first->value, where);
    const auto parsed = content ? parse_config("yaml", *make_value(*content, where), where) : std::nullopt;
    if (!parsed) return std::nullopt;
    const ValuePtr root = make_value(*parsed, where);
    return interpolated_config(root, root, site, 0)->possible;
  }
  if (dotted == "json.loads" || dotted == "yaml.safe_load" || dotted == "yaml.load" ||
      dotted == "yaml.full_load" || dotted == "tomllib.loads" || dotted == "toml.loads" ||
      dotted == "json.load" || dotted == "tomllib.load" || dotted == "toml.load" ||
      dotted == "yaml.unsafe_load" || dotted == "tomli.load" || dotted == "tomli.loads" ||
      dotted == "orjson.loads" || dotted == "ujson.loads" || dotted == "json5.load" ||
      dotted == "json5.loads") {
    if (first == nullptr) return std::nullopt;
    const std::string_view format = dotted.find("json") != std::string_view::npos ? "json"
                                    : dotted.starts_with("tom")                   ? "toml"
                                                                                  : "yaml";
    if (dotted == "toml.load" && first->value->only<Result>() == nullptr) {
      if (auto text = read_file(*first->value, where))
        return parse_config(format, *make_value(std::move(*text), where), where);
      return std::nullopt;
    }
    return parse_config(format, *first->value, where);
  }
  return std::nullopt;
}

}  // namespace dockgate::python
