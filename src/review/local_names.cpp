#include "review/local_names.hpp"

namespace dockgate::review {

using python::Field;
using python::Kind;
using python::no_node;
using python::NodeId;

LocalNames::LocalNames(const python::Module& module) : module_(module) {
  for (NodeId node = 0; node < module.nodes.size(); ++node) {
    const Kind kind = module.at(node).kind;
    if (kind == Kind::import_statement || kind == Kind::import_from_statement) read_import(node);
    if (kind != Kind::assignment) continue;
    const NodeId left = module.child(node, Field::left);
    const NodeId right = module.child(node, Field::right);
    if (left == no_node || right == no_node || module.at(left).kind != Kind::identifier) continue;
    std::string value = resolve(right);
    const std::string name(module.text(left));
    if (!value.empty() && value != name && value.find(name + ".") != 0)
      names_.emplace(name, std::move(value));
  }
}

void LocalNames::read_import(NodeId node) {
  std::string prefix;
  const NodeId from = module_.child(node, Field::module_name);
  if (from != no_node) {
    if (module_.at(from).kind == Kind::relative_import) return;
    prefix = python::dotted_text(module_, from) + ".";
    if (prefix == ".") prefix = std::string(module_.text(from)) + ".";
  }
  for (NodeId child = module_.first(node); child != no_node; child = module_.sibling(child)) {
    if (child == from) continue;
    if (module_.at(child).kind == Kind::dotted_name) {
      const std::string name(module_.text(child));
      if (from != no_node)
        names_[name] = prefix + name;
      else if (const auto head = name.substr(0, name.find('.')); !names_.contains(head))
        names_[head] = head;
    } else if (module_.at(child).kind == Kind::aliased_import) {
      const NodeId name = module_.child(child, Field::name);
      const NodeId alias = module_.child(child, Field::alias);
      if (name != no_node && alias != no_node)
        names_[std::string(module_.text(alias))] = prefix + std::string(module_.text(name));
    }
  }
}

std::string LocalNames::resolve(NodeId node) const {
  std::string dotted = python::dotted_text(module_, node);
  if (dotted.empty()) return dotted;
  const auto dot = dotted.find('.');
  const auto known = names_.find(dotted.substr(0, dot));
  if (known == names_.end()) return dotted;
  return dot == std::string::npos ? known->second : known->second + dotted.substr(dot);
}

bool LocalNames::renamed(std::string_view name) const {
  const auto known = names_.find(std::string(name));
  if (known == names_.end()) return false;
  const std::string& full = known->second;
  const auto dot = full.rfind('.');
  return (dot == std::string::npos ? full : full.substr(dot + 1)) != name;
}

}  // namespace dockgate::review
