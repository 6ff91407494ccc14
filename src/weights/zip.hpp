#pragma once
// A strict reader of ZIP directories. Parsers disagree about broken archives, and that is how code is hidden
// from scanners: what two of them could read differently is a reason.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weights/findings.hpp"

namespace dockgate::weights {

struct ZipEntry {
  std::string name;        // of the central directory
  std::string local_name;  // of the local header; the same in an honest archive
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint16_t local_method = 0;  // of the local header; the same in an honest archive
  std::uint32_t crc = 0;
  bool link = false;  // made on Unix as a symbolic link, to where its content says
  std::uint64_t packed = 0, size = 0;
  std::uint64_t header = 0;  // of the local header
  std::string_view data;     // the packed bytes, cut at the end of the file
  bool folder() const { return name.ends_with('/'); }
};

/// Whether the end of `bytes` is that of an archive whose directory lies within them. `exactly`: nothing
/// stands behind it but its comment; readers do not ask for that.
bool has_zip_end(std::string_view bytes, bool exactly);

/// All entries, those of a second directory included. Reasons: prefix or suffix, several directories, names
/// that differ between directory and header, duplicates, flags, overlaps, gaps that hold something.
/// Nothing when there is no directory that can be read.
std::optional<std::vector<ZipEntry>> read_zip(std::string_view bytes, const Spot& spot, Findings& findings);

/// The content of a member. `owned` keeps it when it had to be unpacked.
struct ZipContent {
  std::string_view bytes;
  std::shared_ptr<const std::string> owned;
  bool complete = false;
};
/// Unpacks at most `most` bytes. `complete` is false when that was not all, or the method is not known.
ZipContent read_member(const ZipEntry& entry, std::uint64_t most);
/// Whether the method of compression is one that read_member() knows.
bool is_known_method(std::uint16_t method);
/// CRC-32 as archives have it.
std::uint32_t crc_of(std::string_view bytes);

}  // namespace dockgate::weights
