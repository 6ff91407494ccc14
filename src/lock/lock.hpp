#pragma once
// The lock: which digests and commits the names in the sources stood for when somebody looked. A YAML file of
// the repository, sorted, one group of lines an entry, so that it can be read, reviewed and merged.
// docs/lock.md.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::lock {

/// The file; the one nearest upward of a Dockerfile holds for it.
inline constexpr std::string_view file_name = "dockgate.lock";

/// Where a value came from. All empty while nobody has looked.
struct Origin {
  std::string when;  // UTC, as 2026-11-29T14:40:00Z
  std::string from;  // registry, hub, sources, hub-cache, lfs, oci-layout, docker-inspect
  std::string host;  // that answered; "" for what needs none
  bool operator==(const Origin&) const = default;
};

/// A newer value that is still too young to be taken.
struct Waiting {
  std::string value;  // digest or commit
  std::string since;  // UTC: when it was seen first
  bool operator==(const Waiting&) const = default;
};

/// What one name of an image stands for.
struct Image {
  std::string name = {};  // normalised, with its registry: "docker.io/library/python"
  std::string tag =
      {};  // "latest" where sources name neither tag nor digest; "" where they name the digest alone
  std::string digest =
      {};  // "sha256:…" of the index, or of the manifest where there is no index; "" while not known
  std::string kind = {};  // index, manifest, or "" while not known
  std::map<std::string, std::string> platforms =
      {};  // of an index: "linux/arm64/v8" → digest of its manifest
  std::optional<Waiting> waiting = {};
  Origin origin = {};
  Place at = {};  // its key in the file that was read
};

/// A file of a model's repository.
struct File {
  std::string sha256;       // 64 lower-case hex digits; "" when only git's name for the content is known
  std::string git_sha1;     // 40 lower-case hex digits; "" where sha256 is there
  std::uint64_t bytes = 0;  // size
  bool operator==(const File&) const = default;
};

/// What one revision of a repository of the Hugging Face hub stands for.
struct Model {
  std::string kind = "model";              // model, dataset, space
  std::string id = {};                     // "org/name"
  std::string revision = {};               // as the sources have it; "main" where they name none
  std::string commit = {};                 // 40 lower-case hex digits; "" while not known
  std::string repository = {};             // the name under which the hub has it, where that is another one
  std::map<std::string, File> files = {};  // by path; none while nobody has looked
  std::optional<Waiting> waiting = {};
  Origin origin = {};
  Place at = {};
};

struct Lock {
  std::string path;           // display path of the file
  std::vector<Image> images;  // sorted by key, none twice
  std::vector<Model> models;  // sorted by key, none twice
};

/// "docker.io/library/python:3.12-slim"; "docker.io/library/python@sha256:…" for a digest alone.
std::string key(const Image& image);
/// "org/name@main", "datasets/org/name@main".
std::string key(const Model& model);
/// Sorts by key, as the file has it.
void sort(Lock& lock);

/// Reads a lock; all mistakes at once, with places.
Result<Lock, std::vector<Problem>> read(const SourcePtr& source);
/// The text of the file, which read() reads back. The same lock always gives the same bytes.
std::string write(const Lock& lock);

/// The entry of an image's name and tag ("" counts as `latest`); null where there is none. One without a
/// digest is there, and nobody has looked yet.
const Image* find_image(const Lock& lock, std::string_view name, std::string_view tag);
/// The entry of a repository at a revision ("" counts as `main`); null where there is none.
const Model* find_model(const Lock& lock, std::string_view kind, std::string_view id,
                        std::string_view revision);

/// Exactly a registered digest: "sha256:" and 64 lower-case hex digits, or another algorithm at its length.
bool is_digest(std::string_view text);
/// 2026-11-29T14:40:00Z, with a real day and time.
bool is_time(std::string_view text);

}  // namespace dockgate::lock
