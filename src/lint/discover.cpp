#include "lint/discover.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <optional>

#include "lint/git_ignore.hpp"
#include "lint/invocations.hpp"
#include "lint/recognize.hpp"
#include "text/for_each.hpp"
#include "text/path.hpp"

namespace dockgate::lint {

namespace {

constexpr std::size_t max_depth = 100;
constexpr std::uint64_t max_ignore_bytes = 1u << 20;
constexpr std::size_t kept_bytes = std::size_t{32} << 20;  // of texts; what goes beyond is read again
/// Version control, installed packages and caches: no sources of a project.
constexpr std::array<std::string_view, 9> foreign_folders{
    ".git", ".hg", ".svn", ".jj", "node_modules", ".venv", ".tox", "__pycache__", "site-packages"};

using IgnoreChain = std::shared_ptr<const struct IgnoreLink>;
struct IgnoreLink {
  GitIgnore patterns;
  IgnoreChain above;
};

bool ignored(const IgnoreChain& chain, std::string_view path, bool is_folder) {
  for (const IgnoreLink* link = chain.get(); link != nullptr; link = link->above.get()) {
    if (const auto decision = link->patterns.decides(path, is_folder)) return *decision;
  }
  return false;
}

class Walk {
 public:
  Walk(std::shared_ptr<const FileTree> tree, unsigned jobs) : tree_(std::move(tree)), jobs_(jobs) {}

  /// False where a folder stands at `path`.
  bool named_file(const std::string& path) {
    if (is_build_file_name(text::file_name(path)) && tree_->kind(path) == EntryKind::file) {
      build_files_.push_back(path);
      read_asked();
      return true;
    }
    Candidate file{path, name_kind(text::file_name(path)), {}, {}, {}};
    recognize(file);
    if (file.error && tree_->kind(path) == EntryKind::folder) return false;
    if (!file.why.empty()) {
      refuse(path, std::move(file.why));
    } else {
      found_.inputs.push_back({tree_, path, std::move(file.source)});
    }
    return true;
  }

  /// The .gitignore files from the root of the tree down to, but not in, `folder`.
  void search(const std::string& folder) {
    IgnoreChain chain;
    for (std::size_t at = 0; at < folder.size();) {
      chain = with_ignore_of(folder.substr(0, at == 0 ? 0 : at - 1), chain);
      const auto slash = folder.find('/', at);
      if (slash == std::string::npos) break;
      at = slash + 1;
    }
    open_.push_back({folder, chain, 0});
    while (!open_.empty()) {
      Folder next = std::move(open_.back());
      open_.pop_back();
      visit(next);
    }
    recognize_all();
    std::sort(build_files_.begin(), build_files_.end());
    read_asked();
    std::sort(found_.skipped.begin(), found_.skipped.end());
  }

  void refuse(std::string_view path, std::string reason) {
    found_.not_judged.push_back({tree_->display_path(path), {}, std::move(reason), false});
  }

  Discovered take() { return std::move(found_); }

 private:
  struct Folder {
    std::string path;
    IgnoreChain chain;
    std::size_t depth;
  };

  /// A file whose name may be that of a Dockerfile.
  struct Candidate {
    std::string path;
    NameKind name = NameKind::no;
    SourcePtr source;
    std::optional<FileError> error;
    std::string why;  // it is none, or could not be read
  };

  void recognize(Candidate& file) const {
    const auto source = tree_->read(file.path);
    if (!source) {
      file.error = source.error();
      file.why = to_string(source.error());
      return;
    }
    file.why = why_no_dockerfile((*source)->bytes(), file.name);
    if (file.why.empty()) file.source = *source;
  }

