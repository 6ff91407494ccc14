// Any bytes parse without harm, and into a tree that keeps its promises.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "dockerfile_properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dockgate;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto file = dockerfile::parse(std::make_shared<const SourceFile>("Dockerfile", std::move(bytes)));
  const std::string broken = dockerfile::TreeCheck::broken(file);
  if (!broken.empty()) {
    std::fprintf(stderr, "broken: %s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
