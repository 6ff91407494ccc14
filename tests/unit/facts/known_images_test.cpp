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

}  // namespace
}  // namespace dockgate::facts
