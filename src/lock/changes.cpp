#include "lock/changes.hpp"

#include <algorithm>
#include <set>

#include "lock/names.hpp"
#include "lock/reasons.hpp"
#include "lock/time.hpp"

namespace dockgate::lock {

namespace {

// Before that year nobody built images: what says so has been made without a clock (SOURCE_DATE_EPOCH=0 and
// the like).
constexpr std::string_view first_moment = "2000-01-01T00:00:00Z";

template <typename Entry>
Entry* entry_of(std::vector<Entry>& entries, const std::string& wanted) {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return key(entry) == wanted; });
  return found == entries.end() ? nullptr : &*found;
}

const std::string& value_of(const Image& image) {
  return image.digest;
}
const std::string& value_of(const Model& model) {
  return model.commit;
}

bool same_details(const Image& a, const Image& b) {
  return a.kind == b.kind && a.platforms == b.platforms;
}
bool same_details(const Model& a, const Model& b) {
  return a.repository == b.repository && a.files == b.files;
}

bool has_no_details(const Image& image) {
  return image.kind.empty() && image.platforms.empty();
}
bool has_no_details(const Model& model) {
  return model.files.empty();
}

void sort_changes(std::vector<Change>& changes) {
  std::ranges::stable_sort(changes, {}, &Change::key);
}

/// The age of what was found, in seconds: since it was made, or since it was first seen.
std::int64_t age_of(std::string_view made, const std::optional<Waiting>& waiting, const std::string& value,
                    std::int64_t now) {
  const auto since = seconds_of(made);
  if (since && *since >= *seconds_of(first_moment) && *since <= now) return now - *since;
  if (!waiting || waiting->value != value) return 0;
  return now - seconds_of(waiting->since).value_or(now);
}

template <typename Entry>
std::optional<Change> update_entry(std::vector<Entry>& entries, const Entry& found, std::string_view made,
                                   const UpdateRules& rules) {
  Entry* entry = entry_of(entries, key(found));
  if (entry == nullptr || value_of(found).empty()) return std::nullopt;
  const std::int64_t now = seconds_of(rules.now).value_or(0);
  Change change{Change::What::found, key(found), value_of(*entry), value_of(found), {}, {}};
  Entry next = found;
  next.waiting.reset();
  next.at = entry->at;
  if (next.origin.when.empty()) next.origin.when = rules.now;
  if (change.before == change.after) {
    const bool waited = entry->waiting.has_value();
    if (same_details(*entry, found) || has_no_details(found)) {
      entry->waiting.reset();
      if (!waited) return std::nullopt;
      change.what = Change::What::detailed;
      change.reasons = {"what waited to be taken is gone again"};
      return change;
    }
    change.what = Change::What::detailed;
    change.reasons = reasons(*entry, found);
    *entry = std::move(next);
    return change;
  }
  const std::int64_t age = age_of(made, entry->waiting, change.after, now);
  const bool young = rules.minimum_age > 0 && age < rules.minimum_age;
  if (!change.before.empty()) {
    change.what = Change::What::moved;
    change.reasons = reasons(*entry, found);
  }
  if (young) {
    change.reasons.insert(
        change.reasons.begin(),
        "it is " + length_of_time(age) + " old, and the minimum age is " + length_of_time(rules.minimum_age));
    if (!change.before.empty()) {
      change.what = Change::What::held;
      const bool waits = entry->waiting && entry->waiting->value == change.after;
      if (!waits) entry->waiting = Waiting{change.after, rules.now};
      return change;
    }
  }
  *entry = std::move(next);
  return change;
}

class Follower {
 public:
  Follower(const Lock& lock, const std::string& now) : now_(now) { out_.lock = lock; }

  /// What some place of the sources agrees with stays, whatever others say.
  void keep(const ImageMention& mention) {
    const Standing said = standing(out_.lock, mention);
    if (said.state == State::current) from_sources_.insert(said.key);
  }

  void image(const ImageMention& mention) {
    const Standing said = standing(out_.lock, mention);
    if (said.state == State::current || said.state == State::not_written) return;
    Image* entry = entry_of(out_.lock.images, said.key);
    if (entry == nullptr) {
      Image added{.name = mention.name, .tag = mention.tag, .digest = mention.digest};
      if (!added.digest.empty()) added.origin = {now_, "sources", {}};
      note(Change::What::added, said.key, {}, added.digest, mention.at);
      out_.lock.images.push_back(std::move(added));
      from_sources_.insert(said.key);
      return;
    }
    if (mention.digest.empty() || !from_sources_.insert(said.key).second) return;
    note(entry->digest.empty() ? Change::What::found : Change::What::moved, said.key, entry->digest,
         mention.digest, mention.at);
    *entry = Image{.name = mention.name,
                   .tag = mention.tag,
                   .digest = mention.digest,
                   .origin = {now_, "sources", {}},
                   .at = entry->at};
  }

