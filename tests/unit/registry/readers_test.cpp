// What registries and Docker's configuration say, well-formed or not.
#include <gtest/gtest.h>

#include "registry/challenge.hpp"
#include "registry/docker_config.hpp"
#include "registry/manifest.hpp"
#include "registry/refusal.hpp"

namespace dockgate::registry {
namespace {

std::string show(std::string_view header) {
  std::string out;
  for (const Challenge& challenge : read_challenges(header)) {
    out += (out.empty() ? "" : " | ") + challenge.scheme;
    for (const auto& [name, value] : challenge.parameters) out += " " + name + "=[" + value + "]";
  }
  return out;
}

TEST(Challenges, AreReadAsRfc9110HasThem) {
  EXPECT_EQ(
      show(
          R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push")"),
      "bearer realm=[https://auth.docker.io/token] scope=[repository:a/b:pull,push] "
      "service=[registry.docker.io]");
  EXPECT_EQ(show(R"(Basic Realm="a \"b\"")"), R"(basic realm=[a "b"])");
  EXPECT_EQ(show(R"(Basic realm="a", Bearer realm=b , service = "c")"),
            "basic realm=[a] | bearer realm=[b] service=[c]");
  EXPECT_EQ(show("Negotiate, Basic realm=x"), "negotiate | basic realm=[x]");
  EXPECT_EQ(show("Bearer"), "bearer");
  EXPECT_EQ(show(""), "");
}

TEST(Challenges, BrokenOnesEnd) {
  EXPECT_EQ(show("Bearer realm=\"open"), "bearer");
  EXPECT_EQ(show("Bearer realm=\"a\\"), "bearer");
  EXPECT_EQ(show("\"Bearer\""), "");
  EXPECT_EQ(show("Bearer realm=a realm=b"), "bearer realm=[a]") << "the first of two counts";
  EXPECT_LE(read_challenges(std::string(1000, ',') + std::string(1000, 'a')).size(), 1u);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "A, ";
  EXPECT_EQ(read_challenges(many).size(), 16u);
}

const std::string digest = "sha256:" + std::string(64, '1');
const std::string oci_index = "application/vnd.oci.image.index.v1+json";
const std::string oci_manifest = "application/vnd.oci.image.manifest.v1+json";

std::string mistake(std::string_view text, std::string_view type = {}) {
  const auto read = read_manifest(text, type);
  return read ? "none" : read.error();
}

TEST(Manifests, IndexesWithTheirPlatforms) {
  const auto entry = [&](const char* platform) {
    return R"({"digest":")" + digest + R"(","platform":)" + platform + "}";
  };
  const std::string text = R"({"schemaVersion":2,"manifests":[)" +
                           entry(R"({"os":"linux","architecture":"amd64"})") + "," +
                           entry(R"({"os":"linux","architecture":"arm64","variant":"v8"})") + "," +
                           entry(R"({"os":"windows","architecture":"amd64","os.version":"10.0.20348.1"})") +
                           "," + entry(R"({"os":"unknown","architecture":"unknown"})") + "," +
                           entry(R"({"os":"li\u001bnux","architecture":"x"})") + "," + entry("null") + "]}";
  const auto read = read_manifest(text, oci_index + "; charset=utf-8");
  ASSERT_TRUE(read) << read.error();
  EXPECT_TRUE(read->is_index);
  EXPECT_EQ(read->platforms, (std::map<std::string, std::string>{{"linux/amd64", digest},
                                                                 {"linux/arm64/v8", digest},
                                                                 {"windows/amd64/10.0.20348.1", digest}}));
}

TEST(Manifests, OfOneImage) {
  const auto read = read_manifest(
      R"({"schemaVersion":2,"config":{"digest":")" + digest + R"(","size":7},"layers":[]})", oci_manifest);
  ASSERT_TRUE(read) << read.error();
  EXPECT_FALSE(read->is_index);
  EXPECT_EQ(read->config, digest);
  EXPECT_EQ(read->config_bytes, 7u);
}

TEST(Manifests, WhatCanBeReadInTwoWaysIsRefused) {
  const std::string config = R"("config":{"digest":")" + digest + R"("})";
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"manifests":[],)" + config + "}"),
            "the manifest can be read as an index too");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"manifests":[],"layers":[]})"),
            "the manifest can be read as an index too");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"manifests":[]})", oci_manifest),
            "the manifest says that it is none, but an index");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,)" + config + "}", oci_index), "the index has no manifests");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"mediaType":")" + oci_index + R"(","manifests":[]})", oci_manifest),
            "the manifest says another type than its header");
}

