// Files of the image that the Dockerfile puts there, opened.

#include <algorithm>

#include "facts/shell_commands.hpp"
#include "text/glob.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::facts {

using text::MappedText;

std::string image_path(std::string_view workdir, std::string_view path) {
  if (path.starts_with('/') && text::is_normal(path.substr(1))) return std::string(path);
  if (workdir.starts_with('/') && text::is_normal(workdir.substr(1)) && text::is_normal(path)) {
    std::string out;
    out.reserve(workdir.size() + 1 + path.size());
    out = workdir;
    if (!path.empty() && workdir.size() > 1) out += '/';
    return out += path;
  }
  return "/" + text::normalize(text::join(workdir, path)).value_or("");
}

std::optional<ImageFile> open_image_file(const build::Build& build, const build::FileMap& files,
                                         const std::vector<std::shared_ptr<const build::FileMap>>& stages,
                                         std::string_view path, bool* looked) {
  using From = build::Placed::From;
  const build::FileMap* map = &files;
  std::string at = image_path("/", path);
  for (int hops = 0; hops < 16; ++hops) {
    auto hit = map->find(at);
    if (!hit) {
      // `COPY start.sh /app` where a command made the folder /app: the map takes /app for the file.
      const std::string_view parent = text::parent(at);
      hit = parent.empty() ? std::nullopt : map->find(parent);
      if (!hit || hit->placed->folder || text::file_name(hit->source) != text::file_name(at))
        return std::nullopt;
    }
    if (looked != nullptr) *looked = true;
    const build::Placed& placed = *hit->placed;
    if ((placed.from == From::heredoc || placed.from == From::command) && !placed.folder) {
      return ImageFile{placed.content, "", std::string(path)};
    }
    if (placed.from == From::context && !placed.archive && build.context) {
      const auto source = build.context->read(hit->source, max_script_bytes);
      if (source) return ImageFile{MappedText::whole(*source), hit->source, std::string(path)};
    }
    // Not to be had there: perhaps a command of the other stage wrote it.
    const build::Placed* outer = hit->outer != nullptr ? hit->outer : hit->placed;
    if (outer->from != From::stage || outer->source_stage < 0) return std::nullopt;
    const auto stage = static_cast<std::size_t>(outer->source_stage);
    if (stage >= stages.size() || !stages[stage] || stages[stage].get() == map) return std::nullopt;
    std::string_view below = std::string_view(at).substr(std::min(at.size(), outer->destination.size()));
    while (below.starts_with('/')) below.remove_prefix(1);
    at = below.empty() ? image_path("/", outer->source) : image_path(outer->source, below);
    map = stages[stage].get();
  }
  return std::nullopt;
}

shell::Lookup scope_lookup(std::shared_ptr<const build::Scope> scope) {
  return [scope = std::move(scope)](std::string_view name) -> std::optional<std::string> {
    if (!scope) return std::nullopt;
    const build::Variable* found = scope->get(name);
    if (found == nullptr || !found->known) return std::nullopt;
    return found->value;
  };
}

std::set<std::string> placed_files(const build::Build& build, const build::FileMap& files,
                                   const std::vector<std::string_view>& globs) {
  constexpr std::size_t most = 200;
  std::set<std::string> paths;
  if (globs.empty()) return paths;
  const auto entries = files.entries();
  for (std::size_t i = 0; i < entries.size() && paths.size() < most; ++i)
    if (!entries[i].folder && std::any_of(globs.begin(), globs.end(), [&](std::string_view glob) {
          return text::glob_match(glob, entries[i].destination);
        }))
      paths.insert(entries[i].destination);
  // A folder of the context that was copied as a whole is one entry.
  for (const std::string_view glob : globs) {
    std::vector<std::string> folders{""};
    const auto parts = text::split(glob.substr(std::min<std::size_t>(1, glob.size())), '/');
    for (std::size_t part = 0; part < parts.size(); ++part) {
      const bool last = part + 1 == parts.size();
      std::vector<std::string> next;
      for (const std::string& folder : folders) {
        if (parts[part].find_first_of("*?[{") == std::string_view::npos) {
          next.push_back(folder + "/" + std::string(parts[part]));
          continue;
        }
        const auto hit = files.find(folder);
        if (!hit || hit->placed->from != build::Placed::From::context || !build.context) continue;
        const auto listed = build.context->list(hit->source);
        if (!listed) continue;
        for (const FolderEntry& entry : *listed)
          if (next.size() < most && text::glob_match(parts[part], entry.name))
            next.push_back(folder + "/" + entry.name);
      }
      folders = std::move(next);
      if (last) paths.insert(folders.begin(), folders.end());
    }
  }
  return paths;
}

}  // namespace dockgate::facts
