#pragma once
// The code that models bring along, each file once, with what it imports.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "facts/module_cache.hpp"
#include <dockgate/text.hpp>

namespace dockgate::facts {

/// Files among `files` that the module at `path` imports: relative imports, and modules that stand beside it
/// or at the top of `folder`, which loaders put on the path. With the `__init__.py` of packages on the way.
std::vector<std::string> imported_files(const ContextFiles& files, std::string_view folder,
                                        const std::string& path, const std::vector<python::Import>& imports);

class VendoredCode {
 public:
  /// Keeps references to what it is given.
  VendoredCode(const FileTree& context, const ContextFiles& files, ModuleCache& cache)
      : context_(context), files_(files), cache_(cache) {}

  /// Adds the file that `start` names, where the context has it, and the files below the model's folder that
  /// it imports: they stand for the same load. Of two loads that run a file, the one that more surely runs it
  /// counts. `weak`: what is known of a file already stays, unless `start` surely runs it.
  void add(VendoredFact start, bool weak = false);
  bool has(const std::string& file) const { return by_file_.contains(file); }
  /// All facts, in the order in which they were added.
  std::vector<VendoredFact> take() { return std::move(out_); }

 private:
  /// Fills in what the file itself says; false when it cannot be read.
  bool read(VendoredFact& fact) const;

  const FileTree& context_;
  const ContextFiles& files_;
  ModuleCache& cache_;
  std::map<std::string, std::size_t> by_file_;  // index into out_
  std::vector<VendoredFact> out_;
};

}  // namespace dockgate::facts
