#include "text/file_trees.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "text/guarded_map.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::text {
namespace {

constexpr int most_links = 40;  // as Linux's own path walk allows

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

FileError from_errno(int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return FileError::missing;
    case ELOOP:
      return FileError::too_many_links;
    default:
      return FileError::unreadable;
  }
}

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

std::string display_join(const std::string& display, std::string_view path) {
  if (path.empty()) return display.empty() ? "." : display;
  return join(display == "." ? std::string_view() : std::string_view(display), path);
}

/// Opens `path` where no part of it is a link. Nothing: there is one, or this cannot be asked here; whoever
/// wants to know more has to walk. A descriptor of -1: `errno` says why it cannot be opened.
std::optional<int> open_without_links([[maybe_unused]] const std::string& path, [[maybe_unused]] int flags) {
#ifdef __linux__
  constexpr long call_openat2 = 437;  // since Linux 5.6; headers of older systems do not have it
  constexpr std::uint64_t no_links = 0x04;
  struct {
    std::uint64_t flags, mode, resolve;
  } const how{static_cast<std::uint64_t>(flags | O_CLOEXEC), 0, no_links};
  const long fd = ::syscall(call_openat2, AT_FDCWD, path.c_str(), &how, sizeof how);
  if (fd >= 0) return static_cast<int>(fd);
  if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return -1;
#endif
  return std::nullopt;
}

