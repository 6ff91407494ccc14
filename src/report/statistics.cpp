#include "report/statistics.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "report/places.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

std::string right(std::size_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return std::string(width > out.size() ? width - out.size() : 0, ' ') + out;
}

std::string left(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

void add_pairs(std::string& out, std::string_view title,
               const std::vector<std::pair<std::string, std::size_t>>& pairs) {
  if (pairs.empty()) return;
  out.append("\n").append(title).append("\n");
  for (const auto& [name, count] : pairs)
    out += right(count, 6) + "  " + (name.empty() ? "(nobody)" : text::printable(name)) + "\n";
}

void add_pairs(JsonWriter& json, std::string_view name, std::string_view key,
               const std::vector<std::pair<std::string, std::size_t>>& pairs) {
  json.key(name).begin_array();
  for (const auto& [what, count] : pairs)
    json.begin_object().member(key, what).member("count", count).end_object();
  json.end_array();
}

}  // namespace

Statistics statistics(const LintResult& result) {
  std::map<std::string, RuleCount> rules;
  std::map<std::string, std::set<std::string>> files;
  std::map<std::string, std::size_t> boundaries, owners;
  for (const Finding& finding : result.findings) {
    RuleCount& row = rules[finding.rule];
    if (row.rule.empty()) {
      row.rule = finding.rule;
      if (const RuleInfo* rule = rule_of(result, finding)) row.summary = rule->summary;
    }
    files[finding.rule].emplace(file_of(finding));
    if (finding.suppressed) {
      ++row.suppressed;
      ++owners[finding.suppressed->owner];
      continue;
    }
    ++row.count;
    if (finding.verdict == Verdict::unresolved) ++row.unresolved;
    row.worst = std::max(row.worst, finding.severity);
    ++boundaries[finding.boundary];
  }
  Statistics counts;
  for (auto& [name, row] : rules) {
    row.files = files[name].size();
    counts.rules.push_back(std::move(row));
  }
  std::ranges::stable_sort(counts.rules, [](const RuleCount& a, const RuleCount& b) {
    return std::tuple(b.count, b.worst, a.rule) < std::tuple(a.count, a.worst, b.rule);
  });
  counts.boundaries.assign(boundaries.begin(), boundaries.end());
  counts.owners.assign(owners.begin(), owners.end());
  return counts;
}

std::string statistics_text(const Statistics& counts, const Style& style) {
  std::size_t width = 4;
  for (const RuleCount& row : counts.rules) width = std::max(width, row.rule.size());
  std::string out =
      style.paint(Ink::strong, " count  files  level    " + left("rule", width) + "  what") + "\n";
  for (const RuleCount& row : counts.rules) {
    const bool none = row.count == 0;
    out += right(row.count, 6) + right(row.files, 7) + "  ";
    out += none ? left("-", 9) : style.paint(ink_of(row.worst), left(to_string(row.worst), 7)) + "  ";
    out += left(row.rule, width) + "  " + text::printable(row.summary);
    if (row.unresolved > 0) out += " · " + std::to_string(row.unresolved) + " unresolved";
    if (row.suppressed > 0) out += " · " + std::to_string(row.suppressed) + " suppressed";
    out += "\n";
  }
  add_pairs(out, "by boundary", counts.boundaries);
  add_pairs(out, "suppressed, by owner", counts.owners);
  return out;
}

void add_statistics(JsonWriter& json, const Statistics& counts) {
  json.key("statistics").begin_object().key("rules").begin_array();
  for (const RuleCount& row : counts.rules) {
    json.begin_object().member("rule", row.rule).member("count", row.count).member("files", row.files);
    json.key("worst");
    if (row.count == 0) {
      json.null();
    } else {
      json.value(to_string(row.worst));
    }
    json.member("unresolved", row.unresolved).member("suppressed", row.suppressed).end_object();
  }
  json.end_array();
  add_pairs(json, "boundaries", "boundary", counts.boundaries);
  add_pairs(json, "owners", "owner", counts.owners);
  json.end_object();
}

}  // namespace dockgate::report
