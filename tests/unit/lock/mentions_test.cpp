// What a lock says of the images and models that the sources mention.
#include "lock/mentions.hpp"

#include <gtest/gtest.h>

#include "lock/find_lock.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lock {
namespace {

const std::string one = "sha256:" + std::string(64, '1');
const std::string two = "sha256:" + std::string(64, '2');
const std::string three = "sha256:" + std::string(64, '3');
const std::string commit_a(40, 'a'), commit_b(40, 'b');

Lock example() {
  Image python{.name = "docker.io/library/python", .tag = "3.12", .digest = one};
  python.platforms = {{"linux/amd64", two}};
  Image open{.name = "docker.io/library/node", .tag = "latest"};
  Model model{.id = "org/name", .revision = "main", .commit = commit_a};
  Model unseen{.id = "org/unseen", .revision = "v1"};
  return {"dockgate.lock", {python, open}, {model, unseen}};
}

facts::ImageFact image(facts::ImageState state, std::string tag, std::string digest = {},
                       std::string name = "docker.io/library/python") {
  facts::ImageFact fact;
  fact.state = state;
  fact.name = std::move(name);
  fact.tag = std::move(tag);
  fact.digest = std::move(digest);
  return fact;
}

facts::ModelFact model(facts::RevisionState state, std::optional<std::string> revision,
                       std::string id = "org/name",
                       std::string api = "transformers.AutoModel.from_pretrained") {
  facts::ModelFact fact;
  fact.api = std::move(api);
  fact.artifact = "model";
  fact.id = std::move(id);
  fact.id_state = facts::IdState::known;
  fact.revision_state = state;
  fact.revision = std::move(revision);
  return fact;
}

template <typename Fact>
std::string said(const Fact& fact) {
  const auto mention = mention_of(fact);
  if (!mention) return "none";
  const Standing result = standing(example(), *mention);
  return std::string(to_string(result.state)) + " " + result.locked + " " + result.key;
}

TEST(LockMentions, Images) {
  using facts::ImageState;
  const std::string name = "docker.io/library/python";
  EXPECT_EQ(said(image(ImageState::tag, "3.12")), "not-written " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "3.12", one)), "current " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "3.12", two)), "current " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "3.12", three)), "differs " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "", two)), "current " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "3", one)), "current " + one + " " + name + ":3.12");
  EXPECT_EQ(said(image(ImageState::digest, "", three)), "missing  " + name + "@" + three);
  EXPECT_EQ(said(image(ImageState::tag, "3.13")), "missing  " + name + ":3.13");
  EXPECT_EQ(said(image(ImageState::floating, "", "", "docker.io/library/node")),
            "open  docker.io/library/node:latest");
  EXPECT_EQ(said(image(ImageState::digest, "latest", one, "docker.io/library/node")),
            "open  docker.io/library/node:latest");
  for (const auto state :
       {ImageState::stage, ImageState::scratch, ImageState::malformed, ImageState::unresolved})
    EXPECT_EQ(said(image(state, "3.12")), "none");
}

TEST(LockMentions, Models) {
  using facts::RevisionState;
  EXPECT_EQ(said(model(RevisionState::absent, std::nullopt)), "not-written " + commit_a + " org/name@main");
  EXPECT_EQ(said(model(RevisionState::moving, "main")), "not-written " + commit_a + " org/name@main");
  EXPECT_EQ(said(model(RevisionState::moving, "v2")), "missing  org/name@v2");
  EXPECT_EQ(said(model(RevisionState::commit, commit_a)), "current " + commit_a + " org/name@main");
  EXPECT_EQ(said(model(RevisionState::commit, commit_b)), "differs " + commit_a + " org/name@main");
  EXPECT_EQ(said(model(RevisionState::commit, commit_b, "org/other")), "missing  org/other@" + commit_b);
  EXPECT_EQ(said(model(RevisionState::moving, "v1", "org/unseen")), "open  org/unseen@v1");
  EXPECT_EQ(said(model(RevisionState::commit, commit_b, "org/unseen")), "open  org/unseen@v1");
  EXPECT_EQ(said(model(RevisionState::not_pinnable, std::nullopt)), "none");
  EXPECT_EQ(said(model(RevisionState::unresolved, std::nullopt)), "none");
  EXPECT_EQ(said(model(RevisionState::absent, std::nullopt, "https://example.com/x")), "none");
  EXPECT_EQ(said(model(RevisionState::moving, "two words")), "none");
}

