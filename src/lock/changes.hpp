#pragma once
// How a lock changes, as values: by what the sources mention, and by what registries and hubs answer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lock/lock.hpp"
#include "lock/mentions.hpp"

namespace dockgate::lock {

struct Change {
  enum class What {
    added,     // a new entry
    found,     // an entry that had no value has one now
    moved,     // it has another value now
    removed,   // nothing mentions it any more
    held,      // it moved to something too young, and was left as it is
    detailed,  // the same value; platforms or files were added
  };
  What what = What::added;
  std::string key;
  std::string before, after;  // digest or commit, "" where there is none
  std::vector<std::string>
      reasons;  // why it matters, worst first: "modeling_x.py changed, which runs where …"
  Place at;     // in the sources, for what they say
};
std::string_view to_string(Change::What what);

struct Changed {
  Lock lock;
  std::vector<Change> changes;  // by key
};

/// `lock` brought up to what the sources mention: new names, digests and commits that stand in the sources.
/// Where two places of the sources have different digests for one name, the lock keeps its own, else takes
/// the first; the others are found by comparing. `whole`: the mentions are all there are, so that entries
/// which nothing mentions go.
Changed follow_sources(const Lock& lock, const Mentions& mentions, const std::string& now, bool whole);
/// The keys of entries that nothing in `mentions` uses.
std::vector<std::string> unused(const Lock& lock, const Mentions& mentions);

struct UpdateRules {
  std::string now;               // UTC
  std::int64_t minimum_age = 0;  // seconds: a value that would replace another has to be this old
};

/// Puts what was found out into the entry of the same key, which has to be there. `made` is when the content
/// was made as it says itself (RFC 3339), "" where it says nothing; then it counts from the moment it was
/// first seen, for which the entry keeps what waits. Nothing when nothing has changed.
std::optional<Change> update(Lock& lock, const Image& found, std::string_view made, const UpdateRules& rules);
std::optional<Change> update(Lock& lock, const Model& found, std::string_view made, const UpdateRules& rules);
/// Takes what was imported, entries that are not there yet included; a name without an entry is added.
std::vector<Change> import(Lock& lock, const Lock& found, const std::string& now);

}  // namespace dockgate::lock
