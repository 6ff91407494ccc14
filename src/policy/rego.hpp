#pragma once
// What of a policy the builder itself can enforce: a policy in Rego for `docker buildx`
// (https://docs.docker.com/build/policies/), which is asked about each image before the build starts.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.hpp"
#include "text/date.hpp"

namespace dockgate::policy {

/// A name of an image and the digests that it may have.
struct LockedImage {
  std::string name;  // normalised, "docker.io/library/python"
  std::string tag;
  std::vector<std::string> digests;  // of the index and of its manifests
};

struct RegoInput {
  std::string_view path;  // display path of the Dockerfile that it is for
  text::Date today;
  std::string lock_file;  // "" = there is no lock
  std::span<const LockedImage> locked;
};

/// The Rego text that denies what `policy` fails at `boundary` for images: registries, maintainers, digests,
/// tags that move, abandoned images, what the lock has otherwise. Comments say where each comes from and what
/// cannot be carried over. The same input always gives the same text.
std::string rego(const Policy& policy, const Boundary& boundary, const RegoInput& input);

}  // namespace dockgate::policy
