// Diagnostics as clients get them, pushed and pulled, over several files.
#include <algorithm>

#include <gtest/gtest.h>

#include "editor.hpp"

namespace dockgate::lsp {
namespace {

using Words = std::vector<std::string>;

const char* const pinned =
    "FROM python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123\n"
    "COPY . .\nUSER app\nCMD [\"python\", \"serve.py\"]\n";
const char* const loader =
    "from transformers import AutoModel\nAutoModel.from_pretrained(\"a/b\", trust_remote_code=True)\n";
const char* const safe_loader =
    "from transformers import AutoModel\n"
    "AutoModel.from_pretrained(\"a/b\", revision=\"0123456789012345678901234567890123456789\")\n";

bool has(const Words& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

TEST(Diagnostics, FollowTheTextThatIsNotSaved) {
  Editor editor(Editor::Files{{"Dockerfile", pinned}, {"serve.py", safe_loader}});
  editor.initialize();
  editor.open("Dockerfile", pinned);
  EXPECT_FALSE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.change("Dockerfile", 2, "FROM python:3.12\nUSER app\n");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  EXPECT_EQ(editor.diagnostics[Editor::uri("Dockerfile")]["version"], 2);
}

TEST(Diagnostics, ALoaderAndItsDockerfileUpdateEachOther) {
  Editor editor(Editor::Files{{"Dockerfile", pinned}, {"serve.py", safe_loader}});
  editor.initialize();
  editor.open("Dockerfile", pinned);
  editor.open("serve.py", safe_loader, "python");
  EXPECT_FALSE(has(editor.pushed("serve.py"), "model/remote-code@1"));
  editor.change("serve.py", 2, loader);
  EXPECT_TRUE(has(editor.pushed("serve.py"), "model/remote-code@1"));
  editor.change("Dockerfile", 2, "FROM scratch\n");
  EXPECT_FALSE(has(editor.pushed("serve.py"), "model/remote-code@1")) << "nothing ships it any more";
  editor.change("Dockerfile", 3, pinned);
  EXPECT_TRUE(has(editor.pushed("serve.py"), "model/remote-code@1"));
}

TEST(Diagnostics, TellTheWayFromTheDockerfile) {
  Editor editor(Editor::Files{{"Dockerfile", pinned}, {"serve.py", loader}});
  editor.initialize(
      {{"textDocument",
        {{"publishDiagnostics", {{"relatedInformation", true}, {"codeDescriptionSupport", true}}}}}});
  editor.open("serve.py", loader, "python");
  const Json items = editor.diagnostics[Editor::uri("serve.py")]["diagnostics"];
  const auto found =
      std::ranges::find_if(items, [](const Json& item) { return item["code"] == "model/remote-code"; });
  ASSERT_NE(found, items.end());
  EXPECT_EQ((*found)["relatedInformation"][0]["location"]["uri"], Editor::uri("Dockerfile"));
  EXPECT_EQ((*found)["severity"], 1);
  EXPECT_EQ((*found)["source"], "dockgate");
  EXPECT_TRUE((*found)["codeDescription"]["href"].is_string());
  EXPECT_FALSE((*found)["data"]["fingerprint"].get<std::string>().empty());
}

TEST(Diagnostics, AreJudgedAgainOnlyWhereSomethingIsRead) {
  Editor editor(
      {{"a/Dockerfile", pinned}, {"a/serve.py", loader}, {"b/Dockerfile", pinned}, {"b/serve.py", loader}});
  editor.initialize();
  editor.open("a/serve.py", loader, "python");
  editor.judgements = 0;
  editor.change("a/serve.py", 2, safe_loader);
  EXPECT_EQ(editor.judgements, 1u);
  EXPECT_TRUE(has(editor.pushed("b/serve.py"), "model/remote-code@1"));
  EXPECT_FALSE(has(editor.pushed("a/serve.py"), "model/remote-code@1"));
  editor.write("b/serve.py", safe_loader);
  EXPECT_EQ(editor.judgements, 2u);
  EXPECT_FALSE(has(editor.pushed("b/serve.py"), "model/remote-code@1"));
}

TEST(Diagnostics, AreEitherPushedOrPulled) {
  Editor pushes(Editor::Files{{"Dockerfile", "FROM a\n"}});
  EXPECT_FALSE(pushes.initialize()["capabilities"].contains("diagnosticProvider"));
  Editor pulls(Editor::Files{{"Dockerfile", "FROM a\n"}});
  const Json can = pulls.initialize({{"textDocument", {{"diagnostic", Json::object()}}}})["capabilities"];
  EXPECT_TRUE(can["diagnosticProvider"]["interFileDependencies"]);
  pulls.open("Dockerfile", "FROM python:3.12\n");
  EXPECT_EQ(pulls.count("textDocument/publishDiagnostics"), 0u);
  const Json full = pulls.result("textDocument/diagnostic", Editor::whole("Dockerfile"));
  EXPECT_EQ(full["kind"], "full");
  EXPECT_NE(full["items"].dump().find("base/digest"), std::string::npos);
  Json again = Editor::whole("Dockerfile");
  again["previousResultId"] = full["resultId"];
  EXPECT_EQ(pulls.result("textDocument/diagnostic", again)["kind"], "unchanged");
  const Json all = pulls.result("workspace/diagnostic", {{"previousResultIds", Json::array()}});
  ASSERT_EQ(all["items"].size(), 1u);
  EXPECT_EQ(all["items"][0]["version"], 1);
  Json ids{
      {"previousResultIds", {{{"uri", all["items"][0]["uri"]}, {"value", all["items"][0]["resultId"]}}}}};
  EXPECT_EQ(pulls.result("workspace/diagnostic", ids)["items"][0]["kind"], "unchanged");
}

TEST(Diagnostics, AskThePullingClientToPullAgain) {
  Editor editor(Editor::Files{{"Dockerfile", pinned}, {"serve.py", safe_loader}});
  editor.initialize({{"textDocument", {{"diagnostic", Json::object()}}},
                     {"workspace", {{"diagnostics", {{"refreshSupport", true}}}}}});
  editor.open("serve.py", loader, "python");
  editor.open("Dockerfile", pinned);
  const std::size_t before = editor.count("workspace/diagnostic/refresh");
  editor.change("Dockerfile", 2, "FROM scratch\n");
  EXPECT_EQ(editor.count("workspace/diagnostic/refresh"), before + 1) << "the loader's are others";
  editor.change("Dockerfile", 3, "FROM scratch\n\n");
  EXPECT_EQ(editor.count("workspace/diagnostic/refresh"), before + 1) << "nothing is different";
}

TEST(Diagnostics, OfABrokenPolicyStandInThePolicy) {
  Editor editor(
      {{"Dockerfile", "FROM python:3.12\n"}, {".dockgate.yaml", "schema: 1\nedition: \"2026.1\"\n"}});
  editor.initialize();
  editor.open("Dockerfile", "FROM python:3.12\n");
  editor.open(".dockgate.yaml", "schema: 1\nedition: \"2026.1\"\n", "yaml");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  EXPECT_TRUE(editor.pushed(".dockgate.yaml").empty());
  editor.change(".dockgate.yaml", 2, "schema: 1\nedition: \"2026.1\"\nrulez: {}\n");
  EXPECT_EQ(editor.pushed(".dockgate.yaml"), Words{"policy@2"});
  EXPECT_TRUE(editor.pushed("Dockerfile").empty()) << "no verdict by another policy";
  editor.change(".dockgate.yaml", 3, "schema: 1\nedition: \"2026.1\"\nrules: {base/digest: off}\n");
  EXPECT_TRUE(editor.pushed(".dockgate.yaml").empty());
  EXPECT_FALSE(has(editor.pushed("Dockerfile"), "base/digest@0"));
}

TEST(Diagnostics, OfABrokenLockStandInTheLock) {
  Editor editor(Editor::Files{{"a/Dockerfile", "FROM python:3.12\n"},
                              {"b/Dockerfile", "FROM python:3.12\n"},
                              {"dockgate.lock", "schema: 1\n"}});
  editor.initialize();
  EXPECT_TRUE(has(editor.pushed("b/Dockerfile"), "base/digest@0"));
  editor.write("dockgate.lock", "schema: 1\nnonsense: 2\n");
  EXPECT_EQ(editor.pushed("dockgate.lock"), Words{"policy@1"});
  EXPECT_TRUE(editor.pushed("a/Dockerfile").empty());
  EXPECT_TRUE(editor.pushed("b/Dockerfile").empty());
}

TEST(Diagnostics, OfAPolicyThatNoDockerfileUses) {
  Editor editor({});
  editor.initialize();
  editor.open(".dockgate.yaml", "schema: 1\nedition: \"2026.1\"\nnonsense: 1\n", "yaml");
  EXPECT_EQ(editor.pushed(".dockgate.yaml"), Words{"policy@2"});
}

TEST(Diagnostics, SurviveAFileThatIsDeletedWhileOpen) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM python:3.12\n"}});
  editor.initialize();
  editor.open("Dockerfile", "FROM python:3.12\n");
  editor.write("Dockerfile", "");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.change("Dockerfile", 2, "FROM python:3.13\n");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.close("Dockerfile");
  EXPECT_TRUE(editor.pushed("Dockerfile").empty());
}

TEST(Diagnostics, GoBackToTheDiskWhenADocumentIsClosed) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM python:3.12\n"}});
  editor.initialize();
  editor.open("Dockerfile", "FROM scratch\n");
  EXPECT_FALSE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.close("Dockerfile");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
}

TEST(Diagnostics, OfDocumentsWithoutAFile) {
  Editor editor({});
  editor.initialize();
  editor.open("untitled:Untitled-1", "FROM python:3.12\n");
  EXPECT_TRUE(has(editor.pushed("untitled:Untitled-1"), "base/digest@0"));
  editor.close("untitled:Untitled-1");
  EXPECT_TRUE(editor.pushed("untitled:Untitled-1").empty()) << "nobody else takes them away";
  Editor homeless({});
  homeless.result("initialize", {{"capabilities", Json::object()}});
  homeless.open("untitled:Untitled-1", "FROM python:3.12\n");
  EXPECT_TRUE(has(homeless.pushed("untitled:Untitled-1"), "base/digest@0"));
}

TEST(Diagnostics, OfAFileThatOnlyTheEditorCallsADockerfile) {
  Editor editor(Editor::Files{{"odd.name", "FROM python:3.12\n"}});
  editor.initialize();
  EXPECT_TRUE(editor.pushed("odd.name").empty());
  editor.open("odd.name", "FROM python:3.12\n");
  EXPECT_TRUE(has(editor.pushed("odd.name"), "base/digest@0"));
}

TEST(Diagnostics, FollowTheSettings) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM python:3.12\n"}});
  editor.initialize(Json::object(), {{"rules", {{"base/digest", "off"}}}});
  editor.open("Dockerfile", "FROM python:3.12\n");
  EXPECT_FALSE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.notify("workspace/didChangeConfiguration",
                {{"settings", {{"dockgate", {{"rules", {{"base/digest", "info"}}}}}}}});
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/digest@0"));
  editor.notify("workspace/didChangeConfiguration",
                {{"settings", {{"dockgate", {{"policy", "gone.yaml"}}}}}});
  EXPECT_GT(editor.count("window/logMessage"), 0u);
}

