#include "report/sarif.hpp"

#include <map>
#include <optional>
#include <set>

#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "text/percent.hpp"
#include "text/words.hpp"

namespace dockgate::report {

namespace {

constexpr std::string_view root = "%SRCROOT%";

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    default:
      return "note";
  }
}

/// Text in which no `[words](target)` is read as a link (SARIF 2.1.0, 3.11.6).
std::string without_links(std::string_view text) {
  if (text.find("](") == std::string_view::npos) return std::string(text);
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// "base/floating-tag" as "BaseFloatingTag": the form that the standard asks of a rule's readable name.
std::string pascal_case(std::string_view name) {
  std::string out;
  bool first = true;
  for (const char c : name) {
    if (c == '/' || c == '-') {
      first = true;
      continue;
    }
    out += first ? text::upper(std::string_view(&c, 1)) : std::string(1, c);
    first = false;
  }
  return out;
}

/// Scores as CVSS has them, for services that show critical, high, medium and low by them.
std::string_view security_severity(std::string_view risk) {
  if (risk == "critical") return "9.3";
  if (risk == "high") return "8.0";
  return risk == "medium" ? "5.5" : "3.0";
}

class SarifWriter {
 public:
  SarifWriter(const LintResult& result, const ReportOptions& options) : result_(result), options_(options) {}

  std::string take() {
    collect_artifacts();
    json_.begin_object().member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.member("version", "2.1.0").key("runs").begin_array().begin_object();
    tool();
    invocation();
    json_.key("originalUriBaseIds").begin_object().key(root).begin_object();
    text("description", "the folder in which dockgate was started");
    json_.end_object().end_object();
    artifacts();
    json_.member("columnKind", "unicodeCodePoints");
    json_.key("results").begin_array();
    for (const Finding& finding : result_.findings) one(finding);
    json_.end_array();
    return json_.end_object().end_array().end_object().take();
  }

 private:
  void text(std::string_view name, std::string_view words) {
    json_.key(name).begin_object().member("text", words).end_object();
  }

  void tool() {
    json_.key("tool").begin_object().key("driver").begin_object().member("name", "dockgate");
    if (!options_.version.empty()) {
      json_.member("version", options_.version).member("semanticVersion", options_.version);
    }
    json_.key("rules").begin_array();
    for (std::size_t i = 0; i < result_.rules.size(); ++i) {
      rule_index_.emplace(result_.rules[i].name, i);
      rule(result_.rules[i]);
    }
    json_.end_array().end_object().end_object();
  }

  void rule(const RuleInfo& rule) {
    json_.begin_object().member("id", rule.name);
    // A name is there to be read; one that is the identifier again says nothing.
    if (const std::string name = pascal_case(rule.name); name != rule.name) json_.member("name", name);
    text("shortDescription", rule.summary);
    text("fullDescription", rule.why.empty() ? rule.summary : rule.why);
    json_.key("help").begin_object();
    json_.member("text", help_text(rule)).member("markdown", help_markdown(rule)).end_object();
    if (!rule.references.empty()) json_.member("helpUri", rule.references.front());
    json_.key("defaultConfiguration").begin_object().member("enabled", rule.severity.has_value());
    json_.member("level", level(rule.severity.value_or(Severity::warning))).end_object();
    json_.key("properties").begin_object();
    std::vector<std::string> tags{rule.name.substr(0, rule.name.find('/'))};
    if (!rule.risk.empty()) tags.emplace_back("security");
    json_.members("tags", tags).member("precision", rule.certain ? "very-high" : "medium");
    const Severity severity = rule.severity.value_or(Severity::warning);
    json_.member("problem.severity", severity >= Severity::warning ? level(severity) : "recommendation");
    if (!rule.risk.empty()) json_.member("security-severity", security_severity(rule.risk));
    if (!rule.aliases.empty()) json_.members("aliases", rule.aliases);
    json_.end_object().end_object();
  }

  static std::string help_text(const RuleInfo& rule) {
    std::string out = rule.why.empty() ? rule.summary : rule.why;
    if (!rule.help.empty()) out += "\n\nWhat to do: " + rule.help;
    if (!rule.fix.empty()) out += "\n\nHow: " + rule.fix;
    for (std::size_t i = 0; i < rule.references.size(); ++i)
      out += (i == 0 ? "\n\nRead more:\n" : "\n") + rule.references[i];
    return out;
  }

  static std::string help_markdown(const RuleInfo& rule) {
    std::string out = "# " + rule.name + "\n\n**" + rule.summary + "**\n\n" + rule.why;
    if (!rule.help.empty() || !rule.fix.empty()) out += "\n\n## What to do\n";
    if (!rule.help.empty()) out += "\n" + rule.help + "\n";
    if (!rule.fix.empty()) out += "\n" + rule.fix;
    for (std::size_t i = 0; i < rule.references.size(); ++i)
      out += (i == 0 ? "\n\n## Read more\n\n- <" : "\n- <") + rule.references[i] + ">";
    return out;
  }

  void invocation() {
    json_.key("invocations").begin_array().begin_object();
    json_.member("executionSuccessful", result_.policy_errors.empty() && !result_.internal_error);
    json_.key("toolExecutionNotifications").begin_array();
    for (const NotJudged& item : result_.not_judged) {
      json_.begin_object().member("level", item.part ? "note" : "error");
      text("message", "not judged: " + without_links(item.reason));
      json_.key("locations").begin_array();
      location(item.file, {item.at, item.at});
      json_.end_array().end_object();
    }
    for (const auto& [path, reason] : result_.skipped) {
      json_.begin_object().member("level", "note");
      text("message", "skipped: " + without_links(reason));
      json_.key("locations").begin_array();
      location(path, {});
      json_.end_array().end_object();
    }
    json_.end_array();
    json_.key("toolConfigurationNotifications").begin_array();
    for (const Problem& problem : result_.policy_errors) {
      json_.begin_object().member("level", "error");
      text("message", without_links(problem.message));
      if (problem.at.source) {
        json_.key("locations").begin_array();
        location(file_of(problem.at), range_of(problem.at));
        json_.end_array();
      }
      json_.end_object();
    }
    json_.end_array().end_object().end_array();
  }

  void collect_artifacts() {
    const auto add = [&](std::string_view path, const char* role) {
      if (!path.empty()) artifacts_[std::string(path)].roles.insert(role);
    };
    const auto add_place = [&](const Place& place, const char* role) {
      if (!place.source) return;
      add(place.source->path(), role);
      artifacts_[place.source->path()].length = place.source->bytes().size();
    };
    for (const JudgedDockerfile& judged : result_.dockerfiles) {
      add(judged.path, "analysisTarget");
      artifacts_[judged.path].dockerfile = true;
    }
    for (const NotJudged& item : result_.not_judged) add(item.file, "analysisTarget");
    for (const auto& [path, reason] : result_.skipped) add(path, "analysisTarget");
    for (const Problem& problem : result_.policy_errors) add_place(problem.at, "toolSpecifiedConfiguration");
    for (const Finding& finding : result_.findings) {
      add(file_of(finding), "resultFile");
      add_place(finding.at, "resultFile");
      for (const TraceStep& step : finding.trace) add_place(step.at, "tracedFile");
      for (const Fix& fix : finding.fixes) {
        for (const Edit& edit : fix.edits) add_place(edit.at, "resultFile");
      }
    }
    std::size_t next = 0;
    for (auto& [path, artifact] : artifacts_) artifact.index = next++;
  }

  void artifacts() {
    json_.key("artifacts").begin_array();
    for (const auto& [path, artifact] : artifacts_) {
      json_.begin_object().key("location").begin_object().member("uri", text::percent_encoded(path, true));
      json_.member("uriBaseId", root).member("index", artifact.index).end_object();
      if (artifact.length) json_.member("length", *artifact.length);
      json_.members("roles", {artifact.roles.begin(), artifact.roles.end()});
      if (artifact.dockerfile) {
        json_.member("sourceLanguage", "dockerfile");
      } else if (path.ends_with(".py")) {
        json_.member("sourceLanguage", "python");
      }
      json_.end_object();
    }
    json_.end_array();
  }

  void artifact_location(std::string_view file) {
    json_.key("artifactLocation")
        .begin_object()
        .member("uri", text::percent_encoded(file, true))
        .member("uriBaseId", root);
    const auto known = artifacts_.find(std::string(file));
    if (known != artifacts_.end()) json_.member("index", known->second.index);
    json_.end_object();
  }

  void region(std::string_view name, const Range& range) {
    json_.key(name).begin_object();
    json_.member("startLine", range.begin.line).member("startColumn", range.begin.column);
    json_.member("endLine", range.end.line).member("endColumn", range.end.column).end_object();
  }

  void location(std::string_view file, const Range& range, std::string_view message = {},
                std::optional<std::size_t> id = {}) {
    json_.begin_object();
    if (id) json_.member("id", *id);
    if (!file.empty()) {
      json_.key("physicalLocation").begin_object();
      artifact_location(file);
      region("region", range);
      json_.end_object();
    }
    if (!message.empty()) text("message", without_links(message));
    json_.end_object();
  }

  void one(const Finding& finding) {
    json_.begin_object().member("ruleId", finding.rule);
    if (const auto index = rule_index_.find(finding.rule); index != rule_index_.end()) {
      json_.member("ruleIndex", index->second);
    }
    json_.member("level", level(finding.severity));
    std::string message = finding.message;
    if (!finding.help.empty()) message += ". Help: " + finding.help;
    text("message", without_links(message));
    json_.key("locations").begin_array();
    location(file_of(finding), range_of(finding.at));
    json_.end_array();
    trace(finding);
    // The second name is the one that code scanning reads; without it, it would hash the line's text.
    json_.key("partialFingerprints").begin_object().member("dockgate/v1", finding.fingerprint);
    json_.member("primaryLocationLineHash", finding.fingerprint).end_object();
    fixes(finding);
    if (finding.suppressed) suppression(*finding.suppressed);
    json_.key("properties").begin_object().member("severity", to_string(finding.severity));
    json_.member("verdict", to_string(finding.verdict)).member("boundary", finding.boundary);
    json_.member("dockerfile", finding.dockerfile).member("subject", finding.subject);
    if (!finding.callers.empty()) json_.members("callers", finding.callers);
    if (!finding.notes.empty()) json_.members("notes", finding.notes);
    json_.members("aliases", finding.aliases).end_object().end_object();
  }

  /// The way from the Dockerfile to the finding, once as places and once as a flow.
  void trace(const Finding& finding) {
    if (finding.trace.empty()) return;
    json_.key("relatedLocations").begin_array();
    std::size_t id = 0;
    for (const TraceStep& step : finding.trace) {
      location(file_of(step.at), range_of(step.at), step.what, id++);
    }
    json_.end_array();
    json_.key("codeFlows").begin_array().begin_object().key("threadFlows").begin_array().begin_object();
    json_.key("locations").begin_array();
    for (const TraceStep& step : finding.trace) {
      json_.begin_object().key("location");
      location(file_of(step.at), range_of(step.at), step.what);
      json_.end_object();
    }
    json_.begin_object().key("location");
    location(file_of(finding), range_of(finding.at), finding.message);
    json_.end_object().end_array().end_object().end_array().end_object().end_array();
  }

  void fixes(const Finding& finding) {
    if (finding.fixes.empty()) return;
    json_.key("fixes").begin_array();
    for (const Fix& fix : finding.fixes) {
      json_.begin_object();
      text("description", without_links(fix.title));
      std::map<std::string_view, std::vector<const Edit*>> by_file;
      for (const Edit& edit : fix.edits) by_file[file_of(edit.at)].push_back(&edit);
      json_.key("artifactChanges").begin_array();
      for (const auto& [file, edits] : by_file) {
        json_.begin_object();
        artifact_location(file);
        json_.key("replacements").begin_array();
        for (const Edit* edit : edits) {
          json_.begin_object();
          region("deletedRegion", range_of(edit->at));
          text("insertedContent", edit->text);
          json_.end_object();
        }
        json_.end_array().end_object();
      }
      json_.end_array();
      json_.key("properties").begin_object().member("safe", fix.safe).end_object().end_object();
    }
    json_.end_array();
  }

  void suppression(const Suppression& suppressed) {
    json_.key("suppressions").begin_array().begin_object();
    json_.member("kind", suppressed.by == Suppression::By::inline_comment ? "inSource" : "external");
    json_.member("status", "accepted").member("justification", suppressed.reason);
    json_.key("properties").begin_object().member("by", to_string(suppressed.by));
    json_.member("owner", suppressed.owner).member("expires", suppressed.expires);
    json_.end_object().end_object().end_array();
  }

  const LintResult& result_;
  const ReportOptions& options_;
  JsonWriter json_;
  struct Artifact {
    std::size_t index = 0;
    std::optional<std::size_t> length;  // where the file was read for a finding
    std::set<std::string> roles;        // SARIF 2.1.0, 3.24.6
    bool dockerfile = false;
  };
  std::map<std::string, Artifact> artifacts_;  // by path, in the order of their indices
  std::map<std::string_view, std::size_t> rule_index_;
};

}  // namespace

std::string sarif_report(const LintResult& result, const ReportOptions& options) {
  return SarifWriter(result, options).take();
}

}  // namespace dockgate::report
