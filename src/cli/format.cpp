// `format`: the layout of Dockerfiles.
#include "format/format.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "build/invocation.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "cli/write_file.hpp"
#include "dockerfile/parse.hpp"
#include "lint/discover.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t max_input = 16u << 20;

std::string laid_out(const SourcePtr& source) {
  return format::apply_layout(source->bytes(), format::layout_edits(dockerfile::parse(source)));
}

int format_input(const Options& options, Console& console) {
  auto bytes = console.input(max_input);
  if (!bytes) {
    complain(console, options, "standard input cannot be read, or is above 16 MiB");
    return exit_not_judged;
  }
  const auto source = std::make_shared<SourceFile>("Dockerfile", std::move(*bytes));
  const std::string text = laid_out(source);
  if (!options.check) console.out(text);
  return options.check && text != source->bytes() ? exit_violated : exit_clean;
}

/// The file as the user knows it. exit_clean, exit_violated where `--check` finds a difference, or worse.
int format_file(const Options& options, const LintInput& input, Console& console) {
  const std::string shown = input.tree->display_path(input.path);
  const auto source = input.tree->read(input.path);
  if (!source) {
    complain(console, options, text::printable(shown) + ": " + std::string(to_string(source.error())));
    return exit_not_judged;
  }
  const std::string text = laid_out(*source);
  if (text == (*source)->bytes()) return exit_clean;
  if (!options.quiet) console.out(text::printable(shown) + "\n");
  if (options.check) return exit_violated;
  if (const int error = write_file(shown, text); error != 0) {
    complain(console, options, "cannot write " + text::printable(shown) + ": " + std::strerror(error));
    return exit_not_judged;
  }
  return exit_clean;
}

}  // namespace

int format(const Options& options, Console& console) {
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) paths.emplace_back(".");
  Workspace workspace = Workspace::here();
  int code = exit_clean;
  std::set<std::string> done;
  for (const std::string& path : paths) {
    if (path == "-") {
      code = std::max(code, format_input(options, console));
      done.insert(path);
      continue;
    }
    const Located place = workspace.locate(path);
    const lint::Discovered found = lint::discover(place.tree, place.path);
    for (const NotJudged& item : found.not_judged) {
      if (item.part) continue;
      complain(console, options, text::printable(item.file) + ": " + item.reason);
      code = std::max<int>(code, exit_not_judged);
    }
    for (const LintInput& input : found.inputs) {
      const bool inlined = input.invocation && input.invocation->inline_dockerfile;
      if (inlined || !done.insert(input.tree->display_path(input.path)).second) continue;
      code = std::max(code, format_file(options, input, console));
    }
  }
  if (done.empty() && code == exit_clean) {
    console.error("nothing to lay out: no Dockerfile found\n");
    return exit_nothing;
  }
  return code;
}

}  // namespace dockgate::cli
