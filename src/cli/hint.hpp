#pragma once
// "did you mean": the same words wherever something is not known.

#include <string>
#include <string_view>
#include <vector>

namespace dockgate::cli {

/// `message`, and the one of `known` that is nearest to `word`, where one is near.
std::string with_hint(std::string message, std::string_view word, const std::vector<std::string_view>& known);

}  // namespace dockgate::cli
