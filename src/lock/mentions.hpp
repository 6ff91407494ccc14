#pragma once
// What the sources of a build mention of what a lock holds, and how the two stand to one another.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.hpp"
#include "lock/lock.hpp"

namespace dockgate::lock {

/// A use of an image. Stages, scratch and names that are not known are none.
struct ImageMention {
  std::string name;    // as Image::name
  std::string tag;     // "latest" where neither tag nor digest is written
  std::string digest;  // as written, or ""
  Place at;
  bool meant_to_move = false;  // Docker's own frontend, which nobody has to pin
};

/// A use of a repository of the hub that can be pinned. Files of the image and other registries are none.
struct ModelMention {
  std::string kind, id;  // as Model
  std::string revision;  // as written, "main" where none is
  std::string commit;    // the revision where that is a full commit, or ""
  Place at;
};

struct Mentions {
  std::vector<ImageMention> images;
  std::vector<ModelMention> models;
};

std::optional<ImageMention> mention_of(const facts::ImageFact& fact);
std::optional<ModelMention> mention_of(const facts::ModelFact& fact);
/// All mentions of a build, in the order of its facts.
Mentions mentions_of(const facts::BuildFacts& facts);

enum class State {
  current,      // the sources have the digest or commit that the lock has
  not_written,  // the lock has one, the sources only the name
  differs,      // the sources have another one
  missing,      // the lock does not have the name, or not the digest that stands alone
  open,         // the lock has the name, and nobody has looked yet
};
/// "current", "not-written", "differs", "missing", "open".
std::string_view to_string(State state);

struct Standing {
  State state = State::missing;
  std::string locked;  // digest or commit of the lock, "" where it has none
  std::string key;     // of the entry that says so, or that would
};
/// A digest of one platform of the locked index counts as the index.
Standing standing(const Lock& lock, const ImageMention& mention);
Standing standing(const Lock& lock, const ModelMention& mention);

/// Puts on each image and model of `facts` what `lock` says of it, so that rules can ask.
void join(const Lock& lock, facts::BuildFacts& facts);

}  // namespace dockgate::lock
