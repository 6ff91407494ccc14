#pragma once
// A part of a run, so that several machines can share one.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// Part `number` of `of`, counted from 1.
struct Shard {
  std::size_t number = 1, of = 1;
};

/// Reads "2/8"; nothing when that is no part (at most 65,536 of them).
std::optional<Shard> read_shard(std::string_view text);

/// Keeps the inputs of the shard. Which that is says the path of the Dockerfile as it is shown, whatever else
/// there is, so that all builds of a Dockerfile stay together and every machine chooses alike.
void keep_shard(std::vector<LintInput>& inputs, const Shard& shard);

}  // namespace dockgate::lint
