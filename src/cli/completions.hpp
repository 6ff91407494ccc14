#pragma once
// What shells need to complete a command line, made from the options' declarations.

#include <string>
#include <string_view>

#include "cli/surface.hpp"

namespace dockgate::cli {

/// A script for `shell`: bash, zsh or fish; "" for another one.
std::string completion_script(std::string_view shell, const CommandSurface& program);

}  // namespace dockgate::cli
