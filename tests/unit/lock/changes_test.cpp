// How a lock changes: by the sources, by what servers answer, by what is imported.
#include "lock/changes.hpp"

#include <gtest/gtest.h>

#include "lock/time.hpp"

namespace dockgate::lock {
namespace {

const std::string one = "sha256:" + std::string(64, '1');
const std::string two = "sha256:" + std::string(64, '2');
const std::string commit_a(40, 'a'), commit_b(40, 'b');
const std::string now = "2026-11-29T12:00:00Z";
constexpr std::int64_t day = 86'400;

Image python(std::string digest = {}) {
  return {.name = "docker.io/library/python", .tag = "3.12", .digest = std::move(digest)};
}
Model model(std::string commit = {}) {
  return {.id = "org/name", .revision = "main", .commit = std::move(commit)};
}
ImageMention mention(std::string tag, std::string digest = {}) {
  return {"docker.io/library/python", std::move(tag), std::move(digest), {}};
}
ModelMention mention_of_model(std::string revision, std::string commit = {}) {
  return {"model", "org/name", std::move(revision), std::move(commit), {}};
}

std::string show(const std::vector<Change>& changes) {
  std::string out;
  for (const Change& change : changes) {
    out += std::string(to_string(change.what)) + " " + change.key + " [" + change.before.substr(0, 8) +
           "] [" + change.after.substr(0, 8) + "]";
    for (const std::string& reason : change.reasons) out += " {" + reason + "}";
    out += "\n";
  }
  return out;
}
std::string show(const std::optional<Change>& change) {
  return change ? show(std::vector{*change}) : "nothing\n";
}

TEST(FollowSources, NewNamesAndWhatTheSourcesHaveOfThem) {
  const Mentions mentions{{mention("3.12"), mention("3.13", one), mention("", two), mention("3.12")},
                          {mention_of_model("main"), mention_of_model(commit_a, commit_a)}};
  const Changed changed = follow_sources({}, mentions, now, true);
  EXPECT_EQ(show(changed.changes),
            "added docker.io/library/python:3.12 [] []\n"
            "added docker.io/library/python:3.13 [] [sha256:1]\n"
            "added docker.io/library/python@" +
                two +
                " [] [sha256:2]\n"
                "added org/name@" +
                commit_a +
                " [] [aaaaaaaa]\n"
                "added org/name@main [] []\n");
  EXPECT_EQ(find_image(changed.lock, "docker.io/library/python", "3.13")->origin,
            (Origin{now, "sources", ""}));
  EXPECT_EQ(find_image(changed.lock, "docker.io/library/python", "3.12")->origin, Origin{});
  EXPECT_TRUE(follow_sources(changed.lock, mentions, now, true).changes.empty())
      << "a second time changes nothing";
}

TEST(FollowSources, ADigestInTheSourcesReplacesThatOfTheLock) {
  Image old = python(one);
  old.kind = "index";
  old.platforms = {{"linux/amd64", one}};
  const Changed changed = follow_sources({"", {old}, {}}, {{mention("3.12", two)}, {}}, now, true);
  EXPECT_EQ(show(changed.changes), "moved docker.io/library/python:3.12 [sha256:1] [sha256:2]\n");
  EXPECT_TRUE(changed.lock.images[0].platforms.empty()) << "those were of the old digest";
  EXPECT_EQ(changed.lock.images[0].kind, "");
}

TEST(FollowSources, OfTwoDigestsTheLockKeepsItsOwnOrTakesTheFirst) {
  const Mentions both{{mention("3.12", two), mention("3.12", one)}, {}};
  EXPECT_EQ(show(follow_sources({"", {python(one)}, {}}, both, now, true).changes), "");
  const Changed changed = follow_sources({}, both, now, true);
  EXPECT_EQ(changed.lock.images[0].digest, two);
  EXPECT_EQ(show(follow_sources(changed.lock, both, now, true).changes), "");
}

TEST(FollowSources, WhatNothingMentionsGoesOnlyWhereAllWasSeen) {
  const Lock lock{"", {python(one)}, {model(commit_a)}};
  EXPECT_EQ(show(follow_sources(lock, {}, now, false).changes), "");
  EXPECT_EQ(show(follow_sources(lock, {}, now, true).changes),
            "removed docker.io/library/python:3.12 [sha256:1] []\nremoved org/name@main [aaaaaaaa] []\n");
  // The commit of a branch that stands in the sources uses the branch's entry; so does a platform's digest.
  Image with_platform = python(one);
  with_platform.platforms = {{"linux/amd64", two}};
  const Mentions pinned{{mention("", two)}, {mention_of_model(commit_a, commit_a)}};
  EXPECT_EQ(show(follow_sources({"", {with_platform}, {model(commit_a)}}, pinned, now, true).changes), "");
}

TEST(FollowSources, AnotherCommitIsAnEntryOfItsOwn) {
  const Changed changed =
      follow_sources({"", {}, {model(commit_a)}}, {{}, {mention_of_model(commit_b, commit_b)}}, now, true);
  EXPECT_EQ(show(changed.changes),
            "added org/name@" + commit_b + " [] [bbbbbbbb]\nremoved org/name@main [aaaaaaaa] []\n");
}

std::string update_image(Lock& lock, Image found, std::string_view made = {}, std::int64_t minimum_age = 0) {
  return show(update(lock, found, made, {now, minimum_age}));
}

TEST(Update, FoundMovedAndUnchanged) {
  Lock lock{"", {python()}, {}};
  Image found = python(one);
  found.kind = "index";
  found.platforms = {{"linux/amd64", one}, {"linux/arm64", two}};
  found.origin = {"", "registry", "r.example"};
  EXPECT_EQ(update_image(lock, found), "found docker.io/library/python:3.12 [] [sha256:1]\n");
  EXPECT_EQ(lock.images[0].origin, (Origin{now, "registry", "r.example"}));
  EXPECT_EQ(update_image(lock, found), "nothing\n");
  Image moved = python(two);
  moved.kind = "index";
  moved.platforms = {{"linux/amd64", one}, {"linux/s390x", two}};
  EXPECT_EQ(update_image(lock, moved),
            "moved docker.io/library/python:3.12 [sha256:1] [sha256:2] {no image any more for `linux/arm64`} "
            "{new for "
            "`linux/s390x`} {the same image as before for `linux/amd64`}\n");
  Image single = python(one);
  single.kind = "manifest";
  EXPECT_NE(
      update_image(lock, single).find("{it was an index of several platforms, and is the image of one now}"),
      std::string::npos);
}

TEST(Update, WhatTheSourcesGaveIsCompleted) {
  Lock lock{"", {python(one)}, {}};
  lock.images[0].origin = {now, "sources", ""};
  Image found = python(one);
  found.kind = "index";
  found.platforms = {{"linux/amd64", two}};
  found.origin.from = "registry";
  EXPECT_EQ(update_image(lock, found), "completed docker.io/library/python:3.12 [sha256:1] [sha256:1]\n");
  EXPECT_EQ(lock.images[0].platforms.size(), 1u);
}

TEST(Update, ANewVersionHasToBeOldEnough) {
  const std::string held =
      "held back docker.io/library/python:3.12 [sha256:1] [sha256:2] {it is 2 days old, and the minimum age "
      "is 7 days}\n";
  Lock lock{"", {python(one)}, {}};
  EXPECT_EQ(update_image(lock, python(two), "2026-11-27T12:00:00.123Z", 7 * day), held);
  EXPECT_EQ(lock.images[0].digest, one);
  EXPECT_EQ(lock.images[0].waiting, (Waiting{two, now}));
  EXPECT_EQ(update_image(lock, python(two), "2026-11-20T12:00:00Z", 7 * day),
            "moved docker.io/library/python:3.12 [sha256:1] [sha256:2]\n");
  EXPECT_EQ(lock.images[0].waiting, std::nullopt);
}

TEST(Update, WhatSaysNoAgeCountsFromWhenItWasSeen) {
  for (const char* made :
       {"", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "yesterday"}) {
    Lock lock{"", {python(one)}, {}};
    EXPECT_EQ(update_image(lock, python(two), made, 7 * day).find("held back"), 0u) << made;
    EXPECT_EQ(show(update(lock, python(two), made, {"2026-12-05T12:00:00Z", 7 * day})).find("held back"), 0u)
        << made;
    EXPECT_EQ(lock.images[0].waiting->since, now) << "the first sight counts";
    EXPECT_EQ(show(update(lock, python(two), made, {"2026-12-06T12:00:00Z", 7 * day})).find("moved"), 0u)
        << made;
  }
}

TEST(Update, WhatNeverHadAValueIsTakenWithAWord) {
  Lock lock{"", {python()}, {}};
  EXPECT_EQ(update_image(lock, python(two), "2026-11-29T11:00:00Z", 7 * day),
            "found docker.io/library/python:3.12 [] [sha256:2] {it is 1 hour old, and the minimum age is 7 "
            "days}\n");
}

TEST(Update, WhatWaitedAndWentBackIsForgotten) {
  Lock lock{"", {python(one)}, {}};
  lock.images[0].waiting = Waiting{two, now};
  EXPECT_EQ(update_image(lock, python(one)),
            "completed docker.io/library/python:3.12 [sha256:1] [sha256:1] {what waited to be taken is gone "
            "again}\n");
  EXPECT_EQ(lock.images[0].waiting, std::nullopt);
}

TEST(Update, OfAModelTheFilesTellWhyItMatters) {
  const auto file = [](char c, std::uint64_t bytes = 1) { return File{std::string(64, c), "", bytes}; };
  Lock lock{"", {}, {model(commit_a)}};
  lock.models[0].files = {{"README.md", file('1')}, {"model.safetensors", file('1')}, {"old.py", file('1')}};
  Model found = model(commit_b);
  found.files = {{"README.md", file('2')}, {"model.safetensors", file('2')}, {"modeling_x.py", file('1')}};
  EXPECT_EQ(show(update(lock, found, {}, {now, 0})),
            "moved org/name@main [aaaaaaaa] [bbbbbbbb] {code changed, which a load may run: `modeling_x.py "
            "(new)`, `old.py "
            "(gone)`} {weights changed: `model.safetensors`} {changed as well: `README.md`}\n");
  found = model(commit_a);
  found.files = lock.models[0].files;
  found.files["README.md"] = file('3');
  found.repository = "thief/name";
  EXPECT_EQ(show(update(lock, found, {}, {now, 0})),
            "moved org/name@main [bbbbbbbb] [aaaaaaaa] {the hub has the repository as `thief/name` now; "
            "whoever takes the old "
            "name decides what it gives} {code and weights are the same; changed: `README.md`}\n");
  Lock bare{"", {}, {model(commit_a)}};
  EXPECT_NE(
      show(update(bare, found = model(commit_b), {}, {now, 0})).find("which files changed is not known"),
      std::string::npos);
}

TEST(Update, ManyNamesAreCounted) {
  Lock lock{"", {}, {model(commit_a)}};
  lock.models[0].files = {{"x", {std::string(64, '1'), "", 1}}};
  Model found = model(commit_b);
  found.files = lock.models[0].files;
  for (int i = 0; i < 9; ++i) found.files["f" + std::to_string(i) + ".py"] = {std::string(64, '2'), "", 1};
  EXPECT_NE(show(update(lock, found, {}, {now, 0})).find("`f4.py (new)` and 4 more"), std::string::npos);
}

TEST(Import, AddsAndUpdates) {
  Lock lock{"", {python(one)}, {}};
  Lock found{"", {python(two)}, {model(commit_a)}};
  found.images[0].origin.from = "docker-inspect";
  found.models[0].origin.from = "hub-cache";
  EXPECT_EQ(show(import(lock, found, now)),
            "moved docker.io/library/python:3.12 [sha256:1] [sha256:2]\nadded org/name@main [] [aaaaaaaa]\n");
  EXPECT_EQ(lock.models[0].origin, (Origin{now, "hub-cache", ""}));
  EXPECT_EQ(show(import(lock, found, now)), "");
  const Lock alone{"",
                   {{.name = "ghcr.io/a/b", .digest = one}},
                   {{.id = "a/b", .revision = commit_b, .commit = commit_b}}};
  EXPECT_EQ(show(import(lock, alone, now)),
            "added a/b@" + commit_b + " [] [bbbbbbbb]\nadded ghcr.io/a/b@" + one + " [] [sha256:1]\n");
}

TEST(Times, BothWays) {
  EXPECT_EQ(time_of(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_of(1'796'000'000), "2026-11-30T00:53:20Z");
  EXPECT_EQ(seconds_of("2026-11-30T00:53:20Z"), 1'796'000'000);
  EXPECT_EQ(seconds_of("2026-11-30T02:53:20.123456789+02:00"), 1'796'000'000);
  EXPECT_EQ(seconds_of("0001-01-01T00:00:00Z"), -62'135'596'800);
  for (const char* wrong :
       {"", "2026-11-30", "2026-11-30T00:53:20", "2026-11-30 00:53:20Z", "2026-11-31T00:00:00Z",
        "2026-11-30T00:53:20.Z", "2026-11-30T00:53:20+2", "2026-11-30T25:00:00Z"})
    EXPECT_FALSE(seconds_of(wrong)) << wrong;
  EXPECT_EQ(length_of_time(86'400), "1 day");
  EXPECT_EQ(length_of_time(7'199), "1 hour");
  EXPECT_EQ(length_of_time(120), "2 minutes");
  EXPECT_EQ(length_of_time(0), "0 seconds");
}

}  // namespace
}  // namespace dockgate::lock
