// Under which names a thing may be called, as far as names alone tell: what is assigned, returned, handed to
// a function. A first choice of places; whether one calls the thing is worked out there.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

bool has_parameter(const Function& function, std::string_view name) {
  return std::any_of(function.parameters.begin(), function.parameters.end(),
                     [name](const Parameter& parameter) { return parameter.name == name; });
}

/// Whether what is handed on so may arrive at the parameter with this number.
bool arrives_at(const Handed& handed, const Function& function, std::size_t number) {
  const Parameter& parameter = function.parameters[number];
  if (!handed.keyword.empty())
    return parameter.name == handed.keyword ||
           (parameter.kind == Parameter::Kind::keywords && !has_parameter(function, handed.keyword));
  if (parameter.kind == Parameter::Kind::rest) return true;
  if (parameter.kind == Parameter::Kind::keywords || handed.position == any_position)
    return handed.position == any_position;
  if (parameter.kind == Parameter::Kind::keyword_only) return false;
  const bool is_method = function.owner != no_node && !function.is_static;
  // A method is called with its object in front, or without.
  return is_method ? number > 0 && (number == handed.position || number == handed.position + 1)
                   : number == handed.position;
}

}  // namespace

Engine::Aliases Engine::aliases_of(std::uint32_t module, const HomedName& name, bool result) {
  using Where = Alias::Where;
  if (name.name.empty()) return {};
  if (name.home == elsewhere) return {{name.name, Where::global, result}};
  if (name.home == anywhere) return {{name.name, Where::any, result}};
  Aliases out{{name.name, Where::here, result, module, name.home}};
  // Other modules have what a module binds by an import, or as its attribute.
  if (name.home == 0) out.push_back({name.name, Where::named, result});
  return out;
}

Engine::Aliases Engine::aliases_of(std::uint32_t module, NodeId node, std::string_view name) const {
  const Module& m = at(module);
  const std::uint32_t scope = m.at(node).scope;
  if (m.scopes[scope].kind == Scope::Kind::klass) return {{name}};
  const bool global = m.scopes[scope].globals.contains(name);
  Aliases out = aliases_of(module, {name, global ? 0 : scope});
  // An import of the same name may stand beside it.
  if (out.size() == 1) out.push_back({name, Alias::Where::here, false, module, elsewhere});
  return out;
}

bool Engine::stands_for(const Alias& alias, std::uint32_t module, std::uint32_t home) const {
  using Where = Alias::Where;
  if (alias.where == Where::here) return module == alias.module && home == alias.home;
  if (home == elsewhere || alias.where == Where::any) return true;
  if (alias.where == Where::named) return false;
  if (home == 0) return true;
  const Module& m = at(module);
  return alias.where == Where::keyword && m.scopes[home].kind == Scope::Kind::function &&
         has_parameter(m.functions[m.scopes[home].index], alias.name);
}

Engine::Mentions Engine::mentions_in(std::uint32_t module, std::string_view name) const {
  const NameIndex& index = index_of(module);
  const auto find = [name](const auto& entries) {
    const auto found = entries.find(name);
    return found == entries.end() ? nullptr : &found->second;
  };
  return {module, find(index.sites), find(index.inner_sites), find(index.flows), find(index.handed)};
}

const std::vector<Engine::Mentions>& Engine::mentions_of(std::string_view name) const {
  KnownMentions& known = mentions_[near_ ? 1 : 0][name];
  // What is put together from several texts is looked for in the modules that were looked into so far.
  if (known.modules == modules_.size() && name != computed_name) return known.mentions;
  std::vector<Mentions> found;
  each_holding(name, [&](std::uint32_t module) {
    const Mentions here = mentions_in(module, name);
    if (here.sites != nullptr || here.inner_sites != nullptr || here.flows != nullptr ||
        here.handed != nullptr)
      found.push_back(here);
  });
  known.modules = modules_.size();
  known.mentions = std::move(found);
  return known.mentions;
}

/// Calls `reach` with the parameters that get what is handed on.
void Engine::parameters_given(const Handed& handed, const std::function<void(const Alias&)>& reach) const {
  bool found = false;
  const auto give = [&](std::uint32_t module, const Function& function) {
    for (std::size_t number = 0; number < function.parameters.size(); ++number)
      if (arrives_at(handed, function, number))
        reach({function.parameters[number].name, Alias::Where::here, handed.called, module, function.scope});
  };
  ask(handed.callee, Asked::functions);
  const auto look = [&](std::uint32_t module) {
    const NameIndex& index = index_of(module);
    if (const auto functions = index.functions.find(handed.callee); functions != index.functions.end())
      for (const std::uint32_t number : functions->second) {
        const Module& m = at(module);
        found = true;
        const NodeId end = m.at(m.functions[number].node).next;
        if (!handed.inner)
          give(module, m.functions[number]);
        else
          for (std::uint32_t f = number + 1; f < m.functions.size() && m.functions[f].node < end; ++f)
            give(module, m.functions[f]);
      }
    if (!handed.keyword.empty()) return;
    if (const auto fields = index.fields.find(handed.callee); fields != index.fields.end())
      for (const std::string_view field : fields->second) reach({field, Alias::Where::named, handed.called});
  };
  each_holding(handed.callee, look, As::definition);
  if (!found && !handed.keyword.empty()) reach({handed.keyword, Alias::Where::keyword, handed.called});
}

void Engine::assigned_names(const Alias& alias, const Mentions& mentions,
                            const std::function<void(const Alias&)>& reach) const {
  if (mentions.flows == nullptr) return;
  for (const Flow& flow : *mentions.flows) {
    // What a call of the thing itself gives is something else.
    if ((flow.called && !alias.result) || !stands_for(alias, mentions.module, flow.home)) continue;
    for (const Alias& next :
         aliases_of(mentions.module, flow.to, flow.returned || (alias.result && !flow.called)))
      reach(next);
  }
}

const Engine::Aliases& Engine::next_names(const Alias& alias) const {
  // What has no name is looked for in the modules that were looked into so far.
  auto& table = next_names_[near_ ? 1 : 0];
  if (const auto known = table.find(alias);
      known != table.end() && alias.name != computed_name && known->second.modules == modules_.size())
    return known->second.names;
  NextNames fresh;
  fresh.modules = modules_.size();
  std::unordered_set<Alias, AliasHash> seen;
  const auto reach = [&](const Alias& next) {
    if (!next.name.empty() && seen.insert(next).second) fresh.names.push_back(next);
  };
  each_mention(alias, [&](const Mentions& mentions) {
    assigned_names(alias, mentions, reach);
    if (mentions.handed == nullptr) return;
    for (const Handed& given : *mentions.handed)
      if ((!given.called || alias.result) && stands_for(alias, mentions.module, given.home)) {
        Handed here = given;
        here.called = alias.result && !given.called;
        parameters_given(here, reach);
      }
  });
  NextNames& kept = table[alias];
  kept = std::move(fresh);
  return kept.names;
}

void Engine::spread(Aliases& names, std::size_t most) const {
  std::unordered_set<Alias, AliasHash> seen(names.begin(), names.end());
  // Where a name goes at once is followed for every one; only what comes of that is bounded.
  const std::size_t given = names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i >= given && names.size() >= given + most) return;
    const Alias alias = names[i];
    for (const Alias& next : next_names(alias))
      if (seen.insert(next).second) names.push_back(next);
  }
}

bool Engine::spread_near(Aliases& names, std::size_t most) {
  const std::size_t given = names.size();
  near_ = true;
  spread(names, most);
  near_ = false;
  return names.size() < given + most;
}

}  // namespace dockgate::python
