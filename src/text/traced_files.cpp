#include "text/traced_files.hpp"

#include <algorithm>
#include <utility>

#include "text/path.hpp"

namespace dockgate::text {

namespace {

bool same(const Result<SourcePtr, FileError>& a, const Result<SourcePtr, FileError>& b) {
  if (!a || !b) return !a && !b && a.error() == b.error();
  return *a == *b || ((*a)->path() == (*b)->path() && (*a)->bytes() == (*b)->bytes());
}

bool same(const Result<std::vector<FolderEntry>, FileError>& a,
          const Result<std::vector<FolderEntry>, FileError>& b) {
  if (!a || !b) return !a && !b && a.error() == b.error();
  return std::ranges::equal(*a, *b, [](const FolderEntry& one, const FolderEntry& other) {
    return one.name == other.name && one.kind == other.kind;
  });
}

}  // namespace

TracedFiles::TracedFiles(std::shared_ptr<const FileTree> below) : TracedFiles(std::make_shared<Trace>(), {}) {
  trace_->below = std::move(below);
}

TracedFiles::TracedFiles(std::shared_ptr<Trace> trace, std::string folder)
    : trace_(std::move(trace)), folder_(std::move(folder)) {}

void TracedFiles::stop() {
  const std::lock_guard lock(trace_->mutex);
  trace_->stopped = true;
}

void TracedFiles::lay_over(std::shared_ptr<const FileTree> below) {
  const std::lock_guard lock(trace_->mutex);
  trace_->below = std::move(below);
  ++trace_->laid;
}

std::shared_ptr<const FileTree> TracedFiles::below() const {
  std::shared_ptr<const FileTree> outermost;
  std::uint64_t laid = 0;
  {
    const std::lock_guard lock(trace_->mutex);
    outermost = trace_->below;
    laid = trace_->laid;
  }
  if (folder_.empty()) return outermost;
  const std::lock_guard lock(mutex_);
  if (laid_ != laid) {
    own_ = outermost->subtree(folder_);
    laid_ = laid;
  }
  return own_;
}

TracedFiles::Asked TracedFiles::asked(std::string_view path, std::uint64_t max_bytes) const {
  return {folder_, std::string(path), max_bytes};
}

template <typename Answers, typename Answer>
void TracedFiles::keep(Answers Trace::*answers, Asked asked, const Answer& answer) const {
  const std::lock_guard lock(trace_->mutex);
  if (!trace_->stopped) ((*trace_).*answers).emplace(std::move(asked), answer);
}

bool TracedFiles::holds(const FileTree& tree) const {
  const std::lock_guard lock(trace_->mutex);
  if (trace_->closed) return false;
  std::map<std::string, std::shared_ptr<const FileTree>> subtrees;
  const auto in = [&](const std::string& folder) -> const FileTree& {
    if (folder.empty()) return tree;
    auto& subtree = subtrees[folder];
    if (!subtree) subtree = tree.subtree(folder);
    return *subtree;
  };
  for (const auto& [asked, answer] : trace_->texts) {
    const auto& [folder, path, max_bytes] = asked;
    if (!same(in(folder).read(path, max_bytes), answer)) return false;
  }
  for (const auto& [asked, answer] : trace_->names)
    if (!same(in(std::get<0>(asked)).list(std::get<1>(asked)), answer)) return false;
  for (const auto& [asked, answer] : trace_->kinds)
    if (in(std::get<0>(asked)).kind(std::get<1>(asked)) != answer) return false;
  return true;
}

Result<SourcePtr, FileError> TracedFiles::read(std::string_view path, std::uint64_t max_bytes) const {
  auto answer = below()->read(path, max_bytes);
  keep(&Trace::texts, asked(path, max_bytes), answer);
  return answer;
}

Result<MappedFile, FileError> TracedFiles::map(std::string_view path) const {
  {
    const std::lock_guard lock(trace_->mutex);
    trace_->closed = trace_->closed || !trace_->stopped;
  }
  return below()->map(path);
}

Result<std::vector<FolderEntry>, FileError> TracedFiles::list(std::string_view path) const {
  auto answer = below()->list(path);
  keep(&Trace::names, asked(path), answer);
  return answer;
}

std::optional<EntryKind> TracedFiles::kind(std::string_view path) const {
  const auto answer = below()->kind(path);
  keep(&Trace::kinds, asked(path), answer);
  return answer;
}

std::shared_ptr<const FileTree> TracedFiles::subtree(std::string_view path) const {
  std::string folder = normalize(path).value_or("");
  if (!folder_.empty()) folder = folder.empty() ? folder_ : join(folder_, folder);
  return std::shared_ptr<const FileTree>(new TracedFiles(trace_, std::move(folder)));
}

std::string TracedFiles::display_path(std::string_view path) const {
  return below()->display_path(path);
}

}  // namespace dockgate::text
