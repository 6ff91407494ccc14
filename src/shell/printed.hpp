#pragma once
// What some small programs print for words that are known: POSIX, XCU.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::shell {

/// What `words`, the first of which is the program, prints as `$( )` takes it: `echo`, `printf` with plain
/// text and `%s`, `basename`, `dirname`, `seq` of up to 64 numbers. Nothing for others and other options.
std::optional<std::string> printed_by(const std::vector<std::string>& words);

}  // namespace dockgate::shell
