#include "policy/shape.hpp"

#include <algorithm>
#include <stdexcept>

#include <re2/re2.h>

#include "text/date.hpp"
#include "text/words.hpp"

namespace dockgate::policy {
namespace {

using Kind = Shape::Kind;

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

std::string what_of(const yaml::Node& node, const Shape& shape, std::string_view key) {
  std::string what(shape.what);
  if (const std::size_t hole = what.find("{}"); hole != std::string::npos) what.replace(hole, 2, key);
  if (const std::size_t hole = what.find(" `{name}`"); hole != std::string::npos) {
    const yaml::Node* name = node.find("name");
    if (!name || !name->is_scalar()) return "this " + what.substr(0, hole);
    what.replace(hole, 9, " `" + name->scalar + "`");
  }
  return what;
}

bool matches(std::string_view pattern, std::string_view text) {
  const re2::RE2 regex(re2::StringPiece(pattern.data(), pattern.size()));
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), regex);
}

/// Whether a YAML reader makes something other than text of a plain scalar such as 1234 or 1e5.
bool reads_as_number(const yaml::Node& node) {
  static const re2::RE2 number(
      R"([-+]?(0o[0-7]+|0x[0-9a-fA-F]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?))");
  return !node.quoted && re2::RE2::FullMatch(node.scalar, number);
}

class Checker {
 public:
  explicit Checker(std::vector<Problem>& problems) : problems_(problems) {}

  void check(const yaml::Node& node, const Shape& shape, std::string_view key) {
    if (node.is_null() && shape.nullable) return;
    switch (shape.kind) {
      case Kind::text:
        return text(node, shape);
      case Kind::flag:
        if (!node.boolean()) complain(node.at, wants(shape, "true or false"));
        return;
      case Kind::integer:
        return integer(node, shape);
      case Kind::word:
        return word(node, shape);
      case Kind::list:
        return list(node, shape, key);
      case Kind::map:
        return map(node, shape, key);
      case Kind::either:
        return either(node, shape, key);
      case Kind::condition:
        return;
      case Kind::foreign:
        if (!node.is_map()) complain(node.at, "`" + std::string(key) + "` has to be a map");
        return;
    }
  }

 private:
  void complain(const Place& at, std::string message) { problems_.push_back({at, std::move(message)}); }

  static std::string wants(const Shape& shape, std::string_view otherwise) {
    return "has to be " + std::string(shape.wants.empty() ? otherwise : shape.wants);
  }

  void text(const yaml::Node& node, const Shape& shape) {
    if (!node.is_scalar()) return complain(node.at, wants(shape, "text"));
    if (shape.at_most > 0 && node.scalar.size() > shape.at_most) {
      return complain(node.at, "a pattern of more than " + std::to_string(shape.at_most) + " bytes");
    }
    if (shape.filled && text::trim(node.scalar).empty()) return complain(node.at, wants(shape, "filled in"));
    if (shape.day && !text::date_from(node.scalar)) return complain(node.at, wants(shape, "a day"));
    if (shape.pattern.empty()) return;
    if (!matches(shape.pattern, node.scalar)) return complain(node.at, wants(shape, "text"));
    if (reads_as_number(node)) complain(node.at, "has to stand in quotes: YAML reads it as a number");
  }

  void integer(const yaml::Node& node, const Shape& shape) {
    const auto value = node.integer();
    if (!value) return complain(node.at, wants(shape, "a whole number"));
    if (*value < shape.least) complain(node.at, "has to be at least " + std::to_string(shape.least));
  }

  void word(const yaml::Node& node, const Shape& shape) {
    if (node.is_scalar() && std::ranges::find(shape.words, node.scalar) != shape.words.end()) return;
    if (!shape.wants.empty()) return complain(node.at, wants(shape, ""));
    complain(node.at, text::with_hint("has to be one of " + joined(shape.words), node.scalar, shape.words));
  }

  void list(const yaml::Node& node, const Shape& shape, std::string_view key) {
    if (!node.is_sequence()) {
      if (shape.or_one && !node.is_null()) return check(node, *shape.item, key);
      return complain(node.at, "`" + std::string(key) + "` " + wants(shape, "a list"));
    }
    if (node.items.size() < shape.at_least) {
      complain(node.at, "`" + std::string(key) + "` " + wants(shape, "a list") + ", and not an empty one");
    }
    for (const yaml::Node& item : node.items) check(item, *shape.item, key);
  }

