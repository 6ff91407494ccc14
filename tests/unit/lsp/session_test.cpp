// The life of a session, and what a client may send by mistake.
#include <gtest/gtest.h>

#include "editor.hpp"

namespace dockgate::lsp {
namespace {

int error_of(const Json& answer) {
  return answer.contains("error") ? answer["error"]["code"].get<int>() : 0;
}

TEST(Session, RefusesRequestsBeforeInitialize) {
  Editor editor({});
  EXPECT_EQ(error_of(editor.request("textDocument/diagnostic", Editor::whole("Dockerfile"))),
            server_not_initialized);
  EXPECT_EQ(error_of(editor.request("shutdown", nullptr)), server_not_initialized);
  editor.open("Dockerfile", "FROM a\n");  // dropped
  EXPECT_TRUE(editor.messages.empty());
  EXPECT_EQ(editor.initialize()["serverInfo"]["version"], "1.2.3");
  EXPECT_EQ(error_of(editor.request("initialize", Json::object())), invalid_request);
}

TEST(Session, EndsAsTheProtocolSays) {
  Editor editor({});
  editor.initialize();
  EXPECT_TRUE(editor.request("shutdown", nullptr)["result"].is_null());
  EXPECT_EQ(error_of(editor.request("shutdown", nullptr)), invalid_request);
  EXPECT_EQ(editor.session().exit_code(), std::nullopt);
  editor.notify("exit", nullptr);
  EXPECT_EQ(editor.session().exit_code(), 0);
}

TEST(Session, ExitWithoutShutdownIsOne) {
  Editor fresh({});
  fresh.notify("exit", nullptr);
  EXPECT_EQ(fresh.session().exit_code(), 1);
  Editor running({});
  running.initialize();
  running.notify("exit", nullptr);
  EXPECT_EQ(running.session().exit_code(), 1);
}

TEST(Session, SurvivesWhatIsNoRequest) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM a\n"}});
  editor.initialize();
  for (const char* wrong :
       {"",
        "{",
        "[]",
        "[{}]",
        "1",
        "null",
        "\"x\"",
        "{}",
        R"({"id":1})",
        R"({"id":{},"method":"x"})",
        R"({"id":1.5,"method":"shutdown"})",
        R"({"method":7})",
        R"({"id":1,"method":[]})",
        "\xff\xfe",
        R"({"id":99,"result":1})",
        R"({"id":"x","error":null})",
        R"({"method":"textDocument/didOpen"})",
        R"({"method":"textDocument/didOpen","params":[1]})",
        R"({"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///no"}}})",
        R"({"method":"$/cancelRequest","params":{}})",
        R"({"method":"$/unknown"})",
        R"({"method":"workspace/didChangeWatchedFiles","params":{"changes":[1,{"uri":5}]}})"}) {
    editor.send_text(wrong);
  }
  editor.messages.clear();
  EXPECT_EQ(error_of(editor.request("no/such", Json::object())), method_not_found);
  EXPECT_EQ(error_of(editor.request("$/no", Json::object())), method_not_found);
  editor.send_text(
      "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"textDocument/diagnostic\",\"params\":null}");
  EXPECT_FALSE(editor.answer("a").is_null());
  editor.open("Dockerfile", "FROM python:3.12\n");
  EXPECT_FALSE(editor.pushed("Dockerfile").empty()) << "it still works";
}

TEST(Session, AnswersAParseErrorOnce) {
  Editor editor({});
  editor.send_text("{nonsense");
  ASSERT_EQ(editor.messages.size(), 1u);
  EXPECT_EQ(editor.messages[0]["error"]["code"], parse_error);
  EXPECT_TRUE(editor.messages[0]["id"].is_null());
}

TEST(Session, SurvivesDeepNesting) {
  Editor editor({});
  editor.initialize();
  std::string deep = R"({"jsonrpc":"2.0","id":7,"method":"shutdown","params":)";
  deep += std::string(100000, '[') + std::string(100000, ']') + "}";
  editor.send_text(deep);
  EXPECT_TRUE(editor.answer(7)["result"].is_null());
}

TEST(Session, NegotiatesTheEncoding) {
  const auto chosen = [](const Json& offered) {
    Editor editor({});
    return editor
        .initialize({{"general", {{"positionEncodings", offered}}}})["capabilities"]["positionEncoding"]
        .get<std::string>();
  };
  EXPECT_EQ(chosen({"utf-16", "utf-8"}), "utf-8");
  EXPECT_EQ(chosen({"utf-32", "utf-16"}), "utf-16");
  EXPECT_EQ(chosen({"utf-32"}), "utf-32");
  EXPECT_EQ(chosen(Json::array()), "utf-16");
}

TEST(Session, CancelsWhatWaits) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM a\n"}});
  editor.initialize({{"textDocument", {{"diagnostic", Json::object()}}}});
  editor.open("Dockerfile", "FROM a\n");
  editor.judging = false;
  editor.change("Dockerfile", 2, "FROM b\n");
  EXPECT_TRUE(editor.request("textDocument/diagnostic", Editor::whole("Dockerfile")).is_null()) << "it waits";
  editor.notify("$/cancelRequest", {{"id", 2}});
  EXPECT_EQ(error_of(editor.answer(2)), request_cancelled);
  EXPECT_TRUE(editor.request("textDocument/diagnostic", Editor::whole("Dockerfile")).is_null());
  editor.judging = true;
  editor.pump();
  EXPECT_TRUE(editor.answer(2).is_null()) << "answered once";
  EXPECT_EQ(editor.answer(3)["result"]["kind"], "full");
}

TEST(Session, RefusesWhatWaitsWhenItIsShutDown) {
  Editor editor(Editor::Files{{"Dockerfile", "FROM a\n"}});
  editor.initialize();
  editor.judging = false;
  editor.open("Dockerfile", "FROM b\n");
  editor.request("textDocument/diagnostic", Editor::whole("Dockerfile"));
  editor.request("shutdown", nullptr);
  EXPECT_EQ(error_of(editor.answer(2)), request_cancelled);
}

TEST(Session, WatchesFilesAndAsksForSettings) {
  Editor editor({});
  editor.initialize(
      {{"workspace", {{"configuration", true}, {"didChangeWatchedFiles", {{"dynamicRegistration", true}}}}}});
  EXPECT_EQ(editor.count("workspace/configuration"), 1u);
  EXPECT_EQ(editor.count("client/registerCapability"), 2u);
}

}  // namespace
}  // namespace dockgate::lsp
