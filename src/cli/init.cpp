// `init`: a policy to start from.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/propose.hpp"
#include "cli/workspace.hpp"
#include "cli/write_file.hpp"
#include "policy/hadolint_convert.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::array<std::string_view, 4> hadolint_files{".hadolint.yaml", ".hadolint.yml", "hadolint.yaml",
                                                         "hadolint.yml"};

/// hadolint's configuration in `tree` as a policy; nothing, and the user told, when there is none that
/// serves.
std::optional<Proposal> from_hadolint(const FileTree& tree, const Options& options, Console& console) {
  const auto* name = std::ranges::find_if(
      hadolint_files, [&](std::string_view file) { return tree.kind(file) == EntryKind::file; });
  if (name == hadolint_files.end()) {
    complain(console, options, "there is no .hadolint.yaml to convert");
    return std::nullopt;
  }
  const auto source = tree.read(*name);
  if (!source) {
    complain(console, options, std::string(*name) + ": " + std::string(to_string(source.error())));
    return std::nullopt;
  }
  auto converted = policy::convert_hadolint_file(*source);
  if (!converted) {
    complain(console, options, converted.error());
    return std::nullopt;
  }
  return Proposal{std::move(*converted), {"it says what " + std::string(*name) + " says"}};
}

}  // namespace

int init(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const std::string folder = options.paths.empty() ? "." : options.paths.front();
  const Located place = workspace.locate(folder);
  if (!place.path.empty() && place.tree->kind(place.path) != EntryKind::folder) {
    complain(console, options, text::printable(folder) + ": not a folder");
    return exit_invalid;
  }
  if (!options.from.empty() && options.from != "hadolint") {
    complain(console, options, "--from knows hadolint, not `" + text::printable(options.from) + "`");
    return exit_invalid;
  }
  const auto tree = workspace.folder(folder);
  const std::optional<Proposal> converted =
      options.from.empty() ? propose(*tree) : from_hadolint(*tree, options, console);
  if (!converted) return exit_invalid;
  const Proposal& proposal = *converted;
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
