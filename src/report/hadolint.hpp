#pragma once
// hadolint's formats, for who reads its output: the same shapes, and findings under its codes.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "report/formats.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::report {

/// The findings of `result` that are in force, each under every code of hadolint's or ShellCheck's that it
/// has
/// (`DL3008`, `SC2086`; its own name when it has none), and without what was not judged, for which these
/// formats have no place. `shown` gives what a path is shown as.
LintResult as_hadolint(const LintResult& result, const std::function<std::string(const std::string&)>& shown);

/// The formats of hadolint 2.15.1 by its names, `tty` first, for a result of as_hadolint().
std::span<const Format> hadolint_formats();
const Format* find_hadolint_format(std::string_view name);

}  // namespace dockgate::report
