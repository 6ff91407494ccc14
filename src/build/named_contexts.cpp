#include "build/named_contexts.hpp"

#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::build {
namespace {

/// The name by which BuildKit looks a context up (frontend/dockerui, Client.NamedContext).
std::string key_of(std::string_view name) {
  const auto reference = image::parse(name);
  if (!reference) return std::string(name);
  std::string key = reference->registry + "/" + reference->repository;
  if (!reference->tag.empty() && reference->tag != "latest") key += ":" + reference->tag;
  if (!reference->digest.empty()) key += "@" + reference->digest;
  return key;
}

bool is_address(std::string_view value) {
  for (const std::string_view prefix : {"http://", "https://", "git://", "ssh://", "git@", "github.com/"})
    if (value.starts_with(prefix)) return true;
  return false;
}

}  // namespace

NamedContext named_context(std::string name, std::string_view value, Place at) {
  NamedContext out{std::move(name), NamedContext::Kind::folder, std::string(value), std::move(at)};
  const auto cut = [&](std::string_view prefix) {
    if (!value.starts_with(prefix)) return false;
    value.remove_prefix(prefix.size());
    out.value = value;
    return true;
  };
  if (is_address(value) || value.starts_with("oci-layout://")) {
    out.kind = NamedContext::Kind::elsewhere;
  } else if (cut("docker-image://") || cut("docker-image:")) {
    out.kind = NamedContext::Kind::image;
  } else if (cut("target:") || cut("service:")) {
    out.kind = NamedContext::Kind::build;
  } else {
    cut("cwd://");
  }
  return out;
}

void place_folder(NamedContext& context, std::string_view folder) {
  if (context.kind != NamedContext::Kind::folder) return;
  auto path =
      context.value.starts_with('/') ? std::nullopt : text::normalize(text::join(folder, context.value));
  context.out_of_tree = !path;
  if (path) context.value = std::move(*path);
}

const NamedContext* find_context(const std::vector<NamedContext>& contexts, std::string_view name) {
  if (contexts.empty() || text::equal_ignoring_case(name, "scratch") ||
      text::equal_ignoring_case(name, "context"))
    return nullptr;
  const std::string key = key_of(name);
  for (const auto& context : contexts)
    if (key_of(context.name) == key) return &context;
  return nullptr;
}

}  // namespace dockgate::build
