#include "policy/find_policy.hpp"

#include "text/path.hpp"

namespace dockgate::policy {
namespace {

constexpr std::uint64_t max_policy_bytes = 4u << 20;

}  // namespace

FoundPolicy PolicyFinder::load(const std::string& path) const {
  FoundPolicy result;
  result.reason = "nearest policy file";
  const auto source = tree_->read(path, max_policy_bytes);
  if (!source) {
    const auto place = std::make_shared<SourceFile>(tree_->display_path(path), std::string());
    result.problems.push_back(
        {{place, {}}, "the policy cannot be read: " + std::string(to_string(source.error()))});
    return result;
  }
  const LoadResult loaded = Policy::parse(*source, tree_.get(), path);
  if (loaded) {
    result.policy = *loaded;
  } else {
    result.problems = loaded.error();
  }
  return result;
}

FoundPolicy PolicyFinder::find(std::string_view path) const {
  const auto file_in = [&](std::string_view folder) -> std::optional<std::string> {
    for (const std::string_view name : file_names)
      if (std::string file = text::join(folder, name); tree_->kind(file)) return file;
    return std::nullopt;
  };
  return nearest_.find(
      path, file_in, [&](const std::string& file) { return load(file); },
      [] {
        return FoundPolicy{Policy::builtin(), "no policy file stands above it", {}};
      });
}

FoundPolicy find_policy(std::shared_ptr<const FileTree> tree, std::string_view dockerfile) {
  return PolicyFinder(std::move(tree)).find(dockerfile);
}

}  // namespace dockgate::policy
