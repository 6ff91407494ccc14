// Any text as the options of `# check=`: at the top of a file, above an instruction, as the build argument.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "dockerfile/check_options.hpp"
#include "dockerfile/parse.hpp"

namespace {

void check(const dockgate::dockerfile::CheckOptions& options) {
  for (const auto& name : options.skip)
    if (!options.skips(name)) std::abort();
  for (const auto& name : options.experimental)
    if (!options.asks_for(name)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 8192) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto options = dockerfile::read_check_options(text)) check(*options);

  std::string line = text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  const auto file = dockerfile::parse(std::make_shared<SourceFile>(
      "Dockerfile", "# check=" + line + "\nFROM a\n# check=" + line + "\nRUN x\n"));
  const auto checks = dockerfile::file_checks(file);
  check(checks.options);
  if (checks.error && (checks.error->span.begin > checks.error->span.end ||
                       checks.error->span.end > file.source->bytes().size()))
    std::abort();
  for (const auto& instruction : file.instructions)
    if (const auto own = dockerfile::instruction_checks(instruction)) check(own->options);
  check(dockerfile::file_checks(file, text).options);
  return 0;
}
