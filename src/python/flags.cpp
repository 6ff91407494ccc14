// Keywords, keys and attributes of certain names, whatever they are given to.

#include <algorithm>
#include <set>

#include "python/engine.hpp"
#include "python/lazy_module.hpp"

namespace dockgate::python {
namespace {

/// Whether the expression only hands on what it was given: a name, an attribute, an entry of something.
bool hands_on(const Module& m, NodeId value) {
  while (value != no_node && m.at(value).kind == Kind::parenthesized_expression) value = m.first(value);
  if (value == no_node) return true;
  switch (m.at(value).kind) {
    case Kind::identifier:
    case Kind::attribute:
    case Kind::subscript:
      return true;
    case Kind::call: {
      const std::string_view name = last_name(m, m.child(value, Field::function));
      return name == "get" || name == "pop" || name == "getattr" || name == "bool";
    }
    default:
      return false;
  }
}

}  // namespace

std::set<std::uint32_t> Engine::modules_with_flags(const std::vector<std::string_view>& names) const {
  std::set<std::uint32_t> modules;
  for (const std::string_view name : names)
    each_holding(name, [&](std::uint32_t module) {
      if (modules_[module].relevant && modules_[module].asked) modules.insert(module);
    });
  return modules;
}

void Engine::module_flags(std::uint32_t module, const std::vector<std::string_view>& names,
                          std::vector<Flag>& out) {
  const Module& m = at(module);
  budget_ = 20000 + m.nodes.size();
  for (NodeId node = 0; node < m.nodes.size(); ++node) {
    const Kind kind = m.at(node).kind;
    if (kind != Kind::keyword_argument && kind != Kind::pair && kind != Kind::assignment) continue;
    if (auto flag = flag_at({module, node}, names)) out.push_back(std::move(*flag));
  }
}

std::vector<Flag> Engine::flags(const std::vector<std::string_view>& names) {
  std::vector<Flag> out;
  for (const std::uint32_t module : modules_with_flags(names)) module_flags(module, names, out);
  return out;
}

std::optional<Flag> Engine::flag_at(Ref ref, const std::vector<std::string_view>& names) {
  const Module& m = at(ref.module);
  const Kind kind = m.at(ref.node).kind;
  std::string name;
  NodeId value = no_node;
  if (kind == Kind::keyword_argument) {
    const NodeId key = m.child(ref.node, Field::name);
    if (key != no_node) name = m.text(key);
    value = m.child(ref.node, Field::value);
  } else if (kind == Kind::pair) {
    if (const NodeId key = m.child(ref.node, Field::key); key != no_node)
      name = constant_text(m, key).value_or("");
    value = m.child(ref.node, Field::value);
  } else {
    const NodeId left = m.child(ref.node, Field::left);
    value = m.child(ref.node, Field::right);
    if (left == no_node || value == no_node) return std::nullopt;
    if (m.at(left).kind == Kind::subscript) {
      if (const NodeId key = m.child(left, Field::subscript); key != no_node)
        name = constant_text(m, key).value_or("");
    } else if (m.at(left).kind == Kind::attribute) {
      // What a class keeps for itself is seen where it is used.
      const NodeId object = m.child(left, Field::object);
      if (object != no_node && m.text(object) != "self" && m.text(object) != "cls") name = last_name(m, left);
    }
  }
  if (value == no_node || std::find(names.begin(), names.end(), name) == names.end()) return std::nullopt;

  Flag flag;
  flag.name = std::move(name);
  flag.written = kind == Kind::keyword_argument ? Flag::Written::keyword
                 : kind == Kind::pair           ? Flag::Written::entry
                                                : Flag::Written::assignment;
  flag.value = eval({ref.module, value}, nullptr);
  flag.at = place(ref);
  flag.literal = m.at(value).kind == Kind::true_literal;
  flag.handed_on = hands_on(m, value);
  flag.module = modules_[ref.module].name;
  flag.dead = m.at(ref.node).dead;
  std::uint32_t scope = m.at(ref.node).scope;
  while (scope != 0 && m.scopes[scope].kind != Scope::Kind::function) scope = m.scopes[scope].parent;
  flag.around = m.place(scope == 0 ? 0 : m.functions[m.scopes[scope].index].node);
  if (kind == Kind::keyword_argument) {
    const NodeId list = m.at(ref.node).parent;
    const NodeId call = list == no_node ? no_node : m.at(list).parent;
    if (call == no_node || m.at(call).kind != Kind::call) return std::nullopt;
    const NodeId callee = m.child(call, Field::function);
    flag.callee = "." + std::string(last_name(m, callee));
    bool followed = true;  // whatever it is, the program's own code shows what becomes of the flag
    for (const Possible& possible : eval({ref.module, callee}, nullptr)->possible) {
      followed = followed && unknown_of(possible) == nullptr;
      if (const auto* thing = std::get_if<Name>(&possible.value)) {
        flag.callee = thing->dotted;
      } else if (const auto* klass = std::get_if<ClassRef>(&possible.value)) {
        flag.callee = klass->dotted;
        flag.own = true;
      } else if (const auto* function = std::get_if<FunctionRef>(&possible.value)) {
        if (!function->dotted.empty()) flag.callee = function->dotted;
        flag.own = true;
      }
    }
    flag.own = flag.own && followed;
    bases_of(flag.callee, flag.bases);
  }
  return flag;
}

}  // namespace dockgate::python
