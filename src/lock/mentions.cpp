#include "lock/mentions.hpp"

#include <algorithm>

#include "catalog/hub.hpp"
#include "facts/revision.hpp"
#include "lock/names.hpp"

namespace dockgate::lock {

namespace {

bool holds(const Image& image, std::string_view digest) {
  return image.digest == digest ||
         std::ranges::any_of(image.platforms, [&](const auto& each) { return each.second == digest; });
}

Standing found(State state, std::string locked, std::string key) {
  return {state, std::move(locked), std::move(key)};
}

std::string key_of(const ImageMention& mention) {
  return mention.tag.empty() ? mention.name + "@" + mention.digest : mention.name + ":" + mention.tag;
}

}  // namespace

std::optional<ImageMention> mention_of(const facts::ImageFact& fact) {
  using facts::ImageState;
  if (fact.state != ImageState::digest && fact.state != ImageState::tag && fact.state != ImageState::floating)
    return std::nullopt;
  ImageMention out{fact.name, fact.tag, fact.digest, fact.at,
                   fact.role == "syntax" && fact.maintainer == "docker"};
  if (out.tag.empty() && out.digest.empty()) out.tag = "latest";
  return out;
}

std::optional<ModelMention> mention_of(const facts::ModelFact& fact) {
  using facts::RevisionState;
  const bool named =
      fact.revision_state == RevisionState::commit || fact.revision_state == RevisionState::abbreviated ||
      fact.revision_state == RevisionState::moving || fact.revision_state == RevisionState::absent;
  if (!named || !fact.fetched || fact.verified || fact.id_state != facts::IdState::known) return std::nullopt;
  if (fact.artifact == "source" || !is_repository(fact.id)) return std::nullopt;
  const auto repository = catalog::hub_repository(catalog::hub_knowledge(), fact.api, fact.artifact, fact.id);
  if (!repository) return std::nullopt;
  ModelMention out{repository->kind, repository->id, fact.revision.value_or(""), {}, fact.at};
  if (out.revision.empty()) out.revision = "main";
  if (!is_revision(out.revision)) return std::nullopt;
  if (fact.revision_state == RevisionState::commit) out.commit = out.revision;
  return out;
}

Mentions mentions_of(const facts::BuildFacts& facts) {
  Mentions out;
  for (const facts::ImageFact& fact : facts.images)
    if (auto mention = mention_of(fact)) out.images.push_back(std::move(*mention));
  for (const facts::ModelFact& fact : facts.models)
    if (auto mention = mention_of(fact)) out.models.push_back(std::move(*mention));
  return out;
}

std::string_view to_string(State state) {
  switch (state) {
    case State::current:
      return "current";
    case State::not_written:
      return "not-written";
    case State::differs:
      return "differs";
    case State::missing:
      return "missing";
    case State::open:
      return "open";
  }
  return "missing";
}

Standing standing(const Lock& lock, const ImageMention& mention) {
  const std::string key = key_of(mention);
  const Image* entry = mention.tag.empty() ? nullptr : find_image(lock, mention.name, mention.tag);
  if (entry != nullptr && entry->digest.empty()) return found(State::open, {}, key);
  if (mention.digest.empty()) {
    if (entry == nullptr) return found(State::missing, {}, key);
    return found(State::not_written, entry->digest, key);
  }
  if (entry != nullptr) {
    const State state = holds(*entry, mention.digest) ? State::current : State::differs;
    return found(state, entry->digest, key);
  }
  for (const Image& image : lock.images) {
    if (image.name == mention.name && holds(image, mention.digest))
      return found(State::current, image.digest, lock::key(image));
  }
  return found(State::missing, {}, key);
}

Standing standing(const Lock& lock, const ModelMention& mention) {
  const std::string key =
      lock::key(Model{.kind = mention.kind, .id = mention.id, .revision = mention.revision});
  if (mention.commit.empty()) {
    const Model* entry = find_model(lock, mention.kind, mention.id, mention.revision);
    if (entry == nullptr) return found(State::missing, {}, key);
    return found(entry->commit.empty() ? State::open : State::not_written, entry->commit, key);
  }
  const Model* other = nullptr;
  for (const Model& model : lock.models) {
    if (model.kind != mention.kind || model.id != mention.id) continue;
    if (model.commit == mention.commit) return found(State::current, model.commit, lock::key(model));
    // Of several the one of the default branch is what to compare with.
    if (other == nullptr || model.revision == "main") other = &model;
  }
  if (other == nullptr) return found(State::missing, {}, key);
  return found(other->commit.empty() ? State::open : State::differs, other->commit, lock::key(*other));
}

void join(const Lock& lock, facts::BuildFacts& facts) {
  const auto put = [&](auto& fact) {
    const auto mention = mention_of(fact);
    if (!mention) return;
    Standing result = standing(lock, *mention);
    fact.lock = {std::string(to_string(result.state)), std::move(result.locked), std::move(result.key),
                 lock.path};
  };
  for (facts::ImageFact& fact : facts.images) put(fact);
  for (facts::ModelFact& fact : facts.models) put(fact);
}

}  // namespace dockgate::lock
