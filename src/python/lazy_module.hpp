#pragma once
// A file that is parsed when somebody has to look into it.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "python/program.hpp"

namespace dockgate::python {

/// The imports of Python source, found without a syntax tree: the same as imports() gives, apart from
/// `import_module("x")` and what stands in code that Python could not read. Linear in the text.
std::vector<Import> scan_imports(const MappedText& source);

/// A word that is looked for in several texts.
class Sought {
 public:
  Sought(std::string_view word);                                // NOLINT: implicit on purpose
  Sought(const char* word) : Sought(std::string_view(word)) {}  // NOLINT

 private:
  friend class LazyModule;
  std::string_view word_;
  bool plain_ = false;  // an identifier
  std::uint64_t hash_ = 0;
};

/// The text of one file; its tree is made once, when it is first asked for. Safe to use from several threads.
class LazyModule {
 public:
  explicit LazyModule(MappedText source);

  const MappedText& source() const { return source_; }
  /// Whether `word`, an identifier, may stand in the text, in a string or a comment too. Never false when it
  /// does; seldom true when it does not.
  bool may_hold(const Sought& word) const;
  /// The parsed text.
  ModulePtr module() const;
  /// Whether somebody asked for it.
  bool is_parsed() const { return has_tree_; }

 private:
  MappedText source_;
  std::vector<std::uint64_t> words_;  // a Bloom filter of the words
  bool other_shapes_ = false;         // identifiers that Python reads in another form (NFKC)
  mutable std::once_flag parsed_;
  mutable ModulePtr module_;
  mutable std::atomic<bool> has_tree_ = false;
};

/// As imports(const Module&), from the tree only where modules are imported by function.
std::vector<Import> imports(const LazyModule& module);

}  // namespace dockgate::python
