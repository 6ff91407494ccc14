// Which calls may be what is wanted, by names alone: everything else is never looked at.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {

/// Names under which something that passes the filter may be called, besides its own.
void Engine::find_interesting(const CallFilter& filter, const CallFilter& followed) {
  interesting_.clear();
  if (!filter) return;
  const CallFilter& follows = followed ? followed : filter;
  Aliases names;
  std::unordered_set<Alias, AliasHash> seen;
  const auto add = [&](const Aliases& more) {
    for (const Alias& alias : more)
      if (seen.insert(alias).second) names.push_back(alias);
  };
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    if (!modules_[module].relevant) continue;
    const auto seed = [&](const auto& index) {
      for (const auto& [name, entries] : index)
        if (name == computed_name || follows(name, {}))
          for (const auto& entry : entries) add(aliases_of(module, {name, entry.home}));
    };
    seed(at(module).index.flows);
    seed(at(module).index.handed);
  }
  const auto seeds = static_cast<std::ptrdiff_t>(names.size());
  spread(names, max_wanted_names);
  names.erase(names.begin(), names.begin() + seeds);
  // Classes below one that matters, and how objects of them are made.
  std::vector<std::string_view> open;
  std::set<std::string_view> classes;
  const auto below = [&](std::string_view base) {
    each_holding(base, [&](std::uint32_t module) {
      const Module& m = at(module);
      const auto found = m.index.derived.find(base);
      if (found == m.index.derived.end()) return;
      for (const std::uint32_t klass : found->second) {
        if (classes.empty()) names.insert(names.end(), {{"__init__"}, {"cls", Alias::Where::keyword}});
        if (!classes.insert(m.classes[klass].name).second) continue;
        open.push_back(m.classes[klass].name);
        names.push_back({m.classes[klass].name, Alias::Where::any});
      }
    });
  };
  for (std::uint32_t module = 0; module < modules_.size(); ++module)
    if (modules_[module].relevant)
      for (const auto& [base, derived] : at(module).index.derived)
        if (follows(base, {})) below(base);
  for (std::size_t i = 0; i < open.size() && open.size() < 4096; ++i) below(open[i]);
  for (const Alias& alias : names)
    if (alias.name != computed_name) interesting_[alias.name].push_back(alias);
}

bool Engine::is_interesting(std::uint32_t module, std::string_view name, std::uint32_t home,
                            bool result) const {
  const auto found = interesting_.find(name);
  return found != interesting_.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](const Alias& alias) {
           return alias.result == result && stands_for(alias, module, home);
         });
}

std::vector<bool> Engine::modules_to_look_at(const CallFilter& filter) const {
  std::vector<bool> out(modules_.size(), !filter);
  if (!filter) return out;
  for (std::uint32_t module = 0; module < modules_.size(); ++module)
    out[module] = modules_[module].relevant || modules_[module].lazy == nullptr;
  for (const auto& [name, aliases] : interesting_)
    for (const Alias& alias : aliases)
      if (alias.where == Alias::Where::here)
        out[alias.module] = true;
      else
        for (const std::uint32_t module : holding(name)) out[module] = true;
  for (std::uint32_t module = 0; module < modules_.size(); ++module)
    if (!modules_[module].asked) out[module] = false;
  return out;
}

/// The call nodes whose callee may be something that the filter wants, in order; for the others at least the
/// arguments are looked at (`true`).
std::vector<std::pair<NodeId, bool>> Engine::calls_to_look_at(std::uint32_t module,
                                                              const CallFilter& filter) const {
  const Module& m = at(module);
  std::vector<std::pair<NodeId, bool>> out;
  if (!filter || is_executed(module)) {
    for (const NodeId node : m.calls) out.emplace_back(node, true);
    return out;
  }
  const auto wanted = [&](std::string_view name) {
    return name == computed_name || (modules_[module].relevant && filter(name, {}));
  };
  const auto take = [&](const auto& index, bool inner) {
    for (const auto& [name, sites] : index) {
      const bool always = wanted(name) || name == "__func__" || name == "__call__" || name == "remote" ||
                          name == "delay" || name == "exec" || name == "eval" || name == "run_path" ||
                          name == "run_module";
      for (const CallSite& site : sites)
        if (m.at(site.call).kind == Kind::call &&
            (always || is_interesting(module, name, site.home, inner && site.called)))
          out.emplace_back(site.call, site.reference == no_node);
    }
  };
  take(m.index.sites, false);
  take(m.index.inner_sites, true);
  // What is handed on to something that calls it.
  for (const NodeId node : m.calls) {
    const NodeId list = m.child(node, Field::arguments);
    if (list == no_node || m.at(list).kind != Kind::argument_list) continue;
    for (NodeId c = m.first(list); c != no_node; c = m.sibling(c)) {
      const NodeId value = m.at(c).kind == Kind::keyword_argument ? m.child(c, Field::value) : c;
      const std::string_view name = last_name(m, value);
      if (name.empty() || !(interesting_.contains(name) || wanted(name))) continue;
      out.emplace_back(node, false);
      break;
    }
  }
  // Each node once; one that is looked at itself has its arguments looked at too.
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  out.erase(
      std::unique(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
      out.end());
  return out;
}

}  // namespace dockgate::python