// A path walk that follows links by hand, one part at a time with O_NOFOLLOW, so that neither a link nor a
// race can lead it out of the root.
class DiskFiles : public FileTree {
 public:
  DiskFiles(std::string folder, std::string display)
      : folder_(std::move(folder)), display_(std::move(display)) {}

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override {
    const auto file = open_file(path);
    if (!file) return Result<SourcePtr, FileError>::failure(file.error());
    if (file->size > max_bytes) return Result<SourcePtr, FileError>::failure(FileError::too_large);
    std::string bytes;
    bytes.resize(static_cast<std::size_t>(file->size));
    std::size_t have = 0;
    while (have < bytes.size()) {
      const ssize_t got = ::read(file->fd.get(), bytes.data() + have, bytes.size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Result<SourcePtr, FileError>::failure(FileError::unreadable);
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return SourcePtr(
        std::make_shared<SourceFile>(display_path(normalize(path).value_or("")), std::move(bytes)));
  }

  Result<MappedFile, FileError> map(std::string_view path) const override {
    auto file = open_file(path);
    if (!file) return Result<MappedFile, FileError>::failure(file.error());
    const auto size = static_cast<std::size_t>(file->size);
    if (size == 0) return MappedFile{};
    auto mapped = map_descriptor(file->fd.release(), size);
    if (!mapped) return Result<MappedFile, FileError>::failure(FileError::unreadable);
    return *std::move(mapped);
  }

  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
    using Out = Result<std::vector<FolderEntry>, FileError>;
    const auto opened = open_inside(path, O_RDONLY | O_DIRECTORY);
    if (!opened) return Out::failure(opened.error());
    Descriptor fd(*opened);
    DIR* folder = ::fdopendir(fd.get());
    if (folder == nullptr) return Out::failure(FileError::unreadable);
    const int folder_fd = fd.release();
    std::vector<FolderEntry> out;
    while (const dirent* entry = ::readdir(folder)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      EntryKind kind = EntryKind::other;
      if (entry->d_type == DT_REG) {
        kind = EntryKind::file;
      } else if (entry->d_type == DT_DIR) {
        kind = EntryKind::folder;
      } else if (entry->d_type == DT_LNK) {
        kind = EntryKind::link;
      } else if (entry->d_type == DT_UNKNOWN) {
        struct stat info {};
        if (::fstatat(folder_fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
          kind = kind_of(info.st_mode);
      }
      out.push_back({std::string(name), kind});
    }
    ::closedir(folder);
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
  }

  std::optional<EntryKind> kind(std::string_view path) const override {
    const auto clean = normalize(path);
    if (!clean) return std::nullopt;
    struct stat info {};
    const std::string whole = folder_ + "/" + *clean;
    if (clean->find('\0') != std::string::npos) return std::nullopt;
    if (clean->find('/') == std::string::npos && !clean->empty()) {
      if (::lstat(whole.c_str(), &info) != 0) return std::nullopt;
      if (!S_ISLNK(info.st_mode)) return kind_of(info.st_mode);
    } else if (const auto plain = open_without_links(whole, O_PATH)) {
      const Descriptor fd(*plain);
      if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0) return std::nullopt;
      return kind_of(info.st_mode);
    }
    const auto resolved = resolve(*clean);
    if (!resolved || ::stat((folder_ + "/" + *resolved).c_str(), &info) != 0) return std::nullopt;
    return kind_of(info.st_mode);
  }

  std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
    const auto clean = normalize(path);
    const std::string below = clean.value_or("");
    return std::make_shared<DiskFiles>(below.empty() ? folder_ : folder_ + "/" + below,
                                       below.empty() ? display_ : display_join(display_, below));
  }

  std::string display_path(std::string_view path) const override { return display_join(display_, path); }

 private:
  // The path below the root with every link replaced by its target.
  Result<std::string, FileError> resolve(std::string_view path) const {
    using Out = Result<std::string, FileError>;
    const auto clean = normalize(path);
    if (!clean) return Out::failure(FileError::outside);
    std::vector<std::string> todo;  // reversed
    for (const auto part : split(*clean, '/')) todo.emplace_back(part);
    std::reverse(todo.begin(), todo.end());
    std::vector<std::string> done;
    std::string here = folder_;
    int links = 0;
    while (!todo.empty()) {
      const std::string part = std::move(todo.back());
      todo.pop_back();
      if (part.empty() || part == ".") continue;
      if (part.find('\0') != std::string::npos) return Out::failure(FileError::missing);
      if (part == "..") {
        if (done.empty()) return Out::failure(FileError::outside);
        here.resize(here.size() - done.back().size() - 1);
        done.pop_back();
        continue;
      }
      const std::string next = here + "/" + part;
      struct stat info {};
      if (::lstat(next.c_str(), &info) != 0) return Out::failure(from_errno(errno));
      if (!S_ISLNK(info.st_mode)) {
        here = next;
        done.push_back(part);
        continue;
      }
      if (++links > most_links) return Out::failure(FileError::too_many_links);
      std::string target(static_cast<std::size_t>(PATH_MAX), '\0');
      const ssize_t length = ::readlink(next.c_str(), target.data(), target.size());
      if (length < 0) return Out::failure(from_errno(errno));
      target.resize(static_cast<std::size_t>(length));
      if (target.starts_with('/')) return Out::failure(FileError::outside);
      auto parts = split(target, '/');
      for (auto part_at = parts.rbegin(); part_at != parts.rend(); ++part_at) todo.emplace_back(*part_at);
    }
    std::string out;
    for (const std::string& part : done) {
      if (!out.empty()) out += '/';
      out += part;
    }
    return out;
  }

  struct OpenFile {
    Descriptor fd;
    std::uint64_t size = 0;
  };
  Result<OpenFile, FileError> open_file(std::string_view path) const {
    using Out = Result<OpenFile, FileError>;
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    const auto opened = open_inside(path, O_RDONLY | O_NONBLOCK);
    if (!opened) return Out::failure(opened.error());
    Descriptor fd(*opened);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return Out::failure(FileError::unreadable);
    if (!S_ISREG(info.st_mode)) return Out::failure(FileError::not_a_file);
    return Out(OpenFile{std::move(fd), static_cast<std::uint64_t>(info.st_size)});
  }

  // The descriptor of what `path` is after following links that stay inside.
  Result<int, FileError> open_inside(std::string_view path, int flags) const {
    using Out = Result<int, FileError>;
    const auto clean = normalize(path);
    if (!clean) return Out::failure(FileError::outside);
    if (clean->find('\0') != std::string::npos) return Out::failure(FileError::missing);
    if (const auto plain = open_without_links(folder_ + "/" + *clean, flags))
      return *plain >= 0 ? Out(*plain) : Out::failure(from_errno(errno));
    const auto resolved = resolve(*clean);
    if (!resolved) return Out::failure(resolved.error());
    Descriptor fd = open_below(*resolved, flags);
    if (fd.get() < 0) return Out::failure(from_errno(errno));
    return fd.release();
  }

  // Opens a path that resolve() gave; a link that appeared since then is refused.
  Descriptor open_below(const std::string& path, int flags) const {
    Descriptor here(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (here.get() < 0 || path.empty()) return here;
    const auto parts = split(path, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      here = Descriptor(::openat(here.get(), std::string(parts[i]).c_str(),
                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (here.get() < 0) return here;
    }
    return Descriptor(
        ::openat(here.get(), std::string(parts.back()).c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
  }

  std::string folder_;
  std::string display_;
};

class MemoryFiles : public FileTree {
 public:
  MemoryFiles(std::map<std::string, std::string>&& files, std::string display)
      : display_(std::move(display)) {
    for (auto& [path, bytes] : files) {
      if (auto clean = normalize(path)) files_.emplace(*std::move(clean), std::move(bytes));
    }
  }

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override {
    using Out = Result<SourcePtr, FileError>;
    const auto clean = normalize(path);
    if (!clean) return Out::failure(FileError::outside);
    const auto found = files_.find(*clean);
    if (found == files_.end()) return Out::failure(kind(path) ? FileError::not_a_file : FileError::missing);
    if (found->second.size() > max_bytes) return Out::failure(FileError::too_large);
    return SourcePtr(std::make_shared<SourceFile>(display_path(*clean), found->second));
  }

  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
    using Out = Result<std::vector<FolderEntry>, FileError>;
    const auto clean = normalize(path);
    if (!clean) return Out::failure(FileError::outside);
    if (kind(path) != EntryKind::folder) return Out::failure(FileError::missing);
    const std::string prefix = clean->empty() ? "" : *clean + "/";
    std::vector<FolderEntry> out;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      const std::string_view rest = std::string_view(at->first).substr(prefix.size());
      const auto slash = rest.find('/');
      const std::string name(rest.substr(0, slash));
      if (!out.empty() && out.back().name == name) continue;
      out.push_back({name, slash == std::string_view::npos ? EntryKind::file : EntryKind::folder});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
  }

  std::optional<EntryKind> kind(std::string_view path) const override {
    const auto clean = normalize(path);
    if (!clean) return std::nullopt;
    if (clean->empty()) return EntryKind::folder;
    if (files_.contains(*clean)) return EntryKind::file;
    const auto below = files_.lower_bound(*clean + "/");
    if (below != files_.end() && below->first.starts_with(*clean + "/")) return EntryKind::folder;
    return std::nullopt;
  }

  std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
    const std::string below = normalize(path).value_or("");
    const std::string prefix = below.empty() ? "" : below + "/";
    std::map<std::string, std::string> files;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      files.emplace(at->first.substr(prefix.size()), at->second);
    }
    return std::make_shared<MemoryFiles>(std::move(files),
                                         below.empty() ? display_ : display_join(display_, below));
  }

  std::string display_path(std::string_view path) const override { return display_join(display_, path); }

 private:
  std::map<std::string, std::string> files_;
  std::string display_;
};

class OverlayFiles : public FileTree {
 public:
  OverlayFiles(std::shared_ptr<const FileTree> below, std::map<std::string, std::string> files)
      : below_(std::move(below)),
        over_(memory_files(files, below_->display_path("") == "." ? "" : below_->display_path(""))),
        files_(std::move(files)) {}

  Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t max_bytes) const override {
    return (over_->kind(path) == EntryKind::file ? *over_ : *below_).read(path, max_bytes);
  }

  Result<MappedFile, FileError> map(std::string_view path) const override {
    return (over_->kind(path) == EntryKind::file ? *over_ : *below_).map(path);
  }

  Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
    auto under = below_->list(path);
    auto over = over_->list(path);
    if (!over) return under;
    if (!under) return over;
    std::map<std::string, EntryKind> both;
    for (auto& entry : *under) both[entry.name] = entry.kind;
    for (auto& entry : *over) both[entry.name] = entry.kind;
    std::vector<FolderEntry> out;
    out.reserve(both.size());
    for (auto& [name, entry_kind] : both) out.push_back({name, entry_kind});
    return out;
  }

  std::optional<EntryKind> kind(std::string_view path) const override {
    if (const auto over = over_->kind(path); over == EntryKind::file) return over;
    const auto under = below_->kind(path);
    return under ? under : over_->kind(path);
  }

  std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
    const std::string below = normalize(path).value_or("");
    std::map<std::string, std::string> files;
    for (const auto& [name, bytes] : files_) {
      const auto clean = normalize(name);
      if (!clean || !is_below(*clean, below) || *clean == below) continue;
      files.emplace(below.empty() ? *clean : clean->substr(below.size() + 1), bytes);
    }
    return std::make_shared<OverlayFiles>(below_->subtree(path), std::move(files));
  }

