#pragma once
// What rules were asked about, whatever they said: without it nobody could tell "holds" from "never looked".

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "policy/rule.hpp"
#include <dockgate/text.hpp>

namespace dockgate::policy {

/// The facts of one file and stage that a rule is about and that do not break it.
struct Held {
  std::size_t facts = 0;
  std::string stage_name;
};

/// Where a rule was broken: the stage of a finding, which the finding itself does not tell.
struct Broken {
  std::string_view rule;
  Place at;
  std::string subject;
  int stage = -1;
  std::string stage_name;
};

struct Looks {
  /// By rule, display path of the file and index of the stage (-1: none). Rules that are off are not there.
  std::map<std::tuple<std::string_view, std::string, int>, Held> held;
  std::vector<Broken> broken;
  std::vector<const Rule*> rules;  // that are on, by name
};

}  // namespace dockgate::policy
