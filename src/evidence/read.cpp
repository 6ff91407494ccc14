#include "evidence/evidence.hpp"
#include "manifest/manifest.hpp"
#include "yaml/node.hpp"

namespace dockgate::evidence {
namespace {

class Reader {
 public:
  explicit Reader(std::vector<Problem>& problems) : problems_(problems) {}

  Evidence evidence(const yaml::Node& node) {
    Evidence out;
    yaml::MapReader reader(node, "the evidence", problems_);
    if (const auto* at = reader.required("schema"); at != nullptr && at->scalar != schema)
      reader.complain(at->at, "this version reads evidence of `" + std::string(schema) + "` only");
    if (const auto* tool = reader.required("tool")) {
      yaml::MapReader row(*tool, "`tool`", problems_);
      row.required_text("name");
      out.tool_version = row.required_text("version");
      row.finish();
    }
    out.as_of = reader.required_text("as_of");
    if (reader.required("accepted") != nullptr) out.accepted = reader.boolean("accepted", false);
    out.reasons = reader.texts("reasons");
    for (const yaml::Node& item : reader.required_items("policies")) {
      yaml::MapReader row(item, "a policy", problems_);
      PolicyIdentity policy{row.required_text("name"), row.required_text("sha256"), row.text("edition"),
                            row.text("boundary"), row.texts("rules_off")};
      row.finish();
      out.policies.push_back(std::move(policy));
    }
    if (const auto* at = reader.required("manifest")) {
      auto parts = manifest::read(*at, problems_);
      for (auto& build : parts.builds) {
        BuildEvidence each_build;
        each_build.parts = std::move(build);
        out.builds.push_back(std::move(each_build));
      }
    }
    for (const yaml::Node& item : reader.required_items("findings")) out.findings.push_back(finding(item));
    for (const yaml::Node& item : reader.required_items("exceptions"))
      out.exceptions.push_back(exception(item));
    for (const yaml::Node& item : reader.required_items("not_judged")) {
      yaml::MapReader row(item, "an entry of `not_judged`", problems_);
      auto what = row.text("what");
      out.not_judged.emplace_back(std::move(what), row.text("why"));
      row.finish();
    }
    // What nothing is compared by is not read.
    for (const char* key : {"next", "command", "questions", "builds", "scope", "debt", "verdicts", "skipped"})
      reader.optional(key);
    reader.finish();
    return out;
  }

 private:
  SeenFinding finding(const yaml::Node& node) {
    SeenFinding out;
    yaml::MapReader row(node, "a finding", problems_);
    out.rule = row.required_text("rule");
    out.severity = row.required_text("severity");
    const auto word = row.required_text("verdict");
    const auto outcome = outcome_from(word);
    if (!outcome && !word.empty()) row.complain(node.at, "`" + word + "` is no verdict");
    out.outcome = outcome.value_or(Outcome::refuted);
    out.fails = row.boolean("fails", false);
    out.message = row.text("message");
    out.help = row.text("help");
    out.file = row.text("file");
    out.line = static_cast<std::uint32_t>(row.integer("line").value_or(1));
    out.column = static_cast<std::uint32_t>(row.integer("column").value_or(1));
    out.dockerfile = row.text("dockerfile");
    out.stage = row.text("stage");
    out.subject = row.text("subject");
    out.fingerprint = row.required_text("fingerprint");
    out.trace = row.texts("trace");
    if (const auto* at = row.optional("excuse")) {
      yaml::MapReader excuse(*at, "`excuse`", problems_);
      out.excuse = Excuse{excuse.required_text("by"), excuse.text("reason"), excuse.text("owner"),
                          excuse.text("expires")};
      excuse.finish();
    }
    row.finish();
    return out;
  }

  ExceptionInForce exception(const yaml::Node& node) {
    yaml::MapReader row(node, "an exception", problems_);
    ExceptionInForce out{
        row.text("policy"), row.text("id"),      row.required_text("rule"),
        row.text("reason"), row.text("owner"),   row.text("approved_by"),
        row.text("ticket"), row.text("expires"), static_cast<std::size_t>(row.integer("covers").value_or(0))};
    row.finish();
    return out;
  }

  std::vector<Problem>& problems_;
};

}  // namespace

Result<Evidence, std::vector<Problem>> read(const SourcePtr& source) {
  using Read = Result<Evidence, std::vector<Problem>>;
  const auto node = yaml::parse(source);
  if (!node) return Read::failure({node.error()});
  std::vector<Problem> problems;
  Evidence out = Reader(problems).evidence(*node);
  if (!problems.empty()) return Read::failure(std::move(problems));
  return out;
}

}  // namespace dockgate::evidence
