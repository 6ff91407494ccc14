#include "facts/image_files.hpp"

#include <algorithm>

#include "text/path.hpp"

namespace dockgate::facts {
namespace {

using build::Placed;

std::string below(std::string_view source, std::string_view rest) {
  if (rest.empty()) return std::string(source);
  if (source.empty() || source == ".") return std::string(rest);
  return std::string(source) + "/" + std::string(rest);
}

/// What of `path` lies below `destination`; nothing when it does not.
std::optional<std::string_view> rest_of(std::string_view path, std::string_view destination) {
  if (path == destination) return std::string_view{};
  if (destination == "/") return path.substr(1);
  if (path.size() > destination.size() && path.starts_with(destination) && path[destination.size()] == '/')
    return path.substr(destination.size() + 1);
  return std::nullopt;
}

constexpr int max_stage_hops = 16;

}  // namespace

template <typename Visit>
bool ImageFiles::any_source(std::string_view path, Visit visit) const {
  // Later placements hide earlier ones only where they hold the file, which the map cannot know: each is
  // asked.
  const auto search = [&](const build::FileMap& map, std::string_view wanted, int hops,
                          const auto& self) -> bool {
    return map.any_latest_first([&](const Placed& placed) {
      const auto rest = rest_of(wanted, placed.destination);
      if (!rest || (!rest->empty() && !placed.folder)) return false;
      const auto source = below(placed.source, *rest);
      if (placed.from == Placed::From::stage) {
        const auto files = placed.stage_files.lock();
        if (files == nullptr || hops >= max_stage_hops) return false;
        return self(*files, source.starts_with('/') ? source : "/" + source, hops + 1, self);
      }
      if (placed.from == Placed::From::context && placed.ignore != nullptr && placed.ignore->ignores(source))
        return false;
      return visit(placed, source);
    });
  };
  return map_ != nullptr && search(*map_, path, 0, search);
}

std::optional<FoundFile> ImageFiles::find(std::string_view path) const {
  std::optional<FoundFile> result;
  any_source(path, [&](const Placed& placed, const std::string& source) {
    switch (placed.from) {
      case Placed::From::context:
        if (context_ == nullptr || !context_->has(source)) return false;
        result = FoundFile{source, std::nullopt, true};
        return true;
      case Placed::From::heredoc:
      case Placed::From::command:
        if (path != placed.destination) return false;
        result = FoundFile{placed.source, placed.content, true};
        return true;
      default:
        return false;
    }
  });
  return result;
}

std::optional<FoundFile> ImageFiles::guess(std::string_view path) const {
  if (auto found = find(path)) return found;
  if (context_ == nullptr) return std::nullopt;
  std::string_view rest = path.starts_with('/') ? path.substr(1) : path;
  while (!rest.empty()) {
    if (context_->has(rest)) return FoundFile{std::string(rest), std::nullopt, false};
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) break;
    rest = rest.substr(slash + 1);
  }
  return std::nullopt;
}

bool ImageFiles::holds(std::string_view path) const {
  if (context_ == nullptr) return false;
  return any_source(path, [&](const Placed& placed, const std::string& source) {
    if (placed.from == Placed::From::heredoc || placed.from == Placed::From::command)
      return path == placed.destination;
    if (placed.from != Placed::From::context) return false;
    if (context_->has(source)) return true;
    const auto folder = source.empty() || source == "." ? std::string() : source + "/";
    const auto found = std::lower_bound(context_->files.begin(), context_->files.end(), folder);
    return found != context_->files.end() && found->starts_with(folder);
  });
}

}  // namespace dockgate::facts
