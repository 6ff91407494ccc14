// `rules`: the catalogue of built-in rules.
#include <algorithm>
#include <array>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/prepare.hpp"
#include "cli/rule_words.hpp"
#include "facts/schema.hpp"
#include "policy/rule.hpp"
#include "text/glob.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

std::string_view category_of(const policy::Rule& rule) {
  return rule.name.substr(0, rule.name.find('/'));
}

bool holds(std::string_view text, std::string_view lower_word) {
  return text::lower(text).find(lower_word) != std::string::npos;
}

/// A category, a name, an alias, a pattern with `*`, or a piece of name or summary.
bool matches(const policy::Rule& rule, const std::string& word) {
  if (word.find('*') != std::string::npos) return text::glob_match(word, rule.name);
  if (category_of(rule) == word || rule.name == word) return true;
  const std::string lower = text::lower(word);
  if (std::ranges::any_of(rule.aliases,
                          [&](const policy::Alias& alias) { return policy::names_alias(alias, word); }))
    return true;
  return holds(rule.name, lower) || holds(rule.summary, lower);
}

/// The rules that all words match.
std::vector<const policy::Rule*> chosen(const std::vector<std::string>& words) {
  std::vector<const policy::Rule*> out;
  for (const policy::Rule& rule : policy::builtin_rules()) {
    if (std::ranges::all_of(words, [&](const std::string& word) { return matches(rule, word); }))
      out.push_back(&rule);
  }
  return out;
}

std::string table(const std::vector<const policy::Rule*>& rules) {
  std::size_t width = 4;
  for (const policy::Rule* rule : rules) width = std::max(width, rule->name.size());
  std::string out = padded("rule", width + 2) + "production  internal  research  what\n";
  for (const policy::Rule* rule : rules) {
    out += padded(rule->name, width + 2) + padded(level_at(*rule, "production"), 12) +
           padded(level_at(*rule, "internal"), 10) + padded(level_at(*rule, "research"), 10);
    out += rule->summary;
    std::string aliases;
    for (const policy::Alias& alias : rule->aliases)
      aliases.append(aliases.empty() ? "" : ", ").append(shown_alias(alias));
    if (!aliases.empty()) out += " [" + aliases + "]";
    out += "\n";
  }
  return out;
}

/// A table with a link to the page of each rule.
std::string markdown(const std::vector<const policy::Rule*>& rules) {
  std::string out =
      "| rule | production | internal | research | what | elsewhere |\n|---|---|---|---|---|---|\n";
  for (const policy::Rule* rule : rules) {
    out.append("| [").append(rule->name).append("](").append(rule->name).append(".md) |");
    for (const char* boundary : {"production", "internal", "research"})
      out.append(" ").append(level_at(*rule, boundary)).append(" |");
    out.append(" ").append(rule->summary).append(" |");
    for (std::size_t i = 0; i < rule->aliases.size(); ++i)
      out.append(i == 0 ? " " : ", ").append(shown_alias(rule->aliases[i]));
    out += " |\n";
  }
  return out;
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
    if (kind.parts.empty()) continue;
    out += "  its parts, for `at` and `edit`\n";
    for (const facts::PartName& part : kind.parts)
      out.append("    ").append(padded(part.name, 20)).append(part.doc).append("\n");
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
  const std::vector<const policy::Rule*> found = chosen(options.paths);
  const std::string form = options.formats.empty() ? "text" : options.formats.front().name;
  if (form == "json") {
    report::JsonWriter json;
    json.begin_object().member("schema", "dockgate.rules/1").key("rules").begin_array();
    for (const policy::Rule* rule : found) add_rule(json, *rule);
    console.out(json.end_array().end_object().take());
  } else if (!found.empty()) {
    console.out(form == "markdown" ? markdown(found) : table(found));
  }
  if (!found.empty()) return exit_clean;
  std::vector<std::string_view> known;
  for (const policy::Rule& rule : policy::builtin_rules()) {
    known.insert(known.end(), {rule.name, category_of(rule)});
    for (const policy::Alias& alias : rule.aliases)
      if (alias.field.empty()) known.push_back(alias.name);
  }
  std::string words;
  for (const std::string& word : options.paths) words += (words.empty() ? "" : " ") + text::printable(word);
  complain(console, options,
           text::with_hint("no rule matches `" + words + "`", options.paths.front(), known));
  return exit_invalid;
}

}  // namespace dockgate::cli
