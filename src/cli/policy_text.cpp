#include "cli/policy_text.hpp"

#include <algorithm>

#include "policy/level.hpp"
#include "policy/policy_shape.hpp"
#include "text/words.hpp"

namespace dockgate::cli {

namespace {

constexpr std::size_t comment_column = 64;
constexpr std::string_view built_in = "built-in";

std::string place_name(const Place& at) {
  if (!at.source) return std::string(built_in);
  return at.source->path() + ":" + std::to_string(at.source->line_of(at.span.begin));
}

/// A scalar that every YAML reader takes for text.
std::string scalar(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
  const bool letters = text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == 0;
  constexpr std::string_view words[] = {"off", "on", "yes", "no", "true", "false", "null", "y", "n"};
  const bool word =
      std::ranges::any_of(words, [&](auto each) { return text::equal_ignoring_case(each, text); });
  if (letters && !word && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text::printable(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + scalar(item);
  return "[" + out + "]";
}

class Writer {
 public:
  Writer(const policy::Policy& policy, std::string_view path, text::Date today)
      : policy_(policy), path_(path), today_(today) {}

  std::string write() {
    head();
    boundaries();
    classify();
    lists();
    rules();
    exceptions();
    return std::move(out_);
  }

 private:
  void line(std::string text, std::string_view origin = {}) {
    if (!origin.empty()) {
      text.append(text.size() < comment_column ? comment_column - text.size() : 1, ' ');
      text.append("# ").append(text::printable(origin));
    }
    out_ += text + "\n";
  }

  void head() {
    line("# what holds for " + text::printable(path_) + " by " + text::printable(policy_.title()));
    line("schema: 1");
    line("edition: " + scalar(policy_.edition()));
    std::vector<std::string> sets;
    for (const std::string& set : policy_.sets()) sets.push_back("builtin:" + set);
    line("extends: " + list(sets));
    if (policy_.comments()) line("comments: " + list(*policy_.comments()));
  }

  void boundaries() {
    line("boundaries:");
    for (const policy::Boundary& each : policy_.boundaries()) {
      line("  " + scalar(each.name) + ":");
      const auto value = [&](std::string_view key, std::string_view word, bool number = false) {
        const auto origin = each.origins.find(key);
        line("    " + std::string(key) + ": " + (number ? std::string(word) : scalar(word)),
             origin == each.origins.end() ? built_in : std::string_view(origin->second));
      };
      value("like", each.like);
      value("fail-on", to_string(each.fail_on));
      value("unresolved", to_string(each.unresolved));
      if (each.at_most) value("at-most", to_string(*each.at_most));
      value("suppress-inline", policy::inline_words.at(static_cast<std::size_t>(each.suppress_inline)));
      if (each.exception_days) value("exception-days", std::to_string(*each.exception_days), true);
    }
    line("unclassified: " + scalar(policy_.unclassified()), policy_.unclassified_origin());
  }

  static std::string match(const policy::ClassifyMatch& match) {
    std::string out;
    const auto add = [&](std::string_view key, const std::vector<std::string>& globs) {
      if (!globs.empty()) out += (out.empty() ? "" : ", ") + std::string(key) + ": " + list(globs);
    };
    const auto build_file = [&](std::string_view key, std::string_view name,
                                const std::optional<policy::ClassifyMatch::BuildFile>& file) {
      if (!file) return;
      std::string inner = file->files.empty() ? "" : "file: " + list(file->files);
      if (!file->names.empty())
        inner += (inner.empty() ? "" : ", ") + std::string(name) + ": " + list(file->names);
      out += (out.empty() ? "" : ", ") + std::string(key) + ": {" + inner + "}";
    };
    add("path", match.paths);
    add("target", match.targets);
    if (!match.labels.empty()) {
      std::string labels;
      for (const auto& [name, value] : match.labels)
        labels += (labels.empty() ? "" : ", ") + scalar(name) + ": " + scalar(value);
      out += (out.empty() ? "" : ", ") + ("label: {" + labels + "}");
    }
    build_file("compose", "service", match.compose);
    build_file("bake", "target", match.bake);
    add("invocation", match.invocations);
    add("branch", match.branches);
    return out;
  }

  void classify() {
    if (policy_.classifications().empty()) return;
    line("classify:");
    for (const auto& [entry, origin] : policy_.classifications()) {
      std::string text = "  - {boundary: " + scalar(entry.boundary);
      if (entry.lowers) text += ", lowers: true";
      if (const std::string all = match(entry.all); !all.empty()) text += ", " + all;
      std::string any;
      for (const policy::ClassifyMatch& each : entry.any)
        any += (any.empty() ? "{" : ", {") + match(each) + "}";
      if (!any.empty()) text += ", any: [" + any + "]";
      line(text + "}", origin);
    }
  }

  void lists() {
    line("lists:");
    for (const auto& [name, entries] : policy_.lists()) {
      if (name == "remote-code-models") continue;  // made from `models`
      line("  " + scalar(name) + ":" + (entries.empty() ? " []" : ""));
      for (const policy::ListEntry& entry : entries) {
        std::string text = "    - {name: " + scalar(entry.name) + ", match: " + list(entry.match);
        if (entry.revision) text += ", revision: \"" + *entry.revision + "\"";
        if (name == "models") text += remote_code(entry);
        if (!entry.boundaries.empty()) text += ", boundaries: " + list(entry.boundaries);
        line(text + "}", place_name(entry.at));
      }
    }
  }

  std::string remote_code(const policy::ListEntry& entry) const {
    const auto accepted = policy_.lists().find("remote-code-models");
    const bool found = accepted != policy_.lists().end() &&
                       std::ranges::any_of(accepted->second, [&](const policy::ListEntry& each) {
                         return each.at.source == entry.at.source && each.at.span == entry.at.span;
                       });
    if (!found) return {};
    if (entry.files.empty()) return ", remote-code: true";
    std::string files;
    for (const auto& [path, digest] : entry.files)
      files += (files.empty() ? "" : ", ") + scalar(path) + ": \"" + digest + "\"";
    return ", remote-code: {files: {" + files + "}}";
  }

  void rules() {
    line("rules:");
    for (const policy::Rule* rule : policy_.rules()) {
      std::vector<policy::RuleLevel> levels;
      for (const policy::Boundary& boundary : policy_.boundaries())
        levels.push_back(policy_.level(*rule, {}, boundary, path_, today_));
      const std::string lock = policy_.lock_of(*rule);
      const bool plain = lock.empty() && std::ranges::all_of(levels, [&](const policy::RuleLevel& level) {
                           return level.origin == levels.front().origin && !level.reduced_until;
                         });
      if (plain) {
        one_line(*rule, levels);
      } else {
        several_lines(*rule, levels, lock);
      }
    }
  }

  void one_line(const policy::Rule& rule, const std::vector<policy::RuleLevel>& levels) {
    const bool same = std::ranges::all_of(
        levels, [&](const policy::RuleLevel& level) { return level.level == levels.front().level; });
    std::string text = "  " + std::string(rule.name) + ": ";
    if (same) return line(text + scalar(policy::level_name(levels.front().level)), levels.front().origin);
    text += "{";
    for (std::size_t i = 0; i < levels.size(); ++i) {
      text += (i > 0 ? ", " : "") + scalar(policy_.boundaries()[i].name) + ": " +
              scalar(policy::level_name(levels[i].level));
    }
    line(text + "}", levels.front().origin);
  }

  void several_lines(const policy::Rule& rule, const std::vector<policy::RuleLevel>& levels,
                     const std::string& lock) {
    line("  " + std::string(rule.name) + ":");
    std::string effective;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      std::string origin = levels[i].origin;
      if (levels[i].reduced_until) {
        effective = levels[i].effective;
        origin += ", an error from " + effective;
      }
      line("    " + scalar(policy_.boundaries()[i].name) + ": " + scalar(policy::level_name(levels[i].level)),
           origin);
    }
    if (!lock.empty()) line("    locked: true", lock);
  }

  void exceptions() {
    if (policy_.exceptions().empty()) return;
    line("exceptions:");
    for (const policy::Exception& each : policy_.exceptions()) {
      std::string where;
      const auto add = [&](std::string_view key, const std::vector<std::string>& globs) {
        if (!globs.empty()) where += (where.empty() ? "" : ", ") + std::string(key) + ": " + list(globs);
      };
      add("path", each.paths);
      add("stage", each.stages);
      add("subject", each.subjects);
      add("fingerprint", each.fingerprints);
      const int days = text::days_between(today_, each.expires);
      line("  - {id: " + scalar(each.id) + ", rule: " + scalar(each.rule) + ", owner: " + scalar(each.owner) +
               ", expires: " + each.expires_text + ", where: {" + where + "}}",
           place_name(each.at) + (days < 0 ? ", out of date" : ", " + std::to_string(days) + " days left"));
    }
  }

  const policy::Policy& policy_;
  std::string_view path_;
  text::Date today_;
  std::string out_;
};

}  // namespace

std::string policy_text(const policy::Policy& policy, std::string_view path, text::Date today) {
  return Writer(policy, path, today).write();
}

}  // namespace dockgate::cli
