#pragma once
// The manual page, made from the options' declarations.

#include <string>
#include <string_view>

#include "cli/surface.hpp"

namespace dockgate::cli {

/// dockgate(1) in the language of man(7). `date` is that of the page, 2026-12-31.
std::string manual_page(const CommandSurface& program, std::string_view release, std::string_view date);

}  // namespace dockgate::cli
