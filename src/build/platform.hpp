#pragma once
// Platforms such as `linux/arm64/v8`, in the one spelling that BuildKit compares
// (github.com/containerd/platforms).

#include <optional>
#include <string>
#include <string_view>

namespace dockgate::build {

struct Platform {
  std::string system = "linux", architecture = "amd64", variant;
  /// `linux/arm/v7`
  std::string text() const;
};

/// The platform that `text` names: `system/architecture[/variant]`, or one of them alone; other spellings of
/// architectures (`x86_64`, `aarch64`) become the usual ones. Nothing when it is no platform.
std::optional<Platform> parse_platform(std::string_view text);

/// Whether an image of that name is one for Windows: those under `mcr.microsoft.com/windows`, and all whose
/// name or tag has `nanoserver` or `windowsservercore` in it.
bool names_windows_image(std::string_view reference);

}  // namespace dockgate::build
