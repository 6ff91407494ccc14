#pragma once
// What a registry asks for before it answers: the header WWW-Authenticate, RFC 9110 section 11.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::registry {

struct Challenge {
  std::string scheme;                             // lower case: bearer, basic
  std::map<std::string, std::string> parameters;  // names in lower case: realm, service, scope
};

/// The challenges of one header, in order. What cannot be read ends the list; at most 16, each of at most 16
/// parameters.
std::vector<Challenge> read_challenges(std::string_view header);

}  // namespace dockgate::registry
