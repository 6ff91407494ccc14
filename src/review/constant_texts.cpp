#include "review/parts.hpp"

namespace dockgate::review {

using python::Field;
using python::Kind;
using python::no_node;
using python::NodeId;

ConstantTexts::ConstantTexts(const python::Module& module)
    : module_(module), texts_(module.nodes.size(), false) {
  // Children stand behind their parent, so that they are known when it is looked at.
  for (NodeId node = static_cast<NodeId>(module.nodes.size()); node-- > 0;) {
    const Kind kind = module.at(node).kind;
    if (kind == Kind::string || kind == Kind::concatenated_string) {
      texts_[node] = true;
    } else if (kind == Kind::parenthesized_expression) {
      const NodeId inner = module.first(node);
      texts_[node] = inner != no_node && texts_[inner];
    } else if (kind == Kind::binary_operator) {
      const NodeId left = module.child(node, Field::left);
      const NodeId right = module.child(node, Field::right);
      const NodeId op = module.child(node, Field::operator_token);
      texts_[node] = left != no_node && right != no_node && op != no_node && module.text(op) == "+" &&
                     texts_[left] && texts_[right];
    }
  }
}

std::optional<std::string> ConstantTexts::text(NodeId node) const {
  if (!texts_[node]) return std::nullopt;
  std::string out;
  for (NodeId part = node; part < module_.at(node).next;) {
    if (module_.at(part).kind != Kind::string) {
      ++part;
      continue;
    }
    if (const auto whole = python::constant_text(module_, part)) {
      out += *whole;
    } else {
      for (NodeId piece = part + 1; piece < module_.at(part).next; ++piece)
        if (module_.at(piece).kind == Kind::string_content) out += module_.text(piece);
    }
    part = module_.at(part).next;
  }
  return out;
}

}  // namespace dockgate::review
