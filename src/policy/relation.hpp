#pragma once
// The facts that satisfy an `exists` condition, by what they have to share with the fact that asks.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facts/schema.hpp"

namespace dockgate::policy {

/// A place in the build: the instruction, then the byte within the Dockerfile.
using Rank = std::pair<std::size_t, std::uint32_t>;

/// Answers in constant time, since a file of many thousand instructions would otherwise take quadratic time.
struct Relation {
  struct Bucket {
    Rank first, last;
    const facts::Fact* any = nullptr;
    std::size_t count = 0;
  };
  const facts::Kind* kind = nullptr;
  /// Fields that have to be equal: of the fact that asks, of the other.
  std::vector<std::pair<const facts::Field*, const facts::Field*>> same;
  bool before = false, after = false, same_run = false, other_run = false;
  int neighbour = 0;  // -1: the instruction just before, 1: just after
  std::unordered_map<std::string, Bucket> certain, possible;
  bool unknown_key = false;  // a fact may match, but what it has to share is not known
};

}  // namespace dockgate::policy
