#include "report/merge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <nlohmann/json.hpp>

namespace dockgate::report {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::string_view schema = "dockgate.findings/1";
constexpr int deepest = 16;  // a result nests seven deep

std::optional<Json> read(const std::string& text) {
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > deepest;
    return !too_deep;
  };
  Json value = Json::parse(text, guard, false);
  if (too_deep || value.is_discarded() || !value.is_object()) return std::nullopt;
  return value;
}

/// A result has all of these, whatever it found.
bool is_result(const Json& value) {
  const auto of_type = [&](const char* name, bool (Json::*is)() const noexcept) {
    const auto found = value.find(name);
    return found != value.end() && ((*found).*is)();
  };
  if (value.value("schema", Json()) != schema) return false;
  const std::array lists{"dockerfiles", "findings", "not_judged", "skipped", "outcome"};
  if (!std::ranges::all_of(lists, [&](const char* name) { return of_type(name, &Json::is_array); }))
    return false;
  return of_type("summary", &Json::is_object);
}

std::string text_of(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& object, const char* name) {
  if (!object.is_object()) return 0;
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// The order of one run, as far as lists have it.
auto key_of(const Json& item) {
  return std::tuple(text_of(item, "path") + text_of(item, "file"), number_of(item, "line"),
                    number_of(item, "column"), text_of(item, "rule"), number_of(item, "end_line"),
                    number_of(item, "end_column"), text_of(item, "subject"), text_of(item, "dockerfile"),
                    text_of(item, "reason"));
}

/// The items of all results under `name`, each once.
Json joined(const std::vector<Json>& results, const char* name) {
  std::vector<std::pair<decltype(key_of(Json())), const Json*>> items;
  for (const Json& result : results)
    for (const Json& item : result.at(name)) items.emplace_back(key_of(item), &item);
  std::ranges::stable_sort(
      items, {}, [](const auto& item) -> const auto& { return item.first; });
  Json out = Json::array();
  std::set<std::string> same;  // texts of the items with the same key
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && items[i].first == items[i - 1].first) {
      if (same.empty()) same.insert(items[i - 1].second->dump());
      if (!same.insert(items[i].second->dump()).second) continue;
    } else {
      same.clear();
    }
    out.push_back(*items[i].second);
  }
  return out;
}

Json summary_of(const std::vector<Json>& results, const Json& dockerfiles, const Json& found) {
  std::map<std::string, std::int64_t> severities;
  std::int64_t unresolved = 0, suppressed = 0, files = 0;
  for (const Json& finding : found) {
    if (finding.is_object() && !finding.value("suppressed", Json()).is_null()) continue;
    ++severities[text_of(finding, "severity")];
    if (text_of(finding, "verdict") == "unresolved") ++unresolved;
  }
  for (const Json& result : results) {
    suppressed += number_of(result.at("summary"), "suppressed");
    files += number_of(result.at("summary"), "files");
  }
  std::set<std::string> paths;
  for (const Json& dockerfile : dockerfiles) paths.insert(text_of(dockerfile, "path"));
  Json out = Json::object();
  for (const char* severity : {"error", "warning", "info", "style"}) out[severity] = severities[severity];
  out["unresolved"] = unresolved;
  out["suppressed"] = suppressed;
  out["dockerfiles"] = paths.size();
  out["files"] = files;
  return out;
}

}  // namespace

Result<MergedResult, std::string> merge_results(
    const std::vector<std::pair<std::string, std::string>>& outputs) {
  using Merged = Result<MergedResult, std::string>;
  std::vector<Json> results;
  for (const auto& [name, text] : outputs) {
    auto value = read(text);
    if (!value || !is_result(*value)) return Merged::failure(name + " is no output of `check --format json`");
    results.push_back(std::move(*value));
  }
  std::set<std::string, std::less<>> outcome;
  for (const Json& result : results)
    for (const Json& word : result.at("outcome"))
      if (word.is_string()) outcome.insert(word.get<std::string>());
  MergedResult merged;
  Json all = Json::object();
  all["schema"] = schema;
  for (const char* name : {"dockerfiles", "findings", "not_judged", "skipped"})
    all[name] = joined(results, name);
  all["outcome"] = Json::array();
  for (const auto& [word, holds] : outcome_words) {
    merged.outcome.*holds = outcome.contains(word);
    if (merged.outcome.*holds) all["outcome"].push_back(word);
  }
  all["summary"] = summary_of(results, all["dockerfiles"], all["findings"]);
  merged.nothing = all["dockerfiles"].empty() && all["not_judged"].empty();
  merged.text = all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return merged;
}

}  // namespace dockgate::report
