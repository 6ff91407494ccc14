#pragma once
// Sets of bytes for loops over whole files: a look in a table where std::string_view searches its argument.

#include <array>
#include <cstddef>
#include <string_view>

namespace dockgate::text {

class CharSet {
 public:
  constexpr explicit CharSet(std::string_view members) {
    for (const char c : members) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool contains(char c) const { return has_[static_cast<unsigned char>(c)]; }
  /// The first byte of `text` from `begin` on that is in the set; the size of `text` when there is none.
  constexpr std::size_t find_in(std::string_view text, std::size_t begin = 0) const {
    while (begin < text.size() && !contains(text[begin])) ++begin;
    return begin;
  }
  /// The same for one that is not in the set.
  constexpr std::size_t find_other(std::string_view text, std::size_t begin = 0) const {
    while (begin < text.size() && contains(text[begin])) ++begin;
    return begin;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace dockgate::text
