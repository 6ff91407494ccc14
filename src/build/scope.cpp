#include "build/scope.hpp"

#include <cstdint>

namespace dockgate::build {

// A treap whose nodes never change: set() copies the nodes on the way down and shares the rest. The priority
// of a name is a hash of it, so that the shape does not depend on the order in which a file sets its
// variables.
struct Scope::Node {
  std::shared_ptr<const value_type> entry;
  std::uint64_t priority = 0;
  std::size_t size = 1;
  NodePtr left, right;
};

namespace {

std::uint64_t priority_of(std::string_view name) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a, then mixed: short names differ in few bits
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdu;
  hash ^= hash >> 33;
  return hash;
}

}  // namespace

Scope::NodePtr Scope::inserted(const NodePtr& node, const std::shared_ptr<const value_type>& entry) {
  const auto make = [](const std::shared_ptr<const value_type>& e, std::uint64_t priority, NodePtr left,
                       NodePtr right) {
    const std::size_t size = 1 + (left ? left->size : 0) + (right ? right->size : 0);
    return std::make_shared<const Node>(Node{e, priority, size, std::move(left), std::move(right)});
  };
  if (!node) return make(entry, priority_of(entry->first), nullptr, nullptr);
  const int order = entry->first.compare(node->entry->first);
  if (order == 0) return make(entry, node->priority, node->left, node->right);
  if (order < 0) {
    const NodePtr left = inserted(node->left, entry);
    if (left->priority <= node->priority) return make(node->entry, node->priority, left, node->right);
    return make(left->entry, left->priority, left->left,
                make(node->entry, node->priority, left->right, node->right));
  }
  const NodePtr right = inserted(node->right, entry);
  if (right->priority <= node->priority) return make(node->entry, node->priority, node->left, right);
  return make(right->entry, right->priority, make(node->entry, node->priority, node->left, right->left),
              right->right);
}

void Scope::set(Variable variable) {
  std::string name = variable.name;
  root_ = inserted(root_, std::make_shared<const value_type>(std::move(name), std::move(variable)));
}

const Variable* Scope::get(std::string_view name) const {
  for (const Node* node = root_.get(); node != nullptr;) {
    const int order = name.compare(node->entry->first);
    if (order == 0) return &node->entry->second;
    node = (order < 0 ? node->left : node->right).get();
  }
  return nullptr;
}

std::size_t Scope::size() const {
  return root_ ? root_->size : 0;
}

Scope::const_iterator Scope::begin() const {
  const_iterator it;
  it.descend(root_.get());
  return it;
}

Scope::const_iterator Scope::find(std::string_view name) const {
  const_iterator it;
  for (const Node* node = root_.get(); node != nullptr;) {
    const int order = name.compare(node->entry->first);
    if (order <= 0) it.path_.push_back(node);
    if (order == 0) return it;
    node = (order < 0 ? node->left : node->right).get();
  }
  return end();
}

void Scope::const_iterator::descend(const Node* node) {
  for (; node != nullptr; node = node->left.get()) path_.push_back(node);
}

Scope::const_iterator::reference Scope::const_iterator::operator*() const {
  return *path_.back()->entry;
}

Scope::const_iterator& Scope::const_iterator::operator++() {
  const Node* node = path_.back();
  path_.pop_back();
  descend(node->right.get());
  return *this;
}

Scope::const_iterator Scope::const_iterator::operator++(int) {
  const_iterator before = *this;
  ++*this;
  return before;
}

bool Scope::const_iterator::operator==(const const_iterator& other) const {
  if (path_.empty() || other.path_.empty()) return path_.empty() == other.path_.empty();
  return path_.back() == other.path_.back();
}

}  // namespace dockgate::build
