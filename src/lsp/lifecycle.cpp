// The life of a session: what both sides can do, the settings, the folders, and files that change on disk.
#include <algorithm>
#include <array>

#include "lsp/state_internal.hpp"
#include "lsp/structure.hpp"
#include "lsp/uri.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

/// What a verdict can depend on.
constexpr std::array<std::string_view, 9> watched{"**/*{Dockerfile,dockerfile,Containerfile,containerfile}*",
                                                  "**/.dockgate*",
                                                  "**/.hadolint.{yaml,yml}",
                                                  "**/{.dockerignore,*.dockerignore,.gitignore,.env}",
                                                  "**/*.{py,sh,bash,ipynb}",
                                                  "**/{requirements,constraints}*.txt",
                                                  "**/*.{yaml,yml,json,toml,cfg,ini}",
                                                  "**/*.{hcl,lock}",
                                                  "**/{Makefile,Procfile}"};

bool offers(const Json& list, std::string_view word) {
  return std::ranges::any_of(
      list, [&](const Json& item) { return item.is_string() && item.get<std::string>() == word; });
}

std::vector<std::pair<std::string, std::string>> pairs_at(const Json& settings, std::string_view name) {
  std::vector<std::pair<std::string, std::string>> out;
  const Json* map = find(settings, name);
  if (map == nullptr || !map->is_object()) return out;
  for (const auto& [key, value] : map->items()) {
    if (value.is_string()) out.emplace_back(key, value.get<std::string>());
    if (value.is_number() || value.is_boolean()) out.emplace_back(key, dump(value));
  }
  return out;
}

}  // namespace

void Session::State::read_client(const Json& params) {
  const auto can = [&](std::string_view path) {
    return flag_at(params, "capabilities." + std::string(path));
  };
  const auto has = [&](std::string_view path) {
    return find_path(params, "capabilities." + std::string(path)) != nullptr;
  };
  client_.encoding = Encoding::utf16;
  if (const Json* list = find_path(params, "capabilities.general.positionEncodings");
      list && list->is_array()) {
    for (const Encoding each : {Encoding::utf32, Encoding::utf16, Encoding::utf8}) {
      if (offers(*list, to_string(each))) client_.encoding = each;
    }
  }
  client_.pulls = has("textDocument.diagnostic");
  client_.refreshes = can("workspace.diagnostics.refreshSupport");
  client_.inlay_refreshes = can("workspace.inlayHint.refreshSupport");
  // The client that pulls says it beside its pulling, the other one beside publishing.
  const std::string diagnostics = "textDocument.publishDiagnostics.";
  client_.related = can(diagnostics + "relatedInformation");
  client_.code_description = can(diagnostics + "codeDescriptionSupport");
  client_.versions = can(diagnostics + "versionSupport");
  if (const Json* tags = find_path(params, "capabilities." + diagnostics + "tagSupport.valueSet")) {
    for (const Json& tag : *tags) {
      if (tag.is_number_integer()) client_.tags.insert(tag.get<int>());
    }
  }
  client_.watches = can("workspace.didChangeWatchedFiles.dynamicRegistration");
  client_.configures = can("workspace.configuration");
  client_.progresses = can("window.workDoneProgress");
  client_.document_changes = can("workspace.workspaceEdit.documentChanges");
  if (const Json* kinds = find_path(params, "capabilities.workspace.workspaceEdit.resourceOperations"))
    client_.creates_files = offers(*kinds, "create");
  if (const Json* lazily =
          find_path(params, "capabilities.textDocument.codeAction.resolveSupport.properties"))
    client_.resolves_edits = offers(*lazily, "edit") && can("textDocument.codeAction.dataSupport");
  client_.literal_actions = has("textDocument.codeAction.codeActionLiteralSupport");
  client_.snippets = can("textDocument.completion.completionItem.snippetSupport");
  client_.hierarchy = can("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport");
  client_.links = can("textDocument.definition.linkSupport");
  client_.shows_documents = can("window.showDocument.support");
  client_.prepares_rename = can("textDocument.rename.prepareSupport");
  if (const Json* formats = find_path(params, "capabilities.textDocument.hover.contentFormat"))
    client_.markdown = offers(*formats, "markdown");
}

Json Session::State::capabilities() const {
  Json out{{"positionEncoding", to_string(client_.encoding)},
           {"textDocumentSync",
            {{"openClose", true}, {"change", 2}, {"save", {{"includeText", false}}}, {"willSave", false}}},
           {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}}};
  out["hoverProvider"] = true;
  out["completionProvider"] = {{"triggerCharacters", {"-", "=", "$", "{", "/", ":", "@", " ", "#", ","}}};
  out["signatureHelpProvider"] = {{"triggerCharacters", {" "}}};
  for (const char* name :
       {"documentSymbolProvider", "workspaceSymbolProvider", "foldingRangeProvider", "selectionRangeProvider",
        "definitionProvider", "referencesProvider", "documentHighlightProvider", "documentFormattingProvider",
        "documentRangeFormattingProvider"})
    out[name] = true;
  out["documentLinkProvider"] = {{"resolveProvider", false}};
  out["inlayHintProvider"] = {{"resolveProvider", false}};
  out["renameProvider"] = client_.prepares_rename ? Json{{"prepareProvider", true}} : Json(true);
  out["codeActionProvider"] = {{"codeActionKinds", {"quickfix", "source.fixAll.dockgate"}},
                               {"resolveProvider", client_.resolves_edits}};
  out["executeCommandProvider"] = {{"commands", {"dockgate.explain"}}};
  out["semanticTokensProvider"] = {
      {"legend", {{"tokenTypes", Json(token_types)}, {"tokenModifiers", {"definition"}}}},
      {"full", true},
      {"range", true}};
  if (client_.pulls) {
    out["diagnosticProvider"] = {
        {"identifier", "dockgate"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}};
  }
  return out;
}

