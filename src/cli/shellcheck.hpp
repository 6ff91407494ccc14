#pragma once
// The ShellCheck program, for the rules about what it says.

#include <string_view>

#include <dockgate/lint.hpp>

namespace dockgate::cli {

/// Gives scripts to the program, as files that stand on no disk. It follows no `source`, reads no
/// configuration, and has bounds of time and memory. Null when no `shellcheck` is on the search path
/// `folders` (PATH).
ShellCheck shellcheck_runner(std::string_view folders);

/// The same from a process of its own, for one that will no longer be allowed to start programs: the sandbox
/// closes around this one only, and around the other so that all it can do is to run programs that change
/// nothing. To be called before threads are started. The process ends with what is returned.
ShellCheck shellcheck_helper(std::string_view folders);

}  // namespace dockgate::cli
