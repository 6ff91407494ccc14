#pragma once
// What a weight file is and what opening it can do, from its bytes alone. Nothing is unpickled or run.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::weights {

/// From the best to the worst; of several the worst counts.
enum class Verdict { clean, not_scanned, suspicious, dangerous };
std::string_view to_string(Verdict verdict);  // "clean", "not-scanned", "suspicious", "dangerous"

struct Reason {
  Verdict verdict = Verdict::suspicious;  // what this reason alone makes of the file
  std::string what;                       // lower case, no final period; may hold bytes of the input
  std::string where;                      // "archive/data.pkl, byte 12"; "" for the whole file
};

/// Bounds on the work for one file. What reaches one of them is at least not-scanned.
struct Limits {
  std::uint64_t unpacked_bytes = 512u << 20;  // that decompression may give, all members together
  std::uint64_t opcodes = 100'000'000;        // of all pickles together
  std::uint32_t members = 200'000;            // of all archives together
  int depth = 6;                              // archives, compressed files and pickles inside each other
};

struct Scan {
  std::string format = "unknown";  // docs/weights.md has the list
  Verdict verdict = Verdict::clean;
  std::vector<Reason> reasons;  // the worst first; none for a clean file
  bool can_run_code = false;    // the format may hold code that runs on load
  bool weights = false;         // the content is a format of weights, archives of any kind included
};

/// Judges the content. `name` (a path) matters in two cases only: a program that is named as weights, and a
/// file of unknown content that is named so. Linear in the size of `bytes`; never throws.
Scan scan(std::string_view bytes, std::string_view name, const Limits& limits = {});

/// How many of a file's first bytes scan_front() has to have, for the formats whose front says all:
/// safetensors. 0 for others. `head`: 16 of them are enough.
std::uint64_t front_needed(std::string_view head);
/// Judges a file of `size` bytes by as many of its first ones as front_needed() said.
Scan scan_front(std::string_view front, std::uint64_t size);

/// Whether the name promises weights (`*.pt`, `pytorch_model.bin`), and whether it may (`*.bin`, `*.dat`).
enum class NameKind { other, maybe, weights };
NameKind name_kind(std::string_view path);

/// Whether the first bytes of a file of any name deserve a look: the magic of a weight format, of an archive
/// or of a pickle. 512 bytes are enough.
bool looks_like_weights(std::string_view head);

/// Whether they are those of a format that only weights and arrays have, so that a name is not needed: no
/// plain archive, no pickle of the protocols that are texts.
bool is_surely_weights(std::string_view head);

}  // namespace dockgate::weights
