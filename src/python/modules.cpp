// Which modules of a program are looked into: those that matter, and those that hold a name that is asked
// for.

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

std::vector<bool> Engine::modules_to_look_at(const CallFilter& filter) const {
  std::vector<bool> out(modules_.size(), !filter);
  if (!filter) return out;
  for (std::uint32_t module = 0; module < modules_.size(); ++module)
    out[module] = modules_[module].relevant || modules_[module].lazy == nullptr;
  for (const std::string_view name : interesting_)
    for (const std::uint32_t module : holding(name)) out[module] = true;
  return out;
}

}  // namespace dockgate::python
