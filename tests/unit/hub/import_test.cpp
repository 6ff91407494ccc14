// Repositories of the hub out of what is on the disk.
#include "hub/import.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::hub {
namespace {

namespace fs = std::filesystem;
const std::string commit(40, 'a'), older(40, 'b');

std::string show(const lock::Imported& imported) {
  std::string out;
  for (const lock::Model& model : imported.lock.models) {
    out += lock::key(model) + " " + model.commit + " " + model.origin.from + "\n";
    for (const auto& [path, file] : model.files)
      out += "  " + path + " " + file.sha256 + " " + std::to_string(file.bytes) + "\n";
  }
  for (const std::string& note : imported.notes) out += "note: " + note + "\n";
  for (const std::string& problem : imported.problems) out += "problem: " + problem + "\n";
  return out;
}

/// A cache as the library lays it out, with links from snapshots to blobs.
class HubCache : public testing::Test {
 protected:
  HubCache() : root_(fs::temp_directory_path() / ("dockgate-hub-cache-" + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    const fs::path repository = root_ / "models--org--name";
    write(repository / "refs/main", commit);
    write(repository / "refs/refs/pr/1", older);
    write(repository / "blobs" / text::sha256(weights_), weights_);
    write(repository / "blobs" / text::git_blob_sha1(code_), code_);
    fs::create_directories(repository / "snapshots" / commit / "sub");
    fs::create_symlink("../../blobs/" + text::sha256(weights_),
                       repository / "snapshots" / commit / "model.safetensors");
    fs::create_symlink("../../../blobs/" + text::git_blob_sha1(code_),
                       repository / "snapshots" / commit / "sub/a.py");
  }
  ~HubCache() override { fs::remove_all(root_); }
  HubCache(const HubCache&) = delete;
  HubCache& operator=(const HubCache&) = delete;

  static void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  std::string read(const std::string& folder = "") {
    const auto tree = text::disk_files(root_.string(), "");
    EXPECT_TRUE(is_cache(*tree, folder));
    return show(import_cache(*tree, folder));
  }
  std::string listed() const {
    return "  model.safetensors " + text::sha256(weights_) + " 7\n  sub/a.py " + text::sha256(code_) + " 4\n";
  }

  fs::path root_;
  const std::string weights_ = "weights", code_ = "a=1\n";
};

TEST_F(HubCache, ReferencesWithTheFilesOfTheirSnapshots) {
  const std::string expected = "org/name@main " + commit + " hub-cache\n" + listed() +
                               "note: `models--org--name`: the snapshot of `refs/pr/1` is not there\n";
  EXPECT_EQ(read(), expected);
  EXPECT_EQ(read("models--org--name"), expected);
}

TEST_F(HubCache, ASnapshotWithoutAReferenceIsItsCommit) {
  fs::remove_all(root_ / "models--org--name/refs");
  write(root_ / "datasets--org--data" / "snapshots" / older / "x.csv", "1\n");
  EXPECT_EQ(read(), "datasets/org/data@" + older + " " + older + " hub-cache\n  x.csv " +
                        text::sha256("1\n") + " 2\norg/name@" + commit + " " + commit + " hub-cache\n" +
                        listed());
}

TEST_F(HubCache, ABlobThatIsNotWhatItsNameSaysIsAProblem) {
  write(root_ / "models--org--name/blobs" / text::sha256(weights_), "Weights");
  EXPECT_NE(read().find("problem: `models--org--name/blobs/" + text::sha256(weights_) + "`: its name says"),
            std::string::npos);
  write(root_ / "models--org--name/blobs" / text::sha256(weights_), weights_);
  write(root_ / "models--org--name/blobs" / text::git_blob_sha1(code_), "a=2\n");
  EXPECT_NE(read().find("problem: `models--org--name/blobs/" + text::git_blob_sha1(code_)),
            std::string::npos);
}

TEST_F(HubCache, ALinkOutOfTheCacheIsNotFollowed) {
  fs::remove(root_ / "models--org--name/snapshots" / commit / "sub/a.py");
  fs::create_symlink("/etc/hostname", root_ / "models--org--name/snapshots" / commit / "sub/a.py");
  EXPECT_EQ(read().find("sub/a.py"), std::string::npos);
}

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, '1') + "\nsize 99\n";

std::map<std::string, std::string> checkout(const std::string& address) {
  return {{".git/HEAD", "ref: refs/heads/main\n"},
          {".git/refs/heads/main", commit + "\n"},
          {".git/config", "[core]\n\turl = x\n[remote \"origin\"]\n\turl = " + address + "\n"},
          {"model.safetensors", pointer},
          {"sub/other.bin", pointer},
          {"config.json", "{}"}};
}

TEST(LfsImport, PointersOfACheckout) {
  const auto tree = text::memory_files(checkout("https://huggingface.co/datasets/org/data.git"));
  const auto model = checkout_of(*tree, "");
  ASSERT_TRUE(model);
  EXPECT_EQ(show(import_lfs(*tree, "", *model)), "datasets/org/data@main " + commit +
                                                     " lfs\n  model.safetensors " + std::string(64, '1') +
                                                     " 99\n  sub/other.bin " + std::string(64, '1') +
                                                     " 99\nnote: 1 file is no LFS pointer and left out\n");
}

TEST(LfsImport, WhichCommitItIs) {
  auto files = checkout("https://huggingface.co/org/name");
  files.erase(".git/refs/heads/main");
  files[".git/packed-refs"] =
      "# pack-refs with: peeled\n" + older + " refs/heads/maintained\n" + commit + " refs/heads/main\n";
  EXPECT_EQ(checkout_of(*text::memory_files(files), "")->commit, commit);
  files[".git/HEAD"] = older + "\n";
  EXPECT_EQ(checkout_of(*text::memory_files(files), "")->revision, older);
  files[".git/HEAD"] = "ref: refs/heads/gone\n";
  EXPECT_FALSE(checkout_of(*text::memory_files(files), ""));
  EXPECT_FALSE(checkout_of(*text::memory_files(checkout("https://example.com/org/name")), ""));
  EXPECT_FALSE(checkout_of(*text::memory_files({{"a", ""}}), ""));
}

TEST(LfsImport, WithoutPointersThereIsNothingToTake) {
  const auto tree = text::memory_files({{"a.bin", "x"}});
  EXPECT_NE(
      show(import_lfs(*tree, "", {.id = "org/name", .revision = "main", .commit = commit})).find("problem: "),
      std::string::npos);
}

}  // namespace
}  // namespace dockgate::hub
