// Hover, completion, navigation and the rest, as a client asks for them.
#include <algorithm>

#include <gtest/gtest.h>

#include "editor.hpp"

namespace dockgate::lsp {
namespace {

const char* const dockerfile =
    "ARG BASE=python:3.12\n"             // 0
    "FROM ${BASE} AS build\n"            // 1
    "ENV MODEL_REV=main\n"               // 2
    "COPY serve.py /app/\n"              // 3
    "WORKDIR /app\n"                     // 4
    "FROM build\n"                       // 5
    "COPY --from=build /app /app\n"      // 6
    "RUN echo $MODEL_REV\n"              // 7
    "CMD [\"python\", \"serve.py\"]\n";  // 8
const char* const loader =
    "import os\nfrom transformers import AutoModel\nrev = "
    "os.environ[\"MODEL_REV\"]\nAutoModel.from_pretrained(\"a/b\", revision=rev)\n";

struct Opened : Editor {
  explicit Opened(const Json& capabilities = Json::object())
      : Editor({{"Dockerfile", dockerfile}, {"serve.py", loader}, {"data/x.txt", "1"}}) {
    initialize(capabilities);
    open("Dockerfile", dockerfile);
    open("serve.py", loader, "python");
  }
};

std::string hover_at(Editor& editor, const std::string& path, int line, int character) {
  const Json found = editor.result("textDocument/hover", Editor::at(path, line, character));
  return found.is_null() ? std::string() : found["contents"]["value"].get<std::string>();
}

TEST(Language, HoverTellsOfInstructionsFlagsAndVariables) {
  Opened editor;
  EXPECT_NE(hover_at(editor, "Dockerfile", 3, 1).find("COPY [FLAGS] SOURCE"), std::string::npos);
  EXPECT_NE(hover_at(editor, "Dockerfile", 6, 8).find("stage, image or named context"), std::string::npos);
  const std::string base = hover_at(editor, "Dockerfile", 0, 5);
  EXPECT_NE(base.find("`python:3.12`"), std::string::npos) << base;
  EXPECT_NE(base.find("default of its ARG"), std::string::npos) << base;
  const std::string revision = hover_at(editor, "Dockerfile", 7, 12);
  EXPECT_NE(revision.find("`main`"), std::string::npos) << revision;
  EXPECT_NE(revision.find("ENV"), std::string::npos);
  for (const auto& [line, character] : {std::pair(5, 6), std::pair(6, 14)}) {
    const std::string stage = hover_at(editor, "Dockerfile", line, character);
    EXPECT_NE(stage.find("**stage** `build`"), std::string::npos) << stage;
    EXPECT_NE(stage.find("`${BASE}`, which is `python:3.12` (line 2)"), std::string::npos) << stage;
  }
}

TEST(Language, HoverTellsOfImagesAndLoads) {
  Editor editor(
      {{"Dockerfile", "FROM python:3.12-slim\nCOPY . .\nCMD python serve.py\n"}, {"serve.py", loader}});
  editor.initialize();
  editor.open("Dockerfile", editor.files().at("Dockerfile"));
  editor.open("serve.py", loader, "python");
  const std::string image = hover_at(editor, "Dockerfile", 0, 8);
  for (const char* wanted : {"library/python", "3.12-slim", "docker-official", "base/digest", "production"})
    EXPECT_NE(image.find(wanted), std::string::npos) << wanted << " in " << image;
  const std::string model = hover_at(editor, "serve.py", 3, 14);
  for (const char* wanted : {"`a/b`", "from_pretrained", "Dockerfile:3"})
    EXPECT_NE(model.find(wanted), std::string::npos) << wanted << " in " << model;
}

std::vector<std::string> labels(Editor& editor, const std::string& path, int line, int character) {
  std::vector<std::string> out;
  const Json found = editor.result("textDocument/completion", Editor::at(path, line, character));
  if (found.is_null()) return out;
  for (const Json& item : found["items"]) out.push_back(item["label"].get<std::string>());
  return out;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

TEST(Language, CompletesWhatIsWritten) {
  Opened editor;
  const auto at_end = [&](const std::string& more) {
    const std::string text = std::string(dockerfile) + more;
    editor.change("Dockerfile", 2, text);
    const auto lines = static_cast<int>(std::ranges::count(text, '\n'));
    const auto last = static_cast<int>(text.size() - text.rfind('\n') - 1);
    return labels(editor, "Dockerfile", lines, last);
  };
  EXPECT_TRUE(has(at_end("HE"), "HEALTHCHECK"));
  EXPECT_TRUE(has(at_end("he"), "healthcheck"));
  EXPECT_TRUE(has(at_end("COPY --"), "--chown"));
  EXPECT_TRUE(has(at_end("COPY --from="), "build"));
  EXPECT_TRUE(has(at_end("RUN --mount="), "type=ssh"));
  EXPECT_TRUE(has(at_end("RUN --mount=type=bind,"), "target="));
  EXPECT_TRUE(has(at_end("RUN --network="), "none"));
  EXPECT_TRUE(has(at_end("RUN echo $"), "${MODEL_REV}"));
  EXPECT_TRUE(has(at_end("RUN echo \\\n  ${MO"), "${MODEL_REV}"));
  EXPECT_FALSE(has(at_end("FROM $"), "${MODEL_REV}")) << "FROM sees what stands before all stages";
  EXPECT_TRUE(has(at_end("FROM $"), "${BASE}"));
  EXPECT_TRUE(has(at_end("FROM --platform=$"), "${BUILDPLATFORM}"));
  EXPECT_FALSE(has(at_end("RUN echo $"), "${TARGETARCH}")) << "no stage has it without ARG";
  EXPECT_TRUE(has(at_end("ARG TARGETARCH\nRUN echo $"), "${TARGETARCH}"));
  EXPECT_TRUE(has(at_end("FROM "), "build"));
  EXPECT_TRUE(has(at_end("FROM x "), "AS"));
  EXPECT_TRUE(has(at_end("COPY "), "data/"));
  EXPECT_TRUE(has(at_end("COPY data/"), "x.txt"));
  EXPECT_TRUE(at_end("COPY ../").empty());
  EXPECT_TRUE(has(at_end("LABEL "), "org.opencontainers.image.source"));
  EXPECT_TRUE(has(at_end("ARG "), "TARGETARCH"));
  EXPECT_TRUE(at_end("RUN <<EOF\nHE").empty()) << "inside of a here-document";
  EXPECT_FALSE(has(at_end("COPY --from="), "1")) << "a stage cannot copy from itself";
  EXPECT_FALSE(has(at_end("RUN echo $"), "${BASE}"))
      << "what stands above all stages is only there after ARG";
  EXPECT_FALSE(has(at_end("FROM x\nRUN echo $"), "${MODEL_REV}"))
      << "set in a stage that this one knows nothing of";
  EXPECT_TRUE(has(at_end("LABEL org.dockgate.boundary="), "production"));
  EXPECT_TRUE(has(at_end("LABEL org.dockgate.boundary=\"pro"), "production"));
  EXPECT_TRUE(at_end("LABEL org.opencontainers.image.title=").empty());
  EXPECT_FALSE(has(at_end("RUN --mount=type=cache,id=x,"), "id=")) << "it is there already";
  EXPECT_FALSE(has(at_end("RUN --mount=type=secret,"), "sharing=")) << "it means nothing for a secret";
}

TEST(Language, CompletesSwitchesByTheirName) {
  Opened editor;
  editor.change("Dockerfile", 2, std::string(dockerfile) + "COPY --");
  const Json found = editor.result("textDocument/completion", Editor::at("Dockerfile", 9, 7));
  std::map<std::string, std::string> written;
  for (const Json& item : found["items"]) written[item["label"]] = item["textEdit"]["newText"];
  EXPECT_EQ(written["--link"], "--link");
  EXPECT_EQ(written["--chown"], "--chown=");
}

TEST(Language, CompletesImagesOfTheLock) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  Editor editor(
      {{"Dockerfile", "FROM \n"},
       {"dockgate.lock",
        "schema: 1\nimages:\n  \"docker.io/library/python:3.12\":\n    digest: \"" + digest + "\"\n"}});
  editor.initialize();
  editor.open("Dockerfile", "FROM \n");
  EXPECT_TRUE(has(labels(editor, "Dockerfile", 0, 5), "python:3.12@" + digest))
      << Json(labels(editor, "Dockerfile", 0, 5)).dump();
}

TEST(Language, HoverTellsOfTheLock) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  Editor editor(
      {{"dockgate.lock",
        "schema: 1\nimages:\n  \"docker.io/library/python:3.12\":\n    digest: \"" + digest + "\"\n"}});
  editor.initialize();
  editor.open("Dockerfile", "FROM python:3.12\n");
  const std::string image = hover_at(editor, "Dockerfile", 0, 8);
  EXPECT_NE(image.find("`" + digest + "` (dockgate.lock)"), std::string::npos) << image;
}

TEST(Language, CompletesThePolicy) {
  const std::string start = "schema: 1\nedition: \"2026.1\"\n";
  Editor editor({});
  editor.initialize();
  editor.open(".dockgate.yaml", start, "yaml");
  int version = 2;
  const auto at_end = [&](const std::string& more) {
    const std::string text = start + more;
    editor.change(".dockgate.yaml", version++, text);
    const auto lines = static_cast<int>(std::ranges::count(text, '\n'));
    return labels(editor, ".dockgate.yaml", lines, static_cast<int>(text.size() - text.rfind('\n') - 1));
  };
  EXPECT_TRUE(has(at_end("exc"), "exceptions"));
  EXPECT_TRUE(has(at_end("exceptions:\n  - id: X\n    "), "expires"));
  EXPECT_TRUE(has(at_end("exceptions:\n  - id: X\n    where:\n      "), "subject"));
  EXPECT_TRUE(has(at_end("exceptions:\n- id: X\n  rule: ba"), "base/digest"));
  EXPECT_TRUE(has(at_end("rules:\n  model/"), "model/remote-code"));
  EXPECT_TRUE(has(at_end("rules:\n  base/digest: "), "off"));
  EXPECT_TRUE(has(at_end("rules:\n  base/digest: {"), "production"));
  EXPECT_TRUE(has(at_end("classify:\n  - {boundary: "), "research"));
  EXPECT_TRUE(has(at_end("classify:\n  - {boundary: research, "), "path"));
  EXPECT_TRUE(has(at_end("boundaries:\n  production:\n    fail-on: "), "warning"));
  EXPECT_TRUE(has(at_end("extends: "), "builtin:hadolint"));
  EXPECT_FALSE(has(at_end("exceptions:\n  - id: X\n    "), "classify"));
}

TEST(Language, HoverTellsOfKeysAndRulesOfThePolicy) {
  const std::string text = "schema: 1\nedition: \"2026.1\"\nrules:\n  base/digest: off\nexceptions: []\n";
  Editor editor({});
  editor.initialize();
  editor.open(".dockgate.yaml", text, "yaml");
  EXPECT_NE(hover_at(editor, ".dockgate.yaml", 3, 6).find("base/digest"), std::string::npos);
  EXPECT_FALSE(hover_at(editor, ".dockgate.yaml", 4, 4).empty());
}

TEST(Language, SignaturesFollowTheWords) {
  Opened editor;
  const auto active = [&](const std::string& line) {
    editor.change("Dockerfile", 2, "FROM x\n" + line);
    const Json found = editor.result("textDocument/signatureHelp",
                                     Editor::at("Dockerfile", 1, static_cast<int>(line.size())));
    if (found.is_null()) return std::string();
    const auto index = found["activeParameter"].get<std::size_t>();
    return found["signatures"][0]["parameters"][index]["label"].get<std::string>();
  };
  EXPECT_EQ(active("FROM "), "IMAGE[:TAG][@DIGEST]");
  EXPECT_EQ(active("FROM --pl"), "[--platform=PLATFORM]");
  EXPECT_EQ(active("FROM x "), "[AS NAME]");
  EXPECT_EQ(active("COPY "), "SOURCE...");
  EXPECT_EQ(active("COPY a b c "), "DESTINATION");
  EXPECT_EQ(active("nonsense "), "");
}

std::string places(const Json& list) {
  std::vector<std::string> out;
  for (const Json& item : list) {
    const Json& location = item.contains("location") ? item["location"] : item;
    const std::string uri =
        location.contains("uri") ? location["uri"].get<std::string>().substr(13) + ":" : "";
    out.push_back(uri + location["range"]["start"]["line"].dump() + ":" +
                  location["range"]["start"]["character"].dump());
  }
  std::ranges::sort(out);
  std::string text;
  for (const std::string& each : out) text += (text.empty() ? "" : " ") + each;
  return text;
}

TEST(Language, GoesToDefinitions) {
  Opened editor;
  EXPECT_EQ(places(editor.result("textDocument/definition", Editor::at("Dockerfile", 6, 14))),
            "Dockerfile:1:16");
  EXPECT_EQ(places(editor.result("textDocument/definition", Editor::at("Dockerfile", 1, 8))),
            "Dockerfile:0:4");
  EXPECT_EQ(places(editor.result("textDocument/definition", Editor::at("serve.py", 2, 20))),
            "Dockerfile:2:4");
  EXPECT_EQ(places(editor.result("textDocument/definition", Editor::at("Dockerfile", 4, 2))), "");
}

TEST(Language, FindsReferencesAcrossFiles) {
  Opened editor;
  Json params = Editor::at("Dockerfile", 2, 6);
  params["context"] = {{"includeDeclaration", true}};
  EXPECT_EQ(places(editor.result("textDocument/references", params)),
            "Dockerfile:2:4 Dockerfile:7:10 serve.py:2:18");
  params["context"]["includeDeclaration"] = false;
  EXPECT_EQ(places(editor.result("textDocument/references", params)), "Dockerfile:7:10 serve.py:2:18");
  EXPECT_EQ(places(editor.result("textDocument/documentHighlight", Editor::at("Dockerfile", 5, 6))),
            "1:16 5:5 6:12");
}

TEST(Language, RenamesAcrossFiles) {
  Opened editor(Json{{"workspace", {{"workspaceEdit", {{"documentChanges", true}}}}}});
  EXPECT_EQ(editor.result("textDocument/prepareRename", Editor::at("Dockerfile", 7, 12))["placeholder"],
            "MODEL_REV");
  Json params = Editor::at("Dockerfile", 2, 6);
  params["newName"] = "REVISION";
  const Json edit = editor.result("textDocument/rename", params);
  EXPECT_EQ(edit["documentChanges"][0]["textDocument"]["version"], 1);
  editor.apply(edit);
  EXPECT_EQ(editor.text("Dockerfile").find("MODEL_REV"), std::string::npos);
  EXPECT_NE(editor.text("serve.py").find("os.environ[\"REVISION\"]"), std::string::npos);
  params["newName"] = "no name";
  EXPECT_TRUE(editor.request("textDocument/rename", params).contains("error"));
  params["newName"] = "BASE";
  EXPECT_TRUE(editor.request("textDocument/rename", params).contains("error")) << "it is there already";
  Json stage = Editor::at("Dockerfile", 5, 6);
  stage["newName"] = "builder";
  editor.apply(editor.result("textDocument/rename", stage));
  EXPECT_NE(editor.text("Dockerfile").find("COPY --from=builder"), std::string::npos);
  EXPECT_TRUE(editor.result("textDocument/prepareRename", Editor::at("Dockerfile", 4, 2)).is_null());
}

TEST(Language, RenamesInScriptsThatTheImageRuns) {
  const std::string text = "FROM a\nENV REV=1\nCOPY run.sh /\nCMD [\"/run.sh\"]\n";
  const std::string script = "#!/bin/sh\n# REV isn't read here\necho \"${REV:-x}\" '$REV'\nREV=2 other\n";
  Editor editor({{"Dockerfile", text}, {"run.sh", script}});
  editor.initialize();
  editor.open("Dockerfile", text);
  editor.open("run.sh", script, "shellscript");
  EXPECT_EQ(places(editor.result("textDocument/definition", Editor::at("run.sh", 2, 9))), "Dockerfile:1:4");
  Json params = Editor::at("Dockerfile", 1, 5);
  params["newName"] = "COMMIT";
  editor.apply(editor.result("textDocument/rename", params));
  EXPECT_EQ(editor.text("run.sh"),
            "#!/bin/sh\n# REV isn't read here\necho \"${COMMIT:-x}\" '$REV'\nCOMMIT=2 other\n");
}

TEST(Language, RenamesWhatAComposeFileSets) {
  const std::string text = "FROM a\nARG TAG=1\nENV REV=1\n";
  const std::string compose =
      "services:\n  web:\n    build: {context: ., args: {TAG: 2}}\n    environment: [REV=3, OTHER=4]\n";
  Editor editor({{"Dockerfile", text}, {"compose.yaml", compose}});
  editor.initialize();
  editor.open("Dockerfile", text);
  editor.open("compose.yaml", compose, "yaml");
  for (const int line : {1, 2}) {
    Json params = Editor::at("Dockerfile", line, 5);
    params["newName"] = line == 1 ? "RELEASE" : "COMMIT";
    editor.apply(editor.result("textDocument/rename", params));
  }
  EXPECT_EQ(editor.text("compose.yaml"),
            "services:\n  web:\n    build: {context: ., args: {RELEASE: 2}}\n    environment: [COMMIT=3, "
            "OTHER=4]\n");
}

TEST(Language, OutlinesFoldsAndColours) {
  Opened editor(Json{{"textDocument", {{"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}}}}});
  const Json symbols = editor.result("textDocument/documentSymbol", Editor::whole("Dockerfile"));
  ASSERT_EQ(symbols.size(), 3u);
  EXPECT_EQ(symbols[1]["name"], "build");
  EXPECT_EQ(symbols[1]["children"][0]["name"], "MODEL_REV");
  EXPECT_EQ(editor.result("textDocument/foldingRange", Editor::whole("Dockerfile"))[0]["startLine"], 1);
  const Json data = editor.result("textDocument/semanticTokens/full", Editor::whole("Dockerfile"))["data"];
  EXPECT_EQ(data.size() % 5, 0u);
  EXPECT_GT(data.size(), 50u);
  Json some = Editor::whole("Dockerfile");
  some["range"] = {{"start", {{"line", 1}, {"character", 0}}}, {"end", {{"line", 2}, {"character", 0}}}};
  EXPECT_EQ(editor.result("textDocument/semanticTokens/range", some)["data"][0], 1)
      << "counted from the beginning";
  EXPECT_EQ(places(editor.result("workspace/symbol", {{"query", "model"}})), "Dockerfile:2:4");
  Json positions = Editor::whole("Dockerfile");
  positions["positions"] = {{{"line", 7}, {"character", 12}}};
  EXPECT_EQ(editor.result("textDocument/selectionRange", positions)[0]["range"]["start"]["character"], 10);
}

TEST(Language, LinksAndHints) {
  Opened editor;
  EXPECT_EQ(places(editor.result("textDocument/documentLink", Editor::whole("Dockerfile"))), "3:5 8:16")
      << "the copied file and the one that runs";
  Json all = Editor::whole("Dockerfile");
  all["range"] = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 99}, {"character", 0}}}};
  const Json hints = editor.result("textDocument/inlayHint", all);
  ASSERT_EQ(hints.size(), 2u);
  EXPECT_EQ(hints[0]["label"], "boundary: production");
  EXPECT_EQ(hints[1]["label"], "= python:3.12");
  const std::string compose =
      "services:\n  a:\n    build: .\n  b:\n    build:\n      context: .\n      dockerfile: Dockerfile\n";
  editor.open("compose.yaml", compose, "yaml");
  EXPECT_EQ(places(editor.result("textDocument/documentLink", Editor::whole("compose.yaml"))), "2:11 6:18");
}

TEST(Language, LaysOutAFileOrAPart) {
  Opened editor;
  editor.change("Dockerfile", 2, "from  a\nCOPY  a   b\nARG  x\n");
  Json params = Editor::whole("Dockerfile");
  params["options"] = {{"tabSize", 2}, {"insertSpaces", true}};
  Json all = editor.result("textDocument/formatting", params);
  params["range"] = {{"start", {{"line", 1}, {"character", 0}}}, {"end", {{"line", 1}, {"character", 9}}}};
  const Json part = editor.result("textDocument/rangeFormatting", params);
  EXPECT_LT(part.size(), all.size());
  editor.apply({{"changes", {{Editor::uri("Dockerfile"), part}}}});
  EXPECT_EQ(editor.text("Dockerfile"), "from  a\nCOPY a b\nARG  x\n");
  params.erase("range");
  all = editor.result("textDocument/formatting", params);
  editor.apply({{"changes", {{Editor::uri("Dockerfile"), all}}}});
  EXPECT_EQ(editor.text("Dockerfile"), "FROM a\nCOPY a b\nARG x\n");
}

TEST(Language, AnswersForWhatIsNotOpenOrNoDockerfile) {
  Opened editor;
  editor.open("notes.txt", "FROM x\n", "plaintext");
  for (const char* method :
       {"textDocument/hover", "textDocument/completion", "textDocument/definition",
        "textDocument/signatureHelp", "textDocument/documentHighlight", "textDocument/prepareRename",
        "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/semanticTokens/full",
        "textDocument/documentLink"}) {
    EXPECT_TRUE(editor.request(method, Editor::at("gone", 0, 0)).contains("error")) << method;
    EXPECT_FALSE(editor.request(method, Editor::at("notes.txt", 0, 0)).contains("error")) << method;
    EXPECT_FALSE(editor.request(method, Editor::at("Dockerfile", 999, 999)).contains("error")) << method;
    EXPECT_TRUE(editor.request(method, Json::array()).contains("error")) << method;
  }
}

}  // namespace
}  // namespace dockgate::lsp
