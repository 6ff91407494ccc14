#include "policy/find_policy.hpp"

#include <algorithm>
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
  std::vector<std::string> passed;
  FoundPolicy result;
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = loaded_.find(folder); known != loaded_.end()) {
        result = known->second;
        break;
      }
    }
    passed.push_back(folder);
    // The others need not wait while the disk is asked.
    const auto* const name = std::ranges::find_if(
        file_names, [&](std::string_view each) { return tree_->kind(text::join(folder, each)).has_value(); });
    if (name != file_names.end()) {
      const std::lock_guard lock(mutex_);
      const auto known = loaded_.find(folder);
      result = known != loaded_.end() ? known->second : load(text::join(folder, *name));
      loaded_[folder] = result;
      break;
    }
    if (folder.empty()) {
      result = {Policy::builtin(), "no policy file stands above it", {}};
      break;
    }
    folder = text::parent(folder);
  }
  const std::lock_guard lock(mutex_);
  for (const std::string& each : passed) result = loaded_.try_emplace(each, result).first->second;
  return result;
}

FoundPolicy find_policy(std::shared_ptr<const FileTree> tree, std::string_view dockerfile) {
  return PolicyFinder(std::move(tree)).find(dockerfile);
}

}  // namespace dockgate::policy
