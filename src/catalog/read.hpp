#pragma once
// Rows from YAML: those of the project when it is built, those of a policy when it is read.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "catalog/apis.hpp"
#include "yaml/node.hpp"
#include <dockgate/text.hpp>

namespace dockgate::catalog {

/// Rows and the memory that they point into. Cheap to copy; the copies share the memory.
class Rows {
 public:
  Rows();
  Tables tables() const;
  /// Adds the rows of a map with the keys `models`, `loads`, `writes`, `runners`, `variables`, `guards`,
  /// `images`; each holds a list of rows whose keys are the members of the row's type with `-` for `_`.
  /// Mistakes go to `problems`, with their places; a row that has one is left out.
  void add(const yaml::Node& node, std::vector<Problem>& problems);

  struct Store;

 private:
  std::shared_ptr<Store> store_;
};

}  // namespace dockgate::catalog
