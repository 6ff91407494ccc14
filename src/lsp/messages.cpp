// From messages to handlers: JSON-RPC 2.0, and which request may be answered when.
#include <algorithm>
#include <exception>

#include "lsp/state_internal.hpp"

namespace dockgate::lsp {

const std::vector<Session::State::Method>& Session::State::requests() {
  using Needs = Method::Needs;
  static const std::vector<Method> methods{
      {"initialize", &State::initialize},
      {"shutdown", &State::shutdown},
      {"textDocument/diagnostic", &State::document_diagnostics, Needs::open},
      {"workspace/diagnostic", &State::workspace_diagnostics, Needs::whole},
      {"textDocument/hover", &State::hover_at, Needs::open},
      {"textDocument/completion", &State::completion},
      {"textDocument/signatureHelp", &State::signature_help},
      {"textDocument/documentSymbol", &State::document_symbols},
      {"workspace/symbol", &State::workspace_symbols},
      {"textDocument/foldingRange", &State::folding},
      {"textDocument/selectionRange", &State::selection_ranges},
      {"textDocument/semanticTokens/full", &State::semantic_tokens},
      {"textDocument/semanticTokens/range", &State::semantic_tokens},
      {"textDocument/documentLink", &State::document_links, Needs::open},
      {"textDocument/inlayHint", &State::inlay_hints, Needs::open},
      {"textDocument/definition", &State::definition, Needs::open},
      {"textDocument/references", &State::references, Needs::open},
      {"textDocument/documentHighlight", &State::highlights},
      {"textDocument/prepareRename", &State::prepare_rename},
      {"textDocument/rename", &State::rename, Needs::open},
      {"textDocument/formatting", &State::formatting},
      {"textDocument/rangeFormatting", &State::formatting},
      {"textDocument/codeAction", &State::code_actions, Needs::open},
      {"codeAction/resolve", &State::resolve_action, Needs::open},
      {"workspace/executeCommand", &State::execute_command},
  };
  return methods;
}

const std::vector<Session::State::Method>& Session::State::notifications() {
  static const std::vector<Method> methods{
      {"initialized", &State::initialized},
      {"exit", &State::leave},
      {"$/cancelRequest", &State::cancel},
      {"textDocument/didOpen", &State::did_open},
      {"textDocument/didChange", &State::did_change},
      {"textDocument/didSave", &State::did_save},
      {"textDocument/didClose", &State::did_close},
      {"workspace/didChangeConfiguration", &State::did_change_configuration},
      {"workspace/didChangeWorkspaceFolders", &State::did_change_folders},
      {"workspace/didChangeWatchedFiles", &State::did_change_files},
      {"window/workDoneProgress/cancel", &State::ignore},
  };
  return methods;
}

bool Session::State::receive(const std::string& content) {
  const Json message = Json::parse(content, nullptr, false);
  if (message.is_discarded()) {
    refuse(nullptr, parse_error, "the message is no JSON");
    return false;
  }
  take(message);
  return true;
}

void Session::State::take(const Json& message) {
  const Json* id = find(message, "id");
  const Json* method = find(message, "method");
  const bool good_id = id == nullptr || id->is_string() || id->is_number_integer();
  if (!message.is_object() || !good_id || (method != nullptr && !method->is_string())) {
    // LSP takes no batches.
    return refuse(good_id && id != nullptr ? *id : Json(nullptr), invalid_request,
                  "the message is no request");
  }
  if (method == nullptr) {
    if (id == nullptr) return refuse(nullptr, invalid_request, "the message has neither method nor id");
    return take_response(message);
  }
  static const Json nothing = Json::object();
  const Json* given = find(message, "params");
  const Json& params = given == nullptr ? nothing : *given;
  const auto name = method->get<std::string>();
  if (id != nullptr) return take_request(*id, name, params);
  const auto known =
      std::ranges::find_if(notifications(), [&](const Method& each) { return each.name == name; });
  if (known == notifications().end()) return;
  if (phase_ != Phase::running && name != "exit") return;
  try {
    (this->*known->handler)(params);
  } catch (const RequestError& error) {
    notify("window/logMessage", {{"type", 2}, {"message", name + ": " + error.message}});
  } catch (const std::exception& error) {
    notify("window/logMessage", {{"type", 1}, {"message", name + ": internal error: " + error.what()}});
  }
}

void Session::State::take_request(const Json& id, const std::string& name, const Json& params) {
  const auto known = std::ranges::find_if(requests(), [&](const Method& each) { return each.name == name; });
  if (phase_ == Phase::fresh && name != "initialize")
    return refuse(id, server_not_initialized, "`initialize` comes first");
  if (phase_ == Phase::down) return refuse(id, invalid_request, "the server was shut down");
  if (phase_ == Phase::running && name == "initialize")
    return refuse(id, invalid_request, "the server is initialized");
  if (known == requests().end()) return refuse(id, method_not_found, "there is no method `" + name + "`");
  if (ready(*known, params)) return answer(id, *known, params);
  waiting_.push_back({id, &*known, params});
}

void Session::State::answer(const Json& id, const Method& method, const Json& params) {
  try {
    reply(id, (this->*method.handler)(params));
  } catch (const RequestError& error) {
    refuse(id, error.code, error.message);
  } catch (const std::exception& error) {
    refuse(id, internal_error, std::string("internal error: ") + error.what());
  }
}

bool Session::State::ready(const Method& method, const Json& params) {
  if (method.needs == Method::Needs::nothing) return true;
  const auto current = [&](const Root& root, bool whole) {
    return root.latest.result && root.latest.revision == root.revision && (root.latest.whole || !whole);
  };
  if (method.needs == Method::Needs::whole)
    return std::ranges::all_of(roots_, [&](const auto& root) { return current(*root, true); });
  // What is resolved later says in its data which document it is about.
  const Json* data = find(params, "data");
  const OpenDocument* document = find_document(data == nullptr ? params : *data);
  if (document == nullptr) return true;
  const Root* root = find_root(document->root);
  // Which builds a file that is no Dockerfile belongs to is known when all were looked at.
  const bool everything = document->kind != DocumentKind::dockerfile && !root->latest.whole;
  return current(*root, everything);
}

void Session::State::answer_waiting() {
  // An answer may make others ready, and none may stand before an older one of its kind: in order.
  std::deque<Waiting> still;
  for (Waiting& each : waiting_) {
    if (ready(*each.method, each.params)) {
      answer(each.id, *each.method, each.params);
    } else {
      still.push_back(std::move(each));
    }
  }
  waiting_ = std::move(still);
}

Json Session::State::cancel(const Json& params) {
  const Json* id = find(params, "id");
  if (id == nullptr) return {};
  const auto known = std::ranges::find_if(waiting_, [&](const Waiting& each) { return each.id == *id; });
  if (known == waiting_.end()) return {};  // it was answered
  waiting_.erase(known);
  refuse(*id, request_cancelled, "cancelled");
  return {};
}

Json Session::State::ignore(const Json&) {
  return {};
}

void Session::State::take_response(const Json& message) {
  const auto id = number_at(message, "id");
  const auto known = id ? asked_.find(*id) : asked_.end();
  if (known == asked_.end()) return;
  const std::string purpose = known->second;
  asked_.erase(known);
  const Json* result = find(message, "result");
  if (result == nullptr || purpose != "configuration") return;
  if (result->is_array() && !result->empty()) read_preferences(result->front());
}

void Session::State::send(Json message) {
  message["jsonrpc"] = "2.0";
  output.push_back(dump(message));
}

void Session::State::reply(const Json& id, Json result) {
  send({{"id", id}, {"result", std::move(result)}});
}

void Session::State::refuse(const Json& id, int code, std::string message) {
  send({{"id", id}, {"error", {{"code", code}, {"message", std::move(message)}}}});
}

void Session::State::notify(std::string_view method, Json params) {
  send({{"method", method}, {"params", std::move(params)}});
}

void Session::State::ask(std::string_view method, Json params, std::string purpose) {
  asked_.emplace(next_id_, std::move(purpose));
  send({{"id", next_id_++}, {"method", method}, {"params", std::move(params)}});
}

}  // namespace dockgate::lsp
