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

const std::vector<std::uint32_t>& Engine::holding(std::string_view word, As as) const {
  const bool named = !word.empty() && word != computed_name;
  const auto [entry, fresh] = holding_[static_cast<std::size_t>(as)].try_emplace(std::string(word));
  auto& [found, read_by_then] = entry->second;
  // More modules may have been looked into since.
  if (!fresh && (named || read_by_then == read_later_)) return found;
  found.clear();
  read_by_then = read_later_;
  const Sought sought(word);
  const auto may_hold = [&](const Loaded& loaded) {
    if (as == As::definition) return loaded.lazy->may_define(sought);
    if (as == As::base) return loaded.lazy->may_derive(sought);
    if (as == As::attribute) return loaded.lazy->may_store(sought);
    // To look into what is parsed costs less than to look for the word in its text.
    return loaded.module != nullptr ? loaded.lazy->filter_holds(sought) : loaded.lazy->may_hold(sought);
  };
  for (std::uint32_t module = 0; module < given_; ++module) {
    const Loaded& loaded = modules_[module];
    if (loaded.lazy == nullptr || (named ? may_hold(loaded) : loaded.module != nullptr))
      found.push_back(module);
  }
  return found;
}

}  // namespace dockgate::python
