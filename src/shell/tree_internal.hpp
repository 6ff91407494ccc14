#pragma once
// tree-sitter's tree of a shell text, owned. Private to src/shell: includes the C API.

#include <memory>
#include <string_view>
#include <vector>

#include <tree_sitter/api.h>

namespace dockgate::shell {

struct DeleteTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using TreePtr = std::unique_ptr<TSTree, DeleteTree>;

/// Parses with the bash grammar; null when the parser gives up (it stops after a time that no real script
/// needs).
TreePtr parse_tree(std::string_view text);

std::string_view type_of(TSNode node);
/// Whether nodes of `type` are words, or parts of them.
bool is_literal(std::string_view type);
/// All children, anonymous ones (operators, keywords) too; linear in their number.
std::vector<TSNode> children_of(TSNode node);
/// The child of `node` in `field`, or a null node.
TSNode field_of(TSNode node, std::string_view field);

/// The outermost command and process substitutions below `node` (or `node` itself), in order.
std::vector<TSNode> substitutions_in(TSNode node);

}  // namespace dockgate::shell
