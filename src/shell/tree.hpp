#pragma once
// The syntax tree of a shell text, as much of it as the walker asks for. Private to src/shell.
//
// Its shape is the bash grammar's of tree-sitter, with two changes: kinds that nobody asks about are `other`,
// and words, names of commands and bodies of here-documents are leaves but for the outermost command and
// process substitutions in them. What quotes, variables and braces in a word mean is read by decode().

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

namespace dockgate::shell {

enum class NodeKind : std::uint8_t {
  none,  // of no node
  other,
  // statements
  command,
  list,
  pipeline,
  redirected_statement,
  variable_assignment,
  variable_assignments,
  declaration_command,
  unset_command,
  test_command,
  negated_command,
  for_statement,
  c_style_for_statement,
  while_statement,
  if_statement,
  case_statement,
  compound_statement,
  function_definition,
  subshell,
  do_group,
  error,
  // words
  word,  // quoted or not, expansions, concatenations of them
  command_substitution,
  process_substitution,
  // parts of statements
  program,
  elif_clause,
  else_clause,
  case_item,
  pattern,  // of a case_item
  command_name,
  array,
  subscript,
  binary_expression,
  file_redirect,
  herestring_redirect,
  heredoc_redirect,
  heredoc_start,
  heredoc_body,
  file_descriptor,
  // `then`, `in`, `&`, `||`
  then,
  in,
  background,
  or_else,
  // `<`, `>`, `>|`, `&>`, `>>`, `&>>`, `<<<`, `<<-`
  read,
  write,
  write_over,
  write_both,
  append,
  append_both,
  here_string,
  chomped_heredoc,
};

/// What a child is to its parent, for the parents that the walker asks.
enum class NodeField : std::uint8_t { none, name, value, body, variable, condition, left, right, op, index };

constexpr bool is_statement(NodeKind kind) {
  return kind >= NodeKind::command && kind <= NodeKind::error;
}
/// Whether nodes of `kind` are words, or parts of them.
constexpr bool is_literal(NodeKind kind) {
  return kind >= NodeKind::word && kind <= NodeKind::process_substitution;
}
constexpr bool is_substitution(NodeKind kind) {
  return kind == NodeKind::command_substitution || kind == NodeKind::process_substitution;
}
/// The grammar's name of `kind`.
std::string_view name_of(NodeKind kind);

struct NodeData {
  std::uint32_t begin = 0, end = 0;  // bytes of the text
  NodeKind kind = NodeKind::none;
  NodeField field = NodeField::none;
  bool named = true;     // false: an operator or a keyword
  bool missing = false;  // the grammar put it in to go on
  std::uint32_t count = 0;
  const NodeData* children = nullptr;
};

class Nodes;

/// A node of a tree that outlives it, or none.
class Node {
 public:
  Node() = default;
  explicit Node(const NodeData* data) : data_(data) {}
  explicit operator bool() const { return data_ != nullptr; }
  bool operator==(const Node&) const = default;
  NodeKind kind() const { return data_ == nullptr ? NodeKind::none : data_->kind; }
  std::uint32_t begin() const { return data_ == nullptr ? 0 : data_->begin; }
  std::uint32_t end() const { return data_ == nullptr ? 0 : data_->end; }
  bool named() const { return data_ != nullptr && data_->named; }
  bool missing() const { return data_ != nullptr && data_->missing; }
  NodeField field() const { return data_ == nullptr ? NodeField::none : data_->field; }
  /// Operators and keywords too.
  Nodes children() const;
  /// The first child that is `field`, or none.
  Node child(NodeField field) const;

 private:
  const NodeData* data_ = nullptr;
};

/// The children of one node.
class Nodes {
 public:
  class Iterator {
   public:
    explicit Iterator(const NodeData* at) : at_(at) {}
    Node operator*() const { return Node(at_); }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const NodeData* at_;
  };

  Nodes(const NodeData* first, std::size_t count) : first_(first), count_(count) {}
  std::size_t size() const { return count_; }
  Node operator[](std::size_t i) const { return Node(first_ + i); }
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(first_ + count_); }

 private:
  const NodeData* first_;
  std::size_t count_;
};

inline Nodes Node::children() const {
  return data_ == nullptr ? Nodes(nullptr, 0) : Nodes(data_->children, data_->count);
}

/// The named children of `node`.
std::vector<Node> named_children(Node node);

/// The outermost command and process substitutions below `node` (or `node` itself), in order.
std::vector<Node> substitutions_in(Node node);

class Tree {
 public:
  Node root() const { return Node(&root_); }

 private:
  friend class TreeBuilder;
  std::pmr::monotonic_buffer_resource nodes_{1024};
  NodeData root_;
};
using TreePtr = std::shared_ptr<const Tree>;

/// Makes a tree from its leaves on: what was added since a mark becomes the children of one node.
class TreeBuilder {
 public:
  void leaf(NodeKind kind, std::uint32_t begin, std::uint32_t end, bool named = true,
            NodeField field = NodeField::none) {
    open_.push_back({begin, end, kind, field, named, false, 0, nullptr});
  }
  std::size_t mark() const { return open_.size(); }
  /// `node`, whose children are all since `mark`.
  void close(std::size_t mark, NodeData node);
  /// Forgets what was added since `mark`.
  void drop(std::size_t mark) { open_.resize(mark); }
  /// The one that was added last and has no parent yet.
  NodeData& last() { return open_.back(); }
  const NodeData& at(std::size_t place) const { return open_[place]; }
  /// The tree of the one node that is left.
  TreePtr finish();

 private:
  std::shared_ptr<Tree> tree_ = std::make_shared<Tree>();
  std::vector<NodeData> open_;  // without a parent
};

/// The tree of `text`: plain_tree(), where it has one, else grammar_tree(). Null when the grammar's parser
/// gives up (it stops after a time that no real script needs).
TreePtr parse_tree(std::string_view text);

/// The tree of a text of plain forms: what grammar_tree() gives, in a fraction of the time. Null for texts
/// with anything else.
TreePtr plain_tree(std::string_view text);

/// Parses with the bash grammar; remembers the trees of the latest texts.
TreePtr grammar_tree(std::string_view text);

}  // namespace dockgate::shell
