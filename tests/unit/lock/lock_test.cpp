// The lock's file: what is written is read, and mistakes are told with their places.
#include "lock/lock.hpp"

#include <gtest/gtest.h>

#include "lock/names.hpp"

namespace dockgate::lock {
namespace {

const std::string digest_one = "sha256:" + std::string(64, '1');
const std::string digest_two = "sha256:" + std::string(64, '2');
const std::string commit(40, 'a');

auto read_text(std::string text) {
  return read(std::make_shared<SourceFile>("dockgate.lock", std::move(text)));
}

Lock example() {
  Lock lock;
  Image python;
  python.name = "docker.io/library/python";
  python.tag = "3.12-slim";
  python.digest = digest_one;
  python.kind = "index";
  python.platforms = {{"linux/arm64/v8", digest_two}, {"linux/amd64", digest_one}};
  python.origin = {"2026-11-29T14:40:00Z", "registry", "registry-1.docker.io"};
  python.waiting = Waiting{digest_two, "2026-11-30T00:00:00Z"};
  Image open;
  open.name = "localhost:5000/app";
  open.tag = "latest";
  Image alone;
  alone.name = "ghcr.io/a/b";
  alone.digest = digest_two;
  lock.images = {python, open, alone};
  Model model;
  model.id = "org/name";
  model.revision = "main";
  model.commit = commit;
  model.repository = "new-org/name";
  model.origin = {"2026-11-29T14:40:00Z", "hub", "huggingface.co"};
  model.files = {{"model.safetensors", {std::string(64, '3'), "", 123456789012}},
                 {"odd \"name\": {x}", {"", std::string(40, '4'), 7}},
                 {"null", {std::string(64, '5'), "", 0}}};
  Model data;
  data.kind = "dataset";
  data.id = "org/data";
  data.revision = "refs/pr/1";
  lock.models = {model, data};
  return lock;
}

TEST(Lock, WhatIsWrittenIsRead) {
  const std::string text = write(example());
  const auto lock = read_text(text);
  ASSERT_TRUE(lock) << lock.error().front().message << "\n" << text;
  EXPECT_EQ(write(*lock), text);
  const Image* python = find_image(*lock, "docker.io/library/python", "3.12-slim");
  ASSERT_NE(python, nullptr);
  EXPECT_EQ(python->digest, digest_one);
  EXPECT_EQ(python->kind, "index");
  EXPECT_EQ(python->platforms, example().images[0].platforms);
  EXPECT_EQ(python->origin, example().images[0].origin);
  EXPECT_EQ(python->waiting, example().images[0].waiting);
  const Image* open = find_image(*lock, "localhost:5000/app", "");
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(open->digest, "");
  const Model* model = find_model(*lock, "model", "org/name", "");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->commit, commit);
  EXPECT_EQ(model->repository, "new-org/name");
  EXPECT_EQ(model->files, example().models[0].files);
  EXPECT_NE(find_model(*lock, "dataset", "org/data", "refs/pr/1"), nullptr);
  EXPECT_EQ(find_model(*lock, "model", "org/data", "refs/pr/1"), nullptr);
  EXPECT_EQ(find_image(*lock, "docker.io/library/python", "3.13"), nullptr);
}

TEST(Lock, IsSortedAndHasAnEntryAGroupOfLines) {
  Lock turned = example();
  std::swap(turned.images[0], turned.images[2]);
  std::swap(turned.models[0], turned.models[1]);
  EXPECT_EQ(write(turned), write(example()));
  EXPECT_EQ(
      write(example()),
      R"(# What the names in the sources stood for when somebody looked. Written by `dockgate lock`; do not edit it.
schema: 1

images:

  "docker.io/library/python:3.12-slim":
    digest: "sha256:1111111111111111111111111111111111111111111111111111111111111111"
    kind: index
    when: "2026-11-29T14:40:00Z"
    from: registry
    host: registry-1.docker.io
    waiting: {value: "sha256:2222222222222222222222222222222222222222222222222222222222222222", since: "2026-11-30T00:00:00Z"}
    platforms:
      linux/amd64: "sha256:1111111111111111111111111111111111111111111111111111111111111111"
      linux/arm64/v8: "sha256:2222222222222222222222222222222222222222222222222222222222222222"

  "ghcr.io/a/b@sha256:2222222222222222222222222222222222222222222222222222222222222222":
    digest: "sha256:2222222222222222222222222222222222222222222222222222222222222222"

  "localhost:5000/app:latest": {}

models:

  "datasets/org/data@refs/pr/1": {}

  "org/name@main":
    commit: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    repository: new-org/name
    when: "2026-11-29T14:40:00Z"
    from: hub
    host: huggingface.co
    files:
      model.safetensors: {sha256: "3333333333333333333333333333333333333333333333333333333333333333", bytes: 123456789012}
      "null": {sha256: "5555555555555555555555555555555555555555555555555555555555555555", bytes: 0}
      "odd \"name\": {x}": {git-sha1: "4444444444444444444444444444444444444444", bytes: 7}
)");
}

TEST(Lock, AnEmptyOneIsOne) {
  const auto lock = read_text(write({}));
  ASSERT_TRUE(lock) << lock.error().front().message;
  EXPECT_TRUE(lock->images.empty());
  EXPECT_TRUE(lock->models.empty());
}

/// All mistakes as "LINE: message" lines.
std::string mistakes(std::string text) {
  const auto lock = read_text(std::move(text));
  if (lock) return "none";
  std::string all;
  for (const Problem& problem : lock.error())
    all += std::to_string(problem.at.source->line_of(problem.at.span.begin)) + ": " + problem.message + "\n";
  return all;
}

TEST(Lock, MistakesAreLocatedAndAllReported) {
  const std::string all = mistakes(
      "schema: 2\n"
      "images:\n"
      "  python:3.12: {digest: sha256:12}\n"
      "  \"docker.io/library/a:1\": {kind: list, digset: x, when: yesterday}\n"
      "  \"docker.io/library/b\": {}\n"
      "  \"docker.io/library/c:1\": {platforms: {amd64: 1}, from: hearsay, host: \"a b\"}\n"
      "models:\n"
      "  nothing: {}\n"
      "  a/b@main: {commit: 1a2b, files: {../x: {}, y: {sha256: 1}}}\n"
      "  a/b/c@main: {}\n"
      "  \"a/b@two words\": {waiting: {value: main}}\n");
  for (const char* expected :
       {"1: `schema` is 1", "3: the whole name belongs here: `docker.io/library/python:3.12`",
        "3: `digest` is a digest", "4: `kind` is index or manifest", "4: unknown key `digset`",
        "4: `when` is a time in UTC", "5: an image has its tag or its digest here",
        "6: a platform belongs here", "6: the value of a platform", "6: `from` is one of",
        "6: `host` is the name", "8: a name such as", "9: `commit` is 40", "9: a path below the repository",
        "9: `sha256` or `git-sha1`", "9: `sha256` is 64", "10: a name such as", "11: this revision",
        "11: the `value` that waits"})
    EXPECT_NE(all.find(expected), std::string::npos) << "lacks: " << expected << "\n" << all;
  EXPECT_EQ(mistakes("schema: 1\nimages: [a]\n"), "2: `images` maps names to what they stand for\n");
  EXPECT_EQ(mistakes("images: {}\n"), "1: lock lacks the key `schema`\n");
}

TEST(Lock, ADigestOrCommitThatIsTheNameIsTheValue) {
  const auto lock = read_text("schema: 1\nimages: {\"ghcr.io/a/b@" + digest_one + "\": {}}\nmodels: {a/b@" +
                              commit + ": {}}\n");
  ASSERT_TRUE(lock) << lock.error().front().message;
  EXPECT_EQ(lock->images[0].digest, digest_one);
  EXPECT_EQ(lock->models[0].commit, commit);
  EXPECT_NE(
      mistakes("schema: 1\nimages: {\"ghcr.io/a/b@" + digest_one + "\": {digest: \"" + digest_two + "\"}}\n")
          .find("another one than that of the name"),
      std::string::npos);
}

TEST(Lock, AMergeConflictIsCalledThat) {
  EXPECT_EQ(mistakes("schema: 1\n<<<<<<< ours\nimages: {}\n=======\nmodels: {}\n>>>>>>> theirs\n"),
            "2: a merge has left a conflict here: keep one side of each entry and remove the marks\n");
}

TEST(Lock, Times) {
  EXPECT_TRUE(is_time("2026-11-29T14:40:00Z"));
  for (const char* wrong : {"", "2026-11-29", "2026-02-30T00:00:00Z", "2026-11-29T24:00:00Z",
                            "2026-11-29T14:40:00+", "2026-11-29t14:40:00Z", "2026-1a-29T14:40:00Z"})
    EXPECT_FALSE(is_time(wrong)) << wrong;
}

TEST(Lock, Digests) {
  EXPECT_TRUE(is_digest(digest_one));
  EXPECT_TRUE(is_digest("sha512:" + std::string(128, 'a')));
  for (const std::string& wrong : {std::string(), std::string("sha256:"), "sha256:" + std::string(64, 'A'),
                                   "sha256:" + std::string(63, 'a'), digest_one + " ",
                                   digest_one + "@" + digest_one, "md5:" + std::string(32, 'a')})
    EXPECT_FALSE(is_digest(wrong)) << wrong;
}

TEST(Lock, Names) {
  EXPECT_TRUE(is_platform("linux/arm64/v8"));
  EXPECT_FALSE(is_platform("linux"));
  EXPECT_FALSE(is_platform("linux//v8"));
  EXPECT_FALSE(is_platform("Linux/amd64"));
  EXPECT_TRUE(is_file_path("a/b.py"));
  EXPECT_FALSE(is_file_path("/a"));
  EXPECT_FALSE(is_file_path("a/../b"));
  EXPECT_FALSE(is_file_path("a//b"));
  EXPECT_EQ(model_named("datasets/name@main")->id, "datasets/name");
  EXPECT_EQ(model_named("datasets/org/name@x@y")->revision, "x@y");
  EXPECT_EQ(key(*model_named("spaces/org/name@main")), "spaces/org/name@main");
}

}  // namespace
}  // namespace dockgate::lock
