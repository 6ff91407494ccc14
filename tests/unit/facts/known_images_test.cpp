#include "facts/known_images.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

TEST(KnownImages, SaysTheSameEachTime) {
  KnownImages images;
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(images.find("docker.io/library/python").maintainer, "docker-official");
    EXPECT_EQ(images.find("docker.io/library/pyhton").lookalike.known, "docker.io/library/python");
    EXPECT_NE(images.find("docker.io/library/centos").unmaintained, nullptr);
    EXPECT_EQ(images.find("docker.io/library/python").unmaintained, nullptr);
  }
}

TEST(KnownImages, GoesOnAfterMoreNamesThanAreKept) {
  KnownImages images;
  for (int i = 0; i < 2500; ++i) {
    EXPECT_EQ(images.find("registry.example/team/image" + std::to_string(i)).maintainer, "");
  }
  EXPECT_EQ(images.find("docker.io/library/python").maintainer, "docker-official");
}

TEST(KnownImages, AreNamedWithoutATagToo) {
  const auto named = [](const std::string& text, bool known) {
    build::ImageUse use;
    use.text.text = text::MappedText(std::make_shared<SourceFile>("Dockerfile", text));
    use.text.text.append_for(text, {0, static_cast<std::uint32_t>(text.size())});
    use.text.known = known;
    const auto found = reference_of(use);
    return found ? image::full_name(*found) : std::string();
  };
  EXPECT_EQ(named("vllm/vllm-openai:", false), "docker.io/vllm/vllm-openai");
  EXPECT_EQ(named("vllm/vllm-openai:", true), "");
  EXPECT_EQ(named("/vllm-openai:", false), "");
  EXPECT_EQ(named("vllm/", false), "");
}

}  // namespace
}  // namespace dockgate::facts
