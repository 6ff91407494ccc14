#include "report/dossier.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/style.hpp"
#include "text/words.hpp"

namespace dockgate::report {
namespace {

struct File {
  const facts::VendoredFact* code = nullptr;
  const facts::ReviewFact* review = nullptr;
  std::vector<const facts::CodeIssueFact*> issues;
};

/// The code of one folder, whichever builds bring it along.
struct Model {
  std::set<std::string> dockerfiles;
  std::map<std::string, File> files;  // by display path
};

/// The folder of a model as users see it; "." for the working folder.
std::string shown_folder(const facts::VendoredFact& code) {
  std::string shown(file_of(code.at));
  if (shown.ends_with(code.file)) shown.resize(shown.size() - code.file.size());
  shown += code.folder;
  while (shown.ends_with('/')) shown.pop_back();
  return shown.empty() ? "." : shown;
}

/// Smaller runs more surely.
int rank(facts::Known runs) {
  return runs == facts::Known::yes ? 0 : runs == facts::Known::unresolved ? 1 : 2;
}

std::map<std::string, Model> models_of(std::span<const FactsEntry> builds) {
  std::map<std::string, Model> models;
  for (const FactsEntry& build : builds) {
    std::map<std::string, const facts::ReviewFact*> reviews;
    std::map<std::string, std::vector<const facts::CodeIssueFact*>> issues;
    for (const auto& fact : build.facts->reviews) reviews[std::string(file_of(fact.at))] = &fact;
    for (const auto& fact : build.facts->code_issues) issues[std::string(file_of(fact.at))].push_back(&fact);
    for (const auto& fact : build.facts->vendored) {
      Model& model = models[shown_folder(fact)];
      model.dockerfiles.insert(build.facts->dockerfile);
      const std::string path(file_of(fact.at));
      File& file = model.files[path];
      if (file.code != nullptr && rank(file.code->runs) <= rank(fact.runs)) continue;
      file = {&fact, reviews[path], issues[path]};
    }
  }
  return models;
}

void add_issue(JsonWriter& json, const facts::CodeIssueFact& issue) {
  const Position at = range_of(issue.at).begin;
  json.begin_object().member("rule", "code/" + issue.category).member("weight", issue.weight);
  json.member("line", at.line).member("column", at.column).member("about", issue.about);
  json.member("name", issue.name).member("value", issue.value).member("pair", issue.pair).end_object();
}

void add_review(JsonWriter& json, const facts::ReviewFact* review) {
  json.key("review");
  if (review == nullptr) {
    json.null();
    return;
  }
  json.begin_object().member("state", review->state).member("reviewed_by", review->reviewed_by);
  json.member("source", review->source).member("reviewer", review->reviewer);
  json.member("reviewed", review->reviewed).member("next_review", review->next_review);
  json.member("repository", review->repository).member("commit", review->commit);
  json.members("owners", review->owners).end_object();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string review_words(const facts::ReviewFact& review) {
  if (review.state == "missing")
    return review.owners.empty() ? "not reviewed" : "not reviewed; for " + joined(review.owners);
  if (review.reviewed_by == "policy")
    return review.state == "current" ? "its content is named by the policy for " + review.source
                                     : "not the content that the policy names for " + review.source;
  if (review.state == "changed")
    return "changed since " + review.reviewer + " reviewed it on " + review.reviewed;
  return (review.state == "expired" ? "review ran out: " : "reviewed by ") + review.reviewer + ", " +
         review.reviewed + " to " + review.next_review;
}

class Text {
 public:
  explicit Text(bool colour) : style_(colour) {}

  std::string render(const std::map<std::string, Model>& models) {
    for (const auto& [folder, model] : models) add(folder, model);
    return std::move(out_);
  }

 private:
  void line(std::size_t indent, const std::string& words) { out_ += std::string(indent, ' ') + words + "\n"; }

  void add(const std::string& folder, const Model& model) {
    if (!out_.empty()) out_ += '\n';
    std::int64_t lines = 0;
    for (const auto& [path, file] : model.files) lines += file.code->lines;
    line(0, style_.paint(Ink::strong, text::printable(folder)) + ": " +
                text::counted(model.files.size(), "file") + ", " + std::to_string(lines) + " lines");
    line(2, "in " + text::printable(joined({model.dockerfiles.begin(), model.dockerfiles.end()})));
    for (const auto& [path, file] : model.files) add_file(path, file);
  }

  void add_file(const std::string& path, const File& file) {
    const facts::VendoredFact& code = *file.code;
    line(2, style_.paint(Ink::strong, text::printable(path)) + " (" + std::to_string(code.lines) + " lines)");
    line(4, "sha256:" + code.sha256);
    std::string runs = code.runs == facts::Known::yes  ? "runs: "
                       : code.runs == facts::Known::no ? "no load runs it: "
                                                       : "may run: ";
    line(4, runs + text::printable(code.why));
    if (!code.imports.empty()) line(4, "imports " + text::printable(joined(code.imports)));
    if (!code.brings.empty()) line(4, "brings " + text::printable(joined(code.brings)));
    if (file.review != nullptr) line(4, text::printable(review_words(*file.review)));
    for (const facts::CodeIssueFact* issue : file.issues) add_issue(*issue);
  }

  void add_issue(const facts::CodeIssueFact& issue) {
    const Ink ink = issue.weight == "high" ? Ink::error : issue.weight == "medium" ? Ink::warning : Ink::info;
    std::string words = issue.about + ": `" + issue.name + "`";
    if (!issue.pair.empty()) words += ", " + issue.pair;
    line(4, std::to_string(range_of(issue.at).begin.line) + ": " + style_.paint(ink, issue.weight) +
                " code/" + issue.category + " " + text::printable(words));
  }

  const Style style_;
  std::string out_;
};

}  // namespace

std::string dossier_json(std::span<const FactsEntry> builds) {
  JsonWriter json;
  json.begin_object().member("schema", "dockgate.dossier/1").key("models").begin_array();
  for (const auto& [folder, model] : models_of(builds)) {
    json.begin_object().member("folder", folder);
    json.members("dockerfiles", {model.dockerfiles.begin(), model.dockerfiles.end()});
    json.key("files").begin_array();
    for (const auto& [path, file] : model.files) {
      const facts::VendoredFact& code = *file.code;
      json.begin_object().member("file", path).member("sha256", code.sha256).member("lines", code.lines);
      json.member("language", code.language).member("runs", to_string(code.runs));
      json.member("missing", code.missing).member("why", code.why).member("found_by", code.found_by);
      json.members("imports", code.imports).members("brings", code.brings);
      json.key("found").begin_array();
      for (const facts::CodeIssueFact* issue : file.issues) add_issue(json, *issue);
      json.end_array();
      add_review(json, file.review);
      json.end_object();
    }
    json.end_array().end_object();
  }
  return json.end_array().end_object().take();
}

std::string dossier_text(std::span<const FactsEntry> builds, bool colour) {
  return Text(colour).render(models_of(builds));
}

}  // namespace dockgate::report
