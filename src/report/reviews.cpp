#include "report/reviews.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "report/json_writer.hpp"
#include "report/places.hpp"
#include "report/style.hpp"
#include "text/date.hpp"
#include "text/words.hpp"

namespace dockgate::report {
namespace {

constexpr std::array<std::string_view, 6> due_names{"missing", "changed", "expired",
                                                    "soon",    "current", "not-run"};

Due due_of(const facts::ReviewFact& fact, int days, int within) {
  if (fact.runs == facts::Known::no) return Due::not_run;
  if (fact.state == "changed") return Due::changed;
  if (fact.state == "expired") return Due::expired;
  if (fact.state != "current") return Due::missing;
  return fact.reviewed_by == "ledger" && days <= within ? Due::soon : Due::current;
}

Ink ink_of_due(Due due) {
  if (due == Due::current || due == Due::not_run) return Ink::info;
  return due == Due::soon ? Ink::warning : Ink::error;
}

std::string changed_words(const facts::ReviewFact& fact) {
  if (fact.reviewed_by == "policy") return "is not the content that the policy names for " + fact.source;
  const std::string since = " since " + fact.reviewer + " reviewed it on " + fact.reviewed;
  if (fact.added < 0)
    return text::counted(static_cast<std::size_t>(fact.lines), "line") + " now, " +
           std::to_string(fact.reviewed_lines) + since.substr(6);
  return text::counted(static_cast<std::size_t>(fact.added), "line") + " new, " +
         std::to_string(fact.removed) + " gone" + since;
}

std::string words_of(const ReviewRow& row) {
  const facts::ReviewFact& fact = *row.fact;
  std::string words;
  switch (row.due) {
    case Due::missing:
      words = "nobody has reviewed its " + text::counted(static_cast<std::size_t>(fact.lines), "line");
      break;
    case Due::changed:
      words = changed_words(fact);
      break;
    case Due::expired:
      words = "the review by " + fact.reviewer + " ran out on " + fact.next_review;
      break;
    case Due::soon:
      words = "the review by " + fact.reviewer + " ends on " + fact.next_review + ", in " +
              text::counted(static_cast<std::size_t>(row.days), "day");
      break;
    case Due::current:
      words = fact.reviewed_by == "policy" ? "its content is named by the policy for " + fact.source
                                           : "reviewed by " + fact.reviewer + " until " + fact.next_review;
      break;
    case Due::not_run:
      words = "no load runs it";
      break;
  }
  if (row.due > Due::soon || fact.owners.empty()) return words;
  words += "; for ";
  for (std::size_t i = 0; i < fact.owners.size(); ++i) words += (i > 0 ? ", " : "") + fact.owners[i];
  return words;
}

void add_row(JsonWriter& json, const ReviewRow& row) {
  const facts::ReviewFact& fact = *row.fact;
  json.begin_object().member("file", row.file).member("state", to_string(row.due));
  json.member("sha256", fact.sha256).member("lines", fact.lines).member("runs", to_string(fact.runs));
  json.member("reviewed_by", fact.reviewed_by).member("source", fact.source);
  json.member("reviewer", fact.reviewer).member("reviewed", fact.reviewed);
  json.member("next_review", fact.next_review);
  json.key("days_left");
  row.due == Due::soon || row.due == Due::current ? json.value(row.days) : json.null();
  json.key("added");
  fact.added < 0 ? json.null() : json.value(fact.added);
  json.key("removed");
  fact.removed < 0 ? json.null() : json.value(fact.removed);
  json.members("owners", fact.owners).member("by_owner", to_string(fact.by_owner));
  json.members("dockerfiles", row.dockerfiles).end_object();
}

}  // namespace

std::string_view to_string(Due due) {
  return due_names.at(static_cast<std::size_t>(due));
}

std::vector<ReviewRow> review_rows(std::span<const FactsEntry> builds, std::string_view today, int within) {
  const text::Date now = text::date_from(today).value_or(text::Date{});
  std::map<std::string, ReviewRow> by_file;
  std::map<std::string, std::set<std::string>> dockerfiles;
  for (const FactsEntry& build : builds) {
    for (const facts::ReviewFact& fact : build.facts->reviews) {
      const std::string file(file_of(fact.at));
      dockerfiles[file].insert(build.facts->dockerfile);
      const auto end = text::date_from(fact.next_review);
      ReviewRow row{&fact, file, Due::missing, end ? text::days_between(now, *end) : 0, {}};
      row.due = due_of(fact, row.days, within);
      // Of the builds that hold it, the one in which it most needs a review counts.
      const auto [known, added] = by_file.emplace(file, row);
      if (!added && row.due < known->second.due) known->second = row;
    }
  }
  std::vector<ReviewRow> rows;
  for (auto& [file, row] : by_file) {
    row.dockerfiles.assign(dockerfiles[file].begin(), dockerfiles[file].end());
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, {}, &ReviewRow::due);
  return rows;
}

std::string reviews_text(std::span<const ReviewRow> rows, bool all, bool colour) {
  const Style style(colour);
  std::string out;
  std::size_t due = 0;
  for (const ReviewRow& row : rows) {
    due += row.due <= Due::soon ? 1 : 0;
    if (!all && row.due > Due::soon) continue;
    const std::string state(to_string(row.due));
    out += style.paint(ink_of_due(row.due), state) + std::string(8 - state.size(), ' ') +
           style.paint(Ink::strong, text::printable(row.file)) + ": " + text::printable(words_of(row)) + "\n";
  }
  out += std::to_string(due) + " of " + text::counted(rows.size(), "file") + " of models' code " +
         (due == 1 ? "is" : "are") + " due for review\n";
  return out;
}

std::string reviews_json(std::span<const ReviewRow> rows, std::string_view today) {
  JsonWriter json;
  json.begin_object()
      .member("schema", "dockgate.reviews/1")
      .member("today", today)
      .key("files")
      .begin_array();
  for (const ReviewRow& row : rows) add_row(json, row);
  return json.end_array().end_object().take();
}

}  // namespace dockgate::report