  void map(const yaml::Node& node, const Shape& shape, std::string_view key) {
    const std::string what = what_of(node, shape, key);
    if (!node.is_map()) return complain(node.at, what + " has to be a map of keys and values");
    for (const ShapeKey& each : shape.keys) {
      const yaml::Node* value = node.find(each.name);
      if (each.required && (!value || (value->is_null() && !each.shape->nullable))) {
        complain(node.at, what + " lacks the key `" + std::string(each.name) + "`");
      } else if (value && !value->is_null()) {
        check(*value, *each.shape, each.name);
      }
    }
    for (const auto& [name, value] : node.entries) {
      if (std::ranges::find(shape.keys, name.scalar, &ShapeKey::name) != shape.keys.end()) continue;
      if (shape.rest) {
        check(value, *shape.rest, name.scalar);
      } else {
        std::vector<std::string_view> known;
        for (const ShapeKey& each : shape.keys) known.push_back(each.name);
        complain(name.at,
                 text::with_hint("unknown key `" + name.scalar + "` in " + what, name.scalar, known));
      }
    }
    const bool one = shape.one_of.empty() || std::ranges::any_of(shape.one_of, [&](std::string_view name) {
                       const yaml::Node* value = node.find(name);
                       return value && !value->is_null();
                     });
    if (!one) complain(node.at, what + " needs one of the keys " + joined(shape.one_of));
  }

  static bool takes(const Shape& shape, const yaml::Node& node) {
    if (shape.kind == Kind::map || shape.kind == Kind::condition) return node.is_map();
    if (shape.kind == Kind::list) return node.is_sequence();
    return node.is_scalar();
  }

  void either(const yaml::Node& node, const Shape& shape, std::string_view key) {
    const auto found =
        std::ranges::find_if(shape.options, [&](const Shape* option) { return takes(*option, node); });
    if (found == shape.options.end()) return complain(node.at, wants(shape, "something else"));
    check(node, **found, key);
  }

  std::vector<Problem>& problems_;
};

}  // namespace

void check_shape(const yaml::Node& node, const Shape& shape, std::vector<Problem>& problems,
                 std::string_view key) {
  Checker(problems).check(node, shape, key);
}

const yaml::Node* Fields::find(std::string_view key) const {
  if (std::ranges::find(shape_.keys, key, &ShapeKey::name) == shape_.keys.end()) {
    throw std::logic_error("no key `" + std::string(key) + "` in the table of " + std::string(shape_.what));
  }
  const yaml::Node* value = node_.is_map() ? node_.find(key) : nullptr;
  return value && !value->is_null() ? value : nullptr;
}

const Place& Fields::at(std::string_view key) const {
  const yaml::Node* value = find(key);
  return value ? value->at : node_.at;
}

std::optional<std::string> Fields::optional_text(std::string_view key) const {
  const yaml::Node* value = find(key);
  if (!value || !value->is_scalar()) return std::nullopt;
  return value->scalar;
}

std::string Fields::text(std::string_view key, std::string_view fallback) const {
  return optional_text(key).value_or(std::string(fallback));
}

bool Fields::flag(std::string_view key, bool fallback) const {
  const yaml::Node* value = find(key);
  return value ? value->boolean().value_or(fallback) : fallback;
}

std::optional<long long> Fields::integer(std::string_view key) const {
  const yaml::Node* value = find(key);
  return value ? value->integer() : std::nullopt;
}

std::optional<std::size_t> Fields::word(std::string_view key) const {
  const yaml::Node* value = find(key);
  if (!value) return std::nullopt;
  const auto& words = std::ranges::find(shape_.keys, key, &ShapeKey::name)->shape->words;
  const auto found = std::ranges::find(words, value->scalar);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::vector<std::string> Fields::texts(std::string_view key) const {
  std::vector<std::string> result;
  for (const yaml::Node& item : items(key)) {
    if (item.is_scalar()) result.push_back(item.scalar);
  }
  return result;
}

std::span<const yaml::Node> Fields::items(std::string_view key) const {
  const yaml::Node* value = find(key);
  if (!value) return {};
  if (value->is_sequence()) return value->items;
  return {value, 1};
}

std::span<const yaml::Entry> Fields::entries(std::string_view key) const {
  const yaml::Node* value = find(key);
  if (!value || !value->is_map()) return {};
  return value->entries;
}

}  // namespace dockgate::policy