  void model(const ModelMention& mention) {
    const Standing said = standing(out_.lock, mention);
    if (said.state == State::current || said.state == State::not_written) return;
    Model added{
        .kind = mention.kind, .id = mention.id, .revision = mention.revision, .commit = mention.commit};
    // A commit in the sources is an entry of its own: which branch it came from they do not say.
    const std::string wanted = key(added);
    if (entry_of(out_.lock.models, wanted) != nullptr) return;
    if (!added.commit.empty()) added.origin = {now_, "sources", {}};
    note(Change::What::added, wanted, {}, added.commit, mention.at);
    out_.lock.models.push_back(std::move(added));
  }

  void remove(const std::vector<std::string>& keys) {
    for (const std::string& wanted : keys) {
      const Image* image = entry_of(out_.lock.images, wanted);
      const Model* model = entry_of(out_.lock.models, wanted);
      note(Change::What::removed, wanted, image != nullptr ? image->digest : model->commit, {}, {});
      std::erase_if(out_.lock.images, [&](const Image& each) { return key(each) == wanted; });
      std::erase_if(out_.lock.models, [&](const Model& each) { return key(each) == wanted; });
    }
  }

  const Lock& lock() const { return out_.lock; }
  Changed take() {
    sort(out_.lock);
    sort_changes(out_.changes);
    return std::move(out_);
  }

 private:
  void note(Change::What what, const std::string& name, std::string before, std::string after,
            const Place& at) {
    out_.changes.push_back({what, name, std::move(before), std::move(after), {}, at});
  }

  Changed out_;
  const std::string& now_;
  std::set<std::string> from_sources_;  // keys whose digest the sources have given in this run
};

}  // namespace

std::string_view to_string(Change::What what) {
  switch (what) {
    case Change::What::added:
      return "added";
    case Change::What::found:
      return "found";
    case Change::What::moved:
      return "moved";
    case Change::What::removed:
      return "removed";
    case Change::What::held:
      return "held back";
    case Change::What::detailed:
      return "completed";
  }
  return "added";
}

std::vector<std::string> unused(const Lock& lock, const Mentions& mentions) {
  std::set<std::string> used;
  const auto use = [&](const auto& mention) { used.insert(standing(lock, mention).key); };
  std::ranges::for_each(mentions.images, use);
  std::ranges::for_each(mentions.models, use);
  std::vector<std::string> out;
  const auto look = [&](const auto& entry) {
    if (!used.contains(key(entry))) out.push_back(key(entry));
  };
  std::ranges::for_each(lock.images, look);
  std::ranges::for_each(lock.models, look);
  return out;
}

Changed follow_sources(const Lock& lock, const Mentions& mentions, const std::string& now, bool whole) {
  Follower follower(lock, now);
  for (const ImageMention& mention : mentions.images) follower.keep(mention);
  for (const ImageMention& mention : mentions.images) follower.image(mention);
  for (const ModelMention& mention : mentions.models) follower.model(mention);
  if (whole) follower.remove(unused(follower.lock(), mentions));
  return follower.take();
}

std::optional<Change> update(Lock& lock, const Image& found, std::string_view made,
                             const UpdateRules& rules) {
  return update_entry(lock.images, found, made, rules);
}

std::optional<Change> update(Lock& lock, const Model& found, std::string_view made,
                             const UpdateRules& rules) {
  return update_entry(lock.models, found, made, rules);
}

std::vector<Change> import(Lock& lock, const Lock& found, const std::string& now) {
  std::vector<Change> changes;
  const auto take = [&](auto& entries, const auto& each) {
    const bool known = entry_of(entries, key(each)) != nullptr;
    if (!known) {
      auto empty = each;
      if constexpr (requires { empty.digest; }) {
        empty = {.name = each.name, .tag = each.tag, .digest = each.tag.empty() ? each.digest : ""};
      } else {
        empty = {.kind = each.kind, .id = each.id, .revision = each.revision};
      }
      entries.push_back(std::move(empty));
    }
    auto change = update(lock, each, {}, {now, 0});
    if (!change && !known) change = Change{Change::What::added, key(each), {}, value_of(each), {}, {}};
    if (!change) return;
    if (!known) change->what = Change::What::added;
    changes.push_back(std::move(*change));
  };
  for (const Image& image : found.images) take(lock.images, image);
  for (const Model& model : found.models) take(lock.models, model);
  sort(lock);
  sort_changes(changes);
  return changes;
}

}  // namespace dockgate::lock
