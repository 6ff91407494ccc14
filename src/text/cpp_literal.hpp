#pragma once
// For the build tools that write constant tables.

#include <string>
#include <string_view>

namespace dockgate::text {

/// A C++ string literal that holds the bytes of `text`: with its quotes, in ASCII, without trigraphs.
std::string cpp_literal(std::string_view text);

}  // namespace dockgate::text
