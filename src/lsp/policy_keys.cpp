// Policy files: which key stands at a place, read by its letters so that it works while one is written.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "lsp/completion.hpp"
#include "lsp/hover.hpp"
#include "policy/describe.hpp"
#include "policy/level.hpp"
#include "policy/policy_shape.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

using policy::Shape;
using policy::ShapeKey;
constexpr std::string_view item = "[]";  // in a path: an item of a list

struct YamlPlace {
  std::vector<std::string> path;  // keys that hold the place, the outermost first
  std::string key;                // of the value that is written; "" where a key is
  std::string word;               // before the place, without quotes
  Span span;                      // of the whole word around the place
};

bool is_word(char c) {
  return std::string_view(" \t\r\n{}[],\"'").find(c) == std::string_view::npos;
}

/// A line without its comment, taken apart.
struct Line {
  std::size_t column = 0;           // of the key, or of the first letter
  std::vector<std::size_t> dashes;  // columns of `- ` in front of it
  std::string key;                  // "" when it has none
  std::size_t value = 0;            // where the value begins
  bool empty = true;
};

Line take_apart(std::string_view text) {
  Line line;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && text[at] == ' ') ++at;
    if (at < text.size() && text[at] == '-' && (at + 1 == text.size() || text[at + 1] == ' ')) {
      line.dashes.push_back(at++);
      continue;
    }
    break;
  }
  line.column = at;
  line.empty = (at == text.size() && line.dashes.empty()) || (at < text.size() && text[at] == '#');
  std::size_t colon = at;
  while (colon < text.size() && !(text[colon] == ':' && (colon + 1 == text.size() || text[colon + 1] == ' ')))
    ++colon;
  const std::string_view key = text::trim(text.substr(at, colon - at), "\"' ");
  const bool flow = !key.empty() && (key.front() == '{' || key.front() == '[');
  if (colon < text.size() && !flow && key.find(' ') == std::string_view::npos) {
    line.key = key;
    line.value = colon + 1;
  }
  return line;
}

/// The keys of the block around a line whose key or first letter stands at `column`.
std::vector<std::string> path_above(std::string_view text, std::size_t line_begin, std::size_t column,
                                    const std::vector<std::size_t>& dashes) {
  std::vector<std::string> reversed;
  std::vector<std::size_t> open = dashes;  // of the line itself
  std::size_t limit = column;
  const auto leave_items = [&](const std::vector<std::size_t>& columns) {
    for (auto dash = columns.rbegin(); dash != columns.rend(); ++dash) {
      if (*dash >= limit) continue;
      reversed.emplace_back(item);
      limit = *dash + 1;  // a list may stand as far left as its key
    }
  };
  leave_items(open);
  while (line_begin > 0 && limit > 0) {
    const std::size_t end = line_begin - 1;
    const std::size_t begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
    line_begin = begin == std::string_view::npos ? 0 : begin;
    const Line line = take_apart(text::trim(text.substr(line_begin, end - line_begin), "\r"));
    if (line.empty) continue;
    if (!line.key.empty() && line.column < limit) {
      reversed.push_back(line.key);
      limit = line.column;
    }
    leave_items(line.dashes);
  }
  std::ranges::reverse(reversed);
  return reversed;
}

YamlPlace place_at(std::string_view text, std::uint32_t offset) {
  YamlPlace out;
  const std::size_t at = std::min<std::size_t>(offset, text.size());
  std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  if (begin == std::string_view::npos) begin = 0;
  std::size_t from = at, to = at;
  while (from > begin && is_word(text[from - 1])) --from;
  while (to < text.size() && is_word(text[to])) ++to;
  if (to > from && text[to - 1] == ':') --to;
  out.word = text.substr(from, std::min(at, to) - from);
  out.span = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
  const std::string_view before = text.substr(begin, at - begin);
  const Line line = take_apart(before);
  out.path = path_above(text, begin, line.column, line.dashes);
  if (!line.key.empty()) out.key = line.key;
  // `{boundary: research, path: [` within the line.
  const std::size_t start = line.key.empty() ? line.column : line.value;
  std::string pending = out.key;
  std::string word;
  for (std::size_t i = start; i < before.size(); ++i) {
    const char c = before[i];
    if (c == '{' || c == '[') {
      if (!out.key.empty()) out.path.push_back(out.key);
      if (c == '[') out.path.emplace_back(item);
      out.key.clear();
      word.clear();
    } else if (c == '}' || c == ']') {
      if (!out.path.empty() && out.path.back() == item) out.path.pop_back();
      if (!out.path.empty()) {
        out.key = out.path.back();
        out.path.pop_back();
      }
    } else if (c == ':' && (i + 1 == before.size() || before[i + 1] == ' ')) {
      out.key = text::trim(word, "\"' ");
      word.clear();
    } else if (c == ',') {
      out.key.clear();
      word.clear();
    } else {
      word += c;
    }
  }
  return out;
}

/// Shapes that a value under the path may have.
std::vector<const Shape*> shapes_at(const std::vector<std::string>& path) {
  std::vector<const Shape*> now{&policy::policy_shape()};
  const auto open = [](std::vector<const Shape*> shapes) {
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      for (const Shape* option : shapes[i]->options) shapes.push_back(option);
    }
    return shapes;
  };
  for (const std::string& step : path) {
    std::vector<const Shape*> next;
    for (const Shape* shape : open(now)) {
      if (step == item) {
        if (shape->kind == Shape::Kind::list && shape->item != nullptr) next.push_back(shape->item);
        continue;
      }
      std::vector<const Shape*> maps{shape};
      if (shape->kind == Shape::Kind::list && shape->or_one && shape->item != nullptr)
        maps = open({shape->item});
      for (const Shape* map : maps) {
        const auto key = std::ranges::find(map->keys, step, &ShapeKey::name);
        if (key != map->keys.end() && key->shape != nullptr) {
          next.push_back(key->shape);
        } else if (map->rest != nullptr) {
          next.push_back(map->rest);
        }
      }
    }
    now = std::move(next);
  }
  return open(std::move(now));
}

