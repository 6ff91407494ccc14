#pragma once
// hadolint's configuration written as a policy of ours.

#include <string>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::policy {

/// The text of a `.dockgate.yaml` that says what hadolint's configuration `source` says, with a comment where
/// a key has no counterpart. Fails with the mistakes of the file.
Result<std::string, std::vector<Problem>> convert_hadolint_file(const SourcePtr& source);

}  // namespace dockgate::policy
