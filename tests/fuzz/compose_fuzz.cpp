// Any compose file: reading it ends, and what it asks for stays inside of the tree.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "build/compose.hpp"
#include "text/file_trees.hpp"
#include "text/path.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  if (size > 8192) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto tree = text::memory_files({{"a/compose.yaml", text}, {"a/.env", "A=1\nB=../..\n"}});
  const build::Invocations read = build::read_compose(*tree, "a/compose.yaml");
  for (const build::Invocation& invocation : read.builds) {
    if (text::normalize(invocation.context) != invocation.context) std::abort();
    if (text::normalize(invocation.dockerfile) != invocation.dockerfile) std::abort();
    if (invocation.request.label.empty() || !invocation.at.source) std::abort();
    for (const build::NamedContext& context : invocation.request.contexts)
      if (context.kind == build::NamedContext::Kind::folder &&
          text::normalize(context.value) != context.value)
        std::abort();
  }
  return 0;
}
