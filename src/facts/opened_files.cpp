// Files of the image that the Dockerfile puts there, opened.

#include "facts/shell_commands.hpp"
#include "text/path.hpp"

namespace dockgate::facts {
namespace {

using text::MappedText;

}  // namespace

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

}  // namespace dockgate::facts
