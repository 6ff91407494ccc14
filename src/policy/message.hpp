#pragma once
// Texts of rules with `{field}` in them.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::policy {

/// The placeholder for what `misses-entry-of` found missing.
inline constexpr std::string_view missing_entries = "missing-entries";

/// The names between braces, in order; or what is wrong with the braces. `{{` and `}}` stand for braces.
Result<std::vector<std::string_view>> placeholders(std::string_view text);

/// `text` with each `{name}` replaced by value(name). Braces that placeholders() refuses are kept as they
/// are.
std::string fill(std::string_view text, const std::function<std::string(std::string_view name)>& value);

}  // namespace dockgate::policy
