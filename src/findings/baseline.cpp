#include "findings/baseline.hpp"

#include <map>
#include <string_view>

#include "text/quoted.hpp"
#include "text/words.hpp"
#include "yaml/node.hpp"

namespace dockgate::findings {

namespace {

constexpr std::string_view schema = "dockgate.baseline/1";
constexpr std::size_t fingerprint_digits = 32;

BaselineEntry read_entry(const yaml::Node& node, std::vector<Problem>& problems) {
  yaml::MapReader reader(node, "an entry of the baseline", problems);
  BaselineEntry entry;
  entry.at = node.at;
  entry.fingerprint = reader.required_text("fingerprint");
  if (const auto* at = reader.optional("fingerprint");
      at != nullptr && !text::is_lower_hex(entry.fingerprint, fingerprint_digits)) {
    problems.push_back({at->at, "has to be the 32 lower-case hex digits of a fingerprint"});
  }
  entry.rule = reader.text("rule");
  entry.file = reader.text("file");
  entry.dockerfile = reader.text("dockerfile");
  entry.subject = reader.text("subject");
  reader.finish();
  return entry;
}

}  // namespace

Result<Baseline, std::vector<Problem>> read_baseline(const SourcePtr& source) {
  using Read = Result<Baseline, std::vector<Problem>>;
  const auto node = yaml::parse(source);
  if (!node) return Read::failure({node.error()});
  std::vector<Problem> problems;
  yaml::MapReader reader(*node, "the baseline", problems);
  Baseline baseline;
  baseline.reason = "in " + source->path();
  if (const auto* at = reader.required("schema"); at != nullptr && at->scalar != schema) {
    problems.push_back({at->at, "this version reads baselines of `" + std::string(schema) + "` only"});
  }
  for (const yaml::Node& item : reader.required_items("findings"))
    baseline.entries.push_back(read_entry(item, problems));
  reader.finish();
  if (!problems.empty()) return Read::failure(std::move(problems));
  return baseline;
}

Baseline baseline_of(const std::vector<Finding>& findings) {
  Baseline baseline;
  for (const Finding& finding : findings) {
    if (finding.suppressed) continue;
    baseline.entries.push_back({finding.fingerprint,
                                finding.rule,
                                finding.at.source ? finding.at.source->path() : finding.dockerfile,
                                finding.dockerfile,
                                finding.subject,
                                {}});
  }
  return baseline;
}

std::string baseline_text(const std::vector<BaselineEntry>& entries) {
  std::string out = "{\n \"schema\": " + text::json_string(schema) + ",\n \"findings\": [";
  bool first = true;
  for (const BaselineEntry& entry : entries) {
    out += first ? "\n" : ",\n";
    first = false;
    out += "  {\"fingerprint\": " + text::json_string(entry.fingerprint) +
           ", \"rule\": " + text::json_string(entry.rule) +
           ", \"file\": " + text::json_string(text::printable(entry.file)) +
           ", \"dockerfile\": " + text::json_string(text::printable(entry.dockerfile)) +
           ", \"subject\": " + text::json_string(text::printable(entry.subject)) + "}";
  }
  return out + (first ? "]\n}\n" : "\n ]\n}\n");
}

std::vector<bool> apply_baseline(const Baseline& baseline, std::vector<Finding>& findings) {
  std::map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < baseline.entries.size(); ++i) known.emplace(baseline.entries[i].fingerprint, i);
  std::vector<bool> used(baseline.entries.size());
  for (Finding& finding : findings) {
    const auto found = known.find(finding.fingerprint);
    if (found == known.end()) continue;
    used[found->second] = true;
    if (!finding.suppressed)
      finding.suppressed = Suppression{Suppression::By::baseline, baseline.reason, {}, {}};
  }
  return used;
}

}  // namespace dockgate::findings
