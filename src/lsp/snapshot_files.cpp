#include "lsp/snapshot_files.hpp"

#include "text/path.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::size_t longest_kept = 1u << 20;  // of one file
constexpr std::size_t most_kept = 24u << 20;    // of all

}  // namespace

void CachedFiles::forget(std::string_view path) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  const auto text = texts_.find(path);
  if (text != texts_.end()) {
    bytes_ -= text->second->bytes().size();
    texts_.erase(text);
  }
  // Folders above may have come or gone with the file.
  for (std::string_view at = path;; at = text::parent(at)) {
    if (const auto known = kinds_.find(at); known != kinds_.end()) kinds_.erase(known);
    if (const auto known = names_.find(at); known != names_.end()) names_.erase(known);
    if (at.empty()) break;
  }
  for (const auto& [folder, subtree] : subtrees_) {
    if (path != folder && text::is_below(path, folder)) {
      subtree->forget(path.substr(folder.empty() ? 0 : folder.size() + 1));
    } else if (text::is_below(folder, path)) {
      subtree->forget_all();  // a folder around it went
    }
  }
}

void CachedFiles::forget_all() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  bytes_ = 0;
  texts_.clear();
  kinds_.clear();
  names_.clear();
  subtrees_.clear();
}

void CachedFiles::keep(std::string_view path, std::uint64_t generation, const SourcePtr& source) const {
  const std::size_t size = source->bytes().size();
  if (size > longest_kept) return;
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (bytes_ + size > most_kept) {
    texts_.clear();
    bytes_ = 0;
  }
  if (texts_.emplace(std::string(path), source).second) bytes_ += size;
}

Result<SourcePtr, FileError> CachedFiles::read(std::string_view path, std::uint64_t max_bytes) const {
  using Out = Result<SourcePtr, FileError>;
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
    if (const auto known = texts_.find(path); known != texts_.end()) {
      if (known->second->bytes().size() > max_bytes) return Out::failure(FileError::too_large);
      return known->second;
    }
  }
  auto source = below_->read(path, max_bytes);
  if (source) keep(path, generation, *source);
  return source;
}

Result<std::vector<FolderEntry>, FileError> CachedFiles::list(std::string_view path) const {
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
    if (const auto known = names_.find(path); known != names_.end()) return known->second;
  }
  auto names = below_->list(path);
  const std::lock_guard lock(mutex_);
  if (generation == generation_) names_.emplace(std::string(path), names);
  return names;
}

std::optional<EntryKind> CachedFiles::kind(std::string_view path) const {
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
    if (const auto known = kinds_.find(path); known != kinds_.end()) return known->second;
  }
  const auto kind = below_->kind(path);
  const std::lock_guard lock(mutex_);
  if (generation == generation_) kinds_.emplace(std::string(path), kind);
  return kind;
}

std::shared_ptr<const FileTree> CachedFiles::subtree(std::string_view path) const {
  const std::string folder = text::normalize(path).value_or("");
  const std::lock_guard lock(mutex_);
  auto& tree = subtrees_[folder];
  // A tree of its own below, since links may not lead out of it.
  if (!tree) tree = std::make_shared<CachedFiles>(below_->subtree(folder));
  return tree;
}

RecordingFiles::RecordingFiles(std::shared_ptr<const FileTree> below)
    : RecordingFiles(std::move(below), std::make_shared<Record>(), {}) {}

void RecordingFiles::lay_over(std::shared_ptr<const FileTree> below) {
  below_ = std::move(below);
}

void RecordingFiles::record(Paths* reads) const {
  const std::lock_guard lock(record_->mutex);
  record_->reads = reads;
}

void RecordingFiles::note(std::string_view path) const {
  const auto clean = text::normalize(path);
  if (!clean) return;
  const std::lock_guard lock(record_->mutex);
  if (record_->reads != nullptr)
    record_->reads->insert(prefix_.empty() ? *clean : text::join(prefix_, *clean));
}

Result<SourcePtr, FileError> RecordingFiles::read(std::string_view path, std::uint64_t max_bytes) const {
  note(path);
  return below_->read(path, max_bytes);
}

Result<MappedFile, FileError> RecordingFiles::map(std::string_view path) const {
  note(path);
  return below_->map(path);
}

Result<std::vector<FolderEntry>, FileError> RecordingFiles::list(std::string_view path) const {
  return below_->list(path);
}

std::optional<EntryKind> RecordingFiles::kind(std::string_view path) const {
  return below_->kind(path);
}

std::shared_ptr<const FileTree> RecordingFiles::subtree(std::string_view path) const {
  const std::string folder = text::normalize(path).value_or("");
  return std::shared_ptr<const FileTree>(new RecordingFiles(
      below_->subtree(folder), record_, prefix_.empty() ? folder : text::join(prefix_, folder)));
}

std::string RecordingFiles::display_path(std::string_view path) const {
  return below_->display_path(path);
}

}  // namespace dockgate::lsp
