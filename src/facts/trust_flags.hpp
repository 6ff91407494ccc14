#pragma once
// Places that let code of repositories run for whatever is loaded with them: arguments of wrappers, entries
// of dictionaries.

#include <string>
#include <vector>

#include "catalog/index.hpp"
#include "facts/facts.hpp"
#include "python/program.hpp"

namespace dockgate::facts {

/// A flag of a program, and what a fact about it has in common with others of its module.
struct TrustFlag {
  python::Flag flag;
  Fact fact;
};

/// Models of unknown name whose code the flags allow: one for each that is on where it stands, and that no
/// call of the catalogue is given itself. What is handed to functions of the program counts when one of
/// `models` runs code because of it; what something unknown is given counts when it is surely on.
std::vector<ModelFact> trusted_by_flag(const std::vector<TrustFlag>& flags,
                                       const std::vector<ModelFact>& models, const catalog::Index& catalog);

}  // namespace dockgate::facts
