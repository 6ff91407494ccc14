#pragma once
// Dotted names of one module after its own imports and plain aliases, without following calls.

#include <string>
#include <unordered_map>

#include "python/syntax.hpp"

namespace dockgate::review {

class LocalNames {
 public:
  explicit LocalNames(const python::Module& module);
  /// "os.environ" for `e` after `from os import environ as e`; a name that nothing binds stands for itself.
  /// "" when the node is no chain of names.
  std::string resolve(python::NodeId node) const;
  /// Whether `name` stands for something under another last name: an import or assignment renamed it.
  bool renamed(std::string_view name) const;

 private:
  void read_import(python::NodeId node);
  const python::Module& module_;
  std::unordered_map<std::string, std::string> names_;
};

}  // namespace dockgate::review
