#pragma once
// The artifact manifest: what one build really ships, as values. docs/manifest.md says what each of them is
// for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dockgate/text.hpp>

namespace dockgate::yaml {
struct Node;
}

namespace dockgate::manifest {

inline constexpr std::string_view schema = "dockgate.manifest/1";
/// The file beside a policy, or at the top of the repository.
inline constexpr std::string_view file_name = ".dockgate-manifest.json";

/// Texts are valid UTF-8. `at` is the entry's place in the file that it was read from.
struct BaseImage {
  std::string used_by;    // FROM, COPY, RUN, ADD, syntax
  std::string reference;  // after expansion
  std::string digest;     // "sha256:…", "" when it has none
  bool shipped = false;   // its file system ends in the image
  Place at = {};
};

struct Model {
  std::string kind;  // model, dataset, tokenizer, code …
  std::string id;    // "org/name", or a path for what the build ships itself
  bool local = false;
  std::string revision;        // as it is given; "" when none is
  std::string revision_state;  // commit, moving, absent … as facts have it
  std::string remote_code;     // yes, no, unresolved
  Place at = {};
};

struct Weights {
  std::string path;  // of the context, or of the image without a leading `/`
  std::string format;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string verdict;  // clean, not-scanned, suspicious, dangerous
  Place at = {};
};

/// Code that a model brings along, with the review that counts for it.
struct Code {
  std::string path;
  std::string sha256;
  std::string model;                            // folder of the model; "" is the context itself
  std::string reviewer, reviewed, next_review;  // "" where no review counts
  std::string repository, commit;               // upstream, where the review says so
  Place at = {};
};

/// A repository in the cache of the hub, as an image has it.
struct CachedModel {
  std::string kind, id, revision;
  struct File {
    std::string name, sha256;
  };
  std::vector<File> files;
  Place at = {};
};

/// What a finished image holds.
struct ShippedImage {
  std::string platform;
  std::string config;    // digest of the configuration: docker's image ID
  std::string manifest;  // digest of the image manifest; "" in archives of docker's old form
  std::string base_name, base_digest;
  std::vector<std::string> layers;  // diff IDs
  std::vector<Weights> weights;
  std::vector<CachedModel> models;
  Place at = {};
};

struct Policy {
  std::string name;  // path of the file, or builtin:NAME
  std::string sha256;
  Place at = {};
};

struct Build {
  std::string dockerfile;  // from the manifest's folder
  std::string label;       // "compose service api", "bake target api", ""
  std::string context;     // from the manifest's folder, "." is that itself
  Policy policy;
  std::vector<BaseImage> base_images;
  std::vector<Model> models;
  std::vector<Weights> weights;
  std::vector<Code> code;
  std::vector<ShippedImage> images;  // one a platform; none where no image was looked at
  Place at = {};
};

struct Manifest {
  std::string tool_version;
  std::vector<Build> builds;  // sorted by Dockerfile and label
};

/// Reads a manifest; all mistakes at once, with places.
Result<Manifest, std::vector<Problem>> read(const SourcePtr& source);

/// The same for a manifest that stands inside of another document; mistakes are added to `problems`.
Manifest read(const yaml::Node& node, std::vector<Problem>& problems);

/// One thing in which two manifests differ.
struct Difference {
  enum class Kind { added, removed, changed } kind = Kind::changed;
  std::string build;  // "services/api/Dockerfile", with its label
  std::string what;   // "weights `models/a.safetensors`"
  std::string field;  // of a change: "sha256"
  std::string before, after;
  Place at;  // in the file that the old one was read from
};
std::string_view to_string(Difference::Kind kind);  // "added", "removed", "changed"
/// In one sentence, lower case: "the sha256 of weights `a` is …, and the manifest says …".
std::string in_words(const Difference& difference);

/// What differs between what was written down and what is there, in the order of `before`. The version of the
/// tool is no difference. `before` with an image and `after` without one, or the other way round, is one.
std::vector<Difference> compare(const Build& before, const Build& after);
/// The same for all builds of two manifests.
std::vector<Difference> compare(const Manifest& before, const Manifest& after);

/// What the image does not hold as the context and the code say: weights and code that should be in it, a
/// model at another commit than the pinned one, another base. `before` is what they say.
std::vector<Difference> compare_with_image(const Build& build, const ShippedImage& image,
                                           const std::vector<std::string>& digests_in_image);

/// The build of `manifest` with this Dockerfile and label, or null.
const Build* find(const Manifest& manifest, std::string_view dockerfile, std::string_view label);

}  // namespace dockgate::manifest
