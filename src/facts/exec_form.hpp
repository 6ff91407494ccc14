#pragma once
// The string form of a command as a JSON array, where it needs no shell.

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::facts {

/// `script`, one simple command of a POSIX shell, as the JSON array of its words: `["nginx", "-g", "daemon
/// off;"]`. An `exec` in front is left out. Nothing where a shell would do more than split words and remove
/// quotes (variables, patterns, redirects, several commands, builtins that are no programs), and where the
/// bytes are not UTF-8.
std::optional<std::string> exec_form(std::string_view script);

}  // namespace dockgate::facts
