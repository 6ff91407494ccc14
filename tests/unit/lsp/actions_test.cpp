// Code actions: what is offered, and that it does what it says once it is made.
#include "lsp/actions.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "editor.hpp"
#include "ledger/ledger.hpp"

namespace dockgate::lsp {
namespace {

const char* const base = "FROM python:3.12\nUSER app\n";

bool has(Editor& editor, const std::string& path, const std::string& word) {
  const auto pushed = editor.pushed(path);
  return std::ranges::find(pushed, word) != pushed.end();
}

std::string policy(const std::string& more) {
  return "schema: 1\nedition: \"2026.1\"\nunclassified: internal\n" + more;
}

/// A policy with a rule that has a fix: no folder but /srv.
const char* const with_fix =
    "schema: 1\nedition: \"2026.1\"\ncustom:\n  - name: acme/srv\n    summary: all stands in /srv\n    why: "
    "so says the team\n"
    "    on: instruction\n    severity: {production: error}\n    when: {keyword: WORKDIR, not: {text: {is: "
    "/srv}}}\n"
    "    message: \"not /srv\"\n    help: use /srv\n    edit: {title: go to /srv, with: WORKDIR /srv, safe: "
    "true}\n";

std::map<std::string, Json>::const_iterator preferred(const std::map<std::string, Json>& actions) {
  return std::ranges::find_if(actions,
                              [](const auto& each) { return each.second.value("isPreferred", false); });
}

TEST(Actions, FixWhatHasAFix) {
  Editor editor(Editor::Files{{".dockgate.yaml", with_fix}});
  editor.initialize();
  editor.open("Dockerfile", "FROM scratch\nWORKDIR /a\nUSER app\n");
  const auto actions = editor.actions("Dockerfile", 1);
  const auto fix = preferred(actions);
  ASSERT_NE(fix, actions.end()) << Json(editor.pushed("Dockerfile")).dump();
  EXPECT_EQ(fix->first, "go to /srv");
  EXPECT_EQ(fix->second["kind"], "quickfix");
  editor.apply(fix->second["edit"]);
  EXPECT_EQ(editor.text("Dockerfile"), "FROM scratch\nWORKDIR /srv\nUSER app\n");
  EXPECT_FALSE(has(editor, "Dockerfile", "acme/srv@1"));
}

TEST(Actions, MendFirstAndExplainLast) {
  Editor editor(Editor::Files{{".dockgate.yaml", with_fix}});
  editor.initialize();
  editor.open("Dockerfile", "FROM python AS a\nWORKDIR /a\nWORKDIR /b\nUSER app\n");
  Json params = Editor::whole("Dockerfile");
  params["range"] = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 3}, {"character", 0}}}};
  params["context"] = {{"diagnostics", Json::array()}};
  std::vector<std::string> titles;
  for (const Json& action : editor.result("textDocument/codeAction", params))
    titles.push_back(action["title"].get<std::string>());
  ASSERT_GE(titles.size(), 6U);
  EXPECT_EQ(titles[0], "go to /srv");
  EXPECT_EQ(titles[1], "go to /srv");
  EXPECT_TRUE(titles[2].starts_with("Add an exception")) << titles[2];
  EXPECT_EQ(std::ranges::count(titles, "Explain acme/srv"), 1) << "once, though it is said of two lines";
}

TEST(Actions, ExplainInLines) {
  Editor editor(Editor::Files{{"Dockerfile", base}});
  editor.initialize();
  const Json found = editor.result("workspace/executeCommand",
                                   {{"command", "dockgate.explain"}, {"arguments", {"base/digest"}}});
  const auto text = found.get<std::string>();
  EXPECT_EQ(text.find("\\x0a"), std::string::npos) << text;
}

TEST(Actions, FixAllThatIsSafe) {
  Editor editor(Editor::Files{{".dockgate.yaml", with_fix}});
  editor.initialize();
  editor.open("Dockerfile", "FROM scratch\nWORKDIR /a\nWORKDIR /b\nUSER app\n");
  const auto actions = editor.actions("Dockerfile", 3, Json::array({"source.fixAll"}));
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions.begin()->second["kind"], "source.fixAll.dockgate");
  editor.apply(actions.begin()->second["edit"]);
  EXPECT_EQ(editor.text("Dockerfile"), "FROM scratch\nWORKDIR /srv\nWORKDIR /srv\nUSER app\n");
}