  std::string display_path(std::string_view path) const override { return below_->display_path(path); }

 private:
  std::shared_ptr<const FileTree> below_;
  std::shared_ptr<const FileTree> over_;
  std::map<std::string, std::string> files_;
};

}  // namespace
}  // namespace dockgate::text

namespace dockgate {

Result<MappedFile, FileError> FileTree::map(std::string_view path) const {
  constexpr std::uint64_t largest = 0xffffffff;  // a SourceFile is smaller than 4 GiB
  const auto source = read(path, largest);
  if (!source) return Result<MappedFile, FileError>::failure(source.error());
  return MappedFile{(*source)->bytes(), *source};
}

}  // namespace dockgate

namespace dockgate::text {

std::optional<std::string> find_upward(const FileTree& tree, std::string_view folder,
                                       std::span<const std::string_view> names) {
  std::string here = normalize(folder).value_or("");
  while (true) {
    for (const std::string_view name : names) {
      std::string path = join(here, name);
      if (tree.kind(path) == EntryKind::file) return path;
    }
    if (here.empty()) return std::nullopt;
    here = std::string(parent(here));
  }
}

std::shared_ptr<const FileTree> disk_files(const std::string& folder, std::string display) {
  return std::make_shared<DiskFiles>(folder.empty() ? "." : folder, std::move(display));
}

std::shared_ptr<const FileTree> memory_files(std::map<std::string, std::string> files, std::string display) {
  return std::make_shared<MemoryFiles>(std::move(files), std::move(display));
}

std::shared_ptr<const FileTree> overlay_files(std::shared_ptr<const FileTree> below,
                                              std::map<std::string, std::string> files) {
  return std::make_shared<OverlayFiles>(std::move(below), std::move(files));
}

}  // namespace dockgate::text
