// Any image reference: its spans lie in the text, and the name that it is written back as reads as the same
// name.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "image/reference.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = image::parse(text);
  const auto inside = [&](Span span) { return span.begin <= span.end && span.end <= size; };
  if (!result) {
    if (!inside(result.error().span) || result.error().message.empty()) std::abort();
    return 0;
  }
  if (!inside(result->name_span) || !inside(result->tag_span) || !inside(result->digest_span)) std::abort();
  for (const auto& name : {image::full_name(*result), image::familiar_name(*result)}) {
    const auto again = image::parse(name);
    // docker.io/HEX64 is a name, HEX64 alone is refused (it would be taken for an image's id).
    if (!again && name.size() == 64) continue;
    if (!again || again->registry != result->registry || again->repository != result->repository)
      std::abort();
  }
  return 0;
}
