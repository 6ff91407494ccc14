#pragma once
// Texts as YAML scalars.

#include <string>
#include <string_view>

namespace dockgate::yaml {

/// A scalar in double quotes, so that no text can be read as anything else. Bytes that are not UTF-8 stay as
/// they are.
std::string quoted(std::string_view text);

/// `text` as it is where every reader takes it for that text in block and flow style, else in double quotes.
std::string plain_or_quoted(std::string_view text);

}  // namespace dockgate::yaml
