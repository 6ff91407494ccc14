#pragma once
// Parsed modules and lists of files, shared by the builds of one run.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/index.hpp"
#include "facts/collect.hpp"
#include "facts/evaluations.hpp"
#include "facts/known_images.hpp"
#include "facts/run_memo.hpp"
#include "python/lazy_module.hpp"
#include "python/program.hpp"
#include "review/issues.hpp"
#include "text/recent.hpp"
#include <dockgate/text.hpp>

namespace dockgate::facts {

/// The names of all files of a context, found once. Bounded; `complete` is false when the bound was reached.
struct ContextFiles {
  std::vector<std::string> files;    // context paths, sorted
  std::vector<std::string> weights;  // those that may be weights by their names
  std::unordered_set<std::string_view> set;
  bool complete = true;
  bool has(std::string_view path) const { return set.contains(path); }
};

class ModelMemo;

/// One Python file; its syntax tree is made when somebody has to look into it.
struct ParsedFile {
  SourcePtr source;
  std::shared_ptr<const python::LazyModule> module;
  std::vector<python::Import> imports;
  catalog::Mentions mentions;
  /// Whether the text may start programs or run texts, and whether it may import what has no name in it.
  bool starts_more() const;

 private:
  void look() const;
  mutable std::once_flag looked_;
  mutable bool starts_more_ = false;
};

class ModuleCache {
 public:
  /// `more`: rows of a policy, which stand before the built-in ones.
  explicit ModuleCache(std::vector<catalog::Tables> more = {},
                       std::span<const catalog::CommandRow> more_commands = {}, Reuse reuse = Reuse::one_run);
  ModuleCache(const ModuleCache&) = delete;
  ModuleCache& operator=(const ModuleCache&) = delete;

  /// What calls and commands mean to all builds that share this.
  const catalog::Index& catalog() const;
  /// The rows that catalog() looks up, for who does not need the index, which is built when it is first asked
  /// for.
  std::span<const catalog::Tables> sources() const { return sources_; }
  /// The files below the context's root, or one of its folders, without `.git` and other folders that hold no
  /// code of a build.
  std::shared_ptr<const ContextFiles> files(const FileTree& context, const std::string& below = {});
  /// The text with its imports. Equal sources are read once.
  std::shared_ptr<const ParsedFile> parse(const text::MappedText& text);
  /// The same of a whole file; what was read once is found without a look at its text.
  std::shared_ptr<const ParsedFile> parse(const SourcePtr& source);
  /// Paths of the files whose tree was made, in order.
  std::vector<std::string> parsed();
  /// What keep_weight() was given under this key, or nothing.
  std::optional<WeightFact> weight(const std::string& key);
  WeightFact keep_weight(const std::string& key, WeightFact fact);
  /// What keep_issues() was given under this key, or null.
  std::shared_ptr<const std::vector<review::Issue>> issues(const std::string& key);
  std::shared_ptr<const std::vector<review::Issue>> keep_issues(const std::string& key,
                                                                std::vector<review::Issue> issues);
  /// What the run has asked about images.
  KnownImages& images() { return images_; }
  /// What the programs of the run do.
  Evaluations& evaluations() { return evaluations_; }
  Reuse reuse() const { return reuse_; }
  /// What RUN instructions run, where the same files are judged again; else null.
  RunMemo* runs() { return reuse_ == Reuse::edits ? &runs_ : nullptr; }
  /// What calls load; the same.
  ModelMemo* models() { return models_.get(); }

 private:
  std::vector<catalog::Tables> sources_;
  std::vector<catalog::CommandRow> commands_;
  mutable std::once_flag indexed_;
  mutable std::optional<catalog::Index> catalog_;
  KnownImages images_;
  Evaluations evaluations_;
  RunMemo runs_;
  std::shared_ptr<ModelMemo> models_;
  Reuse reuse_ = Reuse::one_run;
  std::mutex mutex_;
  text::Recent<std::shared_ptr<const std::vector<review::Issue>>> issues_{SIZE_MAX};
  std::unordered_map<std::string, WeightFact> weights_;
  std::unordered_map<std::string, std::shared_ptr<const ContextFiles>> contexts_;
  text::Recent<std::shared_ptr<const ParsedFile>> modules_{SIZE_MAX};  // bytes
  text::Recent<std::shared_ptr<const ParsedFile>> files_{SIZE_MAX};    // the same, by the address of the file
};

}  // namespace dockgate::facts
