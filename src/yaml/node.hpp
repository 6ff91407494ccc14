#pragma once
// YAML documents as values with places. YAML 1.2 core schema: a plain `off`, `no`, `2027-01-15` stays text.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::yaml {

struct Entry;

struct Node {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::string scalar;   // text of a scalar, as written without quotes
  bool quoted = false;  // '…', "…", a block scalar or tagged !!str: always text
  std::string tag;      // an explicit tag other than !!str ("!reset"); "" for none
  /// A scalar's span is the scalar as written (a block scalar's: its `|` or `>` line); a sequence's or map's
  /// is its first byte, which for a block map is the first key. Values that came by an alias keep the
  /// anchor's place.
  Place at;
  std::vector<Node> items;     // sequence
  std::vector<Entry> entries;  // map, in order; keys are scalars, no duplicates

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_map() const { return kind == Kind::map; }
  /// The value under `key` of a map, or null.
  const Node* find(std::string_view key) const;
  /// true/false of a plain scalar (YAML 1.2 core schema: true, True, TRUE, false …).
  std::optional<bool> boolean() const;
  std::optional<long long> integer() const;
};

/// A key of a map and its value.
struct Entry {
  Node first;
  Node second;
};

/// Reads one document; an empty one is null. Merge keys (`<<`) are ordinary keys. Fails on text that is not
/// UTF-8, syntax errors, duplicate keys, keys that are not scalars, several documents, nesting above 100,
/// aliases that would expand to more than 100,000 nodes or 16 MiB, and more than 1,000,000 nodes in all; each
/// with its place.
Result<Node, Problem> parse(SourcePtr source);

/// Reads the fields of a map strictly: what is not asked for by name is a mistake.
/// Problems are collected, not thrown, so that a user sees all of them in one run.
class MapReader {
 public:
  /// `what` names the map in messages: "rule `base/digest`".
  MapReader(const Node& node, std::string what, std::vector<Problem>& problems);
  /// Marks `key` as known; null when it is absent (or explicitly null).
  const Node* optional(std::string_view key);
  /// The same, and a problem when it is absent.
  const Node* required(std::string_view key);
  /// Text of a scalar; a problem when it is something else.
  std::string text(std::string_view key, std::string fallback = {});
  std::string required_text(std::string_view key);
  /// The items of a list that has to be there; none, and a problem, when it is not or is something else.
  std::span<const Node> required_items(std::string_view key);
  bool boolean(std::string_view key, bool fallback);
  std::optional<long long> integer(std::string_view key);
  /// A list of scalars; a single scalar counts as a list of one.
  std::vector<std::string> texts(std::string_view key);
  /// The scalars of a list (or one scalar) with their places; problems as for texts().
  std::vector<const Node*> scalars(std::string_view key);
  /// Adds a problem at `place`.
  void complain(const Place& place, std::string message) { problems_.push_back({place, std::move(message)}); }
  /// Reports keys that nobody asked for, with "did you mean". Call last.
  void finish();
  const Node& node() const { return node_; }

 private:
  const Node* find(std::string_view key);
  const Node& node_;
  std::string what_;
  std::vector<Problem>& problems_;
  std::vector<std::string> known_;
};

}  // namespace dockgate::yaml
