#pragma once
// What the tests of this folder share: a build made from text and files in memory.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "build/build.hpp"
#include "dockerfile/parse.hpp"
#include "text/file_trees.hpp"

namespace dockgate::build {

using Files = std::map<std::string, std::string>;

inline Build build_of(const std::string& dockerfile, Files files = {}, Request request = {}) {
  auto file = std::make_shared<const dockerfile::File>(
      dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", dockerfile)));
  return resolve(std::move(file), text::memory_files(std::move(files)), std::move(request));
}

/// The notices of one kind, by name.
inline std::vector<std::string> notices(const Build& build, const std::string& kind) {
  std::vector<std::string> out;
  for (const auto& notice : build.notices)
    if (notice.kind == kind) out.push_back(notice.name);
  return out;
}

using Names = std::vector<std::string>;

}  // namespace dockgate::build
