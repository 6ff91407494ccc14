#include "catalog/maintainers.hpp"

#include <array>

#include <gtest/gtest.h>

namespace dockgate::catalog {
namespace {

std::string_view maintainer(std::string_view name) {
  return find_maintainer(image_knowledge(), name);
}
std::string lookalike(std::string_view name) {
  return find_lookalike(image_knowledge(), name).known;
}

TEST(Maintainers, OfficialImagesAreKnownByTheirNamesOnly) {
  EXPECT_EQ(maintainer("docker.io/library/python"), "docker-official");
  EXPECT_EQ(maintainer("docker.io/arm64v8/python"), "docker-official");
  EXPECT_EQ(maintainer("public.ecr.aws/docker/library/python"), "docker-official");
  EXPECT_EQ(maintainer("docker.io/library/no-such-image"), "");
  EXPECT_EQ(maintainer("docker.io/someone/python"), "");
  EXPECT_EQ(maintainer("quay.io/library/python"), "");
}

TEST(Maintainers, VendorsAreKnownByNamespaceNotByRegistry) {
  EXPECT_EQ(maintainer("docker.io/pytorch/pytorch"), "pytorch");
  EXPECT_EQ(maintainer("nvcr.io/nvidia/pytorch"), "nvidia");
  EXPECT_EQ(maintainer("mcr.microsoft.com/devcontainers/python"), "microsoft");
  EXPECT_EQ(maintainer("763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training"), "amazon");
  EXPECT_EQ(maintainer("ghcr.io/huggingface/text-generation-inference"), "hugging-face");
  EXPECT_EQ(maintainer("ghcr.io/someone/text-generation-inference"), "");
  EXPECT_EQ(maintainer("quay.io/someone/base"), "");
  EXPECT_EQ(maintainer("localhost:5000/nvidia/cuda"), "");
  EXPECT_EQ(maintainer("docker.io/nvidia"), "")
      << "a pattern on a namespace is not on the namespace's own name";
}

TEST(Maintainers, TheLongestLiteralBeginningDecides) {
  static constexpr std::array<ImagePattern, 1> wide{ImagePattern("docker.io/a/**")};
  static constexpr std::array<ImagePattern, 1> narrow{ImagePattern("docker.io/a/b*")};
  static constexpr std::array<Maintainer, 2> rows{{{"wide", "", wide}, {"narrow", "", narrow}}};
  const ImageKnowledge known{"", rows, {}, {}, {}, {}, {}};
  EXPECT_EQ(find_maintainer(known, "docker.io/a/bc"), "narrow");
  EXPECT_EQ(find_maintainer(known, "docker.io/a/c"), "wide");
  EXPECT_EQ(find_maintainer(known, "docker.io/a/bc/d"), "wide") << "`*` is one part of the path";
}

TEST(Maintainers, AnAbandonedImageKeepsItsMaintainer) {
  EXPECT_EQ(maintainer("docker.io/library/centos"), "docker-official");
  const auto* row = find_unmaintained(image_knowledge(), "docker.io/library/centos");
  ASSERT_NE(row, nullptr);
  EXPECT_NE(row->why.find("removed"), std::string_view::npos);
  EXPECT_FALSE(row->instead.empty());
  EXPECT_EQ(find_unmaintained(image_knowledge(), "docker.io/library/python"), nullptr);
  EXPECT_EQ(find_unmaintained(image_knowledge(), "docker.io/jenkins/jenkins"), nullptr);
}

TEST(Maintainers, SomeImagesStartAsAnotherUserUnderSomeTags) {
  const auto& known = image_knowledge();
  EXPECT_TRUE(starts_as_other_user(known, "gcr.io/distroless/python3-debian12", "nonroot"));
  EXPECT_TRUE(starts_as_other_user(known, "gcr.io/distroless/cc-debian12", "debug-nonroot"));
  EXPECT_FALSE(starts_as_other_user(known, "gcr.io/distroless/python3-debian12", "latest"));
  EXPECT_TRUE(starts_as_other_user(known, "cgr.dev/chainguard/python", ""));
  EXPECT_FALSE(starts_as_other_user(known, "docker.io/library/python", "3.12"));
}

TEST(MovingTags, NameNoVersion) {
  for (const std::string_view tag :
       {"latest", "nightly", "main", "edge", "alpine", "latest-gpu", "cuda-latest",
        "latest-ubuntu20.04-cuda12.2", "stable-slim", "LTS", "devel-gpu"}) {
    EXPECT_TRUE(moves(image_knowledge(), tag)) << tag;
  }
  for (const std::string_view tag :
       {"3.12", "3", "22.04", "bookworm", "nightly-2024-05-01", "main-3f2a91c", "v1",
        "2.4.0-cuda12.4-cudnn9-runtime", "20-alpine", "stable-20240612", ""}) {
    EXPECT_FALSE(moves(image_knowledge(), tag)) << tag;
  }
}

TEST(Lookalikes, NamespacesThatDifferInALetterOrLookAlike) {
  EXPECT_EQ(lookalike("docker.io/nvidla/cuda"), "docker.io/nvidia/cuda");
  EXPECT_EQ(lookalike("docker.io/nvldia/cuda"), "docker.io/nvidia/cuda");
  EXPECT_EQ(lookalike("docker.io/pytorchs/pytorch"), "docker.io/pytorch/pytorch");
  EXPECT_EQ(lookalike("docker.io/hugginface/transformers-pytorch-gpu"),
            "docker.io/huggingface/transformers-pytorch-gpu");
  EXPECT_EQ(lookalike("docker.io/tens0rflow/tensorflow"), "docker.io/tensorflow/tensorflow");
}

TEST(Lookalikes, LongNamesMayDifferInTwoEdits) {
  for (const std::string_view near :
       {"huggnigface", "hugingfaces", "uggingfac", "hugginface", "huggingfaceab"})
    EXPECT_EQ(lookalike("docker.io/" + std::string(near) + "/x"), "docker.io/huggingface/x") << near;
  for (const std::string_view far : {"hugigfaces2", "uggingfacexy", "gguhingface", "huggingfaceabc"})
    EXPECT_EQ(lookalike("docker.io/" + std::string(far) + "/x"), "") << far;
}

TEST(Lookalikes, OfficialNamesAreComparedWithOneAnother) {
  EXPECT_EQ(lookalike("docker.io/library/pyhton"), "docker.io/library/python");
  EXPECT_EQ(lookalike("docker.io/library/ubunut"), "docker.io/library/ubuntu");
  EXPECT_EQ(lookalike("docker.io/library/my-own-thing"), "");
}

TEST(Lookalikes, KnownNamespacesOnOtherOpenRegistries) {
  const auto found = find_lookalike(image_knowledge(), "quay.io/nvidia/cuda");
  EXPECT_EQ(found.known.substr(found.known.find('/')), "/nvidia/cuda");
  EXPECT_NE(found.how.find("another registry"), std::string::npos);
  EXPECT_EQ(lookalike("registry.example.com/nvidia/cuda"), "") << "a mirror inside of a company";
}

TEST(Lookalikes, UnknownNamesNearNothingAndKnownNamesAreNone) {
  EXPECT_EQ(lookalike("docker.io/someuser/cuda-pytorch"), "");
  EXPECT_EQ(lookalike("docker.io/nvidia/cuda"), "");
  EXPECT_EQ(lookalike("docker.io/library/python"), "");
  EXPECT_EQ(lookalike("docker.io"), "");
  EXPECT_EQ(lookalike(""), "");
}

TEST(Organisations, AreResembledByOthers) {
  const auto& known = image_knowledge();
  EXPECT_EQ(lookalike_organisation(known, "meta_llama"), "meta-llama");
  EXPECT_EQ(lookalike_organisation(known, "rnicrosoft"), "microsoft");
  EXPECT_EQ(lookalike_organisation(known, "0penai"), "openai");
  EXPECT_EQ(lookalike_organisation(known, "mistrala"), "mistralai");
  for (const char* own :
       {"meta-llama", "Meta-Llama", "openai", "some-org", "acme", "org", "qwen", "appl", "nvidia"})
    EXPECT_EQ(lookalike_organisation(known, own), "") << own;
}

}  // namespace
}  // namespace dockgate::catalog
