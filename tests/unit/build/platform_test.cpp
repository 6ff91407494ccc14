#include "build/platform.hpp"

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

std::string read(std::string_view text) {
  const auto platform = parse_platform(text);
  return platform ? platform->text() : "(none)";
}

// As containerd/platforms 1.0.0 parses and normalises them for a build on linux/amd64.
TEST(Platform, Spellings) {
  const struct {
    const char *written, *expected;
  } cases[] = {
      {"linux/amd64", "linux/amd64"},
      {"linux/x86_64", "linux/amd64"},
      {"Linux/AMD64/v1", "linux/amd64"},
      {"linux/amd64/v2", "linux/amd64/v2"},
      {"linux/aarch64", "linux/arm64"},
      {"linux/arm64/v8", "linux/arm64"},
      {"linux/arm64/v9", "linux/arm64/v9"},
      {"linux/arm", "linux/arm/v7"},
      {"linux/arm/6", "linux/arm/v6"},
      {"linux/armhf", "linux/arm/v7"},
      {"linux/i386", "linux/386"},
      {"amd64", "linux/amd64"},
      {"arm64", "linux/arm64"},
      {"windows", "windows/amd64"},
      {"macos/arm64", "darwin/arm64"},
      {"windows(10.0.17763)/amd64", "windows/amd64"},
      {"any/thing", "any/thing"},
      {"thing", "(none)"},
      {"", "(none)"},
      {"linux/", "(none)"},
      {"linux/amd64/v1/x", "(none)"},
      {"linux/am d64", "(none)"},
  };
  for (const auto& c : cases) EXPECT_EQ(read(c.written), c.expected) << c.written;
}

}  // namespace
}  // namespace dockgate::build
