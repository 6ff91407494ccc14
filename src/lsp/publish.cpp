// Diagnostics to the client: pushed to one that cannot pull, kept ready for one that can.
#include <algorithm>
#include <functional>
#include <utility>

#include "lsp/state_internal.hpp"
#include "lsp/uri.hpp"

namespace dockgate::lsp {

namespace {

constexpr std::size_t worth_progress = 20;  // builds

std::string result_id(const std::string& items) {
  return std::to_string(std::hash<std::string>{}(items));
}

}  // namespace

DiagnosticStyle Session::State::style_for(const Root& root) const {
  DiagnosticStyle style;
  style.encoding = client_.encoding;
  style.related = client_.related;
  style.code_description = client_.code_description;
  style.tags = client_.tags;
  style.uri_of = [&](std::string_view file) { return uri_in(root, file); };
  return style;
}

std::string Session::State::diagnostics_of(const Root& root, std::string_view path) const {
  if (!root.latest.result) return "[]";
  const auto report = root.reports.find(path);
  Ranges ranges(client_.encoding);
  return diagnostics(*root.latest.result, report == root.reports.end() ? nullptr : &report->second,
                     style_for(root), ranges);
}

void Session::State::judged(std::size_t id, Outcome outcome) {
  Root* root = find_root(id);
  if (root == nullptr) return;
  root->touched.merge(outcome.touched);
  // What was judged before the last change is stale: the next one is under way.
  if (outcome.revision != root->revision) return;
  spent_.push_back(std::exchange(root->latest, std::move(outcome)));
  root->reports = root->latest.result ? reports_of(*root->latest.result) : FileReports();
  for (const Problem& problem : root->latest.result->policy_errors) {
    if (!problem.at.source) notify("window/logMessage", {{"type", 1}, {"message", problem.message}});
  }
  show_progress(*root);
  publish(*root);
  answer_waiting();
}

/// `items` is an array as text, which need not be taken apart again.
void Session::State::push(const Root& root, const std::string& path, const std::string& items) {
  std::string message = R"({"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":)";
  message += dump(Json(uri_in(root, path)));
  if (const auto open = root.open.find(path); open != root.open.end())
    message += ",\"version\":" + std::to_string(documents_.at(open->second).version);
  output.push_back(std::move(message.append(",\"diagnostics\":").append(items).append("}}")));
}

/// What is said of the documents that are open; of all others publish_rest() says it.
void Session::State::publish(Root& root) {
  if (!root.latest.result) return;
  std::set<std::string> paths = std::exchange(root.touched, {});
  // What is said about policies and comments depends on all builds together.
  std::set<std::string> shared;
  for (const auto& [path, report] : root.reports) {
    if (!root.whole_told || report.of_all_builds()) shared.insert(path);
  }
  root.whole_told = root.latest.whole;
  paths.insert(root.shared.begin(), root.shared.end());
  paths.insert(shared.begin(), shared.end());
  root.shared = std::move(shared);
  for (const auto& [path, uri] : root.open) paths.erase(path);
  root.unsaid.merge(paths);

  Ranges ranges(client_.encoding);
  bool others = false;
  // Who types waits for what is said of the text that he types in.
  for (const bool edited : {true, false}) {
    for (const auto& [path, uri] : root.open)
      if (root.edited.contains(path) == edited) others = say(root, path, ranges) || others;
  }
  root.edited.clear();
  if (others) refresh();
}

void Session::State::publish_rest(const std::function<bool()>& interrupted) {
  for (const auto& root : roots_) {
    if (!root->latest.result) continue;
    Ranges ranges(client_.encoding);
    bool others = false;
    while (!root->unsaid.empty() && !(interrupted && interrupted())) {
      const std::string path = std::move(root->unsaid.extract(root->unsaid.begin()).value());
      if (!path.empty() && !root->open.contains(path)) others = say(*root, path, ranges) || others;
    }
    if (others) refresh();
  }
}

/// Says what is known of a file. Whether a client that asks for itself has to hear of it: something is new,
/// and not because of an edit of this very file.
bool Session::State::say(Root& root, const std::string& path, Ranges& ranges) {
  const bool open = root.open.contains(path);
  const auto found = root.reports.find(path);
  const bool shown = found != root.reports.end() && (open || preferences_.workspace_diagnostics);
  const FileReport* report = shown ? &found->second : nullptr;
  const std::uint64_t state = state_of(report, ranges);
  const auto before = root.published.find(path);
  const bool same = before == root.published.end() ? report == nullptr : before->second.state == state;
  if (!same) {
    // Nobody reads the text where the client asks for itself.
    std::string items =
        client_.pulls ? std::string() : diagnostics(*root.latest.result, report, style_for(root), ranges);
    root.published[path] = {state, std::move(items)};
  }
  if (!client_.pulls && (!same || open)) {
    const auto now = root.published.find(path);
    push(root, path, now == root.published.end() ? "[]" : now->second.items);
  }
  if (report == nullptr && !open) root.published.erase(path);
  return !same && !root.edited.contains(path);
}

/// Asks a client that asks for itself to do so.
void Session::State::refresh() {
  if (client_.pulls && client_.refreshes) ask("workspace/diagnostic/refresh", nullptr);
  if (client_.inlay_refreshes) ask("workspace/inlayHint/refresh", nullptr);
}

void Session::State::show_progress(Root& root) {
  if (!client_.progresses) return;
  const Outcome& now = root.latest;
  const std::string token = "dockgate/" + std::to_string(root.id);
  const auto say = [&](Json value) { notify("$/progress", {{"token", token}, {"value", std::move(value)}}); };
  if (!root.progress && !now.whole && now.total >= worth_progress) {
    root.progress = true;
    ask("window/workDoneProgress/create", {{"token", token}});
    say({{"kind", "begin"}, {"title", "dockgate"}, {"percentage", 0}});
  }
  if (!root.progress) return;
  if (now.whole) {
    root.progress = false;
    return say({{"kind", "end"}, {"message", std::to_string(now.total) + " builds judged"}});
  }
  say({{"kind", "report"},
       {"message", std::to_string(now.done) + " of " + std::to_string(now.total) + " builds"},
       {"percentage", now.done * 100 / std::max<std::size_t>(now.total, 1)}});
}

Json Session::State::document_diagnostics(const Json& params) {
  const OpenDocument* document = find_document(params);
  std::string items = "[]";
  if (document != nullptr) {
    items = diagnostics_of(*find_root(document->root), document->path);
  } else if (const auto place = path_of(text_at(params, "textDocument.uri"))) {
    for (const auto& root : roots_) {
      const std::string prefix = root->folder + "/";
      if (place->starts_with(prefix)) items = diagnostics_of(*root, place->substr(prefix.size()));
    }
  }
  std::string id = result_id(items);
  if (text_at(params, "previousResultId") == id) return {{"kind", "unchanged"}, {"resultId", std::move(id)}};
  return {{"kind", "full"}, {"resultId", std::move(id)}, {"items", Json::parse(items)}};
}

Json Session::State::workspace_diagnostics(const Json& params) {
  std::map<std::string, std::string> before;
  if (const Json* list = find(params, "previousResultIds"); list != nullptr && list->is_array()) {
    for (const Json& item : *list) before[normal_uri(text_at(item, "uri"))] = text_at(item, "value");
  }
  Json reports = Json::array();
  std::set<std::string> said;
  for (const auto& root : roots_) {
    if (!root->latest.result || !preferences_.workspace_diagnostics) continue;
    Ranges ranges(client_.encoding);
    for (const auto& [path, file] : root->reports) {
      const std::string items = diagnostics(*root->latest.result, &file, style_for(*root), ranges);
      std::string id = result_id(items);
      const std::string uri = uri_in(*root, path);
      const auto open = root->open.find(path);
      Json report{{"uri", uri}, {"version", nullptr}};
      if (open != root->open.end()) report["version"] = documents_.at(open->second).version;
      const auto known = before.find(normal_uri(uri));
      said.insert(normal_uri(uri));
      if (known != before.end() && known->second == id) {
        report["kind"] = "unchanged";
      } else {
        report["kind"] = "full";
        report["items"] = Json::parse(items);
      }
      report["resultId"] = std::move(id);
      reports.push_back(std::move(report));
    }
  }
  // What had findings and has none any more.
  for (const auto& [uri, id] : before) {
    if (!said.contains(uri) && id != result_id("[]"))
      reports.push_back({{"uri", uri},
                         {"version", nullptr},
                         {"kind", "full"},
                         {"resultId", result_id("[]")},
                         {"items", Json::array()}});
  }
  return {{"items", std::move(reports)}};
}

}  // namespace dockgate::lsp
