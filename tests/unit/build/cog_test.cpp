#include "build/cog.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::build {
namespace {

Invocations read(Files files, const std::string& path = "cog.yaml") {
  return read_cog(*text::memory_files(std::move(files)), path);
}

std::string made(const std::string& yaml) {
  const auto out = read({{"cog.yaml", yaml}});
  for (const auto& problem : out.problems) ADD_FAILURE() << problem.message;
  return out.builds.empty() ? "" : std::string(out.builds[0].inline_dockerfile->bytes());
}

TEST(Cog, IsWrittenAsCogDoes) {
  EXPECT_EQ(made(R"(
build:
  gpu: true
  system_packages: [ffmpeg]
  python_version: "3.11"
  environment: ["A=x y", B="$A"]
  pre_install:
    - echo first
  python_packages: [torch==2.1.0, "numpy"]
  run:
    - curl -o /x https://example.com/x
    - {command: pip install y, mounts: [{type: secret, id: T, target: /t}]}
predict: "predict.py:Predictor"
)"),
            R"(FROM cog
ENV A="x y"
ENV B="\"$A\""
RUN echo first
COPY <<'END_OF_PYTHON_PACKAGES' /tmp/requirements.txt
torch==2.1.0
numpy
END_OF_PYTHON_PACKAGES
RUN pip install --no-cache-dir -r /tmp/requirements.txt
RUN curl -o /x https://example.com/x
RUN --mount=type=secret,id=T,target=/t pip install y
WORKDIR /src
COPY . /src
)");
}

TEST(Cog, TakesRequirementsAndTheNewEntry) {
  EXPECT_EQ(made("build:\n  python_requirements: requirements.txt\nrun: \"run.py:Runner\"\n"),
            "FROM cog\nCOPY requirements.txt /tmp/requirements.txt\n"
            "RUN pip install --no-cache-dir -r /tmp/requirements.txt\nWORKDIR /src\nCOPY . /src\n");
}

TEST(Cog, EachLineKnowsWhereItComesFrom) {
  const auto out =
      read({{"a/cog.yaml", "build: {run: [\"x --y\"]}\npredict: p.py:P\ntrain: t.py:t\n"}}, "a/cog.yaml");
  ASSERT_EQ(out.builds.size(), 2u);
  const Invocation& build = out.builds[0];
  EXPECT_EQ(build.context, "a");
  EXPECT_EQ(build.request.label, "cog");
  ASSERT_EQ(build.made_of.size(), 4u);
  EXPECT_EQ(build.made_of[0].at.source, nullptr);
  EXPECT_EQ(build.made_of[1].at.source->text(build.made_of[1].at.span), "\"x --y\"");
  EXPECT_EQ(build.made_of[1].added, 4u);
  EXPECT_EQ(*build.request.command, (Names{"python", "-m", "cog.server.http", "p.py:P"}));
  EXPECT_EQ(build.request.command_at.source->text(build.request.command_at.span), "p.py:P");
  EXPECT_EQ(*out.builds[1].request.command,
            (Names{"python", "-m", "cog.server.http", "--x-mode", "train", "t.py:t"}));
  EXPECT_EQ(out.builds[1].request.label, "cog train");
}

TEST(Cog, IsNotLedOntoOtherLines) {
  const auto out = read({{"cog.yaml",
                          "build:\n  run: [\"a\\nFROM evil\", \"\"]\n  environment: [\"A=b\\nRUN c\"]\n"
                          "  python_packages: [\"END_OF_PYTHON_PACKAGES\", \"x\\nEND\"]\n"
                          "  python_requirements: \"a\\nRUN b\"\npredict: \"p.py:P; c\"\n"}});
  ASSERT_EQ(out.builds.size(), 1u);
  EXPECT_EQ(out.builds[0].inline_dockerfile->bytes(),
            "FROM cog\nCOPY <<'END_OF_PYTHON_PACKAGES' /tmp/requirements.txt\nEND_OF_PYTHON_PACKAGES\n"
            "RUN pip install --no-cache-dir -r /tmp/requirements.txt\nWORKDIR /src\nCOPY . /src\n");
  EXPECT_EQ(out.problems.size(), 1u);
}

TEST(Cog, OtherYamlIsNone) {
  EXPECT_TRUE(read({{"cog.yaml", "tag_prefix: v\n"}}).builds.empty());
  EXPECT_TRUE(read({{"cog.yaml", ""}}).builds.empty());
  EXPECT_FALSE(read({{"cog.yaml", "build: ["}}).readable);
  EXPECT_FALSE(read({}).readable);
}

}  // namespace
}  // namespace dockgate::build
