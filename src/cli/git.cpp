#include "cli/git.hpp"

#include <csignal>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "cli/process.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t most_output = std::size_t{256} << 20;
constexpr int most_links = 40;

/// A running git.
std::unique_ptr<Process> start_git(const std::string& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"git", "--no-optional-locks", "-C", folder, "-c", "core.fsmonitor=false"});
  // Nothing may be fetched, asked for or replaced.
  return Process::start(
      {std::move(arguments),
       {"GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1", "LC_ALL=C"},
       0});
}

/// The whole output of a git command; nothing when it fails.
std::optional<std::string> output(const std::string& folder, std::vector<std::string> arguments) {
  const auto process = start_git(folder, std::move(arguments));
  if (!process) return std::nullopt;
  std::string text = process->read(most_output);
  if (!process->finish()) return std::nullopt;
  return text;
}

struct Entry {
  std::string id;
  bool link = false;
};

/// The objects of one commit. Safe to use from several threads.
class Objects {
 public:
  Objects(std::map<std::string, Entry, std::less<>> files, std::unique_ptr<Process> reader)
      : files_(std::move(files)), reader_(std::move(reader)) {
    for (const auto& [path, entry] : files_) {
      for (std::string folder(text::parent(path)); folders_.insert(folder).second && !folder.empty();)
        folder = text::parent(folder);
    }
  }

  const Entry* find(std::string_view path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
  }
  bool is_folder(std::string_view path) const { return folders_.contains(std::string(path)); }
  std::vector<FolderEntry> list(std::string_view folder) const {
    std::map<std::string, EntryKind> names;
    const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      const std::string_view rest = std::string_view(at->first).substr(prefix.size());
      const std::size_t slash = rest.find('/');
      names.emplace(rest.substr(0, slash), slash != std::string_view::npos ? EntryKind::folder
                                           : at->second.link               ? EntryKind::link
                                                                           : EntryKind::file);
    }
    std::vector<FolderEntry> out;
    out.reserve(names.size());
    for (const auto& [name, kind] : names) out.push_back({name, kind});
    return out;
  }
  Result<std::string, FileError> read(const Entry& entry, std::uint64_t max_bytes) {
    using Read = Result<std::string, FileError>;
    const std::lock_guard lock(mutex_);
    if (!reader_->write(entry.id + "\n")) return Read::failure(FileError::unreadable);
    const auto header = reader_->line();  // "ID blob SIZE"
    if (!header || header->find(" blob ") == std::string::npos) return Read::failure(FileError::unreadable);
    const std::size_t size = std::strtoull(header->c_str() + header->rfind(' ') + 1, nullptr, 10);
    std::string bytes = reader_->read(size);
    reader_->read(1);  // a line end
    if (bytes.size() != size) return Read::failure(FileError::unreadable);
    if (size > max_bytes) return Read::failure(FileError::too_large);
    return bytes;
  }

 private:
  std::map<std::string, Entry, std::less<>> files_;
  std::set<std::string> folders_;
  std::mutex mutex_;
  std::unique_ptr<Process> reader_;
};

