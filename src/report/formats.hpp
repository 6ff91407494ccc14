#pragma once
// The formats by name.

#include <span>
#include <string>
#include <string_view>

#include "report/options.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

struct Format {
  std::string_view name;
  std::string_view summary;
  std::string (*render)(const LintResult& result, const ReportOptions& options);
};

/// All formats, `text` first. To add one, write its function and list it in formats.cpp.
std::span<const Format> formats();
const Format* find_format(std::string_view name);

}  // namespace dockgate::report
