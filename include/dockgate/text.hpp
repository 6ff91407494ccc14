#pragma once
// Bytes with places: files, spans, positions, and the one way in which the library reaches the disk.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dockgate {

/// A half-open range of byte offsets into one file.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
  bool empty() const { return begin == end; }
};

/// A place as people count it: both from 1; the column counts Unicode code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const Position&) const = default;
};

/// The bytes of one file, the path under which users know it, and its line table. Immutable.
/// Files of 4 GiB and more are not represented; FileTree::read refuses them long before.
class SourceFile {
 public:
  /// `path` is shown to users as it is, with `/`; `bytes` need not be valid UTF-8.
  SourceFile(std::string path, std::string bytes);

  const std::string& path() const { return path_; }
  std::string_view bytes() const { return bytes_; }
  /// The bytes of `span`, clamped to the file.
  std::string_view text(Span span) const;
  /// Number of the line that holds byte `offset`, from 1; an offset past the end gives the last line.
  std::uint32_t line_of(std::uint32_t offset) const;
  /// Line and code-point column of byte `offset`. A byte that is not UTF-8 counts as one column.
  Position position(std::uint32_t offset) const;
  /// Bytes of line `line` (from 1) without its line end; empty past the last line.
  Span line_span(std::uint32_t line) const;
  /// Number of lines; a trailing line end does not open another line. At least 1.
  std::uint32_t line_count() const;

 private:
  std::string path_;
  std::string bytes_;
  std::vector<std::uint32_t> line_starts_;
};
using SourcePtr = std::shared_ptr<const SourceFile>;

/// A span in a file. `source` may be null for a place without text (a folder, an option).
struct Place {
  SourcePtr source;
  Span span;
};

/// Something wrong at a place, in words for a user: lower case, no final period.
struct Problem {
  Place at;
  std::string message;
};

/// A value, or why there is none. C++20 has no std::expected.
template <typename T, typename E = std::string>
class Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  static Result failure(E error) { return Result(std::in_place_index<1>, std::move(error)); }
  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() { return std::get<0>(state_); }
  const T& operator*() const { return std::get<0>(state_); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const E& error() const { return std::get<1>(state_); }

 private:
  Result(std::in_place_index_t<1> index, E error) : state_(index, std::move(error)) {}
  std::variant<T, E> state_;
};

/// Why a file could not be had.
enum class FileError { missing, unreadable, not_a_file, outside, too_large, too_many_links };
/// The words a user reads for `error`, such as "permission denied".
std::string_view to_string(FileError error);

enum class EntryKind { file, folder, link, other };
struct FolderEntry {
  std::string name;
  EntryKind kind = EntryKind::file;
};

/// The bytes of a file for as long as `owner` lives, mapped into memory where that is possible. A file that
/// others cut short meanwhile must not be read behind its new end.
struct MappedFile {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// A folder that the library may read, and nothing outside of it. Paths are relative to its root, with `/`,
/// without a leading `/`; `.` and `..` are resolved lexically first and never lead above the root. Symbolic
/// links are followed while their target stays inside the root. Implementations are safe to call from
/// several threads at once.
class FileTree {
 public:
  virtual ~FileTree() = default;
  /// The whole file. Fails with `too_large` above `max_bytes`, with `not_a_file` on a folder, FIFO or device.
  virtual Result<SourcePtr, FileError> read(std::string_view path,
                                            std::uint64_t max_bytes = 16u << 20) const = 0;
  /// The whole file without copying it, whatever its size. Fails as read() does.
  virtual Result<MappedFile, FileError> map(std::string_view path) const;
  /// Names in a folder, sorted by byte value. Links are reported as `link`, not followed.
  virtual Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const = 0;
  /// What `path` is after following links that stay inside; nothing where it is missing or leads outside.
  virtual std::optional<EntryKind> kind(std::string_view path) const = 0;
  /// A tree whose root is the folder `path` of this one.
  virtual std::shared_ptr<const FileTree> subtree(std::string_view path) const = 0;
  /// How users know `path` of this tree: the path that read() gives its SourceFile.
  virtual std::string display_path(std::string_view path) const = 0;
};

}  // namespace dockgate
