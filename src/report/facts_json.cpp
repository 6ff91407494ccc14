#include "report/facts_json.hpp"

#include "report/json_writer.hpp"
#include "report/places.hpp"

namespace dockgate::report {

namespace {

void add_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void add_optional(JsonWriter& json, std::string_view name, const std::optional<std::string>& text) {
  json.key(name);
  if (text) {
    json.value(*text);
  } else {
    json.null();
  }
}

void add_steps(JsonWriter& json, std::string_view name, const facts::Fact& fact) {
  json.key(name).begin_array();
  for (const facts::Step& step : fact.trace) {
    json.begin_object().member("file", file_of(step.at)).member("line", range_of(step.at).begin.line);
    json.member("what", step.what).end_object();
  }
  json.end_array();
}

void add_line(JsonWriter& json, const facts::Fact& fact) {
  json.member("line", range_of(fact.at).begin.line);
}

void add_file_line_column(JsonWriter& json, const facts::Fact& fact) {
  const Position at = range_of(fact.at).begin;
  json.member("file", file_of(fact.at)).member("line", at.line).member("column", at.column);
}

void add_image(JsonWriter& json, const facts::ImageFact& image) {
  json.begin_object().member("text", image.text).member("resolved", image.resolved);
  add_line(json, image);
  json.member("used_by", image.role)
      .member("registry", image.registry)
      .member("repository", image.repository);
  add_text_or_null(json, "tag", image.tag);
  add_text_or_null(json, "digest", image.digest);
  json.member("state", facts::to_string(image.state));
  add_optional(json, "maintainer", image.maintainer);
  json.member("shipped", image.shipped).end_object();
}

void add_model(JsonWriter& json, const facts::ModelFact& model) {
  json.begin_object();
  add_file_line_column(json, model);
  json.member("api", model.api).member("artifact", model.artifact).member("id", model.id);
  json.member("id_state", facts::to_string(model.id_state));
  add_optional(json, "revision", model.revision);
  json.member("revision_state", facts::to_string(model.revision_state));
  json.member("remote_code", facts::to_string(model.remote_code));
  json.member("code_revision_state", facts::to_string(model.code_revision_state));
  json.member("verified", model.verified).member("fetched", model.fetched);
  json.member("reached", model.reached).member("shipped", model.shipped);
  json.member("phase", facts::to_string(model.phase));
  add_text_or_null(json, "missing", model.missing);
  json.members("notes", model.notes);
  add_steps(json, "trace", model);
  json.end_object();
}

void add_load(JsonWriter& json, const facts::LoadFact& load) {
  json.begin_object();
  add_file_line_column(json, load);
  const bool known = load.safe != facts::Known::unresolved;
  json.member("api", load.api);
  json.member("safety", !known ? "unresolved" : load.safe == facts::Known::yes ? "safe" : "unsafe");
  json.member("why", load.why).member("reached", load.reached).member("shipped", load.shipped);
  add_steps(json, "trace", load);
  json.end_object();
}

void add_setting(JsonWriter& json, const facts::SettingFact& setting) {
  json.begin_object();
  add_file_line_column(json, setting);
  json.member("role", setting.role).member("name", setting.name);
  add_text_or_null(json, "value", setting.value);
  json.member("how", setting.how).member("active", facts::to_string(setting.active));
  json.member("why", setting.why).member("reached", setting.reached).member("shipped", setting.shipped);
  add_steps(json, "trace", setting);
  json.end_object();
}

void add_vendored(JsonWriter& json, const facts::VendoredFact& code) {
  json.begin_object()
      .member("file", code.file)
      .member("folder", code.folder)
      .member("language", code.language);
  json.member("why", code.why).member("runs", facts::to_string(code.runs));
  add_text_or_null(json, "missing", code.missing);
  json.member("shipped", code.shipped).member("sha256", code.sha256).member("lines", code.lines);
  json.members("imports", code.imports);
  add_steps(json, "trace", code);
  json.end_object();
}

void add_code_issue(JsonWriter& json, const facts::CodeIssueFact& issue) {
  json.begin_object();
  add_file_line_column(json, issue);
  json.member("category", issue.category).member("weight", issue.weight).member("about", issue.about);
  json.member("name", issue.name).member("value", issue.value).member("pair", issue.pair);
  json.member("runs", facts::to_string(issue.runs)).end_object();
}

void add_review(JsonWriter& json, const facts::ReviewFact& review) {
  json.begin_object().member("file", file_of(review.at)).member("sha256", review.sha256);
  json.member("state", review.state).member("runs", facts::to_string(review.runs));
  json.member("reviewed_by", review.reviewed_by).member("source", review.source);
  json.member("reviewer", review.reviewer).member("reviewed", review.reviewed);
  json.member("next_review", review.next_review).members("owners", review.owners).end_object();
}

void add_build(JsonWriter& json, const FactsEntry& entry) {
  const facts::BuildFacts& build = *entry.facts;
  json.begin_object().member("dockerfile", build.dockerfile).member("context", build.context);
  json.member("boundary", entry.boundary).member("label", build.label);
  json.key("stages").begin_array();
  for (const facts::StageSummary& stage : build.stages) {
    json.begin_object().member("index", stage.index).member("name", stage.name).member("line", stage.line);
    json.member("base", stage.base).member("shipped", stage.shipped).end_object();
  }
  json.end_array().key("images").begin_array();
  for (const facts::ImageFact& image : build.images) add_image(json, image);
  json.end_array().key("commands").begin_array();
  for (const facts::CommandFact& command : build.commands) {
    json.begin_object().member("file", file_of(command.at));
    add_line(json, command);
    json.members("argv", command.argv).member("phase", facts::to_string(command.phase));
    json.member("known", command.known).end_object();
  }
  json.end_array().key("code").begin_array();
  for (const facts::CodeFact& code : build.code) {
    json.begin_object().member("file", code.file).member("language", code.language);
    json.member("reached", code.reached).member("shipped", code.shipped);
    add_steps(json, "via", code);
    json.end_object();
  }
  json.end_array().key("vendored").begin_array();
  for (const facts::VendoredFact& code : build.vendored) add_vendored(json, code);
  json.end_array().key("code_issues").begin_array();
  for (const facts::CodeIssueFact& issue : build.code_issues) add_code_issue(json, issue);
  json.end_array().key("reviews").begin_array();
  for (const facts::ReviewFact& review : build.reviews) add_review(json, review);
  json.end_array().key("models").begin_array();
  for (const facts::ModelFact& model : build.models) add_model(json, model);
  json.end_array().key("loads").begin_array();
  for (const facts::LoadFact& load : build.loads) add_load(json, load);
  json.end_array().key("settings").begin_array();
  for (const facts::SettingFact& setting : build.settings) add_setting(json, setting);
  json.end_array().key("weights").begin_array();
  for (const facts::WeightFact& weight : build.weights) {
    json.begin_object()
        .member("path", weight.path)
        .member("format", weight.format)
        .member("bytes", weight.bytes);
    json.member("sha256", weight.sha256).member("verdict", weight.verdict).end_object();
  }
  json.end_array().key("not_judged").begin_array();
  for (const Problem& problem : build.not_judged) {
    const Position at = range_of(problem.at).begin;
    json.begin_object()
        .member("file", file_of(problem.at))
        .member("line", at.line)
        .member("column", at.column);
    json.member("reason", problem.message).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string facts_json(std::span<const FactsEntry> builds) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.facts/1").key("builds").begin_array();
  for (const FactsEntry& entry : builds) add_build(json, entry);
  return json.end_array().end_object().take();
}

}  // namespace dockgate::report
