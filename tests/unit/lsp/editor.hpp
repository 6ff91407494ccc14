#pragma once
// An editor without a window: a session over files in memory, driven step by step.

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lsp/json_internal.hpp"
#include "lsp/session.hpp"
#include "text/file_trees.hpp"

namespace dockgate::lsp {

class Editor {
 public:
  using Files = std::map<std::string, std::string>;

  /// `files` by path below /work. Nothing is said to the server yet.
  explicit Editor(Files files) : files_(std::make_shared<Files>(std::move(files))), session_(host(files_)) {}

  void send(const Json& message) {
    session_.receive(message.dump());
    pump();
  }
  void send_text(const std::string& content) {
    session_.receive(content);
    pump();
  }
  void notify(const std::string& method, const Json& params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  }
  /// The whole answer, with `result` or `error`.
  Json request(const std::string& method, const Json& params) {
    const int id = ++last_id_;
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
    return answer(id);
  }
  Json answer(const Json& id) {
    for (auto at = messages.begin(); at != messages.end(); ++at) {
      if (at->contains("method") || at->value("id", Json()) != id) continue;
      Json out = *at;
      messages.erase(at);
      return out;
    }
    return nullptr;
  }
  Json result(const std::string& method, const Json& params) {
    return request(method, params).value("result", Json());
  }
  Json initialize(const Json& capabilities = Json::object(), const Json& options = nullptr) {
    const Json out = result("initialize", {{"processId", nullptr},
                                           {"rootUri", "file:///work"},
                                           {"capabilities", capabilities},
                                           {"initializationOptions", options}});
    notify("initialized", Json::object());
    return out;
  }
  void open(const std::string& path, const std::string& text, const std::string& language = "dockerfile") {
    texts_[path] = text;
    notify(
        "textDocument/didOpen",
        {{"textDocument", {{"uri", uri(path)}, {"languageId", language}, {"version", 1}, {"text", text}}}});
  }
  void change(const std::string& path, int version, const std::string& text) {
    texts_[path] = text;
    notify("textDocument/didChange", {{"textDocument", {{"uri", uri(path)}, {"version", version}}},
                                      {"contentChanges", {{{"text", text}}}}});
  }
  /// What the editor holds of a document, else what stands on disk.
  std::string text(const std::string& path) const {
    if (const auto open = texts_.find(path); open != texts_.end()) return open->second;
    const auto file = files_->find(path);
    return file == files_->end() ? std::string() : file->second;
  }
  /// Makes an edit of the workspace: documents that are open are changed, others written.
  void apply(const Json& edit) {
    std::map<std::string, Json> by_uri;
    for (const Json& each : edit.value("documentChanges", Json::array())) {
      if (each.contains("edits")) by_uri[each["textDocument"]["uri"].get<std::string>()] = each["edits"];
    }
    const Json changes = edit.value("changes", Json::object());
    for (const auto& [uri, edits] : changes.items()) by_uri[uri] = edits;
    for (auto& [uri, edits] : by_uri) {
      const std::string path = uri.substr(std::string("file:///work/").size());
      std::string now = text(path);
      std::vector<Json> sorted(edits.begin(), edits.end());
      std::stable_sort(sorted.begin(), sorted.end(), [](const Json& a, const Json& b) {
        return position_from(&b["range"]["start"]) < position_from(&a["range"]["start"]);
      });
      for (const Json& each : sorted)
        apply_changes(now, {{range_from(&each["range"]), each["newText"].get<std::string>()}},
                      Encoding::utf16);
      if (texts_.contains(path)) {
        change(path, ++version_, now);
      } else {
        write(path, now);
      }
    }
  }
  /// The actions that are offered at a line, by title.
  std::map<std::string, Json> actions(const std::string& path, int line, const Json& only = nullptr) {
    Json params = whole(path);
    params["range"] = {{"start", {{"line", line}, {"character", 0}}},
                       {"end", {{"line", line}, {"character", 200}}}};
    params["context"] = {{"diagnostics", Json::array()}};
    if (!only.is_null()) params["context"]["only"] = only;
    std::map<std::string, Json> out;
    for (const Json& action : result("textDocument/codeAction", params))
      out[action["title"].get<std::string>()] = action;
    return out;
  }
  void close(const std::string& path) {
    texts_.erase(path);
    notify("textDocument/didClose", {{"textDocument", {{"uri", uri(path)}}}});
  }
  /// A file on disk changes, comes or goes ("" takes it away), and the editor tells of it.
  void write(const std::string& path, const std::string& text) {
    const int type = text.empty() ? 3 : files_->contains(path) ? 2 : 1;
    if (text.empty()) {
      files_->erase(path);
    } else {
      (*files_)[path] = text;
    }
    notify("workspace/didChangeWatchedFiles", {{"changes", {{{"uri", uri(path)}, {"type", type}}}}});
  }
  static std::string uri(const std::string& path) {
    return path.find(':') == std::string::npos ? "file:///work/" + path : path;
  }
  static Json at(const std::string& path, int line, int character) {
    return {{"textDocument", {{"uri", uri(path)}}}, {"position", {{"line", line}, {"character", character}}}};
  }
  static Json whole(const std::string& path) { return {{"textDocument", {{"uri", uri(path)}}}}; }
  /// The codes of the diagnostics that were pushed last for `path`, as "rule@line" with lines from 0.
  std::vector<std::string> pushed(const std::string& path) {
    std::vector<std::string> out;
    for (const Json& item : diagnostics[uri(path)]["diagnostics"])
      out.push_back(item["code"].get<std::string>() + "@" + item["range"]["start"]["line"].dump());
    return out;
  }
  std::size_t count(const std::string& method) const {
    std::size_t out = 0;
    for (const Json& message : messages) out += message.value("method", "") == method ? 1 : 0;
    return out;
  }
  const Files& files() const { return *files_; }
  Session& session() { return session_; }
  /// Takes what the server says, and judges until nothing is left, unless `judging` is off.
  void pump() {
    for (bool more = true; more;) {
      more = false;
      for (const std::string& text : session_.take_output()) take(Json::parse(text));
      if (!judging) return;
      for (Job& job : session_.take_jobs()) {
        more = true;
        if (job.closed) {
          projects_.erase(job.root);
          continue;
        }
        auto& project = projects_[job.root];
        if (!project) project = std::make_unique<Project>(job.disk);
        project->update(std::move(job.update));
        while (project->pending()) {
          project->step();
          ++judgements;
        }
        session_.judged(job.root, project->outcome());
        session_.publish_rest();
      }
    }
  }

