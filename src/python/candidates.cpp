// Which calls may be what is wanted, by names alone: everything else is never looked at.

#include <algorithm>

#include "python/engine.hpp"
#include "python/lazy_module.hpp"

namespace dockgate::python {

bool Engine::begins_with_a_library(std::string_view dotted) const {
  return is_library_ && is_library_(dotted.substr(0, dotted.find('.')));
}

std::span<const std::string_view> Engine::libraries_of(std::string_view name) const {
  return libraries_ ? libraries_(name) : std::span<const std::string_view>();
}

bool Engine::imports_a_library(std::uint32_t module) const {
  if (!is_library_) return true;
  const auto found = imports(at(module));
  return std::any_of(found.begin(), found.end(), [this](const Import& import) {
    return import.level == 0 && begins_with_a_library(import.module);
  });
}

bool Engine::may_be_of_a_library(std::uint32_t module, std::string_view name) const {
  if (name == computed_name) return imports_a_library(module);
  const auto libraries = libraries_of(name);
  const Loaded& loaded = modules_[module];
  const auto holds = [&loaded](std::string_view word) {
    return loaded.lazy != nullptr ? loaded.lazy->may_hold(word)
                                  : loaded.module->source.view().find(word) != std::string_view::npos;
  };
  if (libraries.empty() || std::any_of(libraries.begin(), libraries.end(), holds)) return true;
  // The name of the library may be put together.
  return (holds("import_module") || holds("__import__") || holds("import_string")) &&
         index_of(module).computed_imports;
}

/// Names under which something that passes the filter may be called, besides its own.
void Engine::find_interesting(const CallFilter& filter, const CallFilter& followed) {
  interesting_.clear();
  if (!filter) return;
  followed_ = followed ? followed : filter;
  const CallFilter& follows = followed_;
  // What says most by its name first: what is left out of a large program is what may be anything.
  Aliases telling, common, computed;
  std::vector<std::uint32_t> common_at;  // in which module each of them stands
  for (std::uint32_t module = 0; module < modules_.size(); ++module) {
    if (!modules_[module].relevant) continue;
    const auto seed = [&](const auto& index) {
      for (const auto& [name, entries] : index) {
        if ((name != computed_name && !follows(name, {})) || !may_be_of_a_library(module, name)) continue;
        Aliases& names = name == computed_name ? computed : !libraries_of(name).empty() ? common : telling;
        for (const auto& entry : entries)
          for (const Alias& alias : aliases_of(module, {name, entry.home})) names.push_back(alias);
        common_at.resize(common.size(), module);
      }
    };
    seed(at(module).index.flows);
    seed(at(module).index.handed);
  }
  const bool many = is_large();
  const auto once = [](const Aliases& seeds) {
    Aliases out;
    std::unordered_set<Alias, AliasHash> seen;
    for (const Alias& alias : seeds)
      if (seen.insert(alias).second) out.push_back(alias);
    return out;
  };
  Aliases names;
  const auto take = [&](const Aliases& from, std::size_t given) {
    names.insert(names.end(), from.begin() + static_cast<std::ptrdiff_t>(given), from.end());
  };
  Aliases from = once(telling);
  std::size_t given = from.size();
  spread(from, many ? max_wanted_names_of_many : max_wanted_names);
  take(from, given);
  // What may be anything and goes everywhere says nothing, but for what it is named where it stands.
  for (const Aliases* vague : {&common, &computed}) {
    from = once(*vague);
    given = from.size();
    if (!many) {
      spread(from, max_wanted_names);
      take(from, given);
    } else if (spread_near(from, max_vague_names)) {
      take(from, given);
    } else if (vague == &common) {
      for (std::size_t i = 0; i < common.size(); ++i)
        assigned_names(common[i], mentions_in(common_at[i], common[i].name), [&](const Alias& next) {
          if (next.where == Alias::Where::here) names.push_back(next);
        });
    }
  }
  // Classes below one that matters, and how objects of them are made.
  std::vector<std::string_view> open;
  std::set<std::string_view> classes;
  wanted_classes_.clear();
  const auto below = [&](std::string_view base) {
    const auto look = [&](std::uint32_t module) {
      const Module& m = at(module);
      const auto found = m.index.derived.find(base);
      if (found == m.index.derived.end()) return;
      for (const std::uint32_t klass : found->second) {
        if (classes.empty()) names.insert(names.end(), {{"__init__"}, {"cls", Alias::Where::keyword}});
        wanted_classes_.insert(m.classes[klass].name);
        for (const NodeId other : m.classes[klass].bases) wanted_classes_.insert(last_name(m, other));
        if (!classes.insert(m.classes[klass].name).second) continue;
        open.push_back(m.classes[klass].name);
        names.push_back({m.classes[klass].name, Alias::Where::any});
      }
    };
    each_holding(base, look, As::base);
  };
  for (std::uint32_t module = 0; module < modules_.size(); ++module)
    if (modules_[module].relevant)
      for (const auto& [base, derived] : at(module).index.derived)
        if (follows(base, {}) && may_be_of_a_library(module, base)) below(base);
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

bool Engine::may_hand_on(std::uint32_t module, NodeId argument, const CallFilter& filter) const {
  const HomedName name = homed(at(module), argument);
  if (name.name.empty()) return false;
  if (is_interesting(module, name.name, name.home, false)) return true;
  return name.home == elsewhere && modules_[module].relevant && filter(name.name, {}) &&
         may_be_of_a_library(module, name.name);
}

bool Engine::stands_in_wanted_class(std::uint32_t module, NodeId node) const {
  const Module& m = at(module);
  for (std::uint32_t scope = m.at(node).scope; scope != 0; scope = m.scopes[scope].parent)
    if (m.scopes[scope].kind == Scope::Kind::klass)
      return wanted_classes_.contains(m.classes[m.scopes[scope].index].name);
  return true;
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
    return name == computed_name ||
           (modules_[module].relevant && filter(name, {}) && may_be_of_a_library(module, name));
  };
  const std::string_view source = m.source.view();
  const bool starts_python =
      source.find("subprocess") != std::string_view::npos &&
      (source.find("\"-c\"") != std::string_view::npos || source.find("'-c'") != std::string_view::npos);
  const bool measures = source.find("cProfile") != std::string_view::npos ||
                        source.find("timeit.") != std::string_view::npos ||
                        source.find("code.Interactive") != std::string_view::npos;
  const auto runs = [](std::string_view name) {
    return name == "run" || name == "runctx" || name == "timeit" || name == "repeat" || name == "Timer" ||
           name == "runsource" || name == "push";
  };
  const auto take = [&](const auto& index, bool inner) {
    for (const auto& [name, sites] : index) {
      const bool always = wanted(name) || name == "__func__" || name == "__call__" || name == "remote" ||
                          name == "delay" || name == "exec" || name == "eval" || name == "run_path" ||
                          name == "run_module" || (measures && runs(name)) ||
                          (starts_python && starts_programs("subprocess." + std::string(name)));
      for (const CallSite& site : sites)
        if (m.at(site.call).kind == Kind::call &&
            (always || is_interesting(module, name, site.home, inner && site.called)) &&
            (name != "__init__" || stands_in_wanted_class(module, site.call)))
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
      if (!may_hand_on(module, value, filter)) continue;
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
