#pragma once
// Builds from texts, for tests of facts.

#include <map>
#include <string>

#include "build/build.hpp"
#include "dockerfile/parse.hpp"
#include "facts/collect.hpp"
#include "text/file_trees.hpp"

namespace dockgate::facts::test {

/// The build of "Dockerfile" among `files`.
inline build::Build build_of(std::map<std::string, std::string> files, build::Request request = {}) {
  auto context = text::memory_files(std::move(files));
  auto file = std::make_shared<dockerfile::File>(dockerfile::parse(*context->read("Dockerfile")));
  return build::resolve(file, context, std::move(request));
}

inline BuildFacts facts_of(std::map<std::string, std::string> files) {
  return collect(build_of(std::move(files)));
}

inline std::uint32_t line_of(const Place& at) {
  return at.source ? at.source->position(at.span.begin).line : 0;
}
inline std::string where(const Place& at) {
  return (at.source ? at.source->path() : "?") + ":" + std::to_string(line_of(at));
}

}  // namespace dockgate::facts::test
