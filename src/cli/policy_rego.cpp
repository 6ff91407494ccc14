// `policy rego`: what of the policy the builder itself can enforce.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "lock/find_lock.hpp"
#include "policy/find_policy.hpp"
#include "policy/rego.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// The policy of the option, or that of the Dockerfile at `place`; null once the console has been told why
/// not.
policy::PolicyPtr policy_for(const Located& place, const Options& options, Workspace& workspace,
                             Console& console) {
  if (!options.policy.empty()) {
    LintOptions lint;
    return read_policy(options, workspace, lint, console) ? lint.policy : nullptr;
  }
  const policy::FoundPolicy found = policy::find_policy(place.tree, place.path);
  if (!found.policy) complain(console, options, found.problems);
  return found.policy;
}

const policy::Boundary* boundary_for(const policy::Policy& policy, const Options& options, Console& console) {
  if (options.boundary.empty()) return &policy.strictest();
  if (const policy::Boundary* found = policy.find_boundary(options.boundary)) return found;
  std::vector<std::string_view> known;
  for (const policy::Boundary& each : policy.boundaries()) known.push_back(each.name);
  complain(console, options,
           text::with_hint(text::printable(policy.title()) + " has no boundary `" +
                               text::printable(options.boundary) + "`",
                           options.boundary, known));
  return nullptr;
}

std::vector<policy::LockedImage> locked_images(const lock::Lock& lock) {
  std::vector<policy::LockedImage> out;
  for (const lock::Image& image : lock.images) {
    policy::LockedImage each{image.name, image.tag, {}};
    if (!image.digest.empty()) each.digests.push_back(image.digest);
    for (const auto& [platform, digest] : image.platforms) {
      if (std::ranges::find(each.digests, digest) == each.digests.end()) each.digests.push_back(digest);
    }
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace

int policy_rego(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const Located place = workspace.locate(options.paths.empty() ? "Dockerfile" : options.paths.front());
  const policy::PolicyPtr policy = policy_for(place, options, workspace, console);
  const policy::Boundary* boundary = policy ? boundary_for(*policy, options, console) : nullptr;
  if (boundary == nullptr) return exit_invalid;
  lock::FoundLock found;
  if (options.lock.empty()) {
    found = lock::LockFinder(place.tree).find(place.path);
  } else {
    const Located file = workspace.locate(options.lock);
    found = lock::load(*file.tree, file.path);
  }
  if (!found.problems.empty()) {
    complain(console, options, found.problems);
    return exit_invalid;
  }
  const std::string path = place.tree->display_path(place.path);
  policy::RegoInput input;
  input.path = path;
  input.today = text::date_from(console.today()).value_or(text::Date{});
  std::vector<policy::LockedImage> locked;
  if (found.lock) {
    input.lock_file = found.lock->path;
    locked = locked_images(*found.lock);
    input.locked = locked;
  }
  console.out(policy::rego(*policy, *boundary, input));
  return exit_clean;
}

}  // namespace dockgate::cli
