#pragma once
// Command rows from YAML: those of the project when it is built, those of a policy when it is read.

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "catalog/commands.hpp"
#include "yaml/node.hpp"
#include <dockgate/text.hpp>

namespace dockgate::catalog {

/// Rows and the memory that they point into. Cheap to copy; the copies share the memory.
class CommandRows {
 public:
  CommandRows();
  std::span<const CommandRow> rows() const;
  /// Adds the rows of a list of maps whose keys are the members of CommandRow with `-` for `_`. Mistakes go
  /// to `problems` with their places; a row that has one is left out.
  void add(const yaml::Node& list, std::vector<Problem>& problems);

 private:
  struct Store;
  std::shared_ptr<Store> store_;
};

}  // namespace dockgate::catalog