bool names_rules(const YamlPlace& place) {
  const std::string& last = place.path.empty() ? place.key : place.path.back();
  const std::string& key = place.key.empty() && last == item && place.path.size() > 1
                               ? place.path[place.path.size() - 2]
                               : place.key;
  return key == "rule" || key == "absent";
}

std::string last_key(const YamlPlace& place) {
  for (auto step = place.path.rbegin(); step != place.path.rend(); ++step) {
    if (*step != item) return *step;
  }
  return {};
}

class PolicyCompleter {
 public:
  PolicyCompleter(const SourcePtr& source, const policy::Policy& policy, std::uint32_t offset)
      : policy_(policy), place_(place_at(source->bytes(), offset)) {}

  std::vector<Completion> take() {
    if (place_.key.empty()) {
      keys();
    } else {
      values();
    }
    return std::move(out_);
  }

 private:
  void add(Completion::Kind kind, std::string_view label, std::string_view detail,
           std::string_view documentation, std::string insert = {}) {
    if (!seen_.insert(std::string(label)).second) return;
    Completion completion;
    completion.label = label;
    completion.detail = detail;
    completion.documentation = documentation;
    completion.kind = kind;
    completion.insert = insert.empty() ? std::string(label) : std::move(insert);
    completion.replace = place_.span;
    out_.push_back(std::move(completion));
  }

  void keys() {
    for (const Shape* shape : shapes_at(place_.path)) {
      for (const ShapeKey& key : shape->keys)
        add(Completion::Kind::key, key.name, key.required ? "needed" : "", key.doc,
            std::string(key.name) + ": ");
      if (shape->kind == Shape::Kind::list && shape->or_one && shape->item != nullptr) {
        for (const ShapeKey& key : shape->item->keys)
          add(Completion::Kind::key, key.name, "", key.doc, std::string(key.name) + ": ");
      }
      words(*shape, "");
    }
    const std::string last = last_key(place_);
    if (last == "rules") rules(": ");
    if (names_rules(place_)) rules("");
    const bool levels = !place_.path.empty() &&
                        std::ranges::find(place_.path, "rules") != place_.path.end() && last != "rules";
    if (last == "boundaries" || levels || last == "severity")
      boundaries(place_.path.empty() || place_.path.back() == item ? "" : ": ");
    if (last == "lists") {
      for (const auto& [name, entries] : policy_.lists())
        add(Completion::Kind::key, name, "list", "", name + ": ");
    }
  }

  void values() {
    std::vector<std::string> path = place_.path;
    path.push_back(place_.key);
    for (const Shape* shape : shapes_at(path)) {
      words(*shape, "");
      if (shape->item != nullptr) words(*shape->item, "");
    }
    if (names_rules(place_)) rules("");
    if (place_.key == "boundary" || place_.key == "unclassified" || place_.key == "like" ||
        place_.key == "boundaries")
      boundaries("");
    if (place_.key == "extends") {
      for (const char* name : {"builtin:recommended", "builtin:hadolint", "builtin:buildkit", "builtin:all"})
        add(Completion::Kind::value, name, "", "");
    }
  }

  void words(const Shape& shape, const std::string& suffix) {
    for (const std::string_view word : shape.words)
      add(Completion::Kind::value, word, "", "", std::string(word) + suffix);
    if (shape.kind == Shape::Kind::flag) {
      add(Completion::Kind::value, "true", "", "");
      add(Completion::Kind::value, "false", "", "");
    }
  }

  void boundaries(const std::string& suffix) {
    for (const policy::Boundary& boundary : policy_.boundaries())
      add(Completion::Kind::value, boundary.name, "boundary", "", boundary.name + suffix);
  }

  void rules(const std::string& suffix) {
    for (const policy::Rule* rule : policy_.rules())
      add(Completion::Kind::rule, rule->name, rule->summary, rule_markdown(policy::describe(*rule)),
          std::string(rule->name) + suffix);
  }

  const policy::Policy& policy_;
  YamlPlace place_;
  std::set<std::string> seen_;
  std::vector<Completion> out_;
};

}  // namespace

std::vector<Completion> complete_policy(const SourcePtr& source, const policy::Policy& policy,
                                        std::uint32_t offset) {
  return PolicyCompleter(source, policy, offset).take();
}

std::optional<Hover> policy_hover(const SourcePtr& source, std::uint32_t offset) {
  YamlPlace place = place_at(source->bytes(), offset);
  const std::string word(source->text(place.span));
  if (word.empty()) return std::nullopt;
  if (const policy::Rule* rule = policy::find_builtin_rule(word))
    return Hover{rule_markdown(policy::describe(*rule)), place.span};
  // The word is a key when it is one here.
  const YamlPlace before = place_at(source->bytes(), place.span.begin);
  for (const Shape* shape : shapes_at(before.path)) {
    const auto find = [&](const Shape& map) -> const ShapeKey* {
      const auto key = std::ranges::find(map.keys, word, &ShapeKey::name);
      return key == map.keys.end() ? nullptr : &*key;
    };
    const ShapeKey* key = find(*shape);
    if (key == nullptr && shape->item != nullptr) key = find(*shape->item);
    if (key != nullptr && !key->doc.empty())
      return Hover{code(word) + "\n\n" + plain_lines(key->doc), place.span};
  }
  return std::nullopt;
}

}  // namespace dockgate::lsp
