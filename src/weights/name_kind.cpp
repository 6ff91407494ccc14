#include <algorithm>

#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "weights/name_patterns.hpp"
#include "weights/scan.hpp"

namespace dockgate::weights {

NameKind name_kind(std::string_view path) {
  const auto name = text::lower(text::file_name(path));
  const auto patterns = name_patterns();
  const auto matches = [&](std::string_view pattern) { return text::glob_match(pattern, name); };
  if (std::ranges::any_of(patterns.weights, matches)) return NameKind::weights;
  // A blob of a hub's cache is called by its digest.
  const bool blob = text::file_name(text::parent(path)) == "blobs" &&
                    (text::is_lower_hex(name, 64) || text::is_commit(name));
  if (blob || std::ranges::any_of(patterns.maybe, matches)) return NameKind::maybe;
  return NameKind::other;
}

}  // namespace dockgate::weights
