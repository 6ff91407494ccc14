#include "cli/rule_words.hpp"

#include <algorithm>
#include <array>

#include "policy/describe.hpp"
#include "policy/level.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::array<std::string_view, 3> boundaries{"production", "internal", "research"};

/// `text` with `indent` before each line that is not blank.
std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const std::string_view line : text::split(text::trim(text, "\n"), '\n')) {
    if (!line.empty()) out.append(indent).append(text::printable(line));
    out += '\n';
  }
  return out;
}

void add_section(std::string& out, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  out.append("\n").append(title).append("\n").append(indented(text, "  "));
}

/// " with --build-arg A=b", or "".
std::string arguments_of(const policy::Example& example) {
  std::string out;
  for (const std::string_view argument : example.build_args)
    out.append(out.empty() ? " with" : "").append(" --build-arg ").append(argument);
  return out;
}

void add_examples(std::string& out, std::string_view title, std::span<const policy::Example> examples) {
  for (const policy::Example& example : examples) {
    out.append("\n").append(title);
    if (!example.name.empty()) out.append(": ").append(example.name);
    if (!example.boundary.empty()) out.append(" (").append(example.boundary).append(")");
    out.append(arguments_of(example)).append("\n");
    const bool named = example.files.size() > 1;
    const auto add_files = [&](std::span<const policy::Example::File> files) {
      for (const auto& file : files) {
        if (named) out.append("  ").append(file.path).append(":\n");
        out += indented(file.text, named ? "    " : "  ");
      }
    };
    add_files(example.files);
    if (!example.fixed.empty()) out += "fixed\n";
    add_files(example.fixed);
  }
}

/// "add `-y` (safe)", a line each.
std::string edits_of(const policy::Rule& rule) {
  std::string out;
  for (const policy::RuleEdit& edit : rule.edits) {
    const std::string line =
        std::string(edit.safe ? "safe: " : "unsafe: ") + policy::without_placeholders(edit.title) + "\n";
    if (out.find(line) == std::string::npos) out += line;
  }
  return out;
}

/// What an exception of the rule looks like in a policy.
std::string exception_of(const policy::Rule& rule) {
  return "exceptions:\n  - id: EX-1\n    rule: " + std::string(rule.name) +
         "\n    where: {path: path/to/Dockerfile}\n    reason: why it is right here\n"
         "    owner: who answers for it\n    ticket: where it was agreed\n    expires: YYYY-MM-DD\n";
}

/// The same as a comment, which counts where the boundary allows it.
std::string comment_of(const policy::Rule& rule) {
  return "# dockgate: expect " + std::string(rule.name) +
         " reason=\"why it is right here\" owner=who until=YYYY-MM-DD\n";
}

/// A fence that is longer than any in the text.
std::string fence_for(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) fence += '`';
  return fence;
}

std::string_view language_of(std::string_view path) {
  if (path.ends_with("Dockerfile") || path.ends_with(".Dockerfile")) return "dockerfile";
  const auto dot = path.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  if (ending == "py") return "python";
  if (ending == "sh") return "sh";
  return ending == "yaml" || ending == "yml" ? "yaml" : ending == "json" ? "json" : "text";
}

void add_example_pages(std::string& out, std::string_view title, std::span<const policy::Example> examples) {
  if (examples.empty()) return;
  out.append("\n## ").append(title).append("\n");
  for (const policy::Example& example : examples) {
    if (!example.name.empty() || !example.boundary.empty() || !example.build_args.empty()) {
      out.append("\n").append(example.name.empty() ? "an example" : example.name);
      if (!example.boundary.empty()) out.append(" (at ").append(example.boundary).append(")");
      out += arguments_of(example);
      out += ":\n";
    }
    const auto add_files = [&](std::span<const policy::Example::File> files) {
      for (const auto& file : files) {
        if (example.files.size() > 1) out.append("\n`").append(file.path).append("`\n");
        const std::string fence = fence_for(file.text);
        out.append("\n").append(fence).append(language_of(file.path)).append("\n");
        out.append(text::trim(file.text, "\n")).append("\n").append(fence).append("\n");
      }
    };
    add_files(example.files);
    if (!example.fixed.empty()) out += "\nfixed:\n";
    add_files(example.fixed);
  }
}

