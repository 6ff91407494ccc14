// What the standard library makes of texts with another text that says how: regular expressions, format
// strings, templates of Jinja, tables of csv.

#include <algorithm>
#include <memory>
#include <utility>

#include <re2/re2.h>

#include "python/engine.hpp"
#include "text/ascii.hpp"
#include "text/words.hpp"

namespace dockgate::python {
namespace {

constexpr std::size_t max_regex = 1000;
constexpr std::size_t max_subject = 16u << 10;
constexpr std::size_t max_found = 256;
constexpr std::size_t max_rows = 512, max_columns = 64;
constexpr int max_groups = 16;

Possible list_of(std::vector<ValuePtr> items) {
  List list;
  list.items = std::move(items);
  Possible out;
  out.value = std::move(list);
  return out;
}

Possible none_value() {
  Possible out;
  out.value = None{};
  return out;
}

/// A pattern of Python's `re` in RE2, or null where RE2 has no such thing.
std::unique_ptr<re2::RE2> compiled(const std::string& pattern, bool any_case) {
  if (pattern.size() > max_regex) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  options.set_case_sensitive(!any_case);
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    // Python's `\Z` is the end of the text.
    if (pattern[i] == '\\' && i + 1 < pattern.size() && pattern[i + 1] == 'Z') {
      text += "\\z";
      ++i;
    } else {
      text.push_back(pattern[i]);
      if (pattern[i] == '\\' && i + 1 < pattern.size()) text.push_back(pattern[++i]);
    }
  }
  auto regex = std::make_unique<re2::RE2>(text, options);
  return regex->ok() && regex->NumberOfCapturingGroups() < max_groups ? std::move(regex) : nullptr;
}

/// What a replacement gives for one match: `\1`, `\g<1>`, `\g<name>`.
std::optional<std::string> replaced(const std::string& with, const re2::RE2& regex,
                                    const std::vector<re2::StringPiece>& groups) {
  std::string out;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] != '\\' || i + 1 >= with.size()) {
      out.push_back(with[i]);
      continue;
    }
    std::string name(1, with[++i]);
    if (name == "g" && i + 1 < with.size() && with[i + 1] == '<') {
      const std::size_t close = with.find('>', i);
      if (close == std::string::npos) return std::nullopt;
      name = with.substr(i + 2, close - i - 2);
      i = close;
    }
    std::size_t number = 0;
    if (text::is_all_digits(name) && name.size() < 3) {
      for (const char digit : name) number = number * 10 + static_cast<std::size_t>(digit - '0');
    } else if (const auto named = regex.NamedCapturingGroups().find(name);
               named != regex.NamedCapturingGroups().end()) {
      number = static_cast<std::size_t>(named->second);
    } else {
      return std::nullopt;
    }
    if (number >= groups.size()) return std::nullopt;
    out.append(groups[number].data(), groups[number].size());
  }
  return out;
}

struct Match {
  std::size_t begin = 0, end = 0;
  std::vector<re2::StringPiece> groups;
};

std::vector<Match> matches(const re2::RE2& regex, const std::string& subject, re2::RE2::Anchor anchor,
                           std::size_t most) {
  std::vector<Match> out;
  const re2::StringPiece whole(subject);
  const auto count = static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1;
  for (std::size_t at = 0; at <= subject.size() && out.size() < most;) {
    Match match;
    match.groups.resize(count);
    if (!regex.Match(whole, at, subject.size(), anchor, match.groups.data(), static_cast<int>(count))) break;
    match.begin = static_cast<std::size_t>(match.groups[0].data() - subject.data());
    match.end = match.begin + match.groups[0].size();
    at = match.end == match.begin ? match.end + 1 : match.end;
    out.push_back(std::move(match));
  }
  return out;
}

ValuePtr group_value(const re2::StringPiece& group, const Place& at) {
  if (group.data() == nullptr) return make_value(none_value(), at);
  return make_value(known(std::string(group.data(), group.size())), at);
}

/// A match as a table: its groups by number and by name.
Possible match_value(const re2::RE2& regex, const Match& match, const Place& at) {
  Dict out;
  for (std::size_t i = 0; i < match.groups.size(); ++i)
    out.items.push_back({std::to_string(i), group_value(match.groups[i], at), false});
  for (const auto& [name, number] : regex.NamedCapturingGroups())
    out.items.push_back({name, group_value(match.groups[static_cast<std::size_t>(number)], at), false});
  return dict_value(std::move(out));
}