Json Session::State::initialize(const Json& params) {
  read_client(params);
  if (const Json* options = find(params, "initializationOptions")) read_preferences(*options);
  bool any = false;
  if (const Json* folders = find(params, "workspaceFolders"); folders != nullptr && folders->is_array()) {
    for (const Json& folder : *folders) {
      const auto path = path_of(text_at(folder, "uri"));
      if (!path) continue;
      add_root(*path, true);
      any = true;
    }
  }
  if (!any) {
    auto path = path_of(text_at(params, "rootUri"));
    if (!path && !text_at(params, "rootPath").empty()) path = text_at(params, "rootPath");
    if (path) add_root(*path, true);
  }
  phase_ = Phase::running;
  return {{"capabilities", capabilities()},
          {"serverInfo", {{"name", "dockgate"}, {"version", host_.version}}}};
}

Json Session::State::initialized(const Json&) {
  watch_files();
  if (client_.configures) {
    ask("workspace/configuration", {{"items", {{{"section", "dockgate"}}}}}, "configuration");
    Json section{{"id", "settings"},
                 {"method", "workspace/didChangeConfiguration"},
                 {"registerOptions", {{"section", "dockgate"}}}};
    ask("client/registerCapability", {{"registrations", {section}}});
  }
  return {};
}

void Session::State::watch_files() {
  if (!client_.watches) return;
  Json watchers = Json::array();
  for (const std::string_view glob : watched) watchers.push_back({{"globPattern", glob}});
  ask("client/registerCapability", {{"registrations",
                                     {{{"id", "files"},
                                       {"method", "workspace/didChangeWatchedFiles"},
                                       {"registerOptions", {{"watchers", watchers}}}}}}});
}

Json Session::State::shutdown(const Json&) {
  phase_ = Phase::down;
  for (const Waiting& each : waiting_) refuse(each.id, request_cancelled, "the server is shut down");
  waiting_.clear();
  return nullptr;
}

Json Session::State::leave(const Json&) {
  exit_code = phase_ == Phase::down ? 0 : 1;
  return {};
}

void Session::State::read_preferences(const Json& settings) {
  // Some clients send the section, others an object that holds it; null where nothing is set.
  const Json* inner = find(settings, "dockgate");
  const Json& from = inner == nullptr ? settings : *inner;
  if (!from.is_object()) return;
  Preferences next;
  next.judge.policy = text_at(from, "policy");
  next.judge.boundary = text_at(from, "boundary");
  next.judge.target = text_at(from, "target");
  next.judge.baseline = text_at(from, "baseline");
  next.judge.rule_levels = pairs_at(from, "rules");
  next.judge.build_args = pairs_at(from, "buildArgs");
  const auto flag = [&](const char* name, bool fallback) {
    const Json* value = find(from, name);
    return value != nullptr && value->is_boolean() ? value->get<bool>() : fallback;
  };
  next.workspace_diagnostics = flag("workspaceDiagnostics", true);
  next.inlay_hints = flag("inlayHints", true);
  const bool judged_anew = !(next.judge == preferences_.judge);
  const bool shown_anew = next.workspace_diagnostics != preferences_.workspace_diagnostics;
  preferences_ = std::move(next);
  for (const auto& root : roots_) {
    if (judged_anew) changed(*root, {}, true);
    if (shown_anew && !judged_anew) {
      for (const auto& [path, said] : root->published) root->touched.insert(path);
      publish(*root);
    }
  }
}

Json Session::State::did_change_configuration(const Json& params) {
  if (client_.configures) {
    ask("workspace/configuration", {{"items", {{{"section", "dockgate"}}}}}, "configuration");
  } else if (const Json* settings = find(params, "settings")) {
    read_preferences(*settings);
  }
  return {};
}

Json Session::State::did_change_folders(const Json& params) {
  const auto each = [&](std::string_view list, auto act) {
    const Json* folders = find_path(params, "event." + std::string(list));
    if (folders == nullptr || !folders->is_array()) return;
    for (const Json& folder : *folders) {
      if (const auto path = path_of(text_at(folder, "uri"))) act(*path);
    }
  };
  each("removed", [&](const std::string& path) { remove_root(path); });
  each("added", [&](const std::string& path) { add_root(path, true); });
  // Documents may belong to another folder now.
  for (auto& [uri, document] : documents_) place(document);
  return {};
}

Json Session::State::did_change_files(const Json& params) {
  const Json* changes = find(params, "changes");
  if (changes == nullptr || !changes->is_array()) return {};
  for (const Json& change : *changes) {
    const auto path = path_of(text_at(change, "uri"));
    if (!path) continue;
    const bool came_or_went = number_at(change, "type") != 2;
    for (const auto& root : roots_) {
      if (root->folder.empty() || !text::is_below(*path, root->folder)) continue;
      const std::string inside = *path == root->folder ? "" : path->substr(root->folder.size() + 1);
      root->disk->forget(inside);
      // What is open is read from the editor, whatever happens on disk.
      if (!root->open.contains(inside)) changed(*root, inside, came_or_went);
    }
  }
  return {};
}

}  // namespace dockgate::lsp
