#pragma once
// Why a registry refuses.

#include <string>

#include "net/http.hpp"

namespace dockgate::registry {

/// The status of an answer in words, with the registry's own code where it is one of the specification.
/// Nothing else of the body: it may hold what the request held.
std::string refusal(const net::Response& response);

}  // namespace dockgate::registry