  std::deque<Json> messages;                // from the server, not asked for yet
  std::map<std::string, Json> diagnostics;  // pushed last, by address
  bool judging = true;
  std::size_t judgements = 0;

 private:
  /// The files as they are now, not as they were.
  class Live final : public FileTree {
   public:
    Live(std::shared_ptr<const Files> files, std::string root, std::string below = {})
        : files_(std::move(files)), root_(std::move(root)), below_(std::move(below)) {}
    Result<SourcePtr, FileError> read(std::string_view path, std::uint64_t most) const override {
      return now()->read(path, most);
    }
    Result<std::vector<FolderEntry>, FileError> list(std::string_view path) const override {
      return now()->list(path);
    }
    std::optional<EntryKind> kind(std::string_view path) const override { return now()->kind(path); }
    std::shared_ptr<const FileTree> subtree(std::string_view path) const override {
      return std::make_shared<Live>(files_, root_,
                                    below_.empty() ? std::string(path) : below_ + "/" + std::string(path));
    }
    std::string display_path(std::string_view path) const override { return now()->display_path(path); }

   private:
    std::shared_ptr<const FileTree> now() const {
      Files inside;
      for (const auto& [path, text] : *files_) {
        if (path.starts_with(root_)) inside.emplace(path.substr(root_.size()), text);
      }
      return text::memory_files(std::move(inside))->subtree(below_);
    }
    std::shared_ptr<const Files> files_;
    std::string root_, below_;  // root: "" or "folder/"
  };
  static Host host(const std::shared_ptr<const Files>& files) {
    Host out;
    out.open_folder = [files](const std::string& folder) -> std::shared_ptr<const FileTree> {
      if (folder == "/work") return std::make_shared<Live>(files, "");
      if (folder.starts_with("/work/")) return std::make_shared<Live>(files, folder.substr(6) + "/");
      return text::memory_files({});
    };
    out.today = [] { return std::string("2026-11-24"); };
    out.branch_of = [](const std::string&) { return std::string(); };
    out.version = "1.2.3";
    return out;
  }
  void take(Json message) {
    if (message.value("method", "") == "textDocument/publishDiagnostics")
      diagnostics[message["params"]["uri"].get<std::string>()] = message["params"];
    messages.push_back(std::move(message));
  }

  std::shared_ptr<Files> files_;
  Session session_;
  std::map<std::size_t, std::unique_ptr<Project>> projects_;
  std::map<std::string, std::string> texts_;  // of open documents
  int last_id_ = 0, version_ = 100;
};

}  // namespace dockgate::lsp
