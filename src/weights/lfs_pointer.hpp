#pragma once
// Git LFS pointers: small texts that stand where the weights should.

#include <optional>
#include <string>
#include <string_view>

#include "weights/content.hpp"

namespace dockgate::weights {

struct LfsPointer {
  std::string sha256;
  std::uint64_t bytes = 0;
};

bool is_lfs_pointer(std::string_view bytes);
/// The pointer; nothing where it is not well-formed (github.com/git-lfs/git-lfs, docs/spec.md).
std::optional<LfsPointer> read_lfs_pointer(std::string_view bytes);
/// A pointer is never clean: what it stands for is not there.
Content scan_lfs_pointer(std::string_view bytes, const Spot& spot, Findings& findings);

}  // namespace dockgate::weights
