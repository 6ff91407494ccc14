#pragma once
// What the readers of formats share: the reasons found so far and the work that may still be done.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weights/scan.hpp"

namespace dockgate::weights {

/// Where something stands: the member of the archive, and the byte in it.
class Spot {
 public:
  Spot() = default;
  explicit Spot(std::string path) : path_(std::move(path)) {}
  /// A member of what this spot names.
  Spot in(std::string_view member) const {
    return Spot(path_.empty() ? std::string(member) : path_ + " > " + std::string(member));
  }
  std::string at(std::uint64_t byte) const {
    return (path_.empty() ? "" : path_ + ", ") + "byte " + std::to_string(byte);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Findings {
 public:
  explicit Findings(const Limits& limits) : limits_(limits), opcodes_left_(limits.opcodes) {}

  /// Adds a reason unless the same one is there. Of very many only the first are kept; the verdict counts
  /// them all.
  void add(Verdict verdict, std::string what, std::string where);
  void dangerous(std::string what, std::string where) {
    add(Verdict::dangerous, std::move(what), std::move(where));
  }
  void suspicious(std::string what, std::string where) {
    add(Verdict::suspicious, std::move(what), std::move(where));
  }
  void not_scanned(std::string what, std::string where) {
    add(Verdict::not_scanned, std::move(what), std::move(where));
  }
  Verdict verdict() const { return verdict_; }
  const std::vector<Reason>& reasons() const { return reasons_; }

  const Limits& limits() const { return limits_; }
  /// What decompression may still give.
  std::uint64_t unpacked_left() const { return limits_.unpacked_bytes - unpacked_; }
  void count_unpacked(std::uint64_t bytes) { unpacked_ += bytes < unpacked_left() ? bytes : unpacked_left(); }
  std::uint64_t& opcodes_left() { return opcodes_left_; }
  /// False when there are too many members.
  bool count_member() { return members_++ < limits_.members; }

 private:
  Limits limits_;
  Verdict verdict_ = Verdict::clean;
  std::vector<Reason> reasons_;
  std::uint64_t unpacked_ = 0;
  std::uint64_t opcodes_left_ = 0;
  std::uint32_t members_ = 0;
};

}  // namespace dockgate::weights
