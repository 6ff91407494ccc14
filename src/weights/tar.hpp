#pragma once
// Members of TAR files: ustar, GNU and pax.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weights/findings.hpp"

namespace dockgate::weights {

struct TarEntry {
  std::string name;
  std::string target;  // of links
  char type = '0';
  std::string_view data;
};

/// Whether `bytes` begin with the header of a member: its checksum is right.
bool begins_as_tar(std::string_view bytes);

/// Reads headers one after the other, for archives that come in pieces as well. What the extra headers of
/// GNU and pax say is carried to the member behind them.
class TarHeaders {
 public:
  struct Step {
    enum class Kind { member, extra, end, broken } kind = Kind::broken;
    std::uint64_t size = 0;  // of what follows; it is padded to whole blocks
    TarEntry entry;          // of a member; without its data
  };
  static constexpr std::size_t block = 512;
  /// `header` has one block. Behind an extra one, extra() has to be called next.
  Step take(std::string_view header);
  /// The content of the last extra header.
  void extra(std::string_view content);

 private:
  /// The values of `path`, `linkpath` and `size`.
  struct Said {
    std::optional<std::string> path, link;
    std::optional<std::uint64_t> size;
  };
  static void read_pax(std::string_view text, Said& out);

  Said next_, global_;
  char type_ = '0';
};

/// All members. Reasons: links and names that lead outside, devices, broken headers, what stands behind the
/// end. Long names of GNU and pax are applied.
std::vector<TarEntry> read_tar(std::string_view bytes, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
