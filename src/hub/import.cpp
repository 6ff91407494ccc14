#include "hub/import.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "facts/revision.hpp"
#include "lock/names.hpp"
#include "text/digest.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "weights/hub_cache.hpp"
#include "weights/lfs_pointer.hpp"

namespace dockgate::hub {

namespace {

constexpr int deepest = 40;
constexpr std::uint64_t longest_reference = 4096;
constexpr std::uint64_t longest_git_file = 4u << 20;

using Visit = std::function<void(const std::string& path, const std::string& below)>;

/// Every file below `folder`, links followed: its path in the tree and below the folder.
void walk(const FileTree& tree, const std::string& folder, const std::string& below, int depth,
          const Visit& visit) {
  const auto entries = tree.list(folder);
  if (!entries || depth > deepest) return;
  for (const FolderEntry& entry : *entries) {
    const std::string path = text::join(folder, entry.name), inside = text::join(below, entry.name);
    const auto kind = entry.kind == EntryKind::link ? tree.kind(path) : entry.kind;
    if (entry.kind == EntryKind::folder) {
      walk(tree, path, inside, depth + 1, visit);
    } else if (kind == EntryKind::file) {
      visit(path, inside);
    }
  }
}

std::string first_line(const FileTree& tree, const std::string& path, std::uint64_t most) {
  const auto source = tree.read(path, most);
  return source ? std::string((*source)->text((*source)->line_span(1))) : std::string();
}

/// "models--org--name" → model, "org/name".
lock::Model repository_called(std::string_view folder) {
  lock::Model out;
  const std::size_t dashes = folder.find("--");
  out.kind = std::string(folder.substr(0, dashes - 1));
  std::string_view rest = folder.substr(dashes + 2);
  for (std::size_t next = rest.find("--"); next != std::string_view::npos; next = rest.find("--")) {
    out.id.append(rest.substr(0, next)).append("/");
    rest.remove_prefix(next + 2);
  }
  out.id += rest;
  return out;
}

class Cache {
 public:
  Cache(const FileTree& tree, lock::Imported& out) : tree_(tree), out_(out) {}

  void repository(const std::string& folder) {
    lock::Model model = repository_called(text::file_name(folder));
    if (!lock::is_repository(model.id)) {
      out_.notes.push_back("`" + folder + "` is no repository of the hub");
      return;
    }
    hashes_.clear();
    snapshots_.clear();
    std::set<std::string> named;
    const std::size_t before = out_.lock.models.size();
    walk(tree_, folder + "/refs", {}, 0, [&](const std::string& path, const std::string& revision) {
      const std::string commit(text::trim(first_line(tree_, path, longest_reference)));
      if (!text::is_commit(commit) || !lock::is_revision(revision)) {
        out_.notes.push_back("`" + path + "` holds no commit");
        return;
      }
      named.insert(commit);
      add(folder, model, revision, commit);
    });
    if (const auto entries = tree_.list(folder + "/snapshots")) {
      for (const FolderEntry& entry : *entries)
        if (text::is_commit(entry.name) && !named.contains(entry.name))
          add(folder, model, entry.name, entry.name);
    }
    if (out_.lock.models.size() == before) out_.notes.push_back("`" + folder + "` holds no whole snapshot");
    check_blobs(folder);
  }

 private:
  void add(const std::string& folder, lock::Model model, const std::string& revision,
           const std::string& commit) {
    const std::string snapshot = folder + "/snapshots/" + commit;
    if (tree_.kind(snapshot) != EntryKind::folder) {
      out_.notes.push_back("`" + folder + "`: the snapshot of `" + revision + "` is not there");
      return;
    }
    model.revision = revision;
    model.commit = commit;
    model.origin.from = "hub-cache";
    auto [files, fresh] = snapshots_.try_emplace(commit);
    if (fresh) files->second = hash(snapshot);
    // A cache holds what was asked for, which may be a part of the repository.
    model.files = files->second;
    out_.lock.models.push_back(std::move(model));
  }

  std::map<std::string, lock::File> hash(const std::string& snapshot) {
    std::map<std::string, lock::File> files;
    walk(tree_, snapshot, {}, 0, [&](const std::string& path, const std::string& below) {
      const auto mapped = tree_.map(path);
      if (!mapped || !lock::is_file_path(below)) {
        out_.problems.push_back("`" + path + "` cannot be read");
        return;
      }
      lock::File file{text::sha256(mapped->bytes), {}, mapped->bytes.size()};
      hashes_.insert(file.sha256);
      files.emplace(below, std::move(file));
    });
    return files;
  }

  void check_blobs(const std::string& folder) {
    walk(tree_, folder + "/blobs", {}, 0, [&](const std::string& path, const std::string& below) {
      // The content of a blob that a snapshot leads to has been hashed already.
      if (hashes_.contains(below)) return;
      const auto mapped = tree_.map(path);
      if (!mapped) return;
      const std::string digest = text::is_lower_hex(below, 64) ? text::sha256(mapped->bytes) : std::string();
      if (const auto wrong = weights::check_digest_in_path(path, mapped->bytes, digest))
        out_.problems.push_back("`" + path + "`: " + wrong->what);
    });
  }

