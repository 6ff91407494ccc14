// Configuration files that the code opens by a constant path.

#include <nlohmann/json.hpp>

#include "python/engine.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_file = 1u << 20;
constexpr int max_nesting = 64;

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
        if (list.items.size() >= 1024) {
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
        if (dict.items.size() >= 1024) {
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

/// A plain or quoted scalar of YAML or TOML.
Possible scalar(std::string_view text, const Place& at) {
  text = text::trim(text);
  Possible out;
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    const bool raw = text.front() == '\'';
    out.value = decode_content(text.substr(1, text.size() - 2), raw, false, false);
    return out;
  }
  if (text.empty() || text == "null" || text == "~") {
    out.value = None{};
  } else if (text == "true" || text == "True") {
    out.value = true;
  } else if (text == "false" || text == "False") {
    out.value = false;
  } else if (std::string_view("[{&*!|>").find(text.front()) != std::string_view::npos) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_discarded()) return from_json(json, at, 1);
    return unknown(Why::other, "this part of the file is not followed", at);
  } else if (text.find_first_not_of("0123456789") == std::string_view::npos && text.size() < 18) {
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

std::size_t key_end(std::string_view line) {
  if (line.front() == '"' || line.front() == '\'') {
    const std::size_t close = line.find(line.front(), 1);
    return close == std::string_view::npos ? close : line.find(':', close);
  }
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == ':' && (i + 1 == line.size() || line[i + 1] == ' ')) return i;
  return std::string_view::npos;
}

/// Block mappings and lists of scalars or mappings: the shape of configuration files. What is beyond it
/// becomes unknown.
Possible read_yaml(const std::vector<Line>& lines, std::size_t& i, std::size_t indent, int depth) {
  const Place at = lines[i].at;
  Possible out;
  if (depth > max_nesting) {
    i = lines.size();
    return unknown(Why::limit, "it is nested too deeply", at);
  }
  if (lines[i].text.starts_with("- ") || lines[i].text == "-") {
    List list;
    while (i < lines.size() && lines[i].indent == indent &&
           (lines[i].text.starts_with("- ") || lines[i].text == "-")) {
      const std::string_view rest = text::trim(lines[i].text.substr(1));
      const Place item_at = lines[i].at;
      if (rest.empty() || key_end(rest) != std::string_view::npos) {
        // A mapping inside an item: its lines are skipped, its content is not followed.
        ++i;
        while (i < lines.size() && lines[i].indent > indent) ++i;
        list.items.push_back(
            make_value(unknown(Why::other, "this part of the file is not followed", item_at), item_at));
      } else {
        list.items.push_back(make_value(scalar(rest, item_at), item_at));
        ++i;
      }
    }
    out.value = std::move(list);
    return out;
  }
  Dict dict;
  while (i < lines.size() && lines[i].indent == indent) {
    const Line& line = lines[i];
    const std::size_t colon = key_end(line.text);
    if (colon == std::string_view::npos) {
      dict.complete = false;
      ++i;
      continue;
    }
    const Possible key = scalar(line.text.substr(0, colon), line.at);
    const std::string_view rest = text::trim(line.text.substr(colon + 1));
    ++i;
    Possible value;
    const bool list_below = i < lines.size() && lines[i].indent == indent && lines[i].text.starts_with("- ");
    if (rest.empty() && i < lines.size() && (lines[i].indent > indent || list_below))
      value = read_yaml(lines, i, lines[i].indent, depth + 1);
    else
      value = scalar(rest, line.at);
    while (i < lines.size() && lines[i].indent > indent) ++i;  // what belongs to a block text
    add_step(value, line.at, "`" + std::string(line.text.substr(0, 80)) + "`");
    if (dict.items.size() < 1024)
      dict.items.push_back({as_text(key).value_or(""), make_value(value, line.at), false});
  }
  if (i < lines.size() && lines[i].indent > indent) ++i;
  out.value = std::move(dict);
  return out;
}

void set_path(Dict& into, const std::vector<std::string_view>& path, std::size_t step, ValuePtr value,
              const Place& at) {
  const std::string key(path[step]);
  if (step + 1 == path.size()) {
    into.items.push_back({key, std::move(value), false});
    return;
  }
  Dict inner;
  if (const DictItem* have = into.find(key))
    if (const auto* dict = have->value->only<Dict>()) inner = *dict;
  std::erase_if(into.items, [&key](const DictItem& item) { return item.key == key; });
  set_path(inner, path, step + 1, std::move(value), at);
  Possible wrapped;
  wrapped.value = std::move(inner);
  into.items.push_back({key, make_value(std::move(wrapped), at), false});
}

/// `[section]` and `key = value` on one line.
Possible read_toml(const std::vector<Line>& lines) {
  Dict dict;
  std::vector<std::string_view> section;
  std::size_t count = 0;
  for (const Line& line : lines) {
    if (line.text.front() == '[') {
      const std::string_view name = text::trim(line.text, "[] ");
      section = text::split(name, '.');
      if (section.size() > 8 || line.text.starts_with("[[")) section = {"\x01"};
      continue;
    }
    const std::size_t equals = line.text.find('=');
    if (equals == std::string_view::npos || ++count > 1024) {
      dict.complete = false;
      continue;
    }
    auto path = section;
    path.push_back(text::trim(line.text.substr(0, equals), " \"'"));
    Possible value = scalar(line.text.substr(equals + 1), line.at);
    add_step(value, line.at, "`" + std::string(line.text.substr(0, 80)) + "`");
    set_path(dict, path, 0, make_value(std::move(value), line.at), line.at);
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
      add(out,
          unknown(Why::library,
                  "the file `" + (text != nullptr ? *text : std::string("?")) + "` is not known", where),
          where);
      continue;
    }
    Possible content = known(std::string(source->bytes()));
    inherit(content, possible);
    add_step(content, Place{source, {0, 0}}, "file `" + *text + "`");
    add(out, content, where);
  }
  return out;
}

std::optional<Possibles> Engine::parse_config(std::string_view format, const Value& input,
                                              const Place& where) {
  Possibles out;
  for (const Possible& possible : input.possible) {
    Possibles texts = one(possible);
    // `json.load(f)`: an open file.
    const auto* opened = std::get_if<Result>(&possible.value);
    if (opened != nullptr && opened->callee == "open" && opened->object && opened->object->arguments &&
        !opened->object->arguments->items.empty()) {
      auto content = read_file(*opened->object->arguments->items.front().value, where);
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
        const auto lines = lines_of(*text, is_file ? source : nullptr);
        std::size_t i = !lines.empty() && lines.front().text == "---" ? 1 : 0;
        if (i >= lines.size())
          value.value = None{};
        else
          value = format == "toml" ? read_toml(lines) : read_yaml(lines, i, lines[i].indent, 0);
        if (format == "yaml" && i < lines.size())
          if (auto* dict = std::get_if<Dict>(&value.value)) dict->complete = false;
      }
      inherit(value, content);
      add(out, value, where);
    }
  }
  return out;
}

}  // namespace dockgate::python
