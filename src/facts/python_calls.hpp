#pragma once
// One call and its row of the catalogue to facts.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalog/index.hpp"
#include "facts/facts.hpp"
#include "facts/versions.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// What the program around a call says.
struct CallContext {
  const catalog::Index* catalog = nullptr;
  const Versions* versions = nullptr;
  /// Whether something of the build context stands at the path (relative ones from the working folder) in the
  /// image.
  std::function<bool(std::string_view path)> image_holds;
  /// The absolute image path of `path`, relative ones from the working folder; "" for what begins with `~`.
  std::function<std::string(std::string_view path)> image_path;
  /// Value of an environment variable of the program where it is known.
  std::function<std::optional<std::string>(std::string_view name)> variable;
  /// As of Versions; where it is empty, `versions` is asked.
  std::function<std::optional<bool>(const catalog::VersionRow& row)> version_holds;
  bool offline = false;  // a switch of the environment keeps the libraries from the network
};

/// The artefacts that the call fetches or opens: the main one first. Empty when an object that was loaded
/// before is passed. Only the fields that the call itself decides are set.
std::vector<ModelFact> model_facts(const python::Call& call, const catalog::ModelApi& row,
                                   const CallContext& context);

/// The deserialisation that the call makes; nothing when its row does not hold for the file.
std::optional<LoadFact> load_fact(const python::Call& call, const catalog::LoadApi& row,
                                  const CallContext& context);

}  // namespace dockgate::facts
