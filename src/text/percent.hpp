#pragma once
// Percent-encoding of RFC 3986, section 2.1.

#include <string>
#include <string_view>

namespace dockgate::text {

/// `text` for a part of a path or query: every byte but letters, digits and `-._~` (the unreserved
/// characters) as %XX. Slashes too unless `keep_slashes`.
std::string percent_encoded(std::string_view text, bool keep_slashes = false);

}  // namespace dockgate::text