class CommitFiles final : public FileTree {
 public:
  CommitFiles(std::shared_ptr<Objects> objects, std::string root, std::string display)
      : objects_(std::move(objects)), root_(std::move(root)), display_(std::move(display)) {}

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override {
    using Read = Result<SourcePtr, FileError>;
    const auto target = resolve(path);
    if (!target) return Read::failure(FileError::outside);
    const Entry* entry = objects_->find(*target);
    if (!entry)
      return Read::failure(objects_->is_folder(*target) ? FileError::not_a_file : FileError::missing);
    auto bytes = objects_->read(*entry, max_bytes);
    if (!bytes) return Read::failure(bytes.error());
    return SourcePtr(std::make_shared<SourceFile>(display_path(path), std::move(*bytes)));
  }
  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
    using List = Result<std::vector<FolderEntry>, FileError>;
    const auto target = resolve(path);
    if (!target) return List::failure(FileError::outside);
    if (!objects_->is_folder(*target)) return List::failure(FileError::missing);
    return objects_->list(*target);
  }
  std::optional<EntryKind> kind(std::string_view path) const override {
    const auto target = resolve(path);
    if (!target) return std::nullopt;
    if (objects_->find(*target)) return EntryKind::file;
    if (objects_->is_folder(*target)) return EntryKind::folder;
    return std::nullopt;
  }
  std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
    const auto below = text::normalize(path).value_or("");
    return std::make_shared<CommitFiles>(objects_, text::join(root_, below), display_path(below));
  }
  std::string display_path(std::string_view path) const override {
    return text::join(display_, text::normalize(path).value_or(std::string(path)));
  }

 private:
  /// `path` in the commit, its links followed; nothing where it leads out of this tree.
  std::optional<std::string> resolve(std::string_view path) const {
    auto rest = text::normalize(path);
    for (int links = 0; rest && links < most_links; ++links) {
      std::optional<std::string> next;
      for (std::size_t end = rest->find('/');; end = rest->find('/', end + 1)) {
        const std::string part = rest->substr(0, end);
        const Entry* entry = objects_->find(text::join(root_, part));
        if (entry && entry->link) {
          const auto target = objects_->read(*entry, 4096);
          if (!target || target->starts_with('/')) return std::nullopt;
          next = text::normalize(text::join(text::parent(part), *target) +
                                 (end == std::string::npos ? "" : rest->substr(end)));
          if (!next) return std::nullopt;
          break;
        }
        if (end == std::string::npos) break;
      }
      if (!next) return text::join(root_, *rest);
      rest = next;
    }
    return std::nullopt;
  }

  std::shared_ptr<Objects> objects_;
  std::string root_, display_;
};

std::string trimmed(const std::string& text) {
  return std::string(text::trim(text));
}

/// The output of `git ls-tree -r -z`: "MODE TYPE ID<tab>PATH", each ended by a zero byte.
std::map<std::string, Entry, std::less<>> read_list(std::string_view text) {
  std::map<std::string, Entry, std::less<>> files;
  for (const std::string_view line : text::split(text, '\0')) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    const auto words = text::split(line.substr(0, tab), ' ');
    if (words.size() != 3 || words[1] != "blob") continue;  // a submodule is another repository
    files[std::string(line.substr(tab + 1))] = {std::string(words[2]), words[0] == "120000"};
  }
  return files;
}

}  // namespace

std::optional<std::string> git_identity(const std::string& folder) {
  const std::string where = folder.empty() ? "." : folder;
  const auto name = output(where, {"config", "--get", "user.name"});
  if (!name || trimmed(*name).empty()) return std::nullopt;
  const auto address = output(where, {"config", "--get", "user.email"});
  const std::string mail = address ? trimmed(*address) : std::string();
  return mail.empty() ? trimmed(*name) : trimmed(*name) + " <" + mail + ">";
}

Result<std::shared_ptr<const FileTree>> files_since(const std::string& folder, const std::string& ref) {
  using Files = Result<std::shared_ptr<const FileTree>>;
  std::signal(SIGPIPE, SIG_IGN);
  if (!output(folder, {"version"}))
    return Files::failure("--since needs the git program, which cannot be run");
  const auto prefix = output(folder, {"rev-parse", "--show-prefix"});
  if (!prefix) return Files::failure("--since: the current folder is in no git repository");
  const auto commit = ref.starts_with('-')
                          ? std::nullopt
                          : output(folder, {"rev-parse", "--verify", "--quiet", ref + "^{commit}"});
  if (!commit) return Files::failure("--since: no commit is called `" + text::printable(ref) + "`");
  const auto base = output(folder, {"merge-base", trimmed(*commit), "HEAD"});
  const auto list = output(folder, {"ls-tree", "-r", "-z", "--full-tree", trimmed(base.value_or(*commit))});
  auto reader = start_git(folder, {"cat-file", "--batch"});
  if (!list || !reader)
    return Files::failure("--since: the files of `" + text::printable(ref) + "` cannot be read");
  auto objects = std::make_shared<Objects>(read_list(*list), std::move(reader));
  const std::string root = text::normalize(trimmed(*prefix)).value_or("");
  return std::shared_ptr<const FileTree>(std::make_shared<CommitFiles>(std::move(objects), root, ""));
}

}  // namespace dockgate::cli
