// Configuration files that the code opens by a constant path.

#include <nlohmann/json.hpp>

#include "python/engine.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_file = 1u << 20;
constexpr int max_nesting = 64;
constexpr std::size_t max_entries = 1024;

Possible from_json(const nlohmann::json& json, const Place& at, int depth) {
  Possible out;
  if (depth > max_nesting) return unknown(Why::limit, "it is nested too deeply", at);
  switch (json.type()) {
    case nlohmann::json::value_t::null:
      out.value = None{};
      break;
    case nlohmann::json::value_t::boolean:
      out.value = json.get<bool>();
      break;
    case nlohmann::json::value_t::number_integer:
      out.value = static_cast<long long>(json.get<std::int64_t>());
      break;
    case nlohmann::json::value_t::number_unsigned:
    case nlohmann::json::value_t::number_float:
      if (json.is_number_unsigned() && json.get<std::uint64_t>() < (1ull << 62))
        out.value = static_cast<long long>(json.get<std::uint64_t>());
      else
        out.value = json.get<double>();
      break;
    case nlohmann::json::value_t::string:
      out.value = json.get<std::string>();
      break;
    case nlohmann::json::value_t::array: {
      List list;
      for (const auto& item : json) {
        if (list.items.size() >= max_entries) {
          list.complete = false;
          break;
        }
        list.items.push_back(make_value(from_json(item, at, depth + 1), at));
      }
      out.value = std::move(list);
      break;
    }
    case nlohmann::json::value_t::object: {
      Dict dict;
      for (const auto& [key, item] : json.items()) {
        if (dict.items.size() >= max_entries) {
          dict.complete = false;
          break;
        }
        dict.items.push_back({key, make_value(from_json(item, at, depth + 1), at), false});
      }
      out.value = std::move(dict);
      break;
    }
    default:
      return unknown(Why::other, "it is not followed", at);
  }
  return out;
}

/// A value of YAML as PyYAML reads it (version 1.1: `yes` and `off` are truth values), with the line that
/// holds it as its step.
Possible from_yaml(const yaml::Node& node, const Place& at, int depth) {
  Possible out;
  if (depth > max_nesting) return unknown(Why::limit, "it is nested too deeply", at);
  switch (node.kind) {
    case yaml::Node::Kind::null:
      out.value = None{};
      break;
    case yaml::Node::Kind::scalar: {
      const std::string& text = node.scalar;
      const std::string word = text::lower(text);
      if (node.quoted) {
        out.value = text;
      } else if (word == "true" || word == "yes" || word == "on") {
        out.value = true;
      } else if (word == "false" || word == "no" || word == "off") {
        out.value = false;
      } else if (const auto number = node.integer()) {
        out.value = *number;
      } else if (word == "null" || text == "~" || text.empty()) {
        out.value = None{};
      } else {
        out.value = text;
      }
      break;
    }
    case yaml::Node::Kind::sequence: {
      List list;
      for (const yaml::Node& item : node.items) {
        if (list.items.size() >= max_entries) {
          list.complete = false;
          break;
        }
        const Place place = item.at.source ? item.at : at;
        list.items.push_back(make_value(from_yaml(item, place, depth + 1), place));
      }
      out.value = std::move(list);
      break;
    }
    case yaml::Node::Kind::map: {
      Dict dict;
      const auto put = [&dict](DictItem item, bool replace) {
        if (!replace && dict.find(item.key) != nullptr) return;
        std::erase_if(dict.items, [&item](const DictItem& have) { return have.key == item.key; });
        if (dict.items.size() < max_entries)
          dict.items.push_back(std::move(item));
        else
          dict.complete = false;
      };
      for (const yaml::Entry& entry : node.entries) {
        const Place place = entry.second.at.source ? entry.second.at : at;
        Possible value = from_yaml(entry.second, place, depth + 1);
        if (entry.first.scalar == "<<" && !entry.first.quoted) {
          // Merge keys: own keys win wherever they stand.
          std::vector<ValuePtr> merged{make_value(value, place)};
          if (const auto* list = std::get_if<List>(&value.value)) merged = list->items;
          for (const ValuePtr& one_map : merged)
            if (const auto* map = one_map->only<Dict>())
              for (const DictItem& item : map->items) put(item, false);
          continue;
        }
        if (entry.second.is_scalar() && place.source) {
          const std::string line =
              entry.first.scalar + ": " + std::string(place.source->text(place.span).substr(0, 60));
          add_step(value, place, "`" + line.substr(0, line.find('\n')) + "`");
        }
        put({entry.first.scalar, make_value(std::move(value), place), false}, true);
      }
      out.value = std::move(dict);
      break;
    }
  }
  return out;
}

