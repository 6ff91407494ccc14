#pragma once
// Files on disk, for tests.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace dockgate::test {

/// All bytes of a file; "" when there is none.
inline std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace dockgate::test
