#pragma once
// What was found in weight files, as JSON and as text.

#include <span>
#include <string>

#include "weights/scan.hpp"

namespace dockgate::report {

struct WeightsEntry {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;
  weights::Scan scan;
};

/// One document, schema dockgate.weights/1.
std::string weights_json(std::span<const WeightsEntry> files);
/// One line a file, its reasons below it. `quiet`: only files that are not clean.
std::string weights_text(std::span<const WeightsEntry> files, bool colour, bool quiet);

}  // namespace dockgate::report