/// What `re.FUNCTION(pattern, …)` gives for one text; nothing where it is not followed.
std::optional<Possible> regex_result(std::string_view function, const re2::RE2& regex,
                                     const std::string& subject, const std::string* with, long long count,
                                     const Place& at) {
  if (subject.size() > max_subject) return std::nullopt;
  const auto most = count > 0 ? static_cast<std::size_t>(count) : max_found + 1;
  if (function == "match" || function == "fullmatch" || function == "search") {
    const auto anchor = function == "search"      ? re2::RE2::UNANCHORED
                        : function == "fullmatch" ? re2::RE2::ANCHOR_BOTH
                                                  : re2::RE2::ANCHOR_START;
    const auto found = matches(regex, subject, anchor, 1);
    return found.empty() ? none_value() : match_value(regex, found.front(), at);
  }
  const auto found = matches(regex, subject, re2::RE2::UNANCHORED, most);
  if (found.size() > max_found) return std::nullopt;
  std::vector<ValuePtr> items;
  if (function == "findall" || function == "finditer") {
    for (const Match& match : found) {
      if (function == "finditer") {
        items.push_back(make_value(match_value(regex, match, at), at));
        continue;
      }
      if (match.groups.size() <= 2) {
        items.push_back(group_value(match.groups.back(), at));
        continue;
      }
      std::vector<ValuePtr> groups;
      for (std::size_t i = 1; i < match.groups.size(); ++i)
        groups.push_back(group_value(match.groups[i], at));
      items.push_back(make_value(list_of(std::move(groups)), at));
    }
    return list_of(std::move(items));
  }
  std::string piece;
  std::size_t begin = 0;
  for (const Match& match : found) {
    piece.append(subject, begin, match.begin - begin);
    begin = match.end;
    if (function == "split") {
      items.push_back(make_value(known(std::exchange(piece, {})), at));
      for (std::size_t i = 1; i < match.groups.size(); ++i) items.push_back(group_value(match.groups[i], at));
      continue;
    }
    const auto put = with == nullptr ? std::nullopt : replaced(*with, regex, match.groups);
    if (!put || piece.size() + put->size() > max_subject) return std::nullopt;
    piece += *put;
  }
  piece.append(subject, begin, std::string::npos);
  if (function != "split") return known(std::move(piece));
  items.push_back(make_value(known(std::move(piece)), at));
  return list_of(std::move(items));
}

int hex_value(char c) {
  return text::is_digit(c)      ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/// `%2F` as a slash; or `&#47;` and `&amp;`, as HTML has them.
std::string unquoted(std::string_view text, std::string_view function) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (function == "html.unescape") {
      constexpr std::pair<std::string_view, char> entities[] = {
          {"&amp;", '&'}, {"&lt;", '<'},   {"&gt;", '>'}, {"&quot;", '"'},
          {"&#47;", '/'}, {"&#x2f;", '/'}, {"&sol;", '/'}};
      const auto found = std::find_if(std::begin(entities), std::end(entities), [&](const auto& entity) {
        return text.substr(i).starts_with(entity.first);
      });
      out.push_back(found == std::end(entities) ? text[i] : found->second);
      if (found != std::end(entities)) i += found->first.size() - 1;
    } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
               hex_value(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '+' && function.ends_with("_plus") ? ' ' : text[i]);
    }
  }
  return out;
}

/// Whether flags only say that letters match in any case; nothing where they say more, or are not known.
std::optional<bool> ignores_case(const Argument* flags) {
  if (flags == nullptr) return false;
  const auto* name = flags->value->only<Name>();
  if (name == nullptr) return std::nullopt;
  if (name->dotted == "re.I" || name->dotted == "re.IGNORECASE") return true;
  return std::nullopt;
}

