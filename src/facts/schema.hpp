#pragma once
// The fields of each fact by name: what rules match on and messages print. One table a fact kind.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "facts/facts.hpp"

namespace dockgate::facts {

struct Absent {
  bool operator==(const Absent&) const = default;
};
/// A field whose value is not known; `what` names the missing piece.
struct Unresolved {
  std::string what;
};
using FieldValue =
    std::variant<Absent, Unresolved, bool, std::int64_t, std::string, std::vector<std::string>>;

struct Field {
  std::string_view name;
  std::string_view type;  // "text", "list", "flag", "number", or "one of: a, b, c"
  std::string_view doc;
  FieldValue (*get)(const Fact& fact);
};

/// A part that facts of a kind may have.
struct PartName {
  std::string_view name;
  std::string_view doc;
};

struct Kind {
  std::string_view name;  // "image", "model", "load" …
  std::string_view doc;
  std::span<const Field> fields;    // besides the common ones
  std::span<const PartName> parts;  // that a rule may point at or edit
  /// Calls `visit` with every fact of this kind.
  void (*each)(const BuildFacts& facts, const std::function<void(const Fact&)>& visit);
};

/// All kinds, sorted by name.
std::span<const Kind> kinds();
const Kind* find_kind(std::string_view name);
/// Fields that every fact has: stage, stage_name, shipped, reached, phase, subject, file.
std::span<const Field> common_fields();
/// Looks in the kind's own fields, then in the common ones.
const Field* find_field(const Kind& kind, std::string_view name);
/// Whether facts of this kind may have such a part.
bool has_part(const Kind& kind, std::string_view name);

}  // namespace dockgate::facts
