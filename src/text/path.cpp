#include "text/path.hpp"

#include <algorithm>

namespace dockgate::text {

bool is_normal(std::string_view path) {
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return path.empty();
    at = end + 1;
  }
  return true;
}

std::optional<std::string> normalize(std::string_view path) {
  if (is_normal(path)) return std::string(path);
  std::string out;
  out.reserve(path.size());
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (out.empty()) return std::nullopt;
      out.resize(parent(out).size());
    } else {
      if (!out.empty()) out += '/';
      out += part;
    }
  }
  return out;
}

std::string join(std::string_view base, std::string_view path) {
  if (base.empty() || path.starts_with('/')) return std::string(path);
  std::string out(base);
  if (path.empty()) return out;
  if (out.back() != '/') out += '/';
  out += path;
  return out;
}

std::string_view parent(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::optional<std::string> relative_to(std::string_view path, std::string_view folder) {
  if (!folder.empty() && path.size() > folder.size() && path.starts_with(folder) &&
      path[folder.size()] == '/') {
    if (auto below = normalize(path.substr(folder.size()))) return below;
  }
  if (path.starts_with('/') != folder.starts_with('/')) return std::nullopt;
  const auto normal = normalize(path);
  const auto root = normalize(folder);
  if (!normal || !root || normal->size() <= root->size() || !is_below(*normal, *root)) return std::nullopt;
  return root->empty() ? *normal : normal->substr(root->size() + 1);
}

bool is_below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace dockgate::text
