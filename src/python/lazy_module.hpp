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
  /// The same, and oftener true when it does not stand there; without a look at the text.
  bool filter_holds(const Sought& word) const;
  /// Whether a function or class of that name, or a table of fields (`namedtuple`), may be defined there. As
  /// may_hold().
  bool may_define(const Sought& word) const;
  /// Whether a class may be defined there below one with that last name. As may_hold().
  bool may_derive(const Sought& base) const;
  /// Whether an attribute of that name may be set there. As may_hold().
  bool may_store(const Sought& attribute) const;
  /// The parsed text.
  ModulePtr module() const;
  /// Whether somebody asked for it.
  bool is_parsed() const { return has_tree_; }

 private:
  MappedText source_;
  void add_bases(std::string_view behind);

  std::vector<std::uint64_t> words_;                     // a Bloom filter of the words
  std::vector<std::uint64_t> defined_, bases_, stored_;  // hashes of words, sorted
  bool any_base_ = false;
  bool other_shapes_ = false;  // identifiers that Python reads in another form (NFKC)
  mutable std::once_flag parsed_;
  mutable ModulePtr module_;
  mutable std::atomic<bool> has_tree_ = false;
};

/// As imports(const Module&), from the tree only where modules are imported by function.
std::vector<Import> imports(const LazyModule& module);

}  // namespace dockgate::python