Possible read_yaml(const std::string& text, const SourcePtr& file, const Place& at) {
  const SourcePtr source = file ? file : std::make_shared<const SourceFile>("", text);
  const auto parsed = yaml::parse(source);
  if (!parsed) return unknown(Why::other, "it is not one valid YAML document", at);
  return from_yaml(*parsed, at, 0);
}

/// A value of TOML, INI or a file of variables.
Possible scalar(std::string_view text, const Place& at) {
  text = text::trim(text);
  Possible out;
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    const bool raw = text.front() == '\'';
    out.value = decode_content(text.substr(1, text.size() - 2), raw, false, false);
    return out;
  }
  if (text == "true") {
    out.value = true;
  } else if (text == "false") {
    out.value = false;
  } else if (text.starts_with('[') || text.starts_with('{')) {
    // Arrays and inline tables are read as flow collections, whose keys stand before `=` in TOML.
    std::string flow(text);
    char quote = 0;
    for (char& c : flow) {
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '=') {
        c = ':';
      }
    }
    std::string spaced;
    for (const char c : flow) (spaced += c) += c == ':' ? " " : "";
    return read_yaml(spaced, nullptr, at);
  } else if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos &&
             text.size() < 18) {
    out.value = static_cast<long long>(std::stoll(std::string(text)));
  } else {
    out.value = std::string(text);
  }
  return out;
}

struct Line {
  std::size_t indent = 0;
  std::string_view text;
  Place at;
};

std::string_view without_comment(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote != 0) {
      if (line[i] == quote) quote = 0;
    } else if (line[i] == '"' || line[i] == '\'') {
      quote = line[i];
    } else if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return line.substr(0, i);
    }
  }
  return line;
}

std::vector<Line> lines_of(std::string_view text, const SourcePtr& source) {
  std::vector<Line> out;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view whole = text.substr(begin, end - begin);
    const std::string_view line = without_comment(whole);
    const std::string_view trimmed = text::trim(line);
    if (!trimmed.empty()) {
      Line made;
      made.indent = std::min(line.find_first_not_of(' '), line.size());
      made.text = trimmed;
      if (source)
        made.at = {source,
                   {static_cast<std::uint32_t>(begin + made.indent), static_cast<std::uint32_t>(end)}};
      out.push_back(made);
    }
    begin = end + 1;
  }
  return out;
}

void set_path(Dict& into, const std::vector<std::string_view>& path, std::size_t step, ValuePtr value,
              const Place& at) {
  const std::string key(path[step]);
  if (step + 1 == path.size()) {
    std::erase_if(into.items, [&key](const DictItem& item) { return item.key == key; });
    into.items.push_back({key, std::move(value), false});
    return;
  }
  const DictItem* have = into.find(key);
  // Below an array of tables, its last one is meant.
  if (const auto* list = have == nullptr ? nullptr : have->value->only<List>();
      list != nullptr && !list->items.empty()) {
    List items = *list;
    Dict last;
    if (const auto* dict = items.items.back()->only<Dict>()) last = *dict;
    set_path(last, path, step + 1, std::move(value), at);
    Possible table;
    table.value = std::move(last);
    items.items.back() = make_value(std::move(table), at);
    Possible array;
    array.value = std::move(items);
    std::erase_if(into.items, [&key](const DictItem& item) { return item.key == key; });
    into.items.push_back({key, make_value(std::move(array), at), false});
    return;
  }
  Dict inner;
  if (const auto* dict = have == nullptr ? nullptr : have->value->only<Dict>()) inner = *dict;
  std::erase_if(into.items, [&key](const DictItem& item) { return item.key == key; });
  set_path(inner, path, step + 1, std::move(value), at);
  Possible wrapped;
  wrapped.value = std::move(inner);
  into.items.push_back({key, make_value(std::move(wrapped), at), false});
}

