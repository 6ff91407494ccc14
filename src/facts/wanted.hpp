#pragma once
// Which facts somebody asks for, so that collectors need not make the others.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dockgate::facts {

/// The fields of `kind` (schema.hpp) that its collector knows before it makes a fact, and by which it is told
/// whether somebody asks for that fact; none of kinds that are made as a whole or not at all.
std::span<const std::string_view> telling_fields(std::string_view kind);

/// What is asked for of one kind.
class WantedOfKind {
 public:
  /// Every fact, or none.
  explicit WantedOfKind(bool all = false) : all_(all) {}
  void add_all() { all_ = true; }
  /// Those that have `text` in `field`, one of telling_fields(), or as an element of it.
  void add(std::string_view field, std::string_view text);

  bool all() const { return all_; }
  bool none() const { return !all_ && texts_.empty(); }
  /// Whether a fact with `text` in `field`, or as an element of it, is asked for.
  bool has(std::string_view field, std::string_view text) const;

 private:
  bool all_ = false;
  std::vector<std::pair<std::string, std::string>> texts_;  // fields with texts; sorted
};

/// By kind; of kinds that are not named nothing is asked for.
using WantedKinds = std::map<std::string, WantedOfKind, std::less<>>;
/// Null: everything.
using Wanted = std::shared_ptr<const WantedKinds>;

const WantedOfKind& wanted_of(const Wanted& wanted, std::string_view kind);

}  // namespace dockgate::facts
