#pragma once
// Branches of statements: the blocks of which one or another runs. A branch is told by its block or clause.

#include <unordered_map>
#include <unordered_set>

#include "python/syntax.hpp"

namespace dockgate::python {

/// The statement that has `branch` as one of its branches.
NodeId statement_of(const Module& module, NodeId branch);
/// The branch that the statement of `branch` stands in; 0 at the top.
NodeId parent_branch(const Module& module, NodeId branch);
/// Whether a branch is the body of a loop.
bool is_loop_body(const Module& module, NodeId branch);
/// Whether a branch ends by leaving the function.
bool leaves(const Module& module, NodeId branch);

/// Which branches surely do something, such as binding a name.
class CoveredBranches {
 public:
  explicit CoveredBranches(const Module& module) : module_(module) {}
  /// Says of a branch of `statement` that it does; returns whether by now all its branches do, or leave.
  bool cover(NodeId branch, NodeId statement);

 private:
  const Module& module_;
  // By statement, what does not do it yet; no_node: that no branch is taken.
  std::unordered_map<NodeId, std::unordered_set<NodeId>> open_;
};

}  // namespace dockgate::python
