#include "lint/fix_all.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "lint/discover.hpp"
#include "policy/policy.hpp"
#include "text/file_trees.hpp"

namespace dockgate {
namespace {

using Files = std::map<std::string, std::string>;

struct Fixed {
  FixResult result;
  Files files;
};

Fixed fixed(Files files, const std::vector<std::string>& paths, FixOptions fixes = {},
            LintOptions options = {}) {
  const auto tree = text::memory_files(files);
  std::vector<LintInput> inputs;
  for (const std::string& path : paths) inputs.push_back({tree, path, nullptr});
  Fixed out{fix_all(inputs, options, fixes), std::move(files)};
  for (const FixedFile& file : out.result.files) out.files[file.path] = file.after;
  return out;
}

std::string fixed_dockerfile(const std::string& text, bool unsafe = false, LintOptions options = {}) {
  FixOptions fixes;
  fixes.unsafe = unsafe;
  if (!options.policy) options.policy = policy::Policy::builtin("all");
  return fixed({{"Dockerfile", text}}, {"Dockerfile"}, fixes, options).files["Dockerfile"];
}

LintOptions with_policy(const std::string& text) {
  LintOptions options;
  options.policy = *policy::Policy::parse(std::make_shared<SourceFile>(".dockgate.yaml", text));
  return options;
}

TEST(FixAll, GoesOnUntilNothingIsLeftToMend) {
  EXPECT_EQ(
      fixed_dockerfile("from debian:12 as Build\nRUN apt-get update && apt-get install a b\nCMD x\nCMD y\n"),
      "FROM debian:12 AS build\nRUN apt-get update && apt-get install -y a b && rm -rf "
      "/var/lib/apt/lists/*\nCMD y\n")
      << "FROM in upper case brings one about `as`, which is mended with it";
}

TEST(FixAll, ARuleThatSpeaksOnceOfARunIsMendedInAllOfIt) {
  const std::string text =
      "FROM debian:12\nRUN apt update && apt install -y --no-install-recommends a=1 && apt clean && rm -rf "
      "/var/lib/apt/lists/*\nRUN apt search b\n";
  EXPECT_EQ(fixed_dockerfile(text),
            "FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends a=1 && apt-get "
            "clean && "
            "rm -rf /var/lib/apt/lists/*\nRUN apt-cache search b\n");
}

TEST(FixAll, UnsafeFixesOnlyWhereTheyAreAskedFor) {
  const std::string text = "FROM debian:12\nRUN apt-get install -y a\nCMD run it\n";
  EXPECT_EQ(fixed_dockerfile(text), text);
  EXPECT_EQ(fixed_dockerfile(text, true),
            "FROM debian:12\nRUN apt-get install --no-install-recommends -y a\nCMD [\"run\", \"it\"]\n");
}

TEST(FixAll, IsIdempotent) {
  const std::string once = fixed_dockerfile(
      "FROM debian:12 as A\nMAINTAINER jo\nENV a b c\nRUN cd /x && wget y | sh\nRUN sudo apt install z\nADD "
      "q /q\nCMD a\n",
      true);
  EXPECT_EQ(fixed_dockerfile(once, true), once);
}

TEST(FixAll, BringsNoNewFinding) {
  // COPY to a relative path without WORKDIR is a finding of its own.
  const Files files{{"Dockerfile", "FROM debian:12\nADD a.txt here\n"}, {"a.txt", "a"}};
  LintOptions options;
  options.policy = policy::Policy::builtin("all");
  const Fixed out = fixed(files, {"Dockerfile"}, {}, options);
  EXPECT_EQ(out.files, files);
  ASSERT_EQ(out.result.refused.size(), 1u);
  EXPECT_EQ(out.result.refused[0].refused, "it would bring a finding of dockerfile/copy-relative");
  EXPECT_EQ(fixed_dockerfile("FROM debian:12\nRUN apt install -y a\n"),
            "FROM debian:12\nRUN apt install -y a\n")
      << "apt-get install has more rules than apt install";
}

TEST(FixAll, OneThatIsRefusedKeepsNoOtherBack) {
  const Files files{{"Dockerfile", "FROM debian:12 as a\nADD a.txt here\nCMD x\nCMD y\nEXPOSE 80/TCP\n"},
                    {"a.txt", "a"}};
  LintOptions options;
  options.policy = policy::Policy::builtin("all");
  const Fixed out = fixed(files, {"Dockerfile"}, {}, options);
  EXPECT_EQ(out.files.at("Dockerfile"), "FROM debian:12 AS a\nADD a.txt here\nCMD y\nEXPOSE 80/tcp\n");
  EXPECT_EQ(out.result.refused.size(), 1u);
}

TEST(FixAll, ACodeFileOfTwoBuildsIsFixedOnce) {
  const Files files{{"a/Dockerfile", "FROM scratch\nCOPY lib /lib\nCMD [\"python\", \"/lib/load.py\"]\n"},
                    {"b/Dockerfile", "FROM scratch\nCOPY lib /lib\nCMD [\"python\", \"/lib/load.py\"]\n"},
                    {"lib/load.py", "import torch\ntorch.load(\"x\", weights_only=False)\n"}};
  FixOptions fixes;
  fixes.unsafe = true;
  LintOptions options;
  options.context = text::memory_files(files);
  const Fixed out = fixed(files, {"a/Dockerfile", "b/Dockerfile"}, fixes, options);
  EXPECT_EQ(out.files.at("lib/load.py"), "import torch\ntorch.load(\"x\", weights_only=True)\n");
  EXPECT_EQ(out.result.made.size(), 2u);
}

TEST(FixAll, ThoseThatWaitForARefusedOneAreMadeInTheSameRun) {
  // Both builds share the code, so that their fixes are tried together; that of the call would bring a
  // finding.
  const Files files{
      {"a/Dockerfile", "FROM debian:12 as x\nCOPY lib /lib\nCMD [\"python\", \"/lib/load.py\"]\n"},
      {"b/Dockerfile", "FROM debian:12 as y\nCOPY lib /lib\nCMD [\"python\", \"/lib/load.py\"]\n"},
      {"lib/load.py", "import torch\ntorch.load(\"x\", weights_only=False)\n"}};
  LintOptions options = with_policy(
      "schema: 1\nextends: [builtin:all]\ncustom:\n- {name: my/only, summary: s, why: w, on: call, severity: "
      "error, when: {function: torch.load, options: {contains: \"weights_only=True\"}}, message: m}\n");
  options.context = text::memory_files(files);
  FixOptions fixes;
  fixes.unsafe = true;
  const Fixed out = fixed(files, {"a/Dockerfile", "b/Dockerfile"}, fixes, options);
  EXPECT_EQ(out.files.at("lib/load.py"), files.at("lib/load.py"));
  EXPECT_TRUE(out.files.at("a/Dockerfile").starts_with("FROM debian:12 AS x"));
  EXPECT_TRUE(out.files.at("b/Dockerfile").starts_with("FROM debian:12 AS y"));
  EXPECT_FALSE(out.result.refused.empty());
}

TEST(FixAll, SuppressedFindingsStay) {
  LintOptions options = with_policy(
      "schema: 1\nrules: {dockerfile/from-as-casing: error}\nexceptions:\n- {id: E, rule: "
      "dockerfile/from-as-casing, reason: r, owner: "
      "o, ticket: t, expires: 2999-12-31, where: {path: Dockerfile}}\n");
  options.today = "2026-01-01";
  EXPECT_EQ(fixed_dockerfile("FROM a as b\n", false, options), "FROM a as b\n");
}

TEST(FixAll, OnlyWhatIsWanted) {
  FixOptions fixes;
  fixes.wanted = [](const Finding& finding) { return finding.rule == "dockerfile/from-as-casing"; };
  LintOptions options;
  options.policy = policy::Policy::builtin("all");
  EXPECT_EQ(fixed({{"Dockerfile", "FROM a as B\n"}}, {"Dockerfile"}, fixes, options).files.at("Dockerfile"),
            "FROM a AS B\n");
}

TEST(FixAll, KeepsLineEndsMarksAndTheLackOfALastEnd) {
  EXPECT_EQ(fixed_dockerfile("\xEF\xBB\xBF# note\r\nFROM a as b\r\nCMD x\r\nCMD y"),
            "\xEF\xBB\xBF# note\r\nFROM a AS b\r\nCMD y");
}

TEST(FixAll, ARuleWhoseEditHelpsNothingIsToldAndLeft) {
  const LintOptions options = with_policy(
      "schema: 1\nextends: []\ncustom:\n- {name: my/tag, summary: s, why: w, on: image, severity: error, "
      "when: {role: FROM}, message: "
      "m, edit: {title: t, replace: tag, with: other, safe: true}}\n");
  FixOptions fixes;
  fixes.wanted = [](const Finding& finding) { return finding.rule == "my/tag"; };
  const Fixed out = fixed({{"Dockerfile", "FROM a:b\n"}}, {"Dockerfile"}, fixes, options);
  EXPECT_EQ(out.files.at("Dockerfile"), "FROM a:b\n");
  ASSERT_EQ(out.result.refused.size(), 1u);
  EXPECT_EQ(out.result.refused[0].refused, "the finding would still be there");
}

TEST(FixAll, ARuleWhoseEditBreaksTheFileIsRefused) {
  const LintOptions options = with_policy(
      "schema: 1\ncustom:\n- {name: my/tag, summary: s, why: w, on: image, severity: error, when: {tag: b}, "
      "message: m, edit: "
      "{title: t, replace: tag, with: \"c\\nRUN x\", safe: true}}\n");
  FixOptions fixes;
  fixes.wanted = [](const Finding& finding) { return finding.rule == "my/tag"; };
  const Fixed out = fixed({{"Dockerfile", "FROM a:b AS c\n"}}, {"Dockerfile"}, fixes, options);
  EXPECT_EQ(out.files.at("Dockerfile"), "FROM a:b AS c\n");
  ASSERT_EQ(out.result.refused.size(), 1u);
}

TEST(FixAll, DockerfilesInsideOfComposeFiles) {
  const std::string compose =
      "services:\n  a:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM debian:12 as "
      "x\n        CMD y\n        "
      "EXPOSE 80/TCP\n";
  const auto tree = text::memory_files({{"compose.yaml", compose}});
  LintOptions options;
  options.policy = policy::Policy::builtin("all");
  const FixResult result = fix_all(
      [&](const FileTexts& files) {
        return FixInputs{lint::discover(lint::with_texts(tree, files), "").inputs, nullptr};
      },
      options);
  ASSERT_EQ(result.files.size(), 1u);
  EXPECT_EQ(result.files[0].after,
            "services:\n  a:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM "
            "debian:12 AS x\n        CMD y\n      "
            "  EXPOSE 80/tcp\n");
}

}  // namespace
}  // namespace dockgate
