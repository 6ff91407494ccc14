#pragma once
// Variables in force at some point of a build, cheap to remember for every point.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::build {

/// Where the value of a variable came from.
enum class Origin { unset, arg_default, build_arg, env, predefined, compose, bake, base_image };

/// A variable in force at some point of a stage.
struct Variable {
  std::string name;
  std::optional<std::string> value;  // nothing: declared without value, or not computable (then `unknown`)
  Origin origin = Origin::unset;
  bool is_env = false;  // visible to processes of the running container, not only to the build
  /// False when the value depends on something the Dockerfile does not fix (an undeclared variable,
  /// `${X:?}`).
  bool known = true;
  std::string missing;  // the name of the variable that is not known, when `known` is false
  Place at;             // the ARG or ENV word that set it
  /// The lines that carried the value here, oldest first: `ARG REV=main` → `ENV MODEL_REV=$REV`.
  std::vector<std::pair<Place, std::string>> trace;
};

/// Variables by name, in the order of their names. A copy shares everything with its original and costs
/// nothing, so that each RUN of a long file can keep the state it saw; a change costs the logarithm of the
/// size.
class Scope {
  struct Node;
  using NodePtr = std::shared_ptr<const Node>;

 public:
  using value_type = std::pair<const std::string, Variable>;

  class const_iterator {
   public:
    using value_type = Scope::value_type;
    using reference = const value_type&;
    using pointer = const value_type*;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    const_iterator() = default;
    reference operator*() const;
    pointer operator->() const { return &**this; }
    const_iterator& operator++();
    const_iterator operator++(int);
    bool operator==(const const_iterator& other) const;

   private:
    friend class Scope;
    void descend(const Node* node);
    std::vector<const Node*> path_;  // the node it stands on, and those above it that come later
  };

  const_iterator begin() const;
  const_iterator end() const { return {}; }
  const_iterator find(std::string_view name) const;
  /// The variable called `name`, or null.
  const Variable* get(std::string_view name) const;
  bool contains(std::string_view name) const { return get(name) != nullptr; }
  std::size_t count(std::string_view name) const { return contains(name) ? 1 : 0; }
  std::size_t size() const;
  bool empty() const { return root_ == nullptr; }
  /// Adds `variable`, or replaces the one of the same name.
  void set(Variable variable);

 private:
  static NodePtr inserted(const NodePtr& node, const std::shared_ptr<const value_type>& entry);
  NodePtr root_;
};

}  // namespace dockgate::build
