#include <algorithm>

#include <gtest/gtest.h>

#include "archives.hpp"
#include "oci/image.hpp"
#include "text/file_trees.hpp"

namespace dockgate::oci {
namespace {

using namespace samples;

std::vector<Image> read_tar_archive(const std::string& archive, const ReadOptions& options = {}) {
  const auto tree = text::memory_files({{"image.tar", archive}});
  const auto images = read(*tree, "image.tar", options);
  if (!images) {
    ADD_FAILURE() << images.error();
    return {};
  }
  return *images;
}

Image read_one(const std::string& archive, const ReadOptions& options = {}) {
  auto images = read_tar_archive(archive, options);
  EXPECT_EQ(images.size(), 1u);
  return images.empty() ? Image{} : images.front();
}

std::string error_of(std::map<std::string, std::string> files, std::string_view path = "image.tar") {
  const auto images = read(*text::memory_files(std::move(files)), path);
  return images ? "" : images.error();
}

std::string paths_of(const Image& image) {
  std::string out;
  for (const auto& file : image.files) out += (out.empty() ? "" : " ") + file.path;
  return out;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

const Layer base = flat({tar_member("models/", "", '5'), tar_member("models/a.safetensors", tensor_file('a')),
                         tar_member("models/b.safetensors", tensor_file('b')), tar_member("etc/motd", "hi")});

TEST(Read, AnOciLayoutAsFolderAndAsTarIsTheSame) {
  auto files = layout_of({base});
  const auto one = read_one(tar_of_files(files));
  std::map<std::string, std::string> below;
  for (const auto& [name, bytes] : files) below["out/" + name] = bytes;
  const auto images = read(*text::memory_files(below), "out");
  ASSERT_TRUE(images) << images.error();
  ASSERT_EQ(images->size(), 1u);
  for (const Image& image : {one, images->front()}) {
    EXPECT_EQ(paths_of(image), "models/a.safetensors models/b.safetensors");
    EXPECT_EQ(image.files.front().sha256, text::sha256(tensor_file('a')));
    EXPECT_EQ(image.files.front().format, "safetensors");
    EXPECT_EQ(image.files.front().verdict, "clean");
    EXPECT_EQ(image.platform, "linux/amd64");
    EXPECT_EQ(image.names, std::vector<std::string>{"example/api:1"});
    EXPECT_EQ(image.base_name, "docker.io/library/python:3.12");
    EXPECT_EQ(image.layers, std::vector<std::string>{digest_of(base.tar)});
    EXPECT_EQ(image.config, digest_of(config_of({base})));
    EXPECT_EQ(text_of(image.problems), "");
  }
}

TEST(Read, AnOldDockerArchiveGivesTheSameFiles) {
  const auto image = read_one(docker_save({base}));
  EXPECT_EQ(paths_of(image), "models/a.safetensors models/b.safetensors");
  EXPECT_EQ(image.names, std::vector<std::string>{"example/api:1"});
  EXPECT_EQ(image.manifest, "");
  EXPECT_EQ(image.config, digest_of(config_of({base})));
  EXPECT_EQ(text_of(image.problems), "");
}

TEST(Read, CompressedLayersGiveTheSameFiles) {
  const std::vector<std::string> members{
      tar_member("models/", "", '5'), tar_member("models/a.safetensors", tensor_file('a', 700'000)),
      tar_member("notes.txt", std::string(1'000'000, 'n')), tar_member("models/empty.bin", "")};
  const auto tar = tar_of(members);
  const auto reference = read_one(tar_of_files(layout_of({flat(members)})));
  ASSERT_EQ(paths_of(reference), "models/a.safetensors");
  auto two_members = gzip(tar.substr(0, 5000)) + gzip(tar.substr(5000));
  for (const auto& packed : {gzip(tar), zstd(tar), two_members}) {
    const auto image = read_one(tar_of_files(layout_of({{tar, packed}})));
    EXPECT_EQ(paths_of(image), paths_of(reference));
    EXPECT_EQ(image.files.front().sha256, reference.files.front().sha256);
    EXPECT_EQ(image.files.front().verdict, "clean");
    EXPECT_EQ(image.layers, reference.layers);
    EXPECT_EQ(text_of(image.problems), "");
  }
}

TEST(Read, WhiteoutsHideWhatLiesBelow) {
  const auto top = flat(
      {tar_member("models/.wh.a.safetensors", ""), tar_member("models/c.safetensors", tensor_file('c'))});
  EXPECT_EQ(paths_of(read_one(docker_save({base, top}))), "models/b.safetensors models/c.safetensors");
  // An opaque folder hides all of it but what its own layer has, wherever that stands.
  const auto opaque =
      flat({tar_member("models/c.safetensors", tensor_file('c')), tar_member("models/.wh..wh..opq", "")});
  EXPECT_EQ(paths_of(read_one(docker_save({base, opaque}))), "models/c.safetensors");
  const auto folder = gzipped({tar_member(".wh.models", "")});
  EXPECT_EQ(paths_of(read_one(docker_save({base, folder}))), "");
  // A whiteout says nothing about layers above it.
  EXPECT_EQ(paths_of(read_one(docker_save({folder, base}))), "models/a.safetensors models/b.safetensors");
  // A file in place of a folder.
  const auto file = flat({tar_member("models", "text")});
  EXPECT_EQ(paths_of(read_one(docker_save({base, file}))), "");
}

TEST(Read, ALaterLayerReplacesAFile) {
  const auto top = flat({tar_member("./models/a.safetensors", tensor_file('z'))});
  const auto image = read_one(docker_save({base, top}));
  EXPECT_EQ(image.files.front().sha256, text::sha256(tensor_file('z')));
}

TEST(Read, HardLinksHaveTheContentOfTheirTarget) {
  const auto top = flat({tar_member("copy/d.safetensors", "", '1', "models/a.safetensors"),
                         tar_member("copy/e.safetensors", "", '1', "models/none")});
  const auto image = read_one(docker_save({base, top}));
  EXPECT_EQ(paths_of(image), "copy/d.safetensors models/a.safetensors models/b.safetensors");
  EXPECT_EQ(image.files.front().sha256, text::sha256(tensor_file('a')));
  EXPECT_NE(text_of(image.problems).find("models/none"), std::string::npos);
}

TEST(Read, TheHubsCacheNamesItsModels) {
  const std::string hub = "root/.cache/huggingface/hub/models--some-org--custom-extractor/";
  const std::string commit = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";
  const auto weights = tensor_file('w');
  const auto config = std::string("{}");
  const auto blob = text::sha256(weights);
  const auto layer = gzipped(
      {tar_member(hub + "blobs/" + blob, weights),
       tar_member(hub + "blobs/" + text::git_blob_sha1(config), config),
       tar_member(hub + "snapshots/" + commit + "/config.json", "", '2',
                  "../../blobs/" + text::git_blob_sha1(config)),
       tar_member(hub + "snapshots/" + commit + "/model.safetensors", "", '2', "../../blobs/" + blob)});
  const auto image = read_one(docker_save({layer}));
  EXPECT_EQ(text_of(image.problems), "");
  ASSERT_EQ(image.models.size(), 1u);
  const HubModel& model = image.models.front();
  EXPECT_EQ(model.kind, "model");
  EXPECT_EQ(model.id, "some-org/custom-extractor");
  EXPECT_EQ(model.revision, commit);
  ASSERT_EQ(model.files.size(), 2u);
  EXPECT_EQ(model.files[0], std::pair(std::string("config.json"), text::sha256(config)));
  EXPECT_EQ(model.files[1], std::pair(std::string("model.safetensors"), blob));
  // A blob whose content is not what its name says.
  const auto wrong = flat({tar_member(hub + "blobs/" + blob, tensor_file('x'))});
  const auto changed = read_one(docker_save({wrong}));
  ASSERT_EQ(changed.files.size(), 1u);
  EXPECT_EQ(changed.files.front().verdict, "dangerous");
}

TEST(Read, FilesThatAreAskedForAreHashedWhateverTheyHold) {
  ReadOptions options;
  options.asked = {"motd"};
  for (const auto& layer : {base, Layer{base.tar, gzip(base.tar)}}) {
    const auto image = read_one(docker_save({layer}), options);
    EXPECT_EQ(paths_of(image), "etc/motd models/a.safetensors models/b.safetensors");
    EXPECT_EQ(image.files.front().sha256, text::sha256("hi"));
    EXPECT_FALSE(image.files.front().weights);
  }
}

TEST(Read, DangerousWeightsAreSaidToBe) {
  const auto pickle = std::string("cposix\nsystem\n(S'true'\ntR.");
  for (const auto& layer : {flat({tar_member("m.pkl", pickle)}), gzipped({tar_member("m.pkl", pickle)})}) {
    const auto image = read_one(docker_save({layer}));
    ASSERT_EQ(image.files.size(), 1u);
    EXPECT_EQ(image.files.front().verdict, "dangerous");
    EXPECT_NE(image.files.front().why, "");
  }
}

TEST(Read, WhatIsTooLargeToBeScannedIsHashedAndNotCalledClean) {
  ReadOptions options;
  options.scanned_bytes = 1000;
  const auto weights = std::string("\x93NUMPY\1\0", 8) + std::string(5000, 'a');
  const auto image = read_one(docker_save({gzipped({tar_member("a.npy", weights)})}), options);
  ASSERT_EQ(image.files.size(), 1u);
  EXPECT_EQ(image.files.front().sha256, text::sha256(weights));
  EXPECT_EQ(image.files.front().verdict, "not-scanned");
}

TEST(Read, TheFrontOfSafetensorsIsEnough) {
  ReadOptions options;
  options.scanned_bytes = 6000;
  for (const bool fits : {true, false}) {
    const auto weights = tensor_file('a', 9000) + (fits ? "" : "xyz");
    const auto image = read_one(docker_save({gzipped({tar_member("a.safetensors", weights)})}), options);
    ASSERT_EQ(image.files.size(), 1u);
    EXPECT_EQ(image.files.front().sha256, text::sha256(weights));
    EXPECT_EQ(image.files.front().format, "safetensors");
    EXPECT_EQ(image.files.front().verdict, fits ? "clean" : "suspicious");
  }
}

TEST(Read, ContentThatDoesNotFitItsDigestIsAProblem) {
  for (const bool packed : {false, true}) {
    auto files = layout_of({packed ? Layer{base.tar, gzip(base.tar)} : base});
    for (auto& [name, bytes] : files) {
      if (!name.starts_with("blobs/") || bytes.starts_with("{")) continue;
      bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    }
    const auto image = read_one(tar_of_files(files));
    EXPECT_NE(text_of(image.problems).find("has another content"), std::string::npos) << packed;
  }
  auto files = layout_of({base});
  for (auto& [name, bytes] : files)
    if (bytes.starts_with("{\"architecture")) bytes += "\n";
  EXPECT_NE(text_of(read_one(tar_of_files(files)).problems).find("configuration"), std::string::npos);
}

TEST(Read, BrokenLayersAreProblemsAndNotSilent) {
  const auto cut = base.tar.substr(0, 1500);
  for (const auto& packed : {cut, gzip(cut), gzip(base.tar).substr(0, 60), zstd(base.tar).substr(0, 60)}) {
    const auto image = read_one(tar_of_files(layout_of({{base.tar, packed}})));
    EXPECT_FALSE(image.problems.empty());
  }
  ReadOptions options;
  options.unpacked_bytes = 1000;
  const auto bomb = flat({tar_member("zeros", std::string(1'000'000, '\0'))});
  const auto image = read_one(docker_save({{bomb.tar, gzip(bomb.tar)}}), options);
  EXPECT_NE(text_of(image.problems).find("unpacks to more than"), std::string::npos);
  options = {};
  options.members = 2;
  for (const auto& layer : {base, Layer{base.tar, gzip(base.tar)}})
    EXPECT_NE(text_of(read_one(docker_save({layer}), options).problems).find("too many members"),
              std::string::npos);
}

TEST(Read, MembersThatLeadOutsideAreProblems) {
  const auto image = read_one(docker_save({flat({tar_member("../../a.safetensors", tensor_file('a'))})}));
  EXPECT_TRUE(image.files.empty());
  EXPECT_NE(text_of(image.problems).find("leads outside"), std::string::npos);
}

TEST(Read, AttestationsAreNoImages) {
  auto files = layout_of({base});
  auto& index = files["index.json"];
  const auto at = index.find("\"manifests\":[") + 13;
  index.insert(at, R"({"digest":"sha256:)" + std::string(64, '0') +
                       R"(","annotations":{"vnd.docker.reference.type":"attestation-manifest"}},)");
  EXPECT_EQ(paths_of(read_one(tar_of_files(files))), "models/a.safetensors models/b.safetensors");
}

TEST(Read, NestedIndexesAreFollowed) {
  auto files = layout_of({base});
  const auto inner = files["index.json"];
  files["blobs/sha256/" + text::sha256(inner)] = inner;
  files["index.json"] = R"({"manifests":[{"digest":")" + digest_of(inner) + R"("}]})";
  const auto image = read_one(tar_of_files(files));
  EXPECT_EQ(paths_of(image), "models/a.safetensors models/b.safetensors");
}

TEST(Read, OtherFilesAreNoArchives) {
  EXPECT_NE(error_of({{"image.tar", "text"}}), "");
  EXPECT_NE(error_of({{"image.tar", ""}}), "");
  EXPECT_NE(error_of({}), "");
  EXPECT_NE(error_of({{"image.tar", gzip(docker_save({base}))}}).find("gunzip"), std::string::npos);
  EXPECT_NE(error_of({{"image.tar", tar_of({tar_member("a", "b")})}}).find("index.json"), std::string::npos);
  EXPECT_NE(error_of({{"out/index.json", R"({"manifests":[]})"}}, "out"), "");
  EXPECT_NE(error_of({{"out/index.json", "{"}}, "out"), "");
}

TEST(Read, PartsMayRunInAnyOrder) {
  ReadOptions options;
  options.for_each = [](std::size_t count, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = count; i-- > 0;) task(i);
  };
  const auto archive = docker_save({base, gzipped({tar_member("models/.wh.a.safetensors", "")})});
  EXPECT_EQ(paths_of(read_one(archive, options)), paths_of(read_one(archive)));
}

}  // namespace
}  // namespace dockgate::oci
