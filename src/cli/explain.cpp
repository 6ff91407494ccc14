// `explain`: one rule with its reason, examples and fixes.
#include <optional>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/rule_words.hpp"
#include "cli/workspace.hpp"
#include "policy/find_policy.hpp"
#include "policy/level.hpp"
#include "policy/policy.hpp"
#include "text/date.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

/// The policy that holds in this folder.
struct Here {
  policy::PolicyPtr policy;
  const policy::Boundary* boundary = nullptr;
};

/// Without a policy where the nearest one is broken and nobody asked for it: rules can be read all the same.
/// Nothing when the options are not right; that has been said then.
std::optional<Here> here(const Options& options, Workspace& workspace, Console& console) {
  Here found;
  if (!options.policy.empty()) {
    LintOptions lint;
    if (!read_policy(options, workspace, lint, console)) return std::nullopt;
    found.policy = lint.policy;
  } else {
    const policy::FoundPolicy nearest = policy::find_policy(workspace.tree(), "Dockerfile");
    if (!nearest.policy && options.boundary.empty()) return found;
    if (!nearest.policy) {
      complain(console, options, nearest.problems);
      return std::nullopt;
    }
    found.policy = nearest.policy;
  }
  if (options.boundary.empty()) return found;
  found.boundary = found.policy->find_boundary(options.boundary);
  if (found.boundary != nullptr) return found;
  std::vector<std::string_view> known;
  for (const policy::Boundary& each : found.policy->boundaries()) known.push_back(each.name);
  complain(console, options,
           text::with_hint(text::printable(found.policy->title()) + " has no boundary `" +
                               text::printable(options.boundary) + "`",
                           options.boundary, known));
  return std::nullopt;
}

/// "production error, internal warning (policy .dockgate.yaml)".
std::string words_of(const Here& where, const policy::Rule& rule, const std::string& today) {
  const text::Date date = text::date_from(today).value_or(text::Date{});
  std::string out;
  for (const policy::Boundary& boundary : where.policy->boundaries()) {
    if (where.boundary != nullptr && &boundary != where.boundary) continue;
    const policy::RuleLevel level = where.policy->level(rule, {}, boundary, "Dockerfile", date);
    std::string each = boundary.name + " " + std::string(policy::level_name(level.level));
    if (level.origin != "built-in" && !level.origin.empty()) each += " (" + level.origin + ")";
    if (level.reduced_until) each += " until " + level.effective + ", then error";
    out = out.empty() ? each : each + ", " + out;  // the strictest first
  }
  return out + ", by " + where.policy->title();
}

}  // namespace

int explain(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  const std::string form = options.formats.empty() ? "text" : options.formats.front().name;
  std::optional<Here> where;
  if (form == "text") {
    where = here(options, workspace, console);
    if (!where) return exit_invalid;
  }
  int code = exit_clean;
  std::string out;
  report::JsonWriter json;
  json.begin_object().member("schema", "dockgate.rules/1").key("rules").begin_array();
  for (const std::string& name : options.paths) {
    const policy::Rule* rule = where && where->policy ? where->policy->find_rule(name) : nullptr;
    if (rule == nullptr) rule = policy::find_builtin_rule(name);
    if (rule == nullptr) {
      std::vector<std::string_view> known;
      std::string_view whole;  // the rule, when its category was left out
      for (const policy::Rule& each : policy::builtin_rules()) {
        known.push_back(each.name);
        for (const policy::Alias& alias : each.aliases)
          if (alias.field.empty()) known.push_back(alias.name);
        if (each.name.ends_with("/" + name)) whole = each.name;
      }
      complain(console, options,
               text::with_hint("no rule `" + text::printable(name) + "`",
                               whole.empty() ? std::string_view(name) : whole, known));
      code = exit_invalid;
      continue;
    }
    if (!out.empty()) out += "\n";
    if (form == "json") {
      add_rule(json, *rule);
    } else {
      const std::string at_home = !where ? ""
                                  : where->policy
                                      ? words_of(*where, *rule, console.today())
                                      : "the policy is not valid; `dockgate policy check` tells why";
      out += form == "markdown" ? rule_page(*rule) : rule_text(*rule, text::printable(at_home));
    }
  }
  console.out(form == "json" ? json.end_array().end_object().take() : out);
  return code;
}

}  // namespace dockgate::cli
