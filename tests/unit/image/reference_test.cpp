#include "image/reference.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dockgate::image {
namespace {

const std::string sha = "sha256:" + std::string(64, 'a');

struct Good {
  std::string text, registry, repository, tag, digest;
};

TEST(Reference, ReadsAndNormalises) {
  const Good cases[] = {
      {"ubuntu", "docker.io", "library/ubuntu", "", ""},
      {"ubuntu:22.04", "docker.io", "library/ubuntu", "22.04", ""},
      {"library/ubuntu", "docker.io", "library/ubuntu", "", ""},
      {"nvidia/cuda:12.1.0-base", "docker.io", "nvidia/cuda", "12.1.0-base", ""},
      {"docker.io/ubuntu", "docker.io", "library/ubuntu", "", ""},
      {"index.docker.io/ubuntu", "docker.io", "library/ubuntu", "", ""},
      {"reg.example/a/b:1", "reg.example", "a/b", "1", ""},
      {"localhost/a", "localhost", "a", "", ""},
      {"localhost:5000/a/b-c_d.e:v1", "localhost:5000", "a/b-c_d.e", "v1", ""},
      {"[::1]:5000/x:t", "[::1]:5000", "x", "t", ""},
      {"MyReg/x", "MyReg", "x", "", ""},
      {"localhost:5000", "docker.io", "library/localhost", "5000", ""},  // no slash: a name with a tag
      {"example.com", "docker.io", "library/example.com", "", ""},
      {"python:3.11@" + sha, "docker.io", "library/python", "3.11", sha},
      {"reg:5000/x@" + sha, "reg:5000", "x", "", sha},
      {"a__b--c/d", "docker.io", "a__b--c/d", "", ""},
      {"x:Tag_1.2-RC", "docker.io", "library/x", "Tag_1.2-RC", ""},
  };
  for (const auto& c : cases) {
    const auto r = parse(c.text);
    ASSERT_TRUE(r) << c.text << ": " << r.error().message;
    EXPECT_EQ(r->registry, c.registry) << c.text;
    EXPECT_EQ(r->repository, c.repository) << c.text;
    EXPECT_EQ(r->tag, c.tag) << c.text;
    EXPECT_EQ(r->digest, c.digest) << c.text;
    EXPECT_EQ(r->digest_valid, !c.digest.empty()) << c.text;
  }
}

TEST(Reference, GivesThePlacesOfItsParts) {
  const std::string text = "ghcr.io/a/b:v1@" + sha;
  const auto r = parse(text);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->name_span, (Span{0, 11}));
  EXPECT_EQ(r->tag_span, (Span{12, 14}));
  EXPECT_EQ(r->digest_span, (Span{15, static_cast<std::uint32_t>(text.size())}));
}

struct Bad {
  std::string text, message;
  Span span;
};

TEST(Reference, SaysWhatIsWrongAndWhere) {
  const Bad cases[] = {
      {"", "the image name is empty", {0, 0}},
      {"Ubuntu", "the repository name has to be in lower case", {0, 6}},
      {"docker.io/Ubuntu:1", "the repository name has to be in lower case", {10, 16}},
      {"a//b", "this character cannot stand here in an image name", {1, 2}},
      {"a/", "this character cannot stand here in an image name", {1, 2}},
      {"a:", "the tag is empty", {1, 2}},
      {"a:b:c", "malformed tag", {3, 5}},
      {"a@sha256:abc", "malformed digest: it has to be `algorithm:` and hex digits", {1, 12}},
      {"-a", "this character cannot stand here in an image name", {0, 1}},
      {"$BASE", "a variable is left in the image name", {0, 5}},
      {"a.-b/x", "malformed registry host", {0, 4}},
      {"reg.io:x/y", "malformed registry host", {0, 8}},
      {std::string(64, 'a'), "64 hex digits are an image's identifier, not a name", {0, 64}},
  };
  for (const auto& c : cases) {
    const auto r = parse(c.text);
    ASSERT_FALSE(r) << c.text;
    EXPECT_EQ(r.error().message, c.message) << c.text;
    EXPECT_EQ(r.error().span.begin, c.span.begin) << c.text;
    EXPECT_LE(r.error().span.end, c.text.size()) << c.text;
  }
  EXPECT_FALSE(parse(std::string(300, 'a')));
  EXPECT_FALSE(parse("SCRATCH"));
  EXPECT_FALSE(parse("a:" + std::string(129, 't')));
  EXPECT_TRUE(parse("a:" + std::string(128, 't')));
}

TEST(Reference, KnowsWhichDigestsPin) {
  const auto valid = [](const std::string& digest) {
    const auto r = parse("x@" + digest);
    return r && r->digest_valid;
  };
  EXPECT_TRUE(valid("sha256:" + std::string(64, '0')));
  EXPECT_TRUE(valid("sha512:" + std::string(128, 'f')));
  EXPECT_TRUE(valid("sha384:" + std::string(96, '1')));
  EXPECT_TRUE(valid("blake3:" + std::string(64, '9')));
  EXPECT_FALSE(
      valid("sha256:" + std::string(64, 'A')));  // upper case is forbidden by the image specification
  EXPECT_FALSE(valid("sha256:" + std::string(63, 'a')));
  EXPECT_FALSE(valid("sha256:" + std::string(65, 'a')));
  EXPECT_FALSE(valid("sha512:" + std::string(64, 'a')));
  EXPECT_FALSE(valid("sha384:" + std::string(64, 'a')));
  EXPECT_FALSE(valid("md5:" + std::string(32, 'a')));
  ASSERT_TRUE(parse("x@sha256:" + std::string(63, 'a')));  // shaped like a digest: kept to be named
}

TEST(Reference, WritesNames) {
  const auto full = [](const char* text) { return full_name(*parse(text)); };
  const auto familiar = [](const char* text) { return familiar_name(*parse(text)); };
  EXPECT_EQ(full("python:3"), "docker.io/library/python");
  EXPECT_EQ(familiar("docker.io/library/python:3"), "python");
  EXPECT_EQ(familiar("nvidia/cuda"), "nvidia/cuda");
  EXPECT_EQ(familiar("docker.io/library/a/b"), "library/a/b");
  EXPECT_EQ(familiar("ghcr.io/a/b:1"), "ghcr.io/a/b");
  EXPECT_EQ(familiar("docker.io/a.b/c"), "docker.io/a.b/c") << "`a.b` alone would be a registry";
}

}  // namespace
}  // namespace dockgate::image
