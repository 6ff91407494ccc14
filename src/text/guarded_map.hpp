#pragma once
// Files mapped into memory that others may cut short meanwhile.

#include <cstddef>
#include <memory>

#include <dockgate/text.hpp>

namespace dockgate::text {

/// From here on the process survives when a file that map_descriptor() mapped is cut short while it is read:
/// what is gone reads as zeros, and unchanged() tells. It takes over the signal SIGBUS, which reaches the
/// former handler when it is about anything else; so the program decides, not the library. Safe to call
/// twice.
void survive_truncated_maps();

/// Maps the regular file behind `descriptor`, which is closed with the mapping. Nothing when the system
/// refuses, or when a thousand files are mapped already.
std::optional<MappedFile> map_descriptor(int descriptor, std::size_t size);

/// Whether the file behind `file` still has the size and the time of change that it had when it was mapped.
/// True for a file that lies in memory.
bool unchanged(const MappedFile& file);

}  // namespace dockgate::text