TEST(LockMentions, FilesOfTheImageAndProvenContentAreNone) {
  auto fact = model(facts::RevisionState::absent, std::nullopt);
  fact.fetched = false;
  EXPECT_EQ(said(fact), "none");
  fact.fetched = true;
  fact.verified = true;
  EXPECT_EQ(said(fact), "none");
  fact.verified = false;
  fact.id_state = facts::IdState::unresolved;
  EXPECT_EQ(said(fact), "none");
}

TEST(LockMentions, NamesAreThoseOfTheHub) {
  using facts::RevisionState;
  EXPECT_EQ(said(model(RevisionState::moving, "master", "org/name", "modelscope.snapshot_download")), "none");
  EXPECT_EQ(said(model(RevisionState::moving, "latest", "llama3", "ollama pull")), "none");
  EXPECT_EQ(said(model(RevisionState::absent, std::nullopt, "all-MiniLM-L6-v2",
                       "sentence_transformers.SentenceTransformer")),
            "missing  sentence-transformers/all-MiniLM-L6-v2@main");
  EXPECT_EQ(said(model(RevisionState::absent, std::nullopt, "gpt2")), "missing  gpt2@main");
  EXPECT_EQ(said(model(RevisionState::absent, std::nullopt, "accuracy", "evaluate.load")),
            "missing  spaces/evaluate-metric/accuracy@main");
  auto data = model(RevisionState::absent, std::nullopt);
  data.artifact = "dataset";
  EXPECT_EQ(said(data), "missing  datasets/org/name@main");
}

TEST(LockMentions, StandOnTheFacts) {
  facts::BuildFacts facts;
  facts.images = {image(facts::ImageState::tag, "3.12"), image(facts::ImageState::scratch, "")};
  facts.models = {model(facts::RevisionState::commit, commit_a)};
  join(example(), facts);
  EXPECT_EQ(facts.images[0].lock.state, "not-written");
  EXPECT_EQ(facts.images[0].lock.locked, one);
  EXPECT_EQ(facts.images[0].lock.file, "dockgate.lock");
  EXPECT_EQ(facts.images[1].lock.state, "");
  EXPECT_EQ(facts.models[0].lock.state, "current");
  EXPECT_EQ(facts.models[0].lock.entry, "org/name@main");
}

TEST(FindLock, TheNearestUpwardHoldsAndABrokenOneIsNotSkipped) {
  const std::string entry = "schema: 1\nmodels: {org/name@main: {commit: \"" + commit_a + "\"}}\n";
  const LockFinder finder(text::memory_files({{"dockgate.lock", entry},
                                              {"a/Dockerfile", ""},
                                              {"b/dockgate.lock", "schema: 1\n"},
                                              {"b/c/Dockerfile", ""},
                                              {"d/dockgate.lock", "schema: 2\n"},
                                              {"d/e/Dockerfile", ""}}));
  ASSERT_NE(finder.find("a/Dockerfile").lock, nullptr);
  EXPECT_EQ(finder.find("a/Dockerfile").lock->path, "dockgate.lock");
  EXPECT_EQ(finder.find("a/Dockerfile").lock, finder.find("Dockerfile").lock);
  EXPECT_EQ(finder.find("b/c/Dockerfile").lock->path, "b/dockgate.lock");
  const FoundLock broken = finder.find("d/e/Dockerfile");
  EXPECT_EQ(broken.lock, nullptr);
  ASSERT_EQ(broken.problems.size(), 1u);
  EXPECT_EQ(broken.problems[0].at.source->path(), "d/dockgate.lock");
  const FoundLock none = LockFinder(text::memory_files({{"Dockerfile", ""}})).find("Dockerfile");
  EXPECT_EQ(none.lock, nullptr);
  EXPECT_TRUE(none.problems.empty());
}

}  // namespace
}  // namespace dockgate::lock
