// huggingface/huggingface_hub, docs/source/en/guides/manage-cache.md; git-lfs, docs/spec.md.
#include "weights/hub_cache.hpp"

#include "text/digest.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::weights {
namespace {

constexpr std::uint64_t longest_reference = 4096;
constexpr int deepest_reference = 4;  // refs/pr/12, refs/convert/parquet

void check_references(const FileTree& tree, const std::string& repository, const std::string& folder,
                      int depth, std::vector<std::pair<std::string, Reason>>& out) {
  const auto entries = tree.list(folder);
  if (!entries || depth > deepest_reference) return;
  for (const auto& entry : *entries) {
    const auto path = folder + "/" + entry.name;
    if (entry.kind == EntryKind::folder) {
      check_references(tree, repository, path, depth + 1, out);
      continue;
    }
    const auto source = tree.read(path, longest_reference);
    const auto commit = source ? text::trim((*source)->bytes()) : std::string_view();
    if (!text::is_commit(commit)) {
      out.emplace_back(path, Reason{Verdict::suspicious, "the reference holds no commit", {}});
    } else if (tree.kind(repository + "/snapshots/" + std::string(commit)) != EntryKind::folder) {
      out.emplace_back(
          path,
          Reason{Verdict::not_scanned, "the snapshot of commit " + std::string(commit) + " is not here", {}});
    }
  }
}

}  // namespace

bool is_hub_folder(std::string_view name) {
  return name.starts_with("models--") || name.starts_with("datasets--") || name.starts_with("spaces--");
}

std::optional<Reason> check_digest_in_path(std::string_view path, std::string_view bytes,
                                           std::string_view sha256) {
  const auto name = text::file_name(path);
  const auto folder = text::parent(path);
  const bool blob =
      text::file_name(folder) == "blobs" && is_hub_folder(text::file_name(text::parent(folder)));
  const auto two = text::file_name(text::parent(folder));
  const bool object = name.size() == 64 && two == name.substr(0, 2) &&
                      text::file_name(folder) == name.substr(2, 2) &&
                      text::parent(text::parent(folder)).ends_with("lfs/objects");
  if (!blob && !object) return std::nullopt;
  std::string have;
  if (text::is_lower_hex(name, 64)) {
    have = sha256;
  } else if (blob && text::is_commit(name)) {
    have = text::git_blob_sha1(bytes);
  } else {
    return std::nullopt;
  }
  if (have == name) return std::nullopt;
  return Reason{Verdict::dangerous,
                "its name says that its digest is " + std::string(name) + ", and it is " + have,
                {}};
}

std::vector<std::pair<std::string, Reason>> check_hub_references(const FileTree& tree,
                                                                 std::string_view folder) {
  std::vector<std::pair<std::string, Reason>> out;
  const std::string repository(folder);
  check_references(tree, repository, repository + "/refs", 0, out);
  return out;
}

}  // namespace dockgate::weights
