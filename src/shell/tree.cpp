#include "shell/tree.hpp"

#include <algorithm>
#include <array>
#include <new>

namespace dockgate::shell {

std::string_view name_of(NodeKind kind) {
  // In the order of NodeKind.
  static constexpr std::array<std::string_view, 52> names{"",
                                                          "other",
                                                          "command",
                                                          "list",
                                                          "pipeline",
                                                          "redirected_statement",
                                                          "variable_assignment",
                                                          "variable_assignments",
                                                          "declaration_command",
                                                          "unset_command",
                                                          "test_command",
                                                          "negated_command",
                                                          "for_statement",
                                                          "c_style_for_statement",
                                                          "while_statement",
                                                          "if_statement",
                                                          "case_statement",
                                                          "compound_statement",
                                                          "function_definition",
                                                          "subshell",
                                                          "do_group",
                                                          "ERROR",
                                                          "word",
                                                          "command_substitution",
                                                          "process_substitution",
                                                          "program",
                                                          "elif_clause",
                                                          "else_clause",
                                                          "case_item",
                                                          "pattern",
                                                          "command_name",
                                                          "array",
                                                          "subscript",
                                                          "binary_expression",
                                                          "file_redirect",
                                                          "herestring_redirect",
                                                          "heredoc_redirect",
                                                          "heredoc_start",
                                                          "heredoc_body",
                                                          "file_descriptor",
                                                          "then",
                                                          "in",
                                                          "&",
                                                          "||",
                                                          "<",
                                                          ">",
                                                          ">|",
                                                          "&>",
                                                          ">>",
                                                          "&>>",
                                                          "<<<",
                                                          "<<-"};
  static_assert(names.size() == static_cast<std::size_t>(NodeKind::chomped_heredoc) + 1);
  return names[static_cast<std::size_t>(kind)];
}

Node Node::child(NodeField field) const {
  for (const Node node : children())
    if (node.field() == field) return node;
  return {};
}

std::vector<Node> named_children(Node node) {
  std::vector<Node> named;
  for (const Node child : node.children())
    if (child.named()) named.push_back(child);
  return named;
}

std::vector<Node> substitutions_in(Node node) {
  std::vector<Node> found;
  std::vector<Node> todo{node};  // the next one last
  while (!todo.empty()) {
    const Node current = todo.back();
    todo.pop_back();
    if (is_substitution(current.kind())) {
      found.push_back(current);
      continue;
    }
    const Nodes children = current.children();
    for (std::size_t i = children.size(); i > 0; --i) todo.push_back(children[i - 1]);
  }
  return found;
}

void TreeBuilder::close(std::size_t mark, NodeData node) {
  node.count = static_cast<std::uint32_t>(open_.size() - mark);
  if (node.count > 0) {
    auto* children =
        static_cast<NodeData*>(tree_->nodes_.allocate(node.count * sizeof(NodeData), alignof(NodeData)));
    std::uninitialized_copy(open_.begin() + static_cast<std::ptrdiff_t>(mark), open_.end(), children);
    node.children = children;
    open_.resize(mark);
  }
  open_.push_back(node);
}

TreePtr TreeBuilder::finish() {
  tree_->root_ = open_.back();
  return std::move(tree_);
}

TreePtr parse_tree(std::string_view text) {
  if (TreePtr plain = plain_tree(text)) return plain;
  return grammar_tree(text);
}

}  // namespace dockgate::shell
