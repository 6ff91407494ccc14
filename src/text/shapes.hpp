#pragma once
// Letters in other shapes: what Unicode's compatibility form (NFKC) makes plain ASCII of.

#include <string>
#include <string_view>

namespace dockgate::text {

/// `text` (UTF-8) with letters, digits and underscores of other shapes (mathematical, full-width, circled by
/// position, ligatures …) as the ASCII ones that NFKC gives; all other characters as they are. Python reads
/// identifiers like that.
std::string plain_shapes(std::string_view text);

/// Whether plain_shapes() would change something.
bool has_other_shapes(std::string_view text);

}  // namespace dockgate::text
