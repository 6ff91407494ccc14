// Which boundary a build has, and why.
#include <algorithm>

#include "policy/policy.hpp"
#include "text/glob.hpp"

namespace dockgate::policy {
namespace {

// The glob that takes `path` in; nothing when none does, or one with `!` takes it out again.
std::optional<std::string> path_match(const std::vector<std::string>& globs, std::string_view path) {
  std::optional<std::string> taken;
  bool only_exclusions = true;
  for (const std::string& glob : globs) {
    if (glob.starts_with('!')) {
      if (text::glob_match(std::string_view(glob).substr(1), path)) return std::nullopt;
    } else {
      only_exclusions = false;
      if (!taken && text::glob_match(glob, path)) taken = glob;
    }
  }
  if (only_exclusions && !globs.empty()) return globs.front();
  return taken;
}

// Why `match` holds ("path `tools/**`"), or nothing.
std::optional<std::string> why(const ClassifyMatch& match, const ClassifyInput& input,
                               std::string_view path) {
  std::string reason;
  const auto add = [&](std::string_view what, std::string_view value) {
    reason += (reason.empty() ? "" : ", ") + std::string(what) + " `" + std::string(value) + "`";
  };
  if (!match.paths.empty()) {
    const auto glob = path_match(match.paths, path);
    if (!glob) return std::nullopt;
    add("path", *glob);
  }
  if (!match.targets.empty()) {
    if (std::ranges::find(match.targets, input.target) == match.targets.end()) return std::nullopt;
    add("target", input.target);
  }
  for (const auto& label : match.labels) {
    if (std::ranges::find(input.labels, label) == input.labels.end()) return std::nullopt;
    add("label", label.first + "=" + label.second);
  }
  if (!match.invocations.empty()) {
    const auto found = std::ranges::find_if(
        match.invocations, [&](const std::string& glob) { return text::glob_match(glob, input.invocation); });
    if (found == match.invocations.end()) return std::nullopt;
    add("invocation", *found);
  }
  return reason;
}

}  // namespace

Classified Policy::classify(const ClassifyInput& input) const {
  const std::string path = relative(input.path);
  Classified result;
  for (const auto& [entry, origin] : classify_) {
    const Boundary* boundary = find_boundary(entry.boundary);
    if (!boundary || (result.boundary && boundary->rank <= result.boundary->rank)) continue;
    for (const ClassifyMatch& match : entry.any) {
      const auto reason = why(match, input, path);
      if (!reason) continue;
      result = {boundary, *reason + " is " + boundary->name + " by " + origin};
      break;
    }
  }
  if (!result.boundary) {
    const Boundary* unclassified = find_boundary(unclassified_);
    result.boundary = unclassified ? unclassified : &strictest();
    result.reason =
        "nothing classifies it, and unclassified is " + result.boundary->name + " by " + unclassified_origin_;
  }
  for (const BoundaryRequest& request : input.requests) {
    const Boundary* boundary = find_boundary(request.boundary);
    // A misspelt wish must not leave a file at a looser boundary than it asked for.
    const Boundary& wanted = boundary ? *boundary : strictest();
    if (wanted.rank <= result.boundary->rank) continue;
    result.boundary = &wanted;
    result.reason = boundary ? request.what + " raises it to " + wanted.name
                             : request.what + " names `" + request.boundary +
                                   "`, which is no boundary of the policy; the strictest applies";
  }
  return result;
}

}  // namespace dockgate::policy
