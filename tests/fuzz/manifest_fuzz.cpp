// Fuzzes the reader of manifests: what it takes is written and read again the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "manifest/manifest.hpp"
#include "report/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  const auto read = [](std::string text) {
    return manifest::read(std::make_shared<SourceFile>("manifest.json", std::move(text)));
  };
  const auto manifest = read(std::string(reinterpret_cast<const char*>(data), size));
  if (!manifest) return 0;
  const auto text = report::manifest_json(*manifest);
  const auto again = read(text);
  if (!again || report::manifest_json(*again) != text || !manifest::compare(*manifest, *again).empty())
    std::abort();
  report::manifest_cyclonedx(*manifest);
  report::manifest_statement(*manifest);
  return 0;
}
