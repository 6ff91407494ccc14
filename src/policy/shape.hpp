#pragma once
// The form of YAML values as data: one table says what a reader accepts, what it complains about, and what
// the published JSON Schema says.

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.hpp"

namespace dockgate::policy {

struct Shape;

struct ShapeKey {
  std::string_view name = {};
  const Shape* shape = nullptr;
  std::string_view doc = {};
  bool required = false;
};

struct Shape {
  enum class Kind {
    text,       // a scalar; with `pattern` it has to match as a whole
    flag,       // true, false
    integer,    // not below `least`
    word,       // one of `words`
    list,       // of `item`; with `or_one` an item alone counts as a list of one
    map,        // `keys`, and with `rest` any other key as well
    either,     // the first of `options` that takes a value of this kind (scalar, list, map)
    condition,  // of a rule: the fields of facts decide, see condition_file.cpp
    foreign,    // a map whose form is another reader's matter
  };
  Kind kind = Kind::text;
  /// Names the definition in the JSON Schema; "" = written out where it stands.
  std::string_view name = {};
  /// A map in messages: "an exception". `{}` stands for the key under which it stands, `{name}` for its own
  /// name.
  std::string_view what = {};
  /// What is said of a wrong value: "has to be …". "" = made from the kind.
  std::string_view wants = {};
  std::string_view pattern = {};  // RE2 and ECMA 262 alike
  bool day = false;               // of a text: a day that exists, such as 2027-01-15
  bool filled = false;            // of a text: more than blanks
  std::span<const std::string_view> words = {};
  const Shape* item = nullptr;
  bool or_one = false;
  std::size_t at_least = 0;  // items of a list
  std::size_t at_most = 0;   // bytes of a text; 0: no bound
  std::span<const ShapeKey> keys = {};
  const Shape* rest = nullptr;
  std::span<const std::string_view> one_of = {};  // a map has to have at least one of these keys
  bool nullable = false;                          // may be left empty
  long long least = std::numeric_limits<long long>::min();
  std::span<const Shape* const> options = {};
};

/// Adds everything in which `node` differs from `shape`, with "did you mean" for unknown keys and words.
/// `key` is the key under which the node stands.
void check_shape(const yaml::Node& node, const Shape& shape, std::vector<Problem>& problems,
                 std::string_view key = {});

/// The values of a map that check_shape() has looked at. What was wrong there reads as if it were absent, so
/// that nothing is complained about twice. Asking for a key that the shape does not have is a mistake of the
/// program and throws std::logic_error: the table stays the one list of keys.
class Fields {
 public:
  Fields(const yaml::Node& node, const Shape& shape) : node_(node), shape_(shape) {}
  const yaml::Node& node() const { return node_; }
  /// The value under `key`; null where it is absent or empty.
  const yaml::Node* find(std::string_view key) const;
  /// The place of the value under `key`, or of the map.
  const Place& at(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  std::string text(std::string_view key, std::string_view fallback = {}) const;
  std::optional<std::string> optional_text(std::string_view key) const;
  bool flag(std::string_view key, bool fallback = false) const;
  std::optional<long long> integer(std::string_view key) const;
  /// The index of a word among the shape's.
  std::optional<std::size_t> word(std::string_view key) const;
  /// The scalars of a list, or one alone.
  std::vector<std::string> texts(std::string_view key) const;
  /// The items of a list, or the one that stands for a list; none where it is absent.
  std::span<const yaml::Node> items(std::string_view key) const;
  /// The entries of a map; none where it is absent.
  std::span<const yaml::Entry> entries(std::string_view key) const;

 private:
  const yaml::Node& node_;
  const Shape& shape_;
};

}  // namespace dockgate::policy
