#pragma once
// What a comment says about findings, in our words and in those of other tools.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::lint {

/// How far a comment reaches: as its place says, the instruction or statement, the stage, the file.
enum class CommentScope { by_place, line, stage, stage_without_from, file };

struct CommentText {
  std::string_view tool;           // of policy::comment_tools
  std::vector<std::string> names;  // of rules, as written there; none: all that the tool has names for
  std::string reason, owner, until;
  CommentScope scope = CommentScope::by_place;
  std::string mistake;  // why our own comment cannot be read, or ""
};

/// Reads the text behind `#`. Nothing when it is no such comment:
///   dockgate: expect RULE, RULE reason="…" owner=… until=2026-12-31 scope=stage
///   hadolint ignore=DL3006,DL3007 # reason; hadolint global ignore=…; hadolint stage ignore=…
///   tally ignore=RULE,RULE;reason=…; tally global ignore=…
///   trivy:ignore:ID:exp:2026-12-31, several of them; checkov:skip=ID:reason
///   nosec, nosec B614, nosec: B614,B615 (bandit's)
///   shellcheck disable=SC2086,SC2046 # reason
std::optional<CommentText> read_comment(std::string_view text);

}  // namespace dockgate::lint
