#include "policy/find_policy.hpp"

#include <array>

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
  std::string folder = text::normalize(text::parent(path)).value_or("");
  const std::lock_guard lock(mutex_);
  std::vector<std::string> passed;
  FoundPolicy result;
  while (true) {
    if (const auto known = loaded_.find(folder); known != loaded_.end()) {
      result = known->second;
      break;
    }
    passed.push_back(folder);
    bool found = false;
    for (const std::string_view name : file_names) {
      const std::string file = text::join(folder, name);
      if (found || !tree_->kind(file)) continue;
      result = load(file);
      found = true;
    }
    if (found) break;
    if (folder.empty()) {
      result = {Policy::builtin(), "no policy file stands above it", {}};
      break;
    }
    folder = text::parent(folder);
  }
  for (const std::string& each : passed) loaded_[each] = result;
  return result;
}

FoundPolicy find_policy(std::shared_ptr<const FileTree> tree, std::string_view dockerfile) {
  return PolicyFinder(std::move(tree)).find(dockerfile);
}

}  // namespace dockgate::policy
