// `policy check`: what a policy says of itself.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "policy/find_policy.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

int policy_check(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) {
    const policy::FoundPolicy found = policy::find_policy(workspace.tree(), "Dockerfile");
    if (!found.policy) {
      complain(console, options, found.problems);
      return exit_invalid;
    }
    console.out(text::printable(found.policy->title()) + " is valid (" + found.reason + ")\n");
    return exit_clean;
  }
  int code = exit_clean;
  for (const std::string& path : paths) {
    const Located place = workspace.locate(path);
    const auto source = place.tree->read(place.path);
    if (!source) {
      complain(console, options, text::printable(path) + ": " + std::string(to_string(source.error())));
      code = exit_invalid;
      continue;
    }
    const policy::LoadResult loaded = policy::Policy::parse(*source, place.tree.get(), place.path);
    if (loaded) {
      console.out(text::printable((*loaded)->title()) + " is valid\n");
    } else {
      complain(console, options, loaded.error());
      code = exit_invalid;
    }
  }
  return code;
}

}  // namespace dockgate::cli
