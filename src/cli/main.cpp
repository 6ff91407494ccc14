#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "text/guarded_map.hpp"

namespace {

/// Judging takes and gives back many small pieces of memory: kept, they are at hand for the next file.
void keep_memory() {
#ifdef __GLIBC__
  mallopt(M_MXFAST, 0);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  dockgate::text::survive_truncated_maps();
  dockgate::cli::ProcessConsole console;
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  // Under hadolint's name (a link to the program) it stands in for hadolint.
  if (argc > 0 && std::filesystem::path(argv[0]).stem() == "hadolint")
    arguments.insert(arguments.begin(), "hadolint");
  const int code = dockgate::cli::run(arguments, console);
  // A report that did not reach its reader is no report.
  return console.finish() ? code : std::max<int>(code, dockgate::cli::exit_internal);
}
