// `merge`: the results of several machines as one.
#include "report/merge.hpp"

#include <cstdint>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::uint64_t largest_result = 1ULL << 30;

}  // namespace

int merge(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  std::vector<std::pair<std::string, std::string>> outputs;
  for (const std::string& path : options.paths) {
    const Located place = workspace.locate(path);
    const auto source = place.tree->read(place.path, largest_result);
    if (!source) {
      complain(console, options, text::printable(path) + ": " + std::string(to_string(source.error())));
      return exit_invalid;
    }
    outputs.emplace_back(text::printable(path), std::string((*source)->bytes()));
  }
  const auto merged = report::merge_results(outputs);
  if (!merged) {
    complain(console, options, merged.error());
    return exit_invalid;
  }
  console.out(merged->text);
  return exit_code_of(options, merged->outcome, merged->nothing);
}

}  // namespace dockgate::cli
