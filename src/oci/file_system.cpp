#include "oci/file_system.hpp"

#include <algorithm>
#include <tuple>

#include "text/path.hpp"
#include "text/words.hpp"
#include "weights/hub_cache.hpp"

namespace dockgate::oci {
namespace {

constexpr std::string_view whiteout = ".wh.";
constexpr std::string_view opaque = ".wh..wh..opq";
constexpr std::string_view aufs = ".wh..wh.";  // bookkeeping of AUFS
constexpr int most_links = 40;

/// models--org--name: kind and id; nothing for another name.
std::optional<std::pair<std::string, std::string>> repository_of(std::string_view folder) {
  if (!weights::is_hub_folder(folder)) return std::nullopt;
  const auto end = folder.find("--");
  std::string kind(folder.substr(0, end - 1)), id;  // without the s of the plural
  for (auto rest = folder.substr(end + 2); !rest.empty();) {
    const auto next = rest.find("--");
    id += (id.empty() ? "" : "/") + std::string(rest.substr(0, next));
    rest = next == std::string_view::npos ? std::string_view() : rest.substr(next + 2);
  }
  return std::pair(std::move(kind), std::move(id));
}

}  // namespace

void FileSystem::remove_below(const std::string& folder) {
  if (folder.empty()) return entries_.clear();
  const std::string prefix = folder + "/";
  auto at = entries_.lower_bound(prefix);
  while (at != entries_.end() && at->first.starts_with(prefix)) at = entries_.erase(at);
}

void FileSystem::remove(const std::string& path) {
  entries_.erase(path);
  remove_below(path);
}

void FileSystem::apply(LayerContent&& layer) {
  for (const LayerEntry& entry : layer.entries) {
    const auto name = text::file_name(entry.path);
    const auto folder = std::string(text::parent(entry.path));
    if (name == opaque) {
      remove_below(folder);
    } else if (name.starts_with(whiteout) && !name.starts_with(aufs)) {
      remove(text::join(folder, name.substr(whiteout.size())));
    }
  }
  for (LayerEntry& entry : layer.entries) {
    if (entry.path.empty() || text::file_name(entry.path).starts_with(whiteout)) continue;
    if (entry.type == '1') {
      const auto target = entries_.find(entry.target);
      if (target == entries_.end()) {
        problems_.push_back("the hard link `" + entry.path + "` leads to `" + entry.target +
                            "`, which is not there");
        continue;
      }
      std::string path = std::move(entry.path);
      entry = target->second;
      entry.path = std::move(path);
    }
    if (entry.type != '5') remove_below(entry.path);
    std::string path = entry.path;
    entries_.insert_or_assign(std::move(path), std::move(entry));
  }
}

const LayerEntry* FileSystem::resolve(const std::string& path) const {
  std::string here = path;
  for (int i = 0; i < most_links; ++i) {
    const auto found = entries_.find(here);
    if (found == entries_.end()) return nullptr;
    if (found->second.type != '2') return &found->second;
    const std::string& target = found->second.target;
    const auto next = target.starts_with('/') ? text::normalize(target)
                                              : text::normalize(text::join(text::parent(here), target));
    if (!next) return nullptr;
    here = *next;
  }
  return nullptr;
}

std::vector<ImageFile> FileSystem::files() const {
  std::vector<ImageFile> out;
  for (const auto& [path, entry] : entries_) {
    if (!entry.looked_at) continue;
    out.push_back({path, entry.bytes, entry.sha256, entry.weights, entry.format, entry.verdict, entry.why,
                   entry.runs_code});
  }
  return out;
}

std::vector<HubModel> FileSystem::models() const {
  std::map<std::tuple<std::string, std::string, std::string>, HubModel> models;
  for (const auto& [path, entry] : entries_) {
    if (entry.type != '0' && entry.type != '2') continue;
    const auto parts = text::split(path, '/');
    for (std::size_t i = 0; i + 3 < parts.size(); ++i) {
      if (parts[i + 1] != "snapshots") continue;
      auto repository = repository_of(parts[i]);
      if (!repository) continue;
      const std::string revision(parts[i + 2]);
      std::string name;
      for (std::size_t k = i + 3; k < parts.size(); ++k)
        name += (name.empty() ? "" : "/") + std::string(parts[k]);
      auto& model = models[{repository->first, repository->second, revision}];
      model.kind = repository->first;
      model.id = repository->second;
      model.revision = revision;
      const LayerEntry* content = resolve(path);
      model.files.emplace_back(std::move(name), content != nullptr ? content->sha256 : "");
      break;
    }
  }
  std::vector<HubModel> out;
  for (auto& [key, model] : models) {
    std::ranges::sort(model.files);
    out.push_back(std::move(model));
  }
  return out;
}

}  // namespace dockgate::oci
