#pragma once
// hadolint's configuration file read as a policy (docs/rules-hadolint.md).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/settings.hpp"
#include "yaml/node.hpp"

namespace dockgate::policy {

/// Whether a file of this name is hadolint's: `.hadolint.yaml`, `hadolint.yml` and the like.
bool is_hadolint_file(std::string_view path);

/// What hadolint's options and variables say beside its file.
struct HadolintOptions {
  struct Label {
    std::string name, type;
    bool over_file = false;  // wins where the file has another type for it, as a variable does
  };
  /// Codes; those that nobody knows are passed over.
  std::vector<std::string> ignored, errors, warnings, infos, styles;
  std::vector<std::string> registries;
  std::vector<Label> labels;  // the types are known ones
  /// `error`, `warning`, `info`, `style`, `ignore` or `none`: over the file's, and where the file has none.
  std::optional<std::string> threshold, usual_threshold;
  bool strict_labels = false, never_fails = false, no_comments = false;
};

/// What the file says of the output, which is not the policy's.
struct HadolintOutput {
  std::vector<std::string> formats;
  bool no_colour = false, verbose = false;
};

/// Whether a label may be of that type: `text`, `url`, `rfc3339`, `spdx`, `hash`, `semver`, `email` or "".
bool is_hadolint_label_type(std::string_view type);
/// Whether that is a threshold: `error`, `warning`, `info`, `style`, `ignore` or `none`.
bool is_hadolint_threshold(std::string_view level);

/// What the file says, as settings over `builtin:hadolint`. As in hadolint, keys and codes that nobody knows
/// are passed over; values of a wrong type, levels and label types that do not exist go to `problems`.
Settings read_hadolint_file(const yaml::Node& node, std::vector<Problem>& problems,
                            const HadolintOptions& options = {});
/// What concerns the output. Mistakes are read_hadolint_file()'s to tell.
HadolintOutput read_hadolint_output(const yaml::Node& node);

}  // namespace dockgate::policy
