// `parse`: the syntax tree.
#include "dockerfile/parse.hpp"

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/workspace.hpp"
#include "report/parse_json.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

int parse(const Options& options, Console& console) {
  constexpr std::size_t max_input = 16u << 20;
  Workspace workspace = Workspace::here();
  std::vector<dockerfile::File> files;
  int code = exit_clean;
  for (const std::string& path : options.paths) {
    SourcePtr source;
    if (path == "-") {
      if (auto bytes = console.input(max_input)) {
        const std::string name = options.stdin_filename.empty() ? "Dockerfile" : options.stdin_filename;
        source = std::make_shared<SourceFile>(name, std::move(*bytes));
      } else {
        console.error("error: standard input cannot be read, or is above 16 MiB\n");
      }
    } else {
      const Located place = workspace.locate(path);
      const auto read = place.tree->read(place.path);
      if (read) {
        source = *read;
      } else {
        console.error("error: " + text::printable(path) + ": " + std::string(to_string(read.error())) + "\n");
      }
    }
    if (!source) {
      code = exit_not_judged;
      continue;
    }
    files.push_back(dockerfile::parse(std::move(source)));
    if (!files.back().errors.empty()) code = exit_not_judged;
  }
  console.out(report::parse_json(files));
  return code;
}

}  // namespace dockgate::cli
