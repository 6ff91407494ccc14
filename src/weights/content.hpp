#pragma once
// From bytes to a format and the reader that judges it; the readers of archives come back here.

#include <string>
#include <string_view>

#include "weights/findings.hpp"

namespace dockgate::weights {

struct Content {
  std::string format = "unknown";
  bool can_run_code = false;
  bool weights = false;  // a format of weights, or something that holds such
  bool program = false;  // an executable or a script
};

/// Judges `bytes`. `depth` counts the archives and compressed files around them.
Content scan_content(std::string_view bytes, const Spot& spot, Findings& findings, int depth);

}  // namespace dockgate::weights
