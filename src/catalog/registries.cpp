#include "catalog/registries.hpp"

#include <algorithm>

namespace dockgate::catalog {

const RegistryRow* find_registry(std::string_view registry) {
  const auto found = std::ranges::find(registries(), registry, &RegistryRow::registry);
  return found == registries().end() ? nullptr : &*found;
}

}  // namespace dockgate::catalog