TEST(Manifests, MistakesAreSaid) {
  EXPECT_EQ(mistake(""), "the manifest is no JSON object");
  EXPECT_EQ(mistake("[]"), "the manifest is no JSON object");
  EXPECT_EQ(mistake("<html>"), "the manifest is no JSON object");
  EXPECT_EQ(mistake("{}"), "the manifest has no `schemaVersion` 2");
  EXPECT_EQ(mistake(R"({"schemaVersion":1,"fsLayers":[]})"),
            "the manifest is of the old schema 1, whose digest says little");
  EXPECT_EQ(mistake(R"({"schemaVersion":2})"), "the manifest has no configuration");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"config":{"digest":"sha256:1"}})"),
            "the digest of its configuration is not well-formed");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"manifests":{}})"), "its list of manifests cannot be read");
  EXPECT_EQ(mistake(R"({"schemaVersion":2,"manifests":[{"digest":"x"}]})"),
            "a digest in its list of manifests is not well-formed");
  EXPECT_EQ(mistake(R"({"schemaVersion":2})", "text/html"), "`text/html` is no image");
  EXPECT_EQ(mistake(std::string(100'000, '[')), "the manifest is no JSON object");
}

TEST(Configs, PlatformAndAge) {
  const auto read =
      read_config(R"({"os":"linux","architecture":"arm","variant":"v7","created":"2026-01-02T03:04:05Z"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->platform, "linux/arm/v7");
  EXPECT_EQ(read->created, "2026-01-02T03:04:05Z");
  EXPECT_EQ(read_config("{}")->platform, "");
  EXPECT_FALSE(read_config("[]"));
}

TEST(DockerConfig, CredentialsByRegistry) {
  const auto config = read_docker_config(R"({
    "auths": {"https://index.docker.io/v1/": {"auth": "dXNlcjpwYXNz"},
              "https://ghcr.io/v2/": {"username": "g", "password": "h"},
              "localhost:5000": {"identitytoken": "token"},
              "empty.example": {}},
    "credsStore": "desktop",
    "credHelpers": {"public.ecr.aws": "ecr-login", "evil.example": "../../bin/sh", "other.example": "a b"}})");
  ASSERT_TRUE(config) << config.error();
  const auto docker = stored_credentials(*config, "docker.io");
  ASSERT_TRUE(docker);
  EXPECT_EQ(docker->user + "/" + docker->password, "user/pass");
  EXPECT_EQ(stored_credentials(*config, "ghcr.io")->password, "h");
  EXPECT_EQ(stored_credentials(*config, "localhost:5000")->identity_token, "token");
  EXPECT_FALSE(stored_credentials(*config, "empty.example"));
  EXPECT_FALSE(stored_credentials(*config, "ghcr.io.example"));
  EXPECT_EQ(helper_program(*config, "public.ecr.aws"), "docker-credential-ecr-login");
  EXPECT_EQ(helper_program(*config, "ghcr.io"), "docker-credential-desktop");
  EXPECT_EQ(helper_program(*config, "evil.example"), "");
  EXPECT_EQ(helper_program(*config, "other.example"), "");
  EXPECT_EQ(keys_of("docker.io").front(), "https://index.docker.io/v1/");
}

TEST(DockerConfig, MistakesHoldNoValues) {
  EXPECT_EQ(read_docker_config("{").error(), "it is no JSON object");
  const auto wrong = read_docker_config(R"({"auths": {"a.example": {"auth": "bm8tY29sb24="}}})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error(), "the entry of `a.example` cannot be read");
}

TEST(Helpers, Answers) {
  const auto held = read_helper_answer(R"({"ServerURL":"x","Username":"u","Secret":"p"})");
  EXPECT_EQ((*held)->password, "p");
  EXPECT_EQ((*read_helper_answer(R"({"Username":"<token>","Secret":"t"})"))->identity_token, "t");
  EXPECT_FALSE(*read_helper_answer("{}"));
  EXPECT_FALSE(read_helper_answer("credentials not found in native keychain"));
}

TEST(Refusals, SayTheCodeAndNothingElseOfTheBody) {
  EXPECT_EQ(refusal({401, {}, R"({"errors":[{"code":"UNAUTHORIZED","message":"Bearer secret"}]})"}),
            "401, it does not take the credentials, or wants some (UNAUTHORIZED)");
  EXPECT_EQ(refusal({403, {}, R"({"errors":[{"code":"secret","message":"x"}]})"}),
            "403, these credentials may not read it");
  EXPECT_EQ(refusal({418, {}, "secret"}), "418, it refuses");
}

}  // namespace
}  // namespace dockgate::registry
