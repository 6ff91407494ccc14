#include "python/branches.hpp"

namespace dockgate::python {
namespace {

NodeId last_statement(const Module& module, NodeId branch) {
  NodeId block = branch;
  if (module.at(block).kind != Kind::block)
    for (NodeId c = module.first(branch); c != no_node; c = module.sibling(c))
      if (module.at(c).kind == Kind::block) block = c;
  NodeId last = no_node;
  for (NodeId c = module.first(block); c != no_node; c = module.sibling(c)) last = c;
  return last;
}

}  // namespace

NodeId statement_of(const Module& module, NodeId branch) {
  return module.at(branch).parent;
}

NodeId parent_branch(const Module& module, NodeId branch) {
  const NodeId parent = module.at(branch).parent;
  return parent == no_node ? 0 : module.at(parent).arm;
}

bool is_loop_body(const Module& module, NodeId branch) {
  const NodeId parent = module.at(branch).parent;
  return parent != no_node &&
         (module.at(parent).kind == Kind::for_statement || module.at(parent).kind == Kind::while_statement) &&
         module.at(branch).field == Field::body;
}

bool leaves(const Module& module, NodeId branch) {
  const NodeId last = last_statement(module, branch);
  return last != no_node &&
         (module.at(last).kind == Kind::return_statement || module.at(last).kind == Kind::raise_statement);
}

bool CoveredBranches::cover(NodeId branch, NodeId statement) {
  auto [open, is_new] = open_.try_emplace(statement);
  if (is_new) {
    const bool is_try = module_.at(statement).kind == Kind::try_statement;
    bool complete = is_try;  // whether one of the branches is taken in any case
    for (NodeId c = module_.first(statement); c != no_node; c = module_.sibling(c)) {
      const Node& part = module_.at(c);
      const bool is_else = part.kind == Kind::else_clause;
      complete = complete || (is_else && module_.at(statement).kind == Kind::if_statement);
      if (is_try ? part.kind == Kind::except_clause || part.field == Field::body
                 : part.kind == Kind::elif_clause || is_else || part.field == Field::consequence)
        if (!leaves(module_, c)) open->second.insert(c);
    }
    if (!complete) open->second.insert(no_node);
  }
  open->second.erase(branch);
  return open->second.empty();
}

}  // namespace dockgate::python
