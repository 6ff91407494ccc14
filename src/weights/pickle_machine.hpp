#pragma once
// Runs one pickle on symbols: what it would import and call, without doing so.

#include <cstdint>
#include <string>
#include <string_view>

#include "weights/findings.hpp"

namespace dockgate::weights {

struct PickleOptions {
  bool torch = false;        // persistent ids are storages of a torch file
  bool torchscript = false;  // names below `__torch__` are classes of the archive itself
  int depth = 0;             // of files and pickles around this one
};

struct PickleRun {
  enum class End { stop, broken, limit } end = End::broken;
  std::size_t next = 0;     // one past STOP, or where it broke
  std::string why;          // of a broken one: "opcode 0xff is unknown"
  std::size_t imports = 0;  // how many different names it imports
  bool calls = false;       // it calls or builds something
  bool arrays = false;      // joblib's arrays stand in it
  bool result_is_number = false;
};

/// Runs the pickle that begins at byte `begin` of `bytes`. Reasons go to `findings`: imports that are not on
/// the list, forbidden uses of those that are, and streams that unpicklers read differently. A pickle that
/// breaks off keeps the reasons found before. Time and memory are bounded by the size of the pickle and by
/// the opcodes that `findings` has left. All 68 opcodes of protocols 0 to 5 are known (CPython, pickletools).
PickleRun run_pickle(std::string_view bytes, std::size_t begin, const Spot& spot, Findings& findings,
                     const PickleOptions& options);

}  // namespace dockgate::weights