  void recognize_all() {
    std::atomic<std::size_t> kept = 0;
    text::for_each_index(candidates_.size(), jobs_, [&](std::size_t i) {
      recognize(candidates_[i]);
      SourcePtr& source = candidates_[i].source;
      if (source && kept.fetch_add(source->bytes().size()) > kept_bytes) source.reset();
    });
    for (Candidate& file : candidates_) {
      if (file.error) {
        refuse(file.path, std::move(file.why));
      } else if (!file.why.empty()) {
        found_.skipped.emplace_back(tree_->display_path(file.path), std::move(file.why));
      } else {
        found_.inputs.push_back({tree_, std::move(file.path), std::move(file.source)});
      }
    }
    candidates_.clear();
  }

  void read_asked() {
    Asked asked = read_build_files(tree_, build_files_);
    std::move(asked.inputs.begin(), asked.inputs.end(), std::back_inserter(found_.inputs));
    std::move(asked.not_judged.begin(), asked.not_judged.end(), std::back_inserter(found_.not_judged));
    keep_each_once(found_.inputs);
  }

  IgnoreChain with_ignore_of(const std::string& folder, const IgnoreChain& above) {
    const std::string path = text::join(folder, ".gitignore");
    const auto source = tree_->read(path, max_ignore_bytes);
    if (!source) return above;
    GitIgnore patterns(folder, (*source)->bytes());
    if (patterns.empty()) return above;
    return std::make_shared<IgnoreLink>(IgnoreLink{std::move(patterns), above});
  }

  void visit(const Folder& folder) {
    const auto entries = tree_->list(folder.path);
    if (!entries) return refuse(folder.path, std::string(to_string(entries.error())));
    const bool has_ignore = std::any_of(entries->begin(), entries->end(),
                                        [](const FolderEntry& e) { return e.name == ".gitignore"; });
    const IgnoreChain chain = has_ignore ? with_ignore_of(folder.path, folder.chain) : folder.chain;
    for (const FolderEntry& entry : *entries) {
      const std::string path = text::join(folder.path, entry.name);
      if (entry.kind == EntryKind::folder) {
        enter(path, entry.name, chain, folder.depth + 1);
      } else {
        consider(path, entry, chain);
      }
    }
  }

  void enter(const std::string& path, std::string_view name, const IgnoreChain& chain, std::size_t depth) {
    if (std::find(foreign_folders.begin(), foreign_folders.end(), name) != foreign_folders.end()) return;
    if (ignored(chain, path, true)) return;
    if (depth > max_depth) return refuse(path, "nested too deeply");
    open_.push_back({path, chain, depth});
  }

  void consider(const std::string& path, const FolderEntry& entry, const IgnoreChain& chain) {
    if (is_build_file_name(entry.name)) {
      if (ignored(chain, path, false)) return;
      const auto target = tree_->kind(path);
      if (target == EntryKind::file) {
        build_files_.push_back(path);
      } else if (target != EntryKind::folder) {
        const auto source = tree_->read(path);
        refuse(path, std::string(to_string(source ? FileError::unreadable : source.error())));
      }
      return;
    }
    const NameKind kind = name_kind(entry.name);
    if (kind == NameKind::no || ignored(chain, path, false)) return;
    if (entry.kind == EntryKind::link && tree_->kind(path) == EntryKind::folder) return;
    candidates_.push_back({path, kind, {}, {}, {}});
  }

  std::shared_ptr<const FileTree> tree_;
  unsigned jobs_;
  std::vector<Folder> open_;
  std::vector<Candidate> candidates_;
  std::vector<std::string> build_files_;
  Discovered found_;
};

}  // namespace

Discovered discover(const std::shared_ptr<const FileTree>& tree, std::string_view path, unsigned jobs) {
  Walk walk(tree, jobs);
  const auto normal = text::normalize(path);
  if (!normal) {
    walk.refuse(path, std::string(to_string(FileError::outside)));
    return walk.take();
  }
  // Reading says why a missing or special file cannot be judged, and nearly all that are named are files.
  if (normal->empty() || !walk.named_file(*normal)) walk.search(*normal);
  return walk.take();
}

}  // namespace dockgate::lint
