#pragma once
// The release gate: a check at the strictest boundary, with the manifest, in which what could not be judged
// fails.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/facts.hpp"
#include "manifest/manifest.hpp"
#include "oci/image.hpp"
#include "policy/looks.hpp"
#include "policy/policy.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lint {

/// What the gate is given besides what a check takes.
struct GateRequest {
  /// A manifest in place of the nearest one above each Dockerfile.
  struct Named {
    std::shared_ptr<const FileTree> tree;
    std::string path;
  };
  std::optional<Named> manifest;
  /// Tells only what is there, as a manifest in this folder (a display path) would say it: none is looked for
  /// and none is missed.
  std::optional<std::string> folder;
  std::string image_path;  // of an archive of the built image, as users know it; "" = none
  /// Reads that archive; files called like one of the names have to be hashed whatever they hold.
  std::function<Result<std::vector<oci::Image>>(const std::vector<std::string>& names)> read_image;
};

/// What was understood of one build, beyond its findings.
struct GatedBuild {
  std::string dockerfile, label;  // as JudgedDockerfile has them
  policy::PolicyPtr policy;
  std::shared_ptr<const policy::Boundary> boundary;  // the strictest, stricter still
  facts::BuildFacts facts;
  policy::Looks looks;
  manifest::Build now;             // what is there
  std::string manifest_path;       // display path of the manifest; "" when there is none
  SourcePtr manifest_source;       // its text, where it could be read
  bool in_manifest = false;        // the manifest has this build
  std::vector<oci::Image> images;  // of the archive, one a platform
  SourcePtr ledger;                // the review ledger that counted, or null
};

struct GateResult {
  LintResult lint;
  std::vector<std::shared_ptr<const GatedBuild>> builds;  // in the order of lint.dockerfiles
  /// Findings in force that fail the gate, as indices into lint.findings: those that reach the failure level,
  /// and all that could not be proven safe.
  std::vector<std::size_t> failing;
  /// Something was judged, nothing fails, all could be judged.
  bool accepted = false;
};

/// Judges each input for a release. Comments that suppress do not count; weights are hashed.
/// `options.boundary` is of no meaning: it is the strictest one of each policy. Never throws.
GateResult gate(std::vector<LintInput> inputs, const LintOptions& options, const GateRequest& request);

/// How a manifest in the folder `folder` (a display path) names a policy.
manifest::Policy policy_of_manifest(const policy::Policy& policy, std::string_view folder);

/// Of the manifest's folder: what paths in it start from. `path` is that of the Dockerfile within `tree`.
/// Looks upward from there for the nearest manifest; nothing when there is none.
std::optional<std::string> find_manifest(const FileTree& tree, std::string_view path);

}  // namespace dockgate::lint
