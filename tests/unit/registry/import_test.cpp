// Images out of what is on the disk.
#include "registry/import.hpp"

#include <gtest/gtest.h>

#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::registry {
namespace {

const std::string config = R"({"os":"linux","architecture":"amd64"})";
std::string digest_of(const std::string& text) {
  return "sha256:" + text::sha256(text);
}
const std::string manifest =
    R"({"schemaVersion":2,"config":{"digest":")" + digest_of(config) + R"(","size":9},"layers":[]})";

std::map<std::string, std::string> layout(const std::string& annotations) {
  return {{"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"},
          {"index.json", R"({"schemaVersion":2,"manifests":[{"digest":")" + digest_of(manifest) +
                             R"(","annotations":)" + annotations + "}]}"},
          {"blobs/sha256/" + text::sha256(manifest), manifest},
          {"blobs/sha256/" + text::sha256(config), config}};
}

std::string show(const lock::Imported& imported) {
  std::string out;
  for (const lock::Image& image : imported.lock.images)
    out += lock::key(image) + " " + image.digest + " " + image.kind + " " + image.origin.from + "\n";
  for (const std::string& note : imported.notes) out += "note: " + note + "\n";
  for (const std::string& problem : imported.problems) out += "problem: " + problem + "\n";
  return out;
}

std::string read(std::map<std::string, std::string> files, const std::string& name = {}) {
  const auto tree = text::memory_files(std::move(files));
  EXPECT_TRUE(is_oci_layout(*tree, ""));
  return show(import_oci_layout(*tree, "", name));
}

TEST(OciLayout, NamesOutOfAnnotationsOrAsGiven) {
  const std::string entry = " " + digest_of(manifest) + " manifest oci-layout\n";
  EXPECT_EQ(read(layout(R"({"io.containerd.image.name":"docker.io/library/python:3.12"})")),
            "docker.io/library/python:3.12" + entry);
  EXPECT_EQ(read(layout(R"({"org.opencontainers.image.ref.name":"ghcr.io/a/b:1"})")),
            "ghcr.io/a/b:1" + entry);
  EXPECT_EQ(read(layout(R"({"org.opencontainers.image.ref.name":"1"})")),
            "note: `1` has no name of a registry: --as NAME gives it one\n");
  EXPECT_EQ(read(layout(R"({"org.opencontainers.image.ref.name":"1"})"), "python:3.12"),
            "docker.io/library/python:3.12" + entry);
  EXPECT_EQ(read(layout("{}"), "python:3.12"), "docker.io/library/python:3.12" + entry);
  EXPECT_EQ(read(layout("{}"), "Python"), "problem: `Python` names no image\n");
}

TEST(OciLayout, ContentIsChecked) {
  auto files = layout("{}");
  files["blobs/sha256/" + text::sha256(manifest)] = manifest + " ";
  EXPECT_EQ(read(files, "a:1"), "problem: `blobs/sha256/" + text::sha256(manifest) +
                                    "` has another content than its name says\n");
  files.erase("blobs/sha256/" + text::sha256(manifest));
  EXPECT_NE(read(files, "a:1").find("problem: `blobs/sha256/"), std::string::npos);
  files = layout("{}");
  files["blobs/sha256/" + text::sha256(config)] = "{}";
  EXPECT_NE(read(files, "a:1").find("another content"), std::string::npos);
  files["index.json"] = "{}";
  EXPECT_EQ(read(files, "a:1"), "problem: its index.json cannot be read\n");
  files["index.json"] = R"({"manifests":[{"digest":"sha256:../../etc/passwd"}]})";
  EXPECT_EQ(read(files, "a:1"), "problem: `sha256:../../etc/passwd` is no sha256 digest\n");
}

TEST(DockerInspect, TagsWithTheDigestOfTheirRepository) {
  const std::string one = "sha256:" + std::string(64, '1'), two = "sha256:" + std::string(64, '2');
  const auto inspect = [](const std::string& tags, const std::string& digests) {
    return show(import_docker_inspect(R"([{"RepoTags":[)" + tags + R"(],"RepoDigests":[)" + digests + "]}]"));
  };
  EXPECT_EQ(
      inspect(R"("python:3.12","ghcr.io/a/b:1")", R"("python@)" + one + R"(","ghcr.io/a/b@)" + two + "\""),
      "docker.io/library/python:3.12 " + one + "  docker-inspect\nghcr.io/a/b:1 " + two +
          "  docker-inspect\n");
  EXPECT_EQ(inspect(R"("app:dev")", ""), "note: `app:dev` has no digest: it was never pulled or pushed\n");
  EXPECT_EQ(inspect("", R"("python@)" + one + "\""),
            "docker.io/library/python@" + one + " " + one + "  docker-inspect\n");
  EXPECT_EQ(
      inspect(R"("a:1")", R"("a@)" + one + R"(","a@)" + two + "\"").find("note: `a:1` has several digests"),
      0u);
  EXPECT_EQ(inspect(R"("<none>:<none>",7)", R"("Python@x")"), "");
  EXPECT_EQ(show(import_docker_inspect("{}")),
            "problem: it is no list in JSON, as `docker image inspect` prints one\n");
}

}  // namespace
}  // namespace dockgate::registry
