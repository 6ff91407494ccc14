#include "lint/comment_text.hpp"

#include <gtest/gtest.h>

namespace dockgate::lint {
namespace {

std::string told(std::string_view text) {
  const auto comment = read_comment(text);
  if (!comment) return "-";
  std::string out(comment->tool);
  for (const std::string& name : comment->names) out += " " + name;
  if (comment->scope == CommentScope::file) out += " file";
  if (comment->scope == CommentScope::stage) out += " stage";
  if (comment->scope == CommentScope::stage_without_from) out += " stage-without-from";
  if (!comment->reason.empty()) out += " reason=" + comment->reason;
  if (!comment->owner.empty()) out += " owner=" + comment->owner;
  if (!comment->until.empty()) out += " until=" + comment->until;
  if (!comment->mistake.empty()) out += " MISTAKE " + comment->mistake;
  return out;
}

TEST(CommentText, ReadsOurs) {
  EXPECT_EQ(told(" dockgate: expect base/digest"), "dockgate base/digest");
  EXPECT_EQ(
      told("dockgate:expect base/digest, DL3007 ,model/revision reason=\"a b, c\" owner=me until=2026-12-31"),
      "dockgate base/digest DL3007 model/revision reason=a b, c owner=me until=2026-12-31");
  EXPECT_EQ(told("dockgate: expect a/b scope=file reason='x'"), "dockgate a/b file reason=x");
  EXPECT_EQ(told("dockgate: expect a/b scope=stage"), "dockgate a/b stage");
  EXPECT_EQ(told("dockgate: expect a/b scope=line reason=\"open"), "dockgate a/b reason=open");
}

TEST(CommentText, NamesMistakesInOurs) {
  EXPECT_EQ(told("dockgate: expct a/b"),
            "dockgate MISTAKE `expct`: a `dockgate:` comment says `expect RULE`; did you mean `expect`?");
  EXPECT_EQ(told("dockgate: expect"), "dockgate MISTAKE `expect` has to name a rule");
  EXPECT_EQ(told("dockgate: expect a/b resaon=x"),
            "dockgate a/b MISTAKE `resaon` is nothing that an `expect` comment says; did you mean `reason`?");
  EXPECT_EQ(told("dockgate: expect a/b because of x"),
            "dockgate a/b MISTAKE `because` stands for nothing; a reason is written reason=\"…\"");
  EXPECT_EQ(told("dockgate: expect a/b scope=fiel"),
            "dockgate a/b MISTAKE `scope` is line, stage or file, not `fiel`; did you mean `file`?");
}

TEST(CommentText, ReadsThoseOfOtherTools) {
  EXPECT_EQ(told("hadolint ignore=DL3006,SC2086"), "hadolint DL3006 SC2086");
  EXPECT_EQ(told(" hadolint  ignore = DL3006 , DL3007 # rolling tags"),
            "hadolint DL3006 DL3007 reason=rolling tags");
  EXPECT_EQ(told("hadolint global ignore=DL3006"), "hadolint DL3006 file");
  EXPECT_EQ(told("hadolint stage ignore=DL3006"), "hadolint DL3006 stage-without-from");
  EXPECT_EQ(told("tally ignore=hadolint/DL3006,buildkit/StageNameCasing;reason=we like it"),
            "tally DL3006 StageNameCasing reason=we like it");
  EXPECT_EQ(told("tally global ignore=DL3006"), "tally DL3006 file");
  EXPECT_EQ(told("trivy:ignore:DS-0002"), "trivy DS-0002");
  EXPECT_EQ(told("trivy:ignore:DS-0002:exp:2026-12-31 trivy:ignore:DS001"),
            "trivy DS-0002 DS001 until=2026-12-31");
  EXPECT_EQ(told("checkov:skip=CKV_DOCKER_3:runs in a sandbox"),
            "checkov CKV_DOCKER_3 file reason=runs in a sandbox");
  EXPECT_EQ(told("nosec"), "bandit");
  EXPECT_EQ(told("nosec: B614, B615 reviewed"), "bandit B614 B615");
  EXPECT_EQ(told("noqa: E501  # nosec B301"), "bandit B301");
  EXPECT_EQ(told("shellcheck disable=SC2086,SC2046 # on purpose"),
            "shellcheck SC2086 SC2046 reason=on purpose");
}

TEST(CommentText, PassesOverTheRest) {
  for (const char* text : {"", "a comment", "dockgate boundary=production", "hadolint shell=bash",
                           "hadolint ignore=", "hadolint ignore=DL3006 because", "hadolint ignoreDL3006",
                           "trivy:ignore:*", "trivy:ignore:", "checkov:skip=", "nosecurity", "tally ignore=",
                           "check=skip=all", "shellcheck disable=", "shellcheck shell=bash"}) {
    EXPECT_EQ(told(text), "-") << text;
  }
}

}  // namespace
}  // namespace dockgate::lint
