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

const std::string* first_match(const std::vector<std::string>& globs, std::string_view text) {
  const auto found =
      std::ranges::find_if(globs, [&](const std::string& glob) { return text::glob_match(glob, text); });
  return found == globs.end() ? nullptr : &*found;
}

// The conditions of an entry on one build, with the words for those that hold.
class Match {
 public:
  Match(const ClassifyInput& input, std::string_view path, std::string_view build_file, bool lowers)
      : input_(input), path_(path), build_file_(build_file), lowers_(lowers) {}

  bool holds(const ClassifyMatch& match) {
    return path(match.paths) && target(match.targets) && labels(match.labels) &&
           caller(match.compose, "compose service ") && caller(match.bake, "bake target ") &&
           one("invocation", match.invocations, input_.invocation) &&
           one("branch", match.branches, input_.branch);
  }
  const std::string& reason() const { return reason_; }

 private:
  void add(std::string_view what, std::string_view value) {
    reason_ += (reason_.empty() ? "" : ", ") + std::string(what) + " `" + std::string(value) + "`";
  }
  bool one(std::string_view what, const std::vector<std::string>& globs, std::string_view text) {
    if (globs.empty()) return true;
    const std::string* found = text.empty() ? nullptr : first_match(globs, text);
    if (found) add(what, text);
    if (found && *found != text) reason_ += " (`" + *found + "`)";
    return found != nullptr;
  }
  bool path(const std::vector<std::string>& globs) {
    if (globs.empty()) return true;
    const auto glob = path_match(globs, path_);
    if (glob) add("path", *glob);
    return glob.has_value();
  }
  bool target(const std::vector<std::string>& globs) {
    // The name of the last stage stands in the file itself: it may raise the file but not lower it.
    return one("target", globs, input_.target.empty() && !lowers_ ? input_.last_stage : input_.target);
  }
  bool labels(const std::vector<std::pair<std::string, std::string>>& wanted) {
    return std::ranges::all_of(wanted, [&](const auto& label) {
      const bool found = std::ranges::find(input_.labels, label) != input_.labels.end();
      if (found) add("label", label.first + "=" + label.second);
      return found;
    });
  }
  bool caller(const std::optional<ClassifyMatch::BuildFile>& wanted, std::string_view prefix) {
    if (!wanted) return true;
    if (!input_.invocation.starts_with(prefix)) return false;
    if (!wanted->files.empty() && !first_match(wanted->files, build_file_)) return false;
    const std::string_view name = std::string_view(input_.invocation).substr(prefix.size());
    if (!wanted->names.empty() && !first_match(wanted->names, name)) return false;
    add(prefix.substr(0, prefix.size() - 1), name);
    return true;
  }

  const ClassifyInput& input_;
  std::string_view path_, build_file_;
  bool lowers_;
  std::string reason_;
};

// Why `entry` applies ("path `tools/**`"), or nothing.
std::optional<std::string> why(const Classification& entry, const ClassifyInput& input, std::string_view path,
                               std::string_view build_file) {
  Match all(input, path, build_file, entry.lowers);
  if (!all.holds(entry.all)) return std::nullopt;
  if (entry.any.empty()) return all.reason();
  for (const ClassifyMatch& each : entry.any) {
    Match one(input, path, build_file, entry.lowers);
    if (one.holds(each)) return all.reason() + (all.reason().empty() ? "" : ", ") + one.reason();
  }
  return std::nullopt;
}

}  // namespace

Classified Policy::classify(const ClassifyInput& input) const {
  const std::string path = relative(input.path), build_file = relative(input.build_file);
  Classified result;
  for (const auto& [entry, origin] : classify_) {
    const Boundary* boundary = find_boundary(entry.boundary);
    if (!boundary || (result.boundary && boundary->rank <= result.boundary->rank)) continue;
    if (const auto reason = why(entry, input, path, build_file)) {
      result = {boundary, *reason + " is " + boundary->name + " by " + origin};
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