/// `[[name]]`: one more table of the array.
void add_table(Dict& into, std::string_view name, const Place& at) {
  List tables;
  if (const DictItem* have = into.find(name))
    if (const auto* list = have->value->only<List>()) tables = *list;
  Possible table;
  table.value = Dict{};
  tables.items.push_back(make_value(std::move(table), at));
  Possible array;
  array.value = std::move(tables);
  std::erase_if(into.items, [&name](const DictItem& item) { return item.key == name; });
  into.items.push_back({std::string(name), make_value(std::move(array), at), false});
}

bool is_open(std::string_view value) {
  int depth = 0;
  char quote = 0;
  for (const char c : value) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return depth > 0;
}

Possible read_toml(const std::vector<Line>& lines) {
  Dict dict;
  std::vector<std::string_view> section;
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    if (line.text.front() == '[') {
      const std::string_view name = text::trim(line.text, "[] ");
      section = text::split(name, '.');
      for (std::string_view& part : section) part = text::trim(part, " \"'");
      if (section.size() > 8) section = {"\x01"};
      if (line.text.starts_with("[[") && section.size() == 1 && ++count <= max_entries)
        add_table(dict, section.front(), line.at);
      continue;
    }
    const std::size_t equals = line.text.find('=');
    if (equals == std::string_view::npos || ++count > max_entries) {
      dict.complete = false;
      continue;
    }
    auto path = section;
    for (const std::string_view part : text::split(line.text.substr(0, equals), '.'))
      if (path.size() < 16) path.push_back(text::trim(part, " \t\"'"));
    std::string value(line.text.substr(equals + 1));
    while (is_open(value) && i + 1 < lines.size() && value.size() < max_file)
      value += " " + std::string(lines[++i].text);
    Possible read = scalar(value, line.at);
    add_step(read, line.at, "`" + std::string(line.text.substr(0, 80)) + "`");
    set_path(dict, path, 0, make_value(std::move(read), line.at), line.at);
  }
  Possible out;
  out.value = std::move(dict);
  return out;
}

/// `[section]` with `key = value` or `key: value`, as configparser reads it: keys in lower case, texts only.
Possible read_ini(const std::vector<Line>& lines) {
  Dict dict;
  std::string section;
  Dict defaults;
  std::size_t count = 0;
  for (const Line& line : lines) {
    if (line.text.front() == ';' || ++count > max_entries) continue;
    if (line.text.front() == '[' && line.text.back() == ']') {
      section = line.text.substr(1, line.text.size() - 2);
      if (dict.find(section) == nullptr && section != "DEFAULT") {
        Possible table;
        table.value = defaults;
        dict.items.push_back({section, make_value(std::move(table), line.at), false});
      }
      continue;
    }
    const std::size_t end = line.text.find_first_of("=:");
    if (end == std::string_view::npos || section.empty()) continue;
    const std::string key = text::lower(text::trim(line.text.substr(0, end)));
    Possible value = known(std::string(text::trim(line.text.substr(end + 1))));
    add_step(value, line.at, "`" + std::string(line.text.substr(0, 80)) + "`");
    if (section == "DEFAULT")
      defaults.items.push_back({key, make_value(std::move(value), line.at), false});
    else
      set_path(dict, {section, key}, 0, make_value(std::move(value), line.at), line.at);
  }
  Possible out;
  out.value = std::move(dict);
  return out;
}

/// NAME=VALUE, with `export` in front of it or quotes around the value.
Possible read_variables_text(const std::vector<Line>& lines) {
  Dict dict;
  for (const Line& line : lines) {
    std::string_view text = line.text;
    if (text.starts_with("export ")) text = text::trim(text.substr(7));
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || dict.items.size() >= max_entries) continue;
    const std::string key(text::trim(text.substr(0, equals)));
    Possible value = scalar(text.substr(equals + 1), line.at);
    if (text_of(value) == nullptr) value.value = std::string(text::trim(text.substr(equals + 1)));
    add_step(value, line.at, "`" + std::string(line.text.substr(0, 80)) + "`");
    std::erase_if(dict.items, [&key](const DictItem& item) { return item.key == key; });
    dict.items.push_back({key, make_value(std::move(value), line.at), false});
  }
  Possible out;
  out.value = std::move(dict);
  return out;
}

}  // namespace

