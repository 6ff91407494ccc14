// Whatever the file: the layout keeps what Docker reads, and made again it changes nothing.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "dockerfile/parse.hpp"
#include "format/format.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > (1u << 16)) return 0;
  const auto parsed = [](const std::string& text) {
    return dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", text));
  };
  const std::string text(reinterpret_cast<const char*>(data), size);
  const dockerfile::File before = parsed(text);
  const std::string once = format::apply_layout(text, format::layout_edits(before));
  const dockerfile::File after = parsed(once);
  if (!format::same_tree(before, after)) std::abort();
  if (format::apply_layout(once, format::layout_edits(after)) != once) std::abort();
  return 0;
}