  const FileTree& tree_;
  lock::Imported& out_;
  std::set<std::string> hashes_;  // of the files of snapshots
  std::map<std::string, std::map<std::string, lock::File>> snapshots_;
};

/// The commit of a branch: a file of its own, or a line of packed-refs.
std::string commit_of(const FileTree& tree, const std::string& git, const std::string& reference) {
  std::string loose(text::trim(first_line(tree, text::join(git, reference), longest_reference)));
  if (text::is_commit(loose)) return loose;
  const auto packed = tree.read(git + "/packed-refs", longest_git_file);
  if (!packed) return {};
  for (const std::string_view line : text::split((*packed)->bytes(), '\n')) {
    if (line.size() > 41 && line.substr(41) == reference && text::is_commit(line.substr(0, 40)))
      return std::string(line.substr(0, 40));
  }
  return {};
}

/// The address of the remote `origin`.
std::string address_of(const FileTree& tree, const std::string& git) {
  const auto config = tree.read(git + "/config", longest_git_file);
  if (!config) return {};
  bool inside = false;
  for (std::string_view line : text::split((*config)->bytes(), '\n')) {
    line = text::trim(line);
    if (line.starts_with('[')) inside = line == "[remote \"origin\"]";
    if (!inside || !line.starts_with("url")) continue;
    line = text::trim(line.substr(3));
    if (line.starts_with('=')) return std::string(text::trim(line.substr(1)));
  }
  return {};
}

}  // namespace

bool is_cache(const FileTree& tree, std::string_view folder) {
  if (weights::is_hub_folder(text::file_name(folder)) ||
      weights::is_hub_folder(text::file_name(tree.display_path(folder))))
    return true;
  const auto entries = tree.list(folder);
  return entries && std::ranges::any_of(*entries, [](const FolderEntry& entry) {
           return entry.kind == EntryKind::folder && weights::is_hub_folder(entry.name);
         });
}

lock::Imported import_cache(const FileTree& tree, std::string_view folder) {
  lock::Imported out;
  Cache cache(tree, out);
  if (weights::is_hub_folder(text::file_name(folder))) {
    cache.repository(std::string(folder));
    return out;
  }
  const auto entries = tree.list(folder);
  if (!entries) return out;
  for (const FolderEntry& entry : *entries) {
    if (entry.kind == EntryKind::folder && weights::is_hub_folder(entry.name))
      cache.repository(text::join(folder, entry.name));
  }
  return out;
}

std::optional<lock::Model> checkout_of(const FileTree& tree, std::string_view folder) {
  const std::string git = text::join(folder, ".git");
  const std::string head(text::trim(first_line(tree, git + "/HEAD", longest_reference)));
  const auto place = facts::read_hub_address(address_of(tree, git));
  if (!place || !lock::is_repository(place->id)) return std::nullopt;
  lock::Model out{.kind = place->kind, .id = place->id};
  constexpr std::string_view symbolic = "ref: refs/heads/";
  if (head.starts_with(symbolic)) {
    out.revision = head.substr(symbolic.size());
    out.commit = commit_of(tree, git, head.substr(5));
  } else {
    out.revision = out.commit = head;
  }
  if (!text::is_commit(out.commit) || !lock::is_revision(out.revision)) return std::nullopt;
  return out;
}

lock::Imported import_lfs(const FileTree& tree, std::string_view folder, lock::Model model) {
  lock::Imported out;
  std::size_t others = 0;
  const auto entries = tree.list(folder);
  if (!entries) return out;
  const auto look = [&](const std::string& path, const std::string& below) {
    constexpr std::uint64_t longest_pointer = 1024;
    const auto source = tree.read(path, longest_pointer);
    const auto pointer = source ? weights::read_lfs_pointer((*source)->bytes()) : std::nullopt;
    if (!pointer) {
      ++others;
    } else if (lock::is_file_path(below)) {
      model.files.emplace(below, lock::File{pointer->sha256, {}, pointer->bytes});
    }
  };
  for (const FolderEntry& entry : *entries) {
    const std::string path = text::join(folder, entry.name);
    if (entry.kind == EntryKind::folder && entry.name != ".git") walk(tree, path, entry.name, 0, look);
    if (entry.kind == EntryKind::file) look(path, entry.name);
  }
  if (others > 0)
    out.notes.push_back(text::counted(others, "file is", "files are") + " no LFS pointer and left out");
  if (model.files.empty()) {
    out.problems.push_back("there is no LFS pointer below `" + tree.display_path(folder) + "`");
    return out;
  }
  model.origin.from = "lfs";
  out.lock.models.push_back(std::move(model));
  return out;
}

}  // namespace dockgate::hub
