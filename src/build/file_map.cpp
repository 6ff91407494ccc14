#include "build/file_map.hpp"

#include <algorithm>

#include "text/path.hpp"

namespace dockgate::build {
namespace {

/// The path of `path` below `folder`, both absolute: "" for the folder itself, nothing when it lies
/// elsewhere.
std::optional<std::string_view> relative(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.substr(1);
  if (!text::is_below(path, folder)) return std::nullopt;
  return path.size() == folder.size() ? std::string_view() : path.substr(folder.size() + 1);
}

/// Whether the file `below` a placed folder was really copied along.
bool is_taken(const Placed& placed, std::string_view below) {
  if (below.empty()) return true;
  if (placed.exclude && placed.exclude->ignores(below)) return false;
  if (placed.include && !placed.include->ignores(below)) return false;
  return !placed.ignore || !placed.ignore->ignores(text::join(placed.source, below));
}

std::string absolute(std::string_view path) {
  if (path.starts_with('/') && text::is_normal(path.substr(1))) return std::string(path);
  return "/" + text::normalize(path).value_or("");
}

}  // namespace

void Placed::append_key(std::string& key) const {
  const auto add = [&](std::string_view part) { key.append(part).append(1, '\0'); };
  const auto patterns = [&](const std::shared_ptr<const IgnoreFile>& file) {
    if (file) file->append_key(key);
    key += '\1';
  };
  add(destination);
  add(source);
  add(std::to_string(static_cast<int>(from)) + ' ' + std::to_string(source_stage));
  key +=
      static_cast<char>('0' + (folder ? 1 : 0) + (archive ? 2 : 0) + (ignored ? 4 : 0) + (missing ? 8 : 0));
  patterns(ignore);
  patterns(exclude);
  patterns(include);
  add(content.view());
}

void FileMap::add(Placed placed) {
  if (!log_) log_ = std::make_shared<Log>();
  const std::size_t* here = by_destination_.get(placed.destination);
  std::string destination = placed.destination;
  log_->push_back({std::move(placed), last_, here != nullptr ? *here : 0});
  last_ = log_->size();
  ++size_;
  by_destination_.set(std::move(destination), last_);
}

std::optional<FileMap::Hit> FileMap::find_here(std::string_view path) const {
  constexpr int most_asked = 1000;  // of the placements of one folder that do not hold the path after all
  for (const FileMap* map = this; map != nullptr; map = map->below_.get()) {
    if (map->size_ == 0) continue;
    std::size_t best = 0;  // the number of the latest placement that holds the path
    for (std::string_view folder = path; !folder.empty();) {
      if (const std::size_t* here = map->by_destination_.get(folder)) {
        const auto below = *relative(path, folder);
        int asked = 0;
        for (std::size_t i = *here; i > best && asked < most_asked; ++asked) {
          const Entry& entry = (*map->log_)[i - 1];
          if ((entry.placed.folder || below.empty()) && is_taken(entry.placed, below)) {
            best = i;
            break;
          }
          i = entry.earlier_here;
        }
      }
      if (folder == "/") break;
      folder = text::parent(folder);
      if (folder.empty()) folder = "/";
    }
    if (best == 0) continue;
    const Placed& placed = (*map->log_)[best - 1].placed;
    const auto below = *relative(path, placed.destination);
    return Hit{&placed, below.empty() ? placed.source : text::join(placed.source, below), &placed};
  }
  return std::nullopt;
}

bool FileMap::is_destination(std::string_view path) const {
  for (const FileMap* map = this; map != nullptr; map = map->below_.get())
    if (map->by_destination_.contains(path)) return true;
  return false;
}

bool FileMap::reaches(std::string_view folder) const {
  for (; !folder.empty(); folder = text::parent(folder))
    if (is_destination(folder)) return true;
  return is_destination("/");
}

std::optional<FileMap::Hit> FileMap::find(std::string_view path) const {
  auto hit = find_here(absolute(path));
  if (!hit) return hit;
  const Placed* outer = hit->outer;
  while (hit->placed->from == Placed::From::stage) {
    const auto files = hit->placed->stage_files.lock();
    if (!files) break;
    const auto deeper = files->find_here(absolute(hit->source));
    if (!deeper) break;
    hit = deeper;
  }
  hit->outer = outer;
  return hit;
}

std::vector<std::string> FileMap::image_paths(std::string_view context_path) const {
  Seen seen;
  return image_paths(context_path, seen, 0);
}

// A stage copy brings a context file along under the names that it has in that stage. Stages that copy from
// each other twice would double the names with every stage, hence the memory and the limits.
const FileMap::Paths& FileMap::image_paths(std::string_view context_path, Seen& seen, int depth) const {
  constexpr std::size_t most_paths = 64;
  constexpr int most_stages = 64;
  if (const auto known = seen.find(this); known != seen.end()) return known->second;
  Paths out;
  const auto add = [&](const Placed& placed, std::string_view source) {
    const std::string_view from = placed.source == "/" ? std::string_view() : placed.source;
    if (!text::is_below(source, from)) return;
    auto below = source.substr(from.size());
    if (below.starts_with('/')) below.remove_prefix(1);
    if ((!placed.folder && !below.empty()) || !is_taken(placed, below)) return;
    std::string image = below.empty() ? placed.destination : text::join(placed.destination, below);
    const auto now = find_here(image);  // a later placement may hide it
    if (now && now->placed == &placed && std::find(out.begin(), out.end(), image) == out.end())
      out.push_back(std::move(image));
  };
  any_latest_first([&](const Placed& placed) {
    if (placed.from == Placed::From::context && !placed.archive) add(placed, context_path);
    if (const auto files = placed.stage_files.lock();
        files && placed.from == Placed::From::stage && depth < most_stages) {
      for (const auto& source : files->image_paths(context_path, seen, depth + 1)) add(placed, source);
    }
    return out.size() >= most_paths;
  });
  return seen[this] = std::move(out);
}

std::set<std::string> FileMap::names_below(std::string_view folder) const {
  const std::string prefix = folder == "/" ? std::string(folder) : std::string(folder) + "/";
  std::set<std::string> names;
  for (const FileMap* map = this; map != nullptr; map = map->below_.get()) {
    for (auto it = map->by_destination_.lower_bound(prefix);
         it != map->by_destination_.end() && it->first.starts_with(prefix);) {
      std::string name = it->first.substr(prefix.size(), it->first.find('/', prefix.size()) - prefix.size());
      if (name.empty()) {  // the root itself
        ++it;
        continue;
      }
      // Past all that lies below this name: '0' is the character behind '/'.
      it = map->by_destination_.lower_bound(
          prefix + name +
          (it->first.size() == prefix.size() + name.size() ? std::string(1, '\0') : std::string(1, '0')));
      names.insert(std::move(name));
    }
  }
  return names;
}

FileMap::Entries FileMap::entries() const {
  Entries out;
  out.entries_.reserve(size());
  any_latest_first([&](const Placed& placed) {
    out.entries_.push_back(&placed);
    return false;
  });
  std::reverse(out.entries_.begin(), out.entries_.end());
  return out;
}

}  // namespace dockgate::build
