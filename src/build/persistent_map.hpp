#pragma once
// A map from names to values that is cheap to remember at every point of a file.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dockgate::build {

/// Values by name, in the order of the names. A copy shares everything with its original and costs nothing;
/// a change costs the logarithm of the size and is not seen by copies.
template <typename Value>
class PersistentMap {
  struct Node;
  using NodePtr = std::shared_ptr<Node>;

 public:
  using value_type = std::pair<const std::string, Value>;
  using Entry = std::shared_ptr<const value_type>;

  class const_iterator {
   public:
    using value_type = PersistentMap::value_type;
    using reference = const value_type&;
    using pointer = const value_type*;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    const_iterator() = default;
    reference operator*() const { return *path_.back()->entry; }
    pointer operator->() const { return &**this; }
    const_iterator& operator++() {
      const Node* node = path_.back();
      path_.pop_back();
      descend(node->right.get());
      return *this;
    }
    const_iterator operator++(int) {
      const_iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const const_iterator& other) const {
      if (path_.empty() || other.path_.empty()) return path_.empty() == other.path_.empty();
      return path_.back() == other.path_.back();
    }

   private:
    friend class PersistentMap;
    void descend(const Node* node) {
      for (; node != nullptr; node = node->left.get()) path_.push_back(node);
    }
    std::vector<const Node*> path_;  // the node it stands on, and those above it that come later
  };

  const_iterator begin() const {
    const_iterator it;
    it.descend(root_.get());
    return it;
  }
  const_iterator end() const { return {}; }

  /// The first entry whose name is not less than `name`.
  const_iterator lower_bound(std::string_view name) const {
    const_iterator it;
    for (const Node* node = root_.get(); node != nullptr;) {
      const int order = name.compare(node->entry->first);
      if (order <= 0) it.path_.push_back(node);
      if (order == 0) break;
      node = (order < 0 ? node->left : node->right).get();
    }
    return it;
  }
  const_iterator find(std::string_view name) const {
    const auto it = lower_bound(name);
    return it != end() && it->first == name ? it : end();
  }

  /// The value of `name`, or null.
  const Value* get(std::string_view name) const {
    for (const Node* node = root_.get(); node != nullptr;) {
      const int order = name.compare(node->entry->first);
      if (order == 0) return &node->entry->second;
      node = (order < 0 ? node->left : node->right).get();
    }
    return nullptr;
  }
  bool contains(std::string_view name) const { return get(name) != nullptr; }
  std::size_t count(std::string_view name) const { return contains(name) ? 1 : 0; }
  std::size_t size() const { return root_ ? root_->size : 0; }
  bool empty() const { return root_ == nullptr; }

  /// Adds `value`, or replaces the one of the same name.
  void set(std::string name, Value value) { set(make_entry(std::move(name), std::move(value))); }
  /// The same of one that other maps may have too.
  void set(Entry entry) { insert(root_, std::move(entry)); }
  static Entry make_entry(std::string name, Value value) {
    return std::make_shared<const value_type>(std::move(name), std::move(value));
  }

 private:
  // A treap whose nodes do not change while a copy shares them: set() copies those on the way down and shares
  // the rest. The priority of a name is a hash of it, so that the shape does not depend on the order of the
  // changes.
  struct Node {
    Entry entry;
    std::uint64_t priority = 0;
    std::size_t size = 1;
    NodePtr left, right;
  };

  static std::uint64_t priority_of(std::string_view name) {
    std::uint64_t hash = 14695981039346656037u;  // FNV-1a, then mixed: short names differ in few bits
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    hash ^= hash >> 33;
    return hash;
  }

  static void count(Node& node) {
    node.size = 1 + (node.left ? node.left->size : 0) + (node.right ? node.right->size : 0);
  }

  static void insert(NodePtr& node, Entry entry) {
    if (!node) {
      const std::uint64_t priority = priority_of(entry->first);
      node = std::make_shared<Node>(Node{std::move(entry), priority, 1, nullptr, nullptr});
      return;
    }
    if (node.use_count() > 1) node = std::make_shared<Node>(*node);
    const int order = entry->first.compare(node->entry->first);
    if (order == 0) {
      node->entry = std::move(entry);
      return;
    }
    NodePtr Node::*const side = order < 0 ? &Node::left : &Node::right;
    NodePtr Node::*const other = order < 0 ? &Node::right : &Node::left;
    insert((*node).*side, std::move(entry));
    if (((*node).*side)->priority > node->priority) {
      NodePtr up = std::move((*node).*side);  // the map's own by now, as is all that leads to the entry
      (*node).*side = std::move((*up).*other);
      count(*node);
      (*up).*other = std::move(node);
      node = std::move(up);
    }
    count(*node);
  }

  NodePtr root_;
};

}  // namespace dockgate::build