TEST(Actions, AreResolvedLazilyAndWithTheirVersion) {
  Editor editor(Editor::Files{{".dockgate.yaml", with_fix}});
  editor.initialize(
      {{"textDocument",
        {{"codeAction", {{"dataSupport", true}, {"resolveSupport", {{"properties", {"edit"}}}}}}}},
       {"workspace", {{"workspaceEdit", {{"documentChanges", true}}}}}});
  editor.open("Dockerfile", "FROM scratch\nWORKDIR /a\nUSER app\n");
  const auto actions = editor.actions("Dockerfile", 1);
  const auto fix = preferred(actions);
  ASSERT_NE(fix, actions.end());
  EXPECT_FALSE(fix->second.contains("edit"));
  const Json resolved = editor.result("codeAction/resolve", fix->second);
  EXPECT_EQ(resolved["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
  editor.change("Dockerfile", 2, "FROM scratch\n");
  EXPECT_TRUE(editor.request("codeAction/resolve", fix->second).contains("error")) << "the finding is gone";
}

TEST(Actions, SuppressOnlyWhereTheBoundaryAllowsIt) {
  const std::string title = "Suppress base/digest by a comment with a reason";
  Editor strict(Editor::Files{{"Dockerfile", base}});
  strict.initialize();
  strict.open("Dockerfile", base);
  EXPECT_FALSE(strict.actions("Dockerfile", 0).contains(title));
  Editor loose(
      {{"Dockerfile", base},
       {".dockgate.yaml", policy("classify: [{boundary: internal, path: \"**\", lowers: true}]\n")}});
  loose.initialize();
  loose.open("Dockerfile", base);
  const auto actions = loose.actions("Dockerfile", 0);
  ASSERT_TRUE(actions.contains(title)) << Json(loose.pushed("Dockerfile")).dump();
  loose.apply(actions.at(title)["edit"]);
  EXPECT_TRUE(loose.text("Dockerfile").starts_with("# dockgate: expect base/digest reason=\"\"\nFROM"));
  EXPECT_TRUE(has(loose, "Dockerfile", "policy/suppression-reason@0")) << "a reason is still to be given";
  std::string text = loose.text("Dockerfile");
  text.replace(text.find("\"\""), 2, "\"mirror\"");
  loose.change("Dockerfile", 200, text);
  EXPECT_FALSE(has(loose, "Dockerfile", "base/digest@1"));
  EXPECT_FALSE(has(loose, "Dockerfile", "policy/suppression-reason@0"));
}

TEST(Actions, SuppressInALoader) {
  const std::string loader =
      "from transformers import AutoModel\nmodel = AutoModel.from_pretrained(\n    \"a/b\",\n)\n";
  Editor editor(Editor::Files{{"Dockerfile", "FROM scratch\nCOPY . .\nCMD [\"python\", \"serve.py\"]\n"},
                              {"serve.py", loader},
                              {".dockgate.yaml", policy("")}});
  editor.initialize();
  editor.open("serve.py", loader, "python");
  ASSERT_TRUE(has(editor, "serve.py", "model/revision@1")) << Json(editor.pushed("serve.py")).dump();
  const auto actions = editor.actions("serve.py", 1);
  ASSERT_TRUE(actions.contains("Suppress model/revision by a comment with a reason"));
  editor.apply(actions.at("Suppress model/revision by a comment with a reason")["edit"]);
  std::string text = editor.text("serve.py");
  text.replace(text.find("\"\""), 2, "\"known\"");
  editor.change("serve.py", 200, text);
  EXPECT_FALSE(has(editor, "serve.py", "model/revision@1")) << text;
}

/// Fills in what only a person can say.
std::string completed(std::string text) {
  for (const char* key : {"reason:", "owner:", "ticket:"}) {
    const std::size_t at = text.rfind(std::string(key) + "\n");
    if (at != std::string::npos) text.insert(at + std::string(key).size(), " somebody");
  }
  return text;
}

void expect_exception(const std::string& before) {
  Editor editor(Editor::Files{{"Dockerfile", base}, {".dockgate.yaml", before}});
  editor.initialize();
  editor.open("Dockerfile", base);
  editor.open(".dockgate.yaml", before, "yaml");
  ASSERT_TRUE(has(editor, "Dockerfile", "base/digest@0")) << before;
  const auto actions = editor.actions("Dockerfile", 0);
  ASSERT_TRUE(actions.contains("Add an exception for base/digest to the policy")) << before;
  editor.apply(actions.at("Add an exception for base/digest to the policy")["edit"]);
  EXPECT_NE(editor.text(".dockgate.yaml").find("expires: 2027-02-22"), std::string::npos)
      << editor.text(".dockgate.yaml");
  EXPECT_FALSE(editor.pushed(".dockgate.yaml").empty())
      << "not valid before somebody says why: " << editor.text(".dockgate.yaml");
  editor.change(".dockgate.yaml", 300, completed(editor.text(".dockgate.yaml")));
  EXPECT_TRUE(editor.pushed(".dockgate.yaml").empty()) << editor.text(".dockgate.yaml");
  EXPECT_FALSE(has(editor, "Dockerfile", "base/digest@0"));
}

TEST(Actions, AddAnExceptionWhereverThePolicyHasThem) {
  const std::string entry =
      "id: EX-007\n    rule: base/maintainer\n    where: {path: x}\n    reason: a\n    owner: b\n    ticket: "
      "c\n    expires: 2026-12-31\n";
  expect_exception(policy(""));
  expect_exception("schema: 1\nedition: \"2026.1\"");
  expect_exception(policy("exceptions: []\n"));
  expect_exception(policy("exceptions:\n  - " + entry));
  expect_exception(policy("exceptions:\n  - " + entry + "\n# end\nunclassified_: x\n")
                       .substr(0, policy("exceptions:\n  - " + entry).size()) +
                   "\nrules:\n  base/floating-tag: off\n");
}

TEST(Actions, AddAnExceptionToANewPolicy) {
  const Json creates{
      {"workspace", {{"workspaceEdit", {{"documentChanges", true}, {"resourceOperations", {"create"}}}}}}};
  Editor editor(Editor::Files{{"Dockerfile", base}});
  editor.initialize(creates);
  editor.open("Dockerfile", base);
  const auto actions = editor.actions("Dockerfile", 0);
  ASSERT_TRUE(actions.contains("Add an exception for base/digest to the policy"));
  const Json edit = actions.at("Add an exception for base/digest to the policy")["edit"];
  EXPECT_EQ(edit["documentChanges"][0]["kind"], "create");
  editor.apply(edit);
  editor.write(".dockgate.yaml", completed(editor.text(".dockgate.yaml")));
  EXPECT_FALSE(has(editor, "Dockerfile", "base/digest@0")) << editor.text(".dockgate.yaml");
  Editor poor(Editor::Files{{"Dockerfile", base}});
  poor.initialize();
  poor.open("Dockerfile", base);
  EXPECT_FALSE(poor.actions("Dockerfile", 0).contains("Add an exception for base/digest to the policy"))
      << "it cannot make files";
}

TEST(Actions, NeverBreakAPolicyThatTheyCannotReadLineByLine) {
  Finding finding;
  finding.rule = "base/digest";
  finding.dockerfile = "Dockerfile";
  for (const char* text : {"exceptions: [{id: a}]\n", "exceptions: *x\n", "- a\n", "a: [\n"}) {
    const PolicyFile file{std::make_shared<SourceFile>(".dockgate.yaml", text), ".dockgate.yaml", ""};
    EXPECT_TRUE(add_exception(finding, file, "2026-11-24").empty()) << text;
  }
}

TEST(Actions, AddAReviewToTheLedger) {
  Finding finding;
  finding.rule = "review/missing";
  finding.at.source = std::make_shared<SourceFile>("model/code.py", "import os\n");
  const Changes fresh = add_review(finding, {nullptr, ".dockgate-reviews.yaml", ""}, "2026-11-24");
  EXPECT_EQ(fresh.created, ".dockgate-reviews.yaml");
  EXPECT_NE(fresh.created_text.find("model/code.py"), std::string::npos);
  const auto before = std::make_shared<SourceFile>(".dockgate-reviews.yaml", fresh.created_text);
  const Changes more = add_review(finding, {before, before->path(), ""}, "2026-11-24");
  ASSERT_EQ(more.edits.size(), 1u);
  EXPECT_EQ(more.edits[0].span.begin, before->bytes().size()) << "the ledger only grows";
}

TEST(Actions, ExplainRules) {
  Editor editor(Editor::Files{{"Dockerfile", base}});
  editor.initialize();
  editor.open("Dockerfile", base);
  const auto actions = editor.actions("Dockerfile", 0);
  ASSERT_TRUE(actions.contains("Explain base/digest"));
  const Json text = editor.result("workspace/executeCommand", actions.at("Explain base/digest")["command"]);
  EXPECT_NE(text.get<std::string>().find("**base/digest**"), std::string::npos);
  EXPECT_EQ(editor.count("window/showMessage"), 1u);
  EXPECT_TRUE(editor.request("workspace/executeCommand", {{"command", "rm"}}).contains("error"));
  EXPECT_TRUE(
      editor
          .request("workspace/executeCommand", {{"command", "dockgate.explain"}, {"arguments", {"no/rule"}}})
          .contains("error"));
}

TEST(Actions, CountDays) {
  EXPECT_EQ(day_after("2026-11-24", 90), "2027-02-22");
  EXPECT_EQ(day_after("2028-02-28", 1), "2028-02-29");
  EXPECT_EQ(day_after("2026-12-31", 1), "2027-01-01");
}

}  // namespace
}  // namespace dockgate::lsp
