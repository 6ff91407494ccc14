#pragma once
// The version of the program.

#include <string_view>

namespace dockgate::cli {

/// Of the program: 0.1.0.
extern const std::string_view version;

}  // namespace dockgate::cli
