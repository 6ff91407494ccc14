// `init`: a policy to start from.
#include <cerrno>
#include <cstring>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/propose.hpp"
#include "cli/workspace.hpp"
#include "cli/write_file.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

int init(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const std::string folder = options.paths.empty() ? "." : options.paths.front();
  const Located place = workspace.locate(folder);
  if (!place.path.empty() && place.tree->kind(place.path) != EntryKind::folder) {
    complain(console, options, text::printable(folder) + ": not a folder");
    return exit_invalid;
  }
  const Proposal proposal = propose(*workspace.folder(folder));
  if (options.print) {
    console.out(proposal.text);
    return exit_clean;
  }
  const std::string file = folder == "." ? ".dockgate.yaml" : text::join(folder, ".dockgate.yaml");
  const WriteMode mode = options.force ? WriteMode::replace : WriteMode::create;
  if (const int error = write_file(file, proposal.text, mode); error != 0) {
    complain(console, options,
             error == EEXIST ? text::printable(file) + " is there already; --force replaces it"
                             : "cannot write " + text::printable(file) + ": " + std::strerror(error));
    return exit_invalid;
  }
  console.out("wrote " + text::printable(file) + "\n");
  for (const std::string& found : proposal.found) console.out("  " + text::printable(found) + "\n");
  if (proposal.found.empty())
    console.out("  nothing here tells of a boundary: every Dockerfile is at production\n");
  console.out(
      "`dockgate policy why FILE` tells what it says of a Dockerfile, `dockgate check` judges them all\n");
  return exit_clean;
}

}  // namespace dockgate::cli