void add_example(report::JsonWriter& json, const policy::Example& example) {
  json.begin_object().member("name", example.name);
  json.member("boundary", example.boundary.empty() ? std::string_view("production") : example.boundary);
  json.key("files").begin_object();
  for (const auto& file : example.files) json.member(file.path, file.text);
  json.end_object().key("fixed").begin_object();
  for (const auto& file : example.fixed) json.member(file.path, file.text);
  json.end_object().key("expect").begin_array();
  for (const std::string_view place : example.expect) json.value(place);
  json.end_array().key("build_args").begin_array();
  for (const std::string_view argument : example.build_args) json.value(argument);
  json.end_array().end_object();
}

void add_levels(report::JsonWriter& json, std::string_view name,
                std::span<const policy::RuleSeverity> severities) {
  json.key(name).begin_object();
  for (const policy::RuleSeverity& each : severities)
    json.member(each.name.empty() ? std::string_view("*") : each.name, policy::level_name(each.severity));
  json.end_object();
}

}  // namespace

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t length = text::count_code_points(text);
  return std::string(text) + std::string(width > length ? width - length : 0, ' ');
}

std::string levels_of(const policy::Rule& rule) {
  std::string out;
  for (const policy::RuleSeverity& severity : rule.severities) {
    if (!out.empty()) out += ", ";
    if (!severity.name.empty()) out.append(severity.name).append(" ");
    out.append(policy::level_name(severity.severity));
  }
  return out;
}

std::string shown_alias(const policy::Alias& alias) {
  if (alias.field.empty()) return std::string(alias.name);
  return std::string(alias.name.substr(0, alias.name.find_first_of("*?[{"))) + "…";
}

std::string aliases_of(const policy::Rule& rule) {
  std::string out;
  for (const policy::Alias& alias : rule.aliases) {
    if (!out.empty()) out += ", ";
    out.append(shown_alias(alias)).append(alias.when == nullptr ? "" : " (in some cases)");
  }
  return out;
}

std::string_view level_at(const policy::Rule& rule, std::string_view boundary) {
  int level = policy::level_off;
  bool named = false;
  for (const policy::RuleSeverity& each : rule.severities) {
    if (each.name.empty() && !named) level = each.severity;
    if (each.name != boundary) continue;
    level = each.severity;
    named = true;
  }
  return policy::level_name(level);
}

std::string rule_text(const policy::Rule& rule, std::string_view here) {
  std::string out;
  out.append(rule.name).append(": ").append(rule.summary).append("\n\n");
  out.append(indented(rule.why, "  "));
  out.append("\nlevels: ").append(levels_of(rule)).append("\n");
  if (!here.empty()) out.append("here: ").append(here).append("\n");
  if (const std::string aliases = aliases_of(rule); !aliases.empty())
    out += "also known as: " + aliases + "\n";
  add_section(out, "what to do", policy::without_placeholders(rule.help));
  add_section(out, "how", rule.fix);
  add_section(out, "what `dockgate fix` does", edits_of(rule));
  add_examples(out, "bad", rule.bad);
  add_examples(out, "good", rule.good);
  add_section(out, "how to except it, in .dockgate.yaml", exception_of(rule));
  if (rule.kind != "engine")
    add_section(out, "or above the line, where the boundary allows it", comment_of(rule));
  std::string references;
  for (const std::string_view reference : rule.references) references.append(reference).append("\n");
  add_section(out, "read more", references);
  return out;
}

