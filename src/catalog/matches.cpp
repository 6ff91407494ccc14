#include "catalog/apis.hpp"

namespace dockgate::catalog {

bool matches(std::string_view pattern, std::string_view dotted) {
  // Greedy with one point to come back to: linear for what catalogues hold, never worse than pattern × text.
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < dotted.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == dotted[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace dockgate::catalog
