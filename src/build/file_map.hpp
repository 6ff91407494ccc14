#pragma once
// Which files of the context, of other stages and of the network stand where in the image.

#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "build/ignore_file.hpp"
#include "build/persistent_map.hpp"
#include "text/mapped_text.hpp"

namespace dockgate::build {

using text::MappedText;

class FileMap;

/// A file or folder that COPY, ADD or a here-document puts into the image.
struct Placed {
  enum class From { context, stage, image, url, git, heredoc, command };
  From from = From::context;
  std::string source;                   // context path (normalised), image path of the other stage, URL
  int source_stage = -1;                // for From::stage
  std::string destination;              // absolute image path of this very file or folder
  bool folder = false;                  // destination is a folder holding source's content
  bool archive = false;                 // ADD of a local archive: destination holds what it unpacks to
  bool ignored = false;                 // .dockerignore excludes the source: BuildKit would fail
  bool missing = false;                 // the context has no such file: BuildKit would fail
  std::optional<std::string> checksum;  // ADD --checksum
  MappedText content;                   // From::heredoc and From::command (cat > x <<EOF in RUN)
  std::size_t instruction = 0;
  Place at;  // the source word

  /// Below a folder: what .dockerignore leaves out (by context path), what `--exclude` leaves out and what a
  /// wildcard of `--parents` takes in (both by the path below `source`). Null where nothing is said.
  std::shared_ptr<const IgnoreFile> ignore, exclude, include;
  /// For From::stage: the files of that stage, so that a hit can be followed to the context. Its Build owns
  /// them: stages share placements, so that owning one another would be a circle.
  std::weak_ptr<const FileMap> stage_files;

  /// Appends to `key` what decides about which paths of the image it stands for.
  void append_key(std::string& key) const;
};

/// The map between image paths and context paths for one stage. Later entries win. A copy shares what its
/// original has and goes its own way from there; it costs nothing. Copies may not be added to from several
/// threads: give those a layer of their own.
class FileMap {
 public:
  FileMap() = default;
  /// A layer over `below`, of which nothing is changed.
  explicit FileMap(std::shared_ptr<const FileMap> below) : below_(std::move(below)) {}

  void add(Placed placed);

  /// What stands at the absolute image path `path`: the latest placement that covers it, and the path below
  /// its source (joined to it). A copy from another stage is followed to where that stage has it from, as
  /// long as that is known. Nothing when the Dockerfile does not put anything there.
  struct Hit {
    const Placed* placed = nullptr;
    std::string source;  // context path, or image path in the other stage
    const Placed* outer =
        nullptr;  // the placement in this very stage; differs from `placed` after a stage copy
  };
  std::optional<Hit> find(std::string_view path) const;
  /// Whether something was put to the very image path `path`, absolute and normalised.
  bool is_destination(std::string_view path) const;
  /// Whether something was put to `folder`, absolute and normalised, or to a folder above it: whether more
  /// than destinations below it can hold what is asked for there.
  bool reaches(std::string_view folder) const;
  /// Image paths under which the context path `path` stands in this stage, latest first; at most 64 of them.
  std::vector<std::string> image_paths(std::string_view context_path) const;
  /// Names directly below the absolute image path `folder` that placements end in or lead through.
  std::set<std::string> names_below(std::string_view folder) const;
  /// Calls `visit` with each placement, latest first, until it returns true; whether it did.
  template <typename Visit>
  bool any_latest_first(Visit visit) const {
    for (const FileMap* map = this; map != nullptr; map = map->below_.get()) {
      for (std::size_t i = map->last_; i != 0; i = (*map->log_)[i - 1].earlier)
        if (visit((*map->log_)[i - 1].placed)) return true;
    }
    return false;
  }
  /// All placements, earliest first.
  class Entries {
   public:
    class iterator {
     public:
      using value_type = Placed;
      using reference = const Placed&;
      using pointer = const Placed*;
      using difference_type = std::ptrdiff_t;
      using iterator_category = std::forward_iterator_tag;
      iterator() = default;
      reference operator*() const { return *(*entries_)[at_]; }
      pointer operator->() const { return (*entries_)[at_]; }
      iterator& operator++() { return ++at_, *this; }
      iterator operator++(int) { return std::exchange(*this, {entries_, at_ + 1}); }
      bool operator==(const iterator& other) const { return at_ == other.at_; }

     private:
      friend class Entries;
      iterator(const std::vector<const Placed*>* entries, std::size_t at) : entries_(entries), at_(at) {}
      const std::vector<const Placed*>* entries_ = nullptr;
      std::size_t at_ = 0;
    };
    iterator begin() const { return {&entries_, 0}; }
    iterator end() const { return {&entries_, entries_.size()}; }
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }
    const Placed& operator[](std::size_t at) const { return *entries_[at]; }
    const Placed& back() const { return *entries_.back(); }

   private:
    friend class FileMap;
    std::vector<const Placed*> entries_;
  };
  Entries entries() const;
  std::size_t size() const { return size_ + (below_ ? below_->size() : 0); }
  /// Whether this is `other`, or a copy of it to which nothing was added.
  bool is_copy_of(const FileMap& other) const {
    return log_ == other.log_ && last_ == other.last_ && below_ == other.below_;
  }

 private:
  std::optional<Hit> find_here(std::string_view path) const;
  using Paths = std::vector<std::string>;
  using Seen = std::map<const FileMap*, Paths>;
  const Paths& image_paths(std::string_view context_path, Seen& seen, int depth) const;

  /// A placement and the ones before it, by their number in the log (from 1; 0 is none).
  struct Entry {
    Placed placed;
    std::size_t earlier = 0;       // of the same map
    std::size_t earlier_here = 0;  // of the same map and destination
  };
  /// What a map and its copies ever got. Numbers grow along each map's own entries.
  using Log = std::deque<Entry>;  // never moves what it holds

  std::shared_ptr<const FileMap> below_;
  std::shared_ptr<Log> log_;
  std::size_t last_ = 0;  // number of the latest entry
  std::size_t size_ = 0;
  PersistentMap<std::size_t> by_destination_;  // number of the latest entry there
};

}  // namespace dockgate::build