std::string rule_page(const policy::Rule& rule) {
  std::string out = "# " + std::string(rule.name) + "\n\n" + std::string(rule.summary) + "\n\n";
  out += "| production | internal | research | risk | edition |\n|---|---|---|---|---|\n|";
  for (const std::string_view boundary : boundaries)
    out.append(" ").append(level_at(rule, boundary)).append(" |");
  out.append(" ")
      .append(rule.risk.empty() ? "–" : rule.risk)
      .append(" | ")
      .append(rule.edition)
      .append(" |\n\n");
  if (const std::string aliases = aliases_of(rule); !aliases.empty())
    out += "Also known as " + aliases + ".\n\n";
  out.append(text::trim(rule.why)).append("\n");
  if (!rule.clauses.empty()) {
    out += "\n## Messages\n\n";
    std::string_view before;
    for (const policy::Clause& clause : rule.clauses) {
      if (clause.message == before) continue;  // the same at another level
      before = clause.message;
      out.append("- ").append(clause.message);
      out.append(clause.unresolved ? " (unresolved)" : "");
      if (clause.at_most < static_cast<int>(Severity::error))
        out.append(" (at most ").append(policy::level_name(clause.at_most)).append(")");
      out.append("\n");
    }
  }
  out += "\n## What to do\n\n";
  out.append(
      text::trim(rule.help.empty() ? std::string(rule.summary) : policy::without_placeholders(rule.help)));
  out += "\n";
  if (!rule.fix.empty()) out.append("\n").append(text::trim(rule.fix)).append("\n");
  if (const std::string edits = edits_of(rule); !edits.empty()) {
    out += "\n`dockgate fix` does it ([docs/fix.md](../../fix.md)):\n\n";
    for (const std::string_view line : text::split(text::trim(edits), '\n'))
      out.append("- ").append(line).append("\n");
  }
  add_example_pages(out, "Bad", rule.bad);
  add_example_pages(out, "Good", rule.good);
  out +=
      "\n## How to except it\n\nIn `.dockgate.yaml`; [docs/policy.md](../../policy.md) has the "
      "details.\n\n```yaml\n" +
      exception_of(rule) + "```\n";
  if (rule.kind != "engine") {
    out +=
        "\nOr above the line, where the boundary allows it:\n\n```dockerfile\n" + comment_of(rule) + "```\n";
  }
  for (std::size_t i = 0; i < rule.references.size(); ++i)
    out.append(i == 0 ? "\n## Read more\n\n- <" : "- <").append(rule.references[i]).append(">\n");
  return out;
}

void add_rule(report::JsonWriter& json, const policy::Rule& rule) {
  json.begin_object().member("name", rule.name).member("summary", rule.summary).member("why", rule.why);
  json.member("help", rule.help).member("fix", rule.fix).member("on", rule.kind);
  json.member("edition", rule.edition).member("risk", rule.risk);
  add_levels(json, "severity", rule.severities);
  add_levels(json, "sets", rule.sets);
  json.key("aliases").begin_array();
  for (const policy::Alias& alias : rule.aliases)
    json.begin_object()
        .member("name", alias.name)
        .member("always", alias.when == nullptr && alias.field.empty())
        .member("varies", !alias.field.empty())
        .end_object();
  json.end_array().key("messages").begin_array();
  for (const policy::Clause& clause : rule.clauses) {
    json.begin_object().member("message", clause.message);
    json.member("help", clause.help.empty() ? rule.help : clause.help);
    json.member("verdict", clause.unresolved ? "unresolved" : "refuted");
    json.member("at_most", policy::level_name(clause.at_most)).end_object();
  }
  json.end_array().key("edits").begin_array();
  for (const policy::RuleEdit& edit : rule.edits)
    json.begin_object().member("title", edit.title).member("safe", edit.safe).end_object();
  json.end_array().key("references").begin_array();
  for (const std::string_view reference : rule.references) json.value(reference);
  json.end_array().key("examples").begin_object();
  json.key("bad").begin_array();
  for (const policy::Example& example : rule.bad) add_example(json, example);
  json.end_array().key("good").begin_array();
  for (const policy::Example& example : rule.good) add_example(json, example);
  json.end_array().end_object().end_object();
}

}  // namespace dockgate::cli
