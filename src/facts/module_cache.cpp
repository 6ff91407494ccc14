#include "facts/module_cache.hpp"

#include <algorithm>
#include <array>

#include "facts/model_memo.hpp"
#include "text/path.hpp"
#include "weights/scan.hpp"

namespace dockgate::facts {
namespace {

constexpr std::size_t max_modules = 60000;
constexpr int max_folder_depth = 40;
// What is kept of files that change: bytes of code, programs.
constexpr std::size_t most_text = 512UL * 1024;
constexpr std::size_t most_programs = 8;
constexpr std::size_t most_issue_lists = 256;

constexpr std::array<std::string_view, 12> skipped_folders = {
    ".git",        "node_modules", ".venv", "venv",          "__pycache__",   ".tox",
    ".mypy_cache", ".hg",          ".svn",  "site-packages", ".pytest_cache", ".ruff_cache"};

void walk(const FileTree& context, const std::string& folder, int depth, ContextFiles& out) {
  const auto entries = context.list(folder);
  if (!entries) return;
  for (const auto& entry : *entries) {
    if (out.files.size() >= max_modules) {
      out.complete = false;
      return;
    }
    auto path = folder.empty() ? entry.name : folder + "/" + entry.name;
    auto kind = entry.kind;
    // A link to a folder may lead in a circle, so that only links to files are followed.
    if (kind == EntryKind::link && context.kind(path) == EntryKind::file) kind = EntryKind::file;
    if (kind == EntryKind::file) {
      out.files.push_back(std::move(path));
    } else if (kind == EntryKind::folder) {
      if (std::find(skipped_folders.begin(), skipped_folders.end(), entry.name) != skipped_folders.end())
        continue;
      if (depth >= max_folder_depth) {
        out.complete = false;
        continue;
      }
      walk(context, path, depth + 1, out);
    }
  }
}

std::vector<catalog::Tables> with_builtin(std::vector<catalog::Tables> tables) {
  tables.push_back(catalog::builtin());
  return tables;
}

std::vector<catalog::CommandRow> with_builtin(std::span<const catalog::CommandRow> more) {
  std::vector<catalog::CommandRow> rows(more.begin(), more.end());
  rows.insert(rows.end(), catalog::builtin_commands().begin(), catalog::builtin_commands().end());
  return rows;
}

/// Whether one of `words` stands outside of lines that are comments.
bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  const auto in_comment = [&](std::size_t at) {
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::size_t first = text.find_first_not_of(" \t", line);
    return first <= at && text[first] == '#';
  };
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    std::size_t at = text.find(word);
    while (at != std::string_view::npos && in_comment(at)) at = text.find(word, at + 1);
    return at != std::string_view::npos;
  });
}

}  // namespace

void ParsedFile::look() const {
  std::call_once(looked_, [&] {
    const auto text = source->bytes();
    starts_more_ = holds_any(text, {"runpy", "subprocess", "os.system", "os.exec", "exec("});
  });
}

bool ParsedFile::starts_more() const {
  look();
  return starts_more_;
}

ModuleCache::ModuleCache(std::vector<catalog::Tables> more,
                         std::span<const catalog::CommandRow> more_commands, Reuse reuse)
    : sources_(with_builtin(std::move(more))), commands_(with_builtin(more_commands)), reuse_(reuse) {
  if (reuse == Reuse::one_run) return;
  modules_.set_bound(most_text);
  files_.set_bound(most_text / 8);
  issues_.set_bound(most_issue_lists);
  evaluations_.expect_edits(most_programs);
  models_ = std::make_shared<ModelMemo>();
}

const catalog::Index& ModuleCache::catalog() const {
  std::call_once(indexed_, [&] { catalog_.emplace(sources_, commands_); });
  return *catalog_;
}

std::shared_ptr<ModuleCache> make_module_cache(std::vector<catalog::Tables> more,
                                               std::span<const catalog::CommandRow> more_commands,
                                               Reuse reuse) {
  return std::make_shared<ModuleCache>(std::move(more), more_commands, reuse);
}

std::shared_ptr<const ContextFiles> ModuleCache::files(const FileTree& context, const std::string& below) {
  // One run sees one state of the disk, so that the place names the content.
  const auto key = context.display_path(below);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = contexts_.find(key); found != contexts_.end()) return found->second;
  }
  auto files = std::make_shared<ContextFiles>();
  walk(context, below, 0, *files);
  std::sort(files->files.begin(), files->files.end());
  for (const auto& file : files->files) {
    files->set.insert(file);
    if (weights::name_kind(file) != weights::NameKind::other) files->weights.push_back(file);
  }
  const std::lock_guard lock(mutex_);
  return contexts_.emplace(key, std::move(files)).first->second;
}

std::vector<std::string> ModuleCache::parsed() {
  std::vector<std::string> out;
  const std::lock_guard lock(mutex_);
  modules_.each([&](const auto& file) {
    if (file->module->is_parsed() && file->source != nullptr) out.push_back(file->source->path());
  });
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<WeightFact> ModuleCache::weight(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = weights_.find(key);
  return found == weights_.end() ? std::nullopt : std::optional(found->second);
}

WeightFact ModuleCache::keep_weight(const std::string& key, WeightFact fact) {
  const std::lock_guard lock(mutex_);
  return weights_.emplace(key, std::move(fact)).first->second;
}

std::shared_ptr<const std::vector<review::Issue>> ModuleCache::issues(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto* found = issues_.find(key);
  return found == nullptr ? nullptr : *found;
}

std::shared_ptr<const std::vector<review::Issue>> ModuleCache::keep_issues(
    const std::string& key, std::vector<review::Issue> issues) {
  auto kept = std::make_shared<const std::vector<review::Issue>>(std::move(issues));
  const std::lock_guard lock(mutex_);
  return issues_.keep(key, std::move(kept));
}

std::shared_ptr<const ParsedFile> ModuleCache::parse(const text::MappedText& text) {
  // The place of the text belongs to the key, since facts point into the file.
  std::string key;
  if (text.source() != nullptr) {
    const auto begin = text.to_source({0, 0}).begin;
    key = text.source()->path() + '\0' + std::to_string(begin) + '\0';
  }
  key += text.text();
  {
    const std::lock_guard lock(mutex_);
    if (const auto* found = modules_.find(key)) return *found;
  }
  auto parsed = std::make_shared<ParsedFile>();
  parsed->source = text.source();
  parsed->module = std::make_shared<python::LazyModule>(text);
  parsed->mentions = catalog().mentions(text.view());
  parsed->imports = python::imports(*parsed->module);
  const std::lock_guard lock(mutex_);
  return modules_.keep(key, std::move(parsed), key.size());
}

std::shared_ptr<const ParsedFile> ModuleCache::parse(const SourcePtr& source) {
  // While the file is kept, its address names it.
  const auto* address = source.get();
  const std::string key(reinterpret_cast<const char*>(&address), sizeof address);
  {
    const std::lock_guard lock(mutex_);
    if (const auto* found = files_.find(key)) return *found;
  }
  auto parsed = parse(text::MappedText::whole(source));
  if (parsed->source != source) return parsed;  // of the same text, read at another time
  const std::lock_guard lock(mutex_);
  return files_.keep(key, std::move(parsed), source->bytes().size());
}

}  // namespace dockgate::facts
