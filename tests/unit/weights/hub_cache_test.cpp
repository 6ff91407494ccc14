#include "weights/hub_cache.hpp"

#include <gtest/gtest.h>

#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::weights {
namespace {

// Known answers: SHA-256 of "abc" (FIPS 180-4), git's blob of "hello\n".
const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string hello = "ce013625030ba8dba906f756967f9e9ca394464a";

TEST(Digest, KnownAnswers) {
  EXPECT_EQ(text::sha256("abc"), abc);
  EXPECT_EQ(text::git_blob_sha1("hello\n"), hello);
  std::uint64_t seen = 0;
  text::sha256(std::string(10'000'000, 'x'), [&](std::uint64_t bytes) { seen += bytes; });
  EXPECT_EQ(seen, 10'000'000u);
}

TEST(HubCache, BlobsHaveTheDigestThatTheyAreCalled) {
  const std::string folder = "cache/models--org--name/blobs/";
  EXPECT_FALSE(check_digest_in_path(folder + abc, "abc", text::sha256("abc")));
  EXPECT_TRUE(check_digest_in_path(folder + abc, "abd", text::sha256("abd")));
  EXPECT_FALSE(check_digest_in_path(folder + hello, "hello\n", text::sha256("hello\n")));
  EXPECT_TRUE(check_digest_in_path(folder + hello, "hello", text::sha256("hello")));
  EXPECT_FALSE(check_digest_in_path(folder + "notes.txt", "x", text::sha256("x")));
  EXPECT_FALSE(check_digest_in_path("elsewhere/" + abc, "x", text::sha256("x")));
  EXPECT_TRUE(check_digest_in_path(".git/lfs/objects/ba/78/" + abc, "abd", text::sha256("abd")));
  EXPECT_FALSE(check_digest_in_path(".git/lfs/objects/ba/78/" + abc, "abc", text::sha256("abc")));
}

TEST(HubCache, ReferencesNameSnapshotsThatAreThere) {
  const std::string commit(40, 'a'), other(40, 'b');
  const auto tree = text::memory_files({{"models--o--n/refs/main", commit},
                                        {"models--o--n/refs/pr/1", other},
                                        {"models--o--n/refs/dev", "main"},
                                        {"models--o--n/snapshots/" + commit + "/config.json", "{}"}});
  const auto wrong = check_hub_references(*tree, "models--o--n");
  ASSERT_EQ(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].first, "models--o--n/refs/dev");
  EXPECT_EQ(wrong[0].second.verdict, Verdict::suspicious);
  EXPECT_EQ(wrong[1].first, "models--o--n/refs/pr/1");
  EXPECT_EQ(wrong[1].second.verdict, Verdict::not_scanned);
}

TEST(Names, PromiseWeights) {
  for (const char* name : {"model.pt", "a/b/pytorch_model-00001-of-00002.bin", "MODEL.SAFETENSORS",
                           "x.tar.gz.pkl", "training_args.bin"})
    EXPECT_EQ(name_kind(name), NameKind::weights) << name;
  for (const char* name : {"data.bin", "a.zip", "config.p", "model.tar"})
    EXPECT_EQ(name_kind(name), NameKind::maybe) << name;
  for (const char* name : {"README.md", "a.py", "pt", "config.json"})
    EXPECT_EQ(name_kind(name), NameKind::other) << name;
  EXPECT_EQ(name_kind("models--o--n/blobs/" + abc), NameKind::maybe);
}

}  // namespace
}  // namespace dockgate::weights
