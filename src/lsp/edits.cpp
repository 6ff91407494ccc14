// Code actions and edits of several files.
#include <algorithm>
#include <set>

#include "format/format.hpp"
#include "ledger/ledger.hpp"
#include "lsp/diagnostics_internal.hpp"
#include "lsp/state_internal.hpp"
#include "policy/describe.hpp"
#include "report/places.hpp"
#include "text/path.hpp"
#include "text/words.hpp"

namespace dockgate::lsp {

namespace {

constexpr const char* quick_fix = "quickfix";
constexpr const char* fix_all_kind = "source.fixAll.dockgate";
constexpr const char* explain_command = "dockgate.explain";

/// Kinds are dotted: `source` asks for `source.fixAll.dockgate` as well.
bool wanted(const Json* only, std::string_view kind) {
  if (only == nullptr || !only->is_array() || only->empty()) return true;
  return std::ranges::any_of(*only, [&](const Json& each) {
    if (!each.is_string()) return false;
    const auto asked = each.get<std::string>();
    return kind == asked || kind.starts_with(asked + ".");
  });
}

const Finding* finding_by(const LintResult& result, const std::string& fingerprint, std::string_view path) {
  const auto found = std::ranges::find_if(result.findings, [&](const Finding& finding) {
    return !finding.suppressed && finding.fingerprint == fingerprint && report::file_of(finding) == path;
  });
  return found == result.findings.end() ? nullptr : &*found;
}

bool meets(EditorRange a, EditorRange b) {
  return a.begin <= b.end && b.begin <= a.end;
}

bool speaks_of_review(const Finding& finding) {
  return finding.rule.starts_with("review/") || finding.rule.starts_with("code/");
}

}  // namespace

PolicyFile Session::State::policy_file(const Root& root, const Finding& finding) const {
  PolicyFile out;
  out.path = ".dockgate.yaml";
  const auto under = root.latest.under.find(finding.dockerfile);
  if (under == root.latest.under.end() || !under->second.policy) return out;
  const std::string& title = under->second.policy->title();
  const DocumentKind kind = kind_of({}, title);
  if (kind != DocumentKind::policy) return out;
  out.source = text_of(root, title);
  if (!out.source) return out;
  out.path = title;
  out.folder = text::parent(title);
  return out;
}

PolicyFile Session::State::ledger_file(const Root& root, const PolicyFile& policy) const {
  PolicyFile out;
  out.folder = policy.folder;
  out.path = text::join(policy.folder, ledger::file_name);
  out.source = text_of(root, out.path);
  return out;
}

Json Session::State::workspace_edit(const Root& root, const Changes& changes) const {
  std::map<std::string, std::pair<SourcePtr, Json>> by_file;
  for (const FileEdit& edit : changes.edits) {
    auto& [source, edits] = by_file[edit.file->path()];
    source = edit.file;
    if (edits.is_null()) edits = Json::array();
    edits.push_back({{"range", to_json(LineIndex(edit.file->bytes()).range(edit.span, client_.encoding))},
                     {"newText", edit.text}});
  }
  Json documents = Json::array(), plain = Json::object();
  for (auto& [path, file] : by_file) {
    const std::string uri = uri_in(root, path);
    Json version = nullptr;
    if (const auto open = root.open.find(path); open != root.open.end()) {
      const OpenDocument& document = documents_.at(open->second);
      if (document.text != file.first->bytes())
        throw RequestError{content_modified, "the document has changed"};
      version = document.version;
    }
    plain[uri] = file.second;
    documents.push_back({{"textDocument", {{"uri", uri}, {"version", std::move(version)}}},
                         {"edits", std::move(file.second)}});
  }
  if (!changes.created.empty()) {
    const std::string uri = uri_in(root, changes.created);
    documents.push_back({{"kind", "create"}, {"uri", uri}, {"options", {{"ignoreIfExists", true}}}});
    Json edits = Json::array({{{"range", to_json(EditorRange{})}, {"newText", changes.created_text}}});
    documents.push_back(
        {{"textDocument", {{"uri", uri}, {"version", nullptr}}}, {"edits", std::move(edits)}});
  }
  if (client_.document_changes) return {{"documentChanges", std::move(documents)}};
  return {{"changes", std::move(plain)}};
}

Changes Session::State::changes_for(const Json& data, const Root& root) {
  const LintResult& result = *root.latest.result;
  OpenDocument& document = document_of(data);
  const std::string what = text_at(data, "what");
  if (what == "fix-all") return fix_all(result.findings, document.path);
  const Finding* finding = finding_by(result, text_at(data, "fingerprint"), document.path);
  if (finding == nullptr) return {};
  if (what == "fix") {
    const auto index = static_cast<std::size_t>(number_at(data, "index").value_or(0));
    return index < finding->fixes.size() ? fix_changes(finding->fixes[index]) : Changes{};
  }
  if (what == "suppress") return suppress(*finding, document.kind == DocumentKind::dockerfile);
  const PolicyFile policy = policy_file(root, *finding);
  Changes changes;
  if (what == "except") changes = add_exception(*finding, policy, host_.today());
  if (what == "review") changes = add_review(*finding, ledger_file(root, policy), host_.today());
  if (!changes.created.empty() && !(client_.creates_files && client_.document_changes)) return {};
  return changes;
}

Json Session::State::code_actions(const Json& params) {
  OpenDocument& document = document_of(params);
  const EditorRange range = range_from(find(params, "range"));
  const Json* only = find_path(params, "context.only");
  const Root& root = *find_root(document.root);
  Json out = Json::array();
  if (!root.latest.result) return out;
  const Json* given = find_path(params, "context.diagnostics");
  // Of all findings first what mends them, then what lets them pass, then what they are.
  Json passes = Json::array(), explanations = Json::array();
  std::set<std::string> explained;

  const auto offer = [&](Json& list, std::string title, const char* kind, Json data, bool preferred,
                         const std::string& fingerprint) {
    data["textDocument"] = {{"uri", document.uri}};
    const Changes changes = changes_for(data, root);
    if (changes.empty()) return;
    Json action{{"title", std::move(title)}, {"kind", kind}};
    if (preferred) action["isPreferred"] = true;
    Json diagnostics = Json::array();
    if (given != nullptr && given->is_array() && !fingerprint.empty()) {
      for (const Json& each : *given) {
        if (text_at(each, "data.fingerprint") == fingerprint) diagnostics.push_back(each);
      }
    }
    if (!diagnostics.empty()) action["diagnostics"] = std::move(diagnostics);
    if (client_.resolves_edits) {
      action["data"] = std::move(data);
    } else {
      action["edit"] = workspace_edit(root, changes);
    }
    list.push_back(std::move(action));
  };

  Ranges ranges(client_.encoding);
  for (const Finding& finding : root.latest.result->findings) {
    if (finding.suppressed || report::file_of(finding) != document.path) continue;
    if (!wanted(only, quick_fix) || !meets(ranges.of(finding.at), range)) continue;
    const auto data = [&](const char* what, std::size_t index = 0) {
      return Json{{"what", what}, {"fingerprint", finding.fingerprint}, {"index", index}};
    };
    for (std::size_t i = 0; i < finding.fixes.size(); ++i) {
      const Fix& fix = finding.fixes[i];
      const std::string title =
          text::printable(fix.title) + (fix.safe ? "" : " (may change what the image does)");
      offer(out, title, quick_fix, data("fix", i), fix.safe && i == 0, finding.fingerprint);
    }
    const auto under = root.latest.under.find(finding.dockerfile);
    const bool comments = under != root.latest.under.end() && may_suppress(*under->second.boundary);
    if (comments)
      offer(passes, "Suppress " + finding.rule + " by a comment with a reason", quick_fix, data("suppress"),
            false, finding.fingerprint);
    offer(passes, "Add an exception for " + finding.rule + " to the policy", quick_fix, data("except"), false,
          finding.fingerprint);
    if (speaks_of_review(finding))
      offer(passes, "Add a review of this file to the ledger", quick_fix, data("review"), false,
            finding.fingerprint);
    if (!explained.insert(finding.rule).second) continue;
    explanations.push_back({{"title", "Explain " + finding.rule},
                            {"kind", quick_fix},
                            {"command",
                             {{"title", "Explain " + finding.rule},
                              {"command", explain_command},
                              {"arguments", {finding.rule}}}}});
  }
  for (const Json* list : {&passes, &explanations}) out.insert(out.end(), list->begin(), list->end());
  if (wanted(only, fix_all_kind))
    offer(out, "Fix all that is safe in this file", fix_all_kind, {{"what", "fix-all"}}, false, {});
  return out;
}

Json Session::State::formatting(const Json& params) {
  OpenDocument& document = document_of(params);
  Json out = Json::array();
  if (document.kind != DocumentKind::dockerfile) return out;
  const LineIndex lines(document.text);
  Span wanted{0, static_cast<std::uint32_t>(document.text.size())};
  if (const Json* range = find(params, "range")) {
    const EditorRange asked = range_from(range);
    wanted = {lines.offset(asked.begin, client_.encoding), lines.offset(asked.end, client_.encoding)};
  }
  for (const format::LayoutEdit& edit : format::layout_edits(*file_of(document))) {
    if (edit.span.end < wanted.begin || edit.span.begin > wanted.end) continue;
    out.push_back({{"range", to_json(lines.range(edit.span, client_.encoding))}, {"newText", edit.text}});
  }
  return out;
}

Json Session::State::resolve_action(const Json& params) {
  const Json* data = find(params, "data");
  if (data == nullptr) return params;
  const Root* root = find_root(document_of(*data).root);
  if (root == nullptr || !root->latest.result)
    throw RequestError{content_modified, "nothing is known of the document"};
  const Changes changes = changes_for(*data, *root);
  if (changes.empty()) throw RequestError{content_modified, "the finding is gone"};
  Json action = params;
  action["edit"] = workspace_edit(*root, changes);
  return action;
}

Json Session::State::execute_command(const Json& params) {
  if (text_at(params, "command") != explain_command)
    throw RequestError{invalid_params, "there is no such command"};
  const Json* arguments = find(params, "arguments");
  if (arguments == nullptr || !arguments->is_array() || arguments->empty() || !(*arguments)[0].is_string())
    throw RequestError{invalid_params, "a rule has to be named"};
  const auto name = (*arguments)[0].get<std::string>();
  std::optional<RuleInfo> rule;
  if (const policy::Rule* builtin = policy::find_builtin_rule(name)) rule = policy::describe(*builtin);
  for (const auto& root : roots_) {
    if (rule || !root->latest.result) continue;
    for (const RuleInfo& each : root->latest.result->rules) {
      if (each.name == name) rule = each;
    }
  }
  if (!rule) throw RequestError{request_failed, "there is no rule `" + text::printable(name) + "`"};
  std::string words = rule->name + ": " + rule->summary + "\n\n" + rule->why;
  if (!rule->help.empty()) words += "\n\n" + rule->help;
  notify("window/showMessage", {{"type", 3}, {"message", words}});
  return rule_markdown(*rule);
}

}  // namespace dockgate::lsp
