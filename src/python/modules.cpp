// Modules are parsed when they are asked for, and asked for by the words in their text.

#include <algorithm>

#include "python/engine.hpp"
#include "python/lazy_module.hpp"

namespace dockgate::python {

const Module& Engine::parsed(std::uint32_t module) const {
  Loaded& loaded = modules_[module];
  loaded.module = loaded.lazy->module();
  ++read_later_;
  return *loaded.module;
}

const std::vector<std::uint32_t>& Engine::holding(std::string_view word) const {
  const bool named = !word.empty() && word != computed_name;
  const auto [entry, fresh] = holding_.try_emplace(std::string(word));
  auto& [found, read_by_then] = entry->second;
  // More modules may have been looked into since.
  if (!fresh && (named || read_by_then == read_later_)) return found;
  found.clear();
  read_by_then = read_later_;
  const Sought sought(word);
  for (std::uint32_t module = 0; module < given_; ++module) {
    const Loaded& loaded = modules_[module];
    if (loaded.lazy == nullptr || (named ? loaded.lazy->may_hold(sought) : loaded.module != nullptr))
      found.push_back(module);
  }
  return found;
}

}  // namespace dockgate::python