TEST(Diagnostics, OfSeveralFolders) {
  Editor editor(
      Editor::Files{{"a/Dockerfile", "FROM python:3.12\n"}, {"b/Dockerfile", "FROM python:3.12\n"}});
  const auto folder = [](const char* uri) { return Json{{"uri", uri}, {"name", "x"}}; };
  editor.result("initialize", {{"capabilities", Json::object()},
                               {"workspaceFolders", {folder("file:///work/a"), folder("file:///work/b")}}});
  editor.notify("initialized", Json::object());
  EXPECT_TRUE(has(editor.pushed("a/Dockerfile"), "base/digest@0"));
  EXPECT_TRUE(has(editor.pushed("b/Dockerfile"), "base/digest@0"));
  editor.notify("workspace/didChangeWorkspaceFolders",
                {{"event", {{"removed", {folder("file:///work/a")}}, {"added", Json::array()}}}});
  EXPECT_TRUE(editor.pushed("a/Dockerfile").empty());
  EXPECT_TRUE(has(editor.pushed("b/Dockerfile"), "base/digest@0"));
}

TEST(Diagnostics, FollowAComposeFile) {
  const std::string compose =
      "services:\n  api:\n    build:\n      context: .\n      args: {BASE: \"python:latest\"}\n";
  Editor editor(Editor::Files{{"Dockerfile", "ARG BASE=scratch\nFROM ${BASE}\n"}, {"compose.yaml", compose}});
  editor.initialize();
  editor.open("Dockerfile", "ARG BASE=scratch\nFROM ${BASE}\n");
  editor.open("compose.yaml", compose, "yaml");
  EXPECT_TRUE(has(editor.pushed("Dockerfile"), "base/floating-tag@1"));
  editor.change("compose.yaml", 2, "services: {}\n");
  EXPECT_FALSE(has(editor.pushed("Dockerfile"), "base/floating-tag@1"));
}

}  // namespace
}  // namespace dockgate::lsp