/// The rows of a table as csv reads it, each with its place in the text.
std::vector<std::pair<std::vector<std::string>, Span>> csv_rows(std::string_view text, char delimiter) {
  std::vector<std::pair<std::vector<std::string>, Span>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  std::size_t begin = 0;
  const auto end_row = [&](std::size_t end) {
    if (!row.empty() || !cell.empty()) {
      row.push_back(std::exchange(cell, {}));
      if (row.size() <= max_columns)
        rows.push_back({row, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    }
    row.clear();
  };
  for (std::size_t i = 0; i < text.size() && rows.size() < max_rows; ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        cell.push_back(c);
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell.push_back(text[++i]);
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == delimiter) {
      row.push_back(std::exchange(cell, {}));
    } else if (c == '\n') {
      end_row(i);
      begin = i + 1;
    } else if (c != '\r') {
      cell.push_back(c);
    }
  }
  end_row(text.size());
  return rows;
}

/// `{{ name }}` of a template as a replacement field; what is more than a name stands for anything.
struct Template {
  std::string format;
  std::vector<std::string> names;  // of the fields p0, p1 …
};
Template read_template(std::string_view text) {
  Template out;
  const auto open_field = [&out] { out.format += "{unknown}"; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("{#")) {
      i = std::min(text.find("#}", i), text.size() - 2) + 1;
    } else if (rest.starts_with("{%")) {
      // A branch or a loop: what it gives, and what follows, is open; how the text begins is known.
      open_field();
      return out;
    } else if (rest.starts_with("{{")) {
      const std::size_t close = text.find("}}", i);
      if (close == std::string_view::npos) break;
      std::string_view inner = text::trim(text.substr(i + 2, close - i - 2), "- \t\n");
      if (const std::size_t pipe = inner.find('|'); pipe != std::string_view::npos) {
        const std::string_view filter = text::trim(inner.substr(pipe + 1));
        inner = filter == "e" || filter == "safe" || filter == "trim" || filter == "string"
                    ? text::trim(inner.substr(0, pipe))
                    : std::string_view();
      }
      const bool plain = !inner.empty() && std::all_of(inner.begin(), inner.end(),
                                                       [](char c) { return text::is_word(c) || c == '.'; });
      if (plain && out.names.size() < 64) {
        out.format += "{p" + std::to_string(out.names.size()) + "}";
        out.names.emplace_back(inner);
      } else {
        open_field();
      }
      i = close + 1;
    } else {
      if (text[i] == '{' || text[i] == '}') out.format.push_back(text[i]);
      out.format.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

std::optional<Possibles> Engine::text_tool_call(std::string_view dotted, const Arguments& given, Ref site) {
  const Place where = place(site);
  if (dotted.starts_with("re.")) {
    const std::string_view function = dotted.substr(3);
    const bool substitutes = function == "sub";
    if (!substitutes && function != "split" && function != "findall" && function != "finditer" &&
        function != "match" && function != "fullmatch" && function != "search")
      return std::nullopt;
    const Argument* pattern = argument_of(given, 0, "pattern");
    const Argument* with = substitutes ? argument_of(given, 1, "repl") : nullptr;
    const Argument* subject = argument_of(given, substitutes ? 2 : 1, "string");
    const bool counts = substitutes || function == "split";
    const Argument* count =
        counts ? argument_of(given, substitutes ? 3 : 2, substitutes ? "count" : "maxsplit") : nullptr;
    const auto any_case = ignores_case(argument_of(given, substitutes ? 4 : counts ? 3 : 2, "flags"));
    const auto* text = pattern == nullptr ? nullptr : pattern->value->text();
    const auto* most = count == nullptr ? nullptr : count->value->only<long long>();
    const auto* put = with == nullptr ? nullptr : with->value->text();
    if (text == nullptr || subject == nullptr || !any_case || (count != nullptr && most == nullptr) ||
        (substitutes && put == nullptr) || !spend(200))
      return std::nullopt;
    const auto regex = compiled(*text, *any_case);
    if (regex == nullptr) return std::nullopt;
    return each(*subject->value, where, [&](const Possible& value) {
      const auto* whole = text_of(value);
      if (whole == nullptr) return derived_unknown(value, where);
      return regex_result(function, *regex, *whole, put, most == nullptr ? 0 : *most, where)
          .value_or(derived_unknown(value, where));
    });
  }
  if (dotted == "string.Formatter.format" || dotted == "string.Formatter.vformat") {
    const Argument* format = positional(given, 0);
    if (format == nullptr) return std::nullopt;
    Arguments fields;
    if (dotted.ends_with("vformat")) {
      for (const bool named : {false, true})
        if (const Argument* part = argument_of(given, named ? 2 : 1, named ? "kwargs" : "args"))
          add_splat(fields, *part->value, named, part->at, part->whole);
    } else {
      fields = given;
      fields.items.erase(fields.items.begin() + (format - given.items.data()));
    }
    return each(*format->value, where, [&](const Possible& value) {
      const auto* text = text_of(value);
      return text != nullptr ? format_text(*text, fields, where) : derived_unknown(value, where);
    });
  }
  if (dotted == "urllib.parse.unquote" || dotted == "urllib.parse.unquote_plus" ||
      dotted == "html.unescape") {
    const Argument* quoted = positional(given, 0);
    if (quoted == nullptr) return std::nullopt;
    return each(*quoted->value, where, [&](const Possible& value) {
      const auto* text = text_of(value);
      return text != nullptr ? known(unquoted(*text, dotted)) : derived_unknown(value, where);
    });
  }
  if (dotted == "csv.reader" || dotted == "csv.DictReader") {
    const Argument* lines = argument_of(given, 0, "f");
    if (lines == nullptr) return std::nullopt;
    char delimiter = ',';
    if (const Argument* named = keyword(given, "delimiter")) {
      const auto* text = named->value->text();
      if (text == nullptr || text->size() != 1) return std::nullopt;
      delimiter = text->front();
    }
    std::vector<std::string> names;
    const Argument* fields = dotted == "csv.reader" ? nullptr : argument_of(given, 1, "fieldnames");
    if (fields != nullptr) {
      const auto* list = fields->value->only<List>();
      if (list == nullptr) return std::nullopt;
      for (const ValuePtr& name : list->items) names.push_back(name->text() != nullptr ? *name->text() : "");
    }
    Possibles out;
    for (const Possible& possible : lines->value->possible)
      for (const Possible& content : lines_read(possible, where)) {
        const auto* text = text_of(content);
        if (text == nullptr) {
          add(out, derived_unknown(content, where), where);
          continue;
        }
        const SourcePtr file = content.trace.empty() ? nullptr : content.trace.back().at.source;
        const bool is_file = file && file->bytes() == *text;
        const auto rows = csv_rows(*text, delimiter);
        List table;
        table.complete = rows.size() < max_rows && spend(rows.size());
        std::vector<std::string> columns = names;
        for (const auto& [cells, span] : rows) {
          const Place at = is_file ? Place{file, span} : where;
          if (dotted == "csv.DictReader" && columns.empty()) {
            columns = cells;
            continue;
          }
          Dict named;
          std::vector<ValuePtr> items;
          for (std::size_t i = 0; i < cells.size(); ++i) {
            Possible cell = known(cells[i]);
            inherit(cell, content);
            if (is_file) add_step(cell, at, "`" + std::string(file->text(span).substr(0, 80)) + "`");
            items.push_back(make_value(std::move(cell), at));
            if (i < columns.size()) named.items.push_back({columns[i], items.back(), false});
          }
          table.items.push_back(make_value(
              dotted == "csv.reader" ? list_of(std::move(items)) : dict_value(std::move(named)), at));
        }
        Possible result;
        result.value = std::move(table);
        add(out, result, where);
      }
    return out;
  }
  return std::nullopt;
}

/// What a compiled pattern, or a template, gives when a method of it is called.
std::optional<Possibles> Engine::rendered(const Result& made, std::string_view method, const Arguments& given,
                                          Ref site) {
  if (!made.object || !made.object->arguments || made.object->arguments->items.empty()) return std::nullopt;
  const Arguments& how = *made.object->arguments;
  if (made.callee == "re.compile") {
    Arguments all = given;
    all.items.insert(all.items.begin(), how.items.front());
    if (const Argument* flags = argument_of(how, 1, "flags")) {
      all.items.push_back(*flags);
      all.items.back().keyword = "flags";
    }
    return text_tool_call("re." + std::string(method), all, site);
  }
  const bool is_template = made.callee.starts_with("jinja2.") && method == "render" &&
                           (made.callee.ends_with(".Template") || made.callee.ends_with(".from_string") ||
                            made.callee.ends_with(".get_template"));
  if (!is_template) return std::nullopt;
  const Place where = place(site);
  Dict values;
  for (const Argument& argument : given.items)
    if (argument.keyword.empty())
      merge_dict(values, *as_mapping(argument.value));
    else
      values.items.push_back({argument.keyword, argument.value, argument.maybe_absent});
  ValuePtr source = how.items.front().value;
  if (made.callee.ends_with(".get_template")) {
    Possibles texts;
    for (const Possible& name : source->possible) {
      const auto* text = text_of(name);
      std::optional<Possibles> content;
      for (const std::string_view folder : {"templates/", ""})
        if (text != nullptr && (!content || text_of(content->front()) == nullptr))
          content = read_file(*make_value(known(std::string(folder) + *text), where), where);
      add(texts, content ? *content : one(derived_unknown(name, where)), where);
    }
    source = make_value(std::move(texts), where);
  }
  return each(*source, where, [&](const Possible& possible) {
    const auto* text = text_of(possible);
    if (text == nullptr || text->size() > max_subject) return derived_unknown(possible, where);
    const Template read = read_template(*text);
    Arguments fields;
    for (std::size_t i = 0; i < read.names.size(); ++i) {
      const std::string& path = read.names[i];
      const std::size_t dot = path.find('.');
      const DictItem* item = values.find(std::string_view(path).substr(0, dot));
      if (item == nullptr) continue;
      Possibles found = item->value->possible;
      if (dot != std::string::npos) {
        Possibles parts;
        for (const Possible& owner : found)
          add(parts, member(owner, std::string_view(path).substr(dot + 1), where, site), where);
        found = std::move(parts);
      }
      fields.items.push_back(
          {"p" + std::to_string(i), make_value(std::move(found), where), where, where, false});
    }
    return format_text(read.format, fields, where);
  });
}

}  // namespace dockgate::python
