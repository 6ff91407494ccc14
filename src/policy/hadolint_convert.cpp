#include "policy/hadolint_convert.hpp"

#include <algorithm>
#include <map>

#include "policy/hadolint_file.hpp"
#include "policy/level.hpp"
#include "text/path.hpp"
#include "text/words.hpp"
#include "yaml/quote.hpp"

namespace dockgate::policy {
namespace {

std::string levels(const Settings& settings) {
  // Later entries win, as they do in the policy that hadolint's file itself is read as.
  std::map<std::string, int> last;
  for (const RuleSetting& setting : settings.rules) last[setting.pattern] = setting.levels.front().level;
  std::string out;
  for (const auto& [code, level] : last) out += "  " + code + ": " + std::string(level_name(level)) + "\n";
  return out.empty() ? out : "\nrules:\n" + out;
}

std::string lists(const Settings& settings) {
  std::string out;
  for (const auto& [name, entries] : settings.lists) {
    std::string items;
    for (const ListEntry& entry : entries) {
      for (const std::string& pattern : entry.match)
        items += (items.empty() ? "" : ", ") + yaml::plain_or_quoted(pattern);
    }
    if (!items.empty()) out += "  " + name + ": [" + items + "]\n";
  }
  return out.empty() ? out : "\nlists:\n" + out;
}

/// Codes that the file names and no rule has.
std::string unknown_codes(const yaml::Node& node) {
  std::string out;
  const auto look = [&](const yaml::Node* list) {
    if (list == nullptr) return;
    for (const yaml::Node& item : list->items) {
      if (find_builtin_rule(item.scalar) == nullptr)
        out += (out.empty() ? "" : ", ") + text::printable(item.scalar);
    }
  };
  look(node.find("ignored"));
  if (const auto* override = node.find("override"); override != nullptr) {
    for (const auto& [level, list] : override->entries) look(&list);
  }
  return out.empty() ? out : "# Not taken over, since no rule of dockgate has these codes: " + out + "\n";
}

}  // namespace

Result<std::string, std::vector<Problem>> convert_hadolint_file(const SourcePtr& source) {
  using Converted = Result<std::string, std::vector<Problem>>;
  const auto node = yaml::parse(source);
  if (!node) return Converted::failure({node.error()});
  std::vector<Problem> problems;
  const Settings settings = read_hadolint_file(*node, problems);
  if (!problems.empty()) return Converted::failure(std::move(problems));

  const BoundarySettings& boundary = settings.boundaries.back();
  std::string out =
      "# What " + text::printable(text::file_name(source->path())) + " says, as a policy of dockgate.\n";
  out += unknown_codes(*node);
  if (boundary.never_fails) out += "# `no-fail` has no counterpart here: run `dockgate check --no-fail`.\n";
  out += "schema: 1\nedition: \"" + settings.edition + "\"\n";
  out +=
      "extends: builtin:hadolint      # [builtin:recommended, builtin:hadolint] adds dockgate's own "
      "rules\n\n";
  out += "boundaries:\n  production: {fail-on: ";
  out += level_name(boundary.fail_on.value_or(static_cast<int>(Severity::info)));
  out += ", suppress-inline: ";
  out += boundary.suppress_inline == InlineSuppression::forbid ? "forbid}\n" : "allow}\n";
  return out + lists(settings) + levels(settings);
}

}  // namespace dockgate::policy
