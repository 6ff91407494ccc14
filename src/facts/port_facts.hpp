#pragma once
// The ports of EXPOSE.

#include <vector>

#include "build/build.hpp"
#include "facts/facts.hpp"

namespace dockgate::facts {

/// One fact for each word of every EXPOSE, in order.
std::vector<PortFact> port_facts(const build::Build& build);

}  // namespace dockgate::facts
