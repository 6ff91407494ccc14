// `rules`, `explain` and `policy check`: what the rules and a policy say of themselves.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/workspace.hpp"
#include "facts/schema.hpp"
#include "policy/find_policy.hpp"
#include "policy/level.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(width > text.size() ? width - text.size() : 0, ' ');
  return out;
}

std::string levels_of(const policy::Rule& rule) {
  std::string out;
  for (const policy::RuleSeverity& severity : rule.severities) {
    if (!out.empty()) out += ", ";
    out.append(severity.name).append(" ").append(policy::level_name(severity.severity));
  }
  return out;
}

std::string aliases_of(const policy::Rule& rule) {
  std::string out;
  for (const policy::Alias& alias : rule.aliases) {
    if (!out.empty()) out += ", ";
    out.append(alias.name).append(alias.when == nullptr ? "" : " (in some cases)");
  }
  return out;
}

/// `text` with `indent` before each line that is not blank.
std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const std::string_view line : text::split(text::trim(text, "\n"), '\n')) {
    if (!line.empty()) out.append(indent).append(line);
    out += '\n';
  }
  return out;
}

void add_section(std::string& out, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  out.append("\n").append(title).append("\n").append(indented(text, "  "));
}

void add_examples(std::string& out, std::string_view title, std::span<const policy::Example> examples) {
  for (const policy::Example& example : examples) {
    out.append("\n").append(title);
    if (!example.name.empty()) out.append(": ").append(example.name);
    out += '\n';
    for (const auto& file : example.files) {
      if (example.files.size() > 1) out.append("  ").append(file.path).append(":\n");
      out += indented(file.text, example.files.size() > 1 ? "    " : "  ");
    }
  }
}

std::string fields_text() {
  std::string out;
  const auto add = [&](const facts::Field& field) {
    out.append("  ")
        .append(padded(field.name, 20))
        .append(field.doc)
        .append(" (")
        .append(field.type)
        .append(")\n");
  };
  for (const facts::Kind& kind : facts::kinds()) {
    out.append(kind.name).append(": ").append(kind.doc).append("\n");
    for (const facts::Field& field : kind.fields) add(field);
  }
  out.append("every kind has besides\n");
  for (const facts::Field& field : facts::common_fields()) add(field);
  return out;
}

}  // namespace

int rules(const Options& options, Console& console) {
  if (options.fields) {
    console.out(fields_text());
    return exit_clean;
  }
  std::size_t width = 0;
  for (const policy::Rule& rule : policy::builtin_rules()) width = std::max(width, rule.name.size());
  for (const policy::Rule& rule : policy::builtin_rules()) {
    std::string line = padded(rule.name, width + 2).append(rule.summary);
    if (const std::string aliases = aliases_of(rule); !aliases.empty()) line += " [" + aliases + "]";
    console.out(line + "\n");
  }
  return exit_clean;
}

int explain(const Options& options, Console& console) {
  int code = exit_clean;
  for (const std::string& name : options.paths) {
    const policy::Rule* rule = policy::find_builtin_rule(name);
    if (rule == nullptr) {
      std::vector<std::string_view> known;
      for (const policy::Rule& each : policy::builtin_rules()) {
        known.push_back(each.name);
        for (const policy::Alias& alias : each.aliases) known.push_back(alias.name);
      }
      std::string message = "no rule `" + text::printable(name) + "`";
      if (const std::string_view near = text::did_you_mean(name, known); !near.empty()) {
        message.append("; did you mean `").append(near).append("`?");
      }
      complain(console, options, message);
      code = exit_invalid;
      continue;
    }
    std::string out;
    out.append(rule->name).append(": ").append(rule->summary).append("\n\n");
    out.append(indented(rule->why, "  "));
    out.append("\nlevels: ").append(levels_of(*rule)).append("\n");
    if (const std::string aliases = aliases_of(*rule); !aliases.empty())
      out += "also known as: " + aliases + "\n";
    add_section(out, "what to do", rule->help);
    add_section(out, "how", rule->fix);
    add_examples(out, "bad", rule->bad);
    add_examples(out, "good", rule->good);
    std::string references;
    for (const std::string_view reference : rule->references) references.append(reference).append("\n");
    add_section(out, "read more", references);
    console.out(out);
  }
  return code;
}

int policy_check(const Options& options, Console& console) {
  Workspace workspace = Workspace::here();
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) {
    const policy::FoundPolicy found = policy::find_policy(workspace.tree(), "Dockerfile");
    if (!found.policy) {
      complain(console, options, found.problems);
      return exit_invalid;
    }
    console.out(text::printable(found.policy->title()) + " is valid (" + found.reason + ")\n");
    return exit_clean;
  }
  int code = exit_clean;
  for (const std::string& path : paths) {
    const Located place = workspace.locate(path);
    const auto source = place.tree->read(place.path);
    if (!source) {
      complain(console, options, text::printable(path) + ": " + std::string(to_string(source.error())));
      code = exit_invalid;
      continue;
    }
    const policy::LoadResult loaded = policy::Policy::parse(*source, place.tree.get(), place.path);
    if (loaded) {
      console.out(text::printable((*loaded)->title()) + " is valid\n");
    } else {
      complain(console, options, loaded.error());
      code = exit_invalid;
    }
  }
  return code;
}

}  // namespace dockgate::cli