/// The text of a file, as a value whose trace leads to the file.
std::optional<Possibles> Engine::read_file(const Value& path, const Place& where) {
  if (!environment_.open_file) return std::nullopt;
  Possibles out;
  for (const Possible& possible : path.possible) {
    const auto* text = text_of(possible);
    const SourcePtr source = text != nullptr ? environment_.open_file(*text) : nullptr;
    if (!source || source->bytes().size() > max_file) {
      const std::string which = text != nullptr ? "the file `" + *text + "`" : "the file that is read here";
      add(out, unknown(Why::library, which + " is not known", where), where);
      continue;
    }
    Possible content = known(std::string(source->bytes()));
    inherit(content, possible);
    add_step(content, Place{source, {0, 0}}, "file `" + *text + "`");
    add(out, content, where);
  }
  return out;
}

namespace {

bool opens_a_file(const Possible& value) {
  const auto* opened = std::get_if<Result>(&value.value);
  return opened != nullptr && opened->object && opened->object->arguments &&
         !opened->object->arguments->items.empty() &&
         (opened->callee == "open" || opened->callee == "io.open" || opened->callee == "codecs.open" ||
          opened->callee == "builtins.open");
}

}  // namespace

Possibles Engine::lines_read(const Possible& file, const Place& where) {
  if (text_of(file) != nullptr) return one(file);
  const auto* made = std::get_if<Result>(&file.value);
  if (opens_a_file(file))
    if (auto content = read_file(*made->object->arguments->items.front().value, where)) return *content;
  if (made != nullptr && made->callee == "io.StringIO" && made->object && made->object->arguments &&
      !made->object->arguments->items.empty())
    return made->object->arguments->items.front().value->possible;
  const auto* list = std::get_if<List>(&file.value);
  if (list == nullptr || !list->complete) return one(derived_unknown(file, where));
  std::string text;
  for (const ValuePtr& line : list->items) {
    if (line->text() == nullptr || text.size() > max_file) return one(derived_unknown(file, where));
    text += *line->text() + (line->text()->ends_with('\n') ? "" : "\n");
  }
  Possible out = known(std::move(text));
  inherit(out, file);
  return one(std::move(out));
}

std::optional<Possibles> Engine::parse_config(std::string_view format, const Value& input,
                                              const Place& where) {
  Possibles out;
  for (const Possible& possible : input.possible) {
    Possibles texts = one(possible);
    // `json.load(f)`: an open file.
    if (opens_a_file(possible)) {
      auto content =
          read_file(*std::get<Result>(possible.value).object->arguments->items.front().value, where);
      if (!content) return std::nullopt;
      texts = std::move(*content);
    }
    for (const Possible& content : texts) {
      const auto* text = text_of(content);
      if (text == nullptr || text->size() > max_file) {
        add(out, derived_unknown(content, where), where);
        continue;
      }
      const SourcePtr source = content.trace.empty() ? nullptr : content.trace.back().at.source;
      const bool is_file = source && source->bytes() == *text;
      const Place at = is_file ? Place{source, {0, 0}} : where;
      Possible value;
      if (format == "json") {
        const auto json = nlohmann::json::parse(*text, nullptr, false, true);
        value =
            json.is_discarded() ? unknown(Why::other, "it is not valid JSON", at) : from_json(json, at, 0);
      } else {
        if (format == "yaml") {
          value = read_yaml(*text, is_file ? source : nullptr, at);
        } else {
          const auto lines = lines_of(*text, is_file ? source : nullptr);
          value = format == "toml"  ? read_toml(lines)
                  : format == "ini" ? read_ini(lines)
                                    : read_variables_text(lines);
        }
      }
      inherit(value, content);
      add(out, value, where);
    }
  }
  return out;
}

}  // namespace dockgate::python
