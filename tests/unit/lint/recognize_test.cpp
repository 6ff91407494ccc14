#include "lint/recognize.hpp"

#include <gtest/gtest.h>

namespace dockgate::lint {
namespace {

TEST(NameKind, KnowsTheNamesOfDockerfiles) {
  for (const char* name : {"Dockerfile", "dockerfile", "Containerfile"}) {
    EXPECT_EQ(name_kind(name), NameKind::exact) << name;
  }
  for (const char* name :
       {"Dockerfile.gpu", "Dockerfile-GPU", "Dockerfile_cpu", "api.Dockerfile", "api.dockerfile",
        "Containerfile.dev", "Dockerfile.py", "Dockerfile.ctranslate2.cpu", "base-dockerfile",
        "CPUDockerfile", "DockerfileGPU", "Dockerfile2", "webContainerfile"}) {
    EXPECT_EQ(name_kind(name), NameKind::likely) << name;
  }
  for (const char* name : {"Dockerfile.j2", "Dockerfile.template", "api.dockerfile.tmpl", "Dockerfile.in"}) {
    EXPECT_EQ(name_kind(name), NameKind::template_file) << name;
  }
  for (const char* name : {"Dockerfile.dockerignore", ".dockerignore", "Dockerfile.md", "Dockerfiles",
                           "mydockerfile", "dockerfile~", "README", "Dockerfile.gpu.dockerignore", ""}) {
    EXPECT_EQ(name_kind(name), NameKind::no) << name;
  }
}

TEST(WhyNoDockerfile, ReadsTheFirstInstruction) {
  EXPECT_EQ(why_no_dockerfile("# syntax=docker/dockerfile:1\n\nfrom scratch\n", NameKind::likely), "");
  EXPECT_EQ(why_no_dockerfile("\xEF\xBB\xBF"
                              "ARG X=1\r\nFROM $X\r\n",
                              NameKind::likely),
            "");
  EXPECT_NE(why_no_dockerfile("import docker\n", NameKind::likely), "");
  EXPECT_NE(why_no_dockerfile("# only a comment\n", NameKind::likely), "");
}

TEST(WhyNoDockerfile, JudgesABrokenFileThatIsCalledDockerfile) {
  EXPECT_EQ(why_no_dockerfile("FORM scratch\n", NameKind::exact), "");
  EXPECT_EQ(why_no_dockerfile("", NameKind::exact), "");
}

TEST(WhyNoDockerfile, KnowsTemplatesByTheirMarks) {
  EXPECT_NE(why_no_dockerfile("FROM {{ base }}\n", NameKind::exact), "");
  EXPECT_NE(why_no_dockerfile("FROM a\n{% if gpu %}\nRUN b\n{% endif %}\n", NameKind::exact), "");
  EXPECT_EQ(why_no_dockerfile("FROM a\nRUN go list -f '{{.Dir}}' .\n", NameKind::exact), "");
}

TEST(WhyNoDockerfile, RefusesBinaries) {
  EXPECT_EQ(why_no_dockerfile(std::string_view("FROM a\0b", 8), NameKind::exact), "binary, not a Dockerfile");
}

}  // namespace
}  // namespace dockgate::lint
