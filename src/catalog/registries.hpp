#pragma once
// Registries of images that are reached under other names than their own: constant data, made from
// policies/catalog/image_registries.yaml when the project is built.

#include <span>
#include <string_view>

namespace dockgate::catalog {

struct RegistryRow {
  std::string_view registry;                      // as references name it: "docker.io"
  std::string_view api;                           // the host that answers for it; "" = itself
  std::span<const std::string_view> token_hosts;  // that may give tokens for it, besides itself
  std::span<const std::string_view>
      credentials;  // names under which Docker keeps its credentials, the usual one first
};

std::span<const RegistryRow> registries();

/// The row of `registry`; null where it is reached as it is called.
const RegistryRow* find_registry(std::string_view registry);

}  // namespace dockgate::catalog
