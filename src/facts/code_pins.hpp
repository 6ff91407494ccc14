#pragma once
// Where the pin of a call or command does not reach the code that comes with the model.

#include <vector>

#include "facts/facts.hpp"
#include "facts/versions.hpp"

namespace dockgate::facts {

/// Says so of every model of `models` for which policies/catalog/code_pins.yaml has a row, as far as
/// `versions` are known.
void apply_code_pins(const Versions& versions, std::vector<ModelFact>& models);

}  // namespace dockgate::facts
