#include "facts/revision.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

struct Case {
  const char* text;
  RevisionState state;
};
class Revision : public testing::TestWithParam<Case> {};
TEST_P(Revision, IsClassified) {
  EXPECT_EQ(classify_revision(GetParam().text), GetParam().state);
}
INSTANTIATE_TEST_SUITE_P(
    All, Revision,
    testing::Values(Case{"5617a9f61b028005a4858fdac845db406aefb181", RevisionState::commit},
                    Case{"5617A9F61B028005A4858FDAC845DB406AEFB181", RevisionState::moving},
                    Case{"5617a9f61b028005a4858fdac845db406aefb1811", RevisionState::moving},
                    Case{"5617a9f61b028005a4858fdac845db406aefb18", RevisionState::abbreviated},
                    Case{"5617a9f", RevisionState::abbreviated}, Case{"5617a9", RevisionState::moving},
                    // a branch of hex digits looks like a commit that was cut: neither is a pin
                    Case{"deadbee", RevisionState::abbreviated}, Case{"20240101", RevisionState::abbreviated},
                    Case{"main", RevisionState::moving}, Case{"v1.0", RevisionState::moving},
                    Case{"refs/pr/3", RevisionState::moving}, Case{" 5617a9f", RevisionState::moving},
                    Case{"", RevisionState::absent}));

TEST(Revision, TheWorseOfTwoCounts) {
  EXPECT_EQ(worse(RevisionState::commit, RevisionState::absent), RevisionState::absent);
  EXPECT_EQ(worse(RevisionState::unresolved, RevisionState::moving), RevisionState::moving);
  EXPECT_EQ(worse(RevisionState::unresolved, RevisionState::commit), RevisionState::unresolved);
  EXPECT_EQ(worse(Known::unresolved, Known::yes), Known::yes);
  EXPECT_EQ(worse(Known::no, Known::unresolved), Known::unresolved);
}

struct Address {
  const char* text;
  const char* kind;
  const char* id;
  const char* revision;  // "-" for none
  const char* file;
};
class HubAddress : public testing::TestWithParam<Address> {};
TEST_P(HubAddress, IsRead) {
  const auto place = read_hub_address(GetParam().text);
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->kind, GetParam().kind);
  EXPECT_EQ(place->id, GetParam().id);
  EXPECT_EQ(place->revision.value_or("-"), GetParam().revision);
  EXPECT_EQ(place->file, GetParam().file);
}
INSTANTIATE_TEST_SUITE_P(
    All, HubAddress,
    testing::Values(
        Address{"hf://org/name", "model", "org/name", "-", ""},
        Address{"hf://org/name@main/a/b.bin", "model", "org/name", "main", "a/b.bin"},
        Address{"hf://datasets/org/name@refs%2Fpr%2F1/a", "dataset", "org/name", "refs/pr/1", "a"},
        Address{"hf://datasets/org/name@refs/convert/parquet/a", "dataset", "org/name",
                "refs/convert/parquet", "a"},
        Address{"https://huggingface.co/org/name", "model", "org/name", "-", ""},
        Address{"https://huggingface.co/org/name/resolve/main/a/b.bin?download=true", "model", "org/name",
                "main", "a/b.bin"},
        Address{"https://hf.co/datasets/org/name/raw/v1/a.csv", "dataset", "org/name", "v1", "a.csv"},
        Address{"https://user:tok@huggingface.co/org/name.git", "model", "org/name", "-", ""},
        Address{"https://hf-mirror.com/org/name/resolve/abc/f", "model", "org/name", "abc", "f"}));

TEST(HubAddress, OthersAreNone) {
  for (const auto* text :
       {"", "org/name", "https://example.org/a/b", "hf://", "hf://org", "https://huggingface.co",
        "https://huggingface.co/org", "ftp://huggingface.co/a/b", "https://huggingface.co.evil.org/a/b"})
    EXPECT_FALSE(read_hub_address(text).has_value()) << text;
}

TEST(ModelId, PathsAndRepositories) {
  for (const auto* path : {"/m", "./m", "../m", "~/m", ".", "file:///m", "C:\\m", "C:/m"})
    EXPECT_TRUE(is_path(path)) << path;
  for (const auto* id : {"", "org/name", "name", ".hidden/name", "models/bert"})
    EXPECT_FALSE(is_path(id)) << id;
  for (const auto* id : {"org/name", "name", "a.b/c-d_e"}) EXPECT_TRUE(is_repository_id(id)) << id;
  for (const auto* id : {"", "a/b/c", "/a", "a b", "../x", "a/"}) EXPECT_FALSE(is_repository_id(id)) << id;
}

}  // namespace
}  // namespace dockgate::facts
