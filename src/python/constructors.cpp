// Constructors of base classes: what they are given on behalf of one class, not of all that derive from it.

#include <algorithm>

#include "python/engine.hpp"

namespace dockgate::python {
namespace {

constexpr int max_hops = 6;

}  // namespace

/// Says of what the parameters of an activation hold that this call gave it.
void Engine::add_given_steps(const Frame& frame, const Place& where) {
  const Function& function = at(frame.module).functions[frame.function];
  for (std::size_t i = 0; i < frame.parameters.size(); ++i) {
    if (!frame.parameters[i]) continue;
    auto given = std::make_shared<Value>(*frame.parameters[i]);
    for (Possible& value : given->possible)
      if (!std::holds_alternative<Name>(value.value))
        add_step(value, where, given_as(function.parameters[i].name, function.dotted));
    frames_[frame.id - 1].parameters[i] = std::move(given);
  }
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> Engine::constructor_of(
    const std::vector<std::pair<std::uint32_t, std::uint32_t>>& line, std::size_t from) const {
  for (std::size_t i = from; i < line.size(); ++i) {
    const Module& m = at(line[i].first);
    const auto& names = m.scopes[m.classes[line[i].second].scope].names;
    const auto found = names.find("__init__");
    if (found != names.end() && found->second.back().kind == Binding::Kind::function)
      return std::pair(line[i].first, found->second.back().index);
  }
  return std::nullopt;
}

/// The activation of the constructor `function`, of a base class, that making `object` leads to, through the
/// `super().__init__(…)` and `Base.__init__(self, …)` of the constructors above it. Null where that is not
/// to be seen: then the constructor is given what all its callers give.
const Frame* Engine::constructor_frame(const ObjectPtr& object, std::uint32_t module,
                                       std::uint32_t function) {
  if (at(module).functions[function].name != "__init__") return nullptr;
  const auto line = ancestors(object->module, object->index);
  const auto first = constructor_of(line, 0);
  if (!first || *first == std::pair(module, function)) return nullptr;
  const std::uint32_t made = object->frame != nullptr ? object->frame->id : 0;
  const auto [entry, fresh] = constructor_frames_.try_emplace(
      std::tuple(object->module, object->index, made, module, function), nullptr);
  const Filling filling{&constructor_frames_, module, function};
  come_to(filling);
  if (!fresh) return entry->second;  // also while it is worked out
  const Fill fill(*this, filling);
  const Frame* found = base_constructor(object, *first, frame_of(first->first, first->second, object->frame),
                                        {module, function}, 0);
  constructor_frames_[std::tuple(object->module, object->index, made, module, function)] = found;
  return found;
}

const Frame* Engine::base_constructor(const ObjectPtr& object, std::pair<std::uint32_t, std::uint32_t> from,
                                      const Frame* frame, std::pair<std::uint32_t, std::uint32_t> wanted,
                                      int hops) {
  const Module& m = at(from.first);
  const Function& function = m.functions[from.second];
  const auto line = ancestors(object->module, object->index);
  const auto sites = m.index.sites.find("__init__");
  if (sites == m.index.sites.end() || hops >= max_hops) return nullptr;
  for (const CallSite& site : sites->second) {
    if (!m.contains(function.node, site.call) || m.at(site.call).kind != Kind::call) continue;
    const NodeId callee = m.child(site.call, Field::function);
    if (callee == no_node || m.at(callee).kind != Kind::attribute) continue;
    const NodeId owner = m.child(callee, Field::object);
    if (owner == no_node) continue;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> next;
    bool names_self = false;
    if (m.at(owner).kind == Kind::call) {
      if (last_name(m, m.child(owner, Field::function)) != "super") continue;
      const auto own = std::find(line.begin(), line.end(), std::pair(from.first, function.owner));
      if (own != line.end()) next = constructor_of(line, static_cast<std::size_t>(own - line.begin()) + 1);
    } else {
      const ValuePtr value = eval({from.first, owner}, frame);
      const auto* klass = value->only<ClassRef>();
      if (klass == nullptr || !klass->object) continue;
      next = constructor_of(ancestors(klass->object->module, klass->object->index), 0);
      names_self = true;
    }
    if (!next) continue;
    Arguments given = arguments({from.first, site.call}, frame);
    if (names_self && !given.items.empty() && given.items.front().keyword.empty())
      given.items.erase(given.items.begin());
    Object constructor;
    constructor.kind = Object::Kind::function;
    constructor.module = next->first;
    constructor.index = next->second;
    constructor.self = object;
    const Frame* inner = activate(constructor, given, m.place(site.call));
    if (inner == nullptr) return nullptr;
    add_given_steps(*inner, m.place(site.call));
    if (*next == wanted) return inner;
    if (const Frame* found = base_constructor(object, *next, inner, wanted, hops + 1)) return found;
  }
  return nullptr;
}

}  // namespace dockgate::python
