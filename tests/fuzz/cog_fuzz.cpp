// Any cog.yaml: reading it ends, and the Dockerfile made of it has the lines that it says and no others.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "build/cog.hpp"
#include "dockerfile/parse.hpp"
#include "text/file_trees.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 8192) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto tree = text::memory_files({{"a/cog.yaml", text}});
  for (const build::Invocation& invocation : build::read_cog(*tree, "a/cog.yaml").builds) {
    const SourceFile& made = *invocation.inline_dockerfile;
    if (invocation.context != "a" || invocation.request.label.empty()) std::abort();
    if (made.line_count() < invocation.made_of.size()) std::abort();
    for (std::size_t i = 0; i < invocation.made_of.size(); ++i) {
      const Span line = made.line_span(static_cast<std::uint32_t>(i + 1));
      if (invocation.made_of[i].added > line.end - line.begin) std::abort();
    }
    const auto file = dockerfile::parse(invocation.inline_dockerfile);
    int stages = 0;
    for (const auto& instruction : file.instructions) stages += instruction.keyword == "FROM" ? 1 : 0;
    if (stages != 1) std::abort();
  }
  return 0;
}
