#pragma once
// Variables in force at some point of a build.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "build/persistent_map.hpp"
#include <dockgate/text.hpp>

namespace dockgate::build {

/// Where the value of a variable came from.
enum class Origin { unset, arg_default, build_arg, env, predefined, compose, bake, base_image };

/// A variable in force at some point of a stage.
struct Variable {
  std::string name;
  std::optional<std::string> value;  // nothing: declared without value, or not computable (then `unknown`)
  Origin origin = Origin::unset;
  bool is_env = false;  // visible to processes of the running container, not only to the build
  /// False when the value depends on something the Dockerfile does not fix (an undeclared variable,
  /// `${X:?}`).
  bool known = true;
  std::string missing;  // the name of the variable that is not known, when `known` is false
  Place at;             // the ARG or ENV word that set it
  /// The lines that carried the value here, oldest first: `ARG REV=main` → `ENV MODEL_REV=$REV`.
  std::vector<std::pair<Place, std::string>> trace;
};

/// Variables by name. Each RUN of a long file keeps the state that it saw.
class Scope : public PersistentMap<Variable> {
 public:
  using PersistentMap::set;
  /// Adds `variable`, or replaces the one of the same name.
  void set(Variable variable) { set(entry(std::move(variable))); }
  /// `variable` for several scopes, which share it.
  static Entry entry(Variable variable) {
    std::string name = variable.name;
    return make_entry(std::move(name), std::move(variable));
  }
};

}  // namespace dockgate::build
