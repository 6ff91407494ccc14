// The hub's API against a hub of the test's own that can lie.
#include "hub/client.hpp"

#include <gtest/gtest.h>

#include "hub/answers.hpp"
#include "net/scripted.hpp"
#include "text/digest.hpp"

namespace dockgate::hub {
namespace {

using net::answer;
using net::Request;
using Answer = net::ScriptedTransport::Answer;

const std::string commit(40, 'a'), other(40, 'b'), digest(64, '1');
const std::string code = "print('hello')\n";

struct World {
  std::string revision = commit;
  std::string id = "org/name";
  std::string tree =
      R"([{"type":"directory","path":"sub","oid":"x"},{"type":"file","path":"model.safetensors","size":9,"oid":")" +
      std::string(40, '2') + R"(","lfs":{"oid":")" + digest +
      R"(","size":123456789,"pointerSize":135}},{"type":"file","path":"sub/modeling x.py","size":)" +
      std::to_string(code.size()) + R"(,"oid":")" + text::git_blob_sha1(code) + R"("}])";
  ClientOptions options;
  std::function<std::optional<Answer>(const Request&)> lie;
  net::ScriptedTransport transport{[this](const Request& request) { return serve(request); }};
  net::ScriptedClock clock;
  net::Session session{transport, clock};

  Answer serve(const Request& request) {
    if (lie)
      if (auto lied = lie(request)) return *lied;
    const std::string api = "https://huggingface.co/api/models/org/name";
    if (request.url == api + "/refs")
      return answer(200, R"({"branches":[{"name":"main","ref":"refs/heads/main","targetCommit":")" + commit +
                             R"("}],"tags":[{"name":"v1","ref":"refs/tags/v1","targetCommit":")" + commit +
                             R"("}],"converts":[]})");
    if (request.url == api + "/refs?include_prs=1")
      return answer(
          200, R"({"pullRequests":[{"name":"1","ref":"refs/pr/1","targetCommit":")" + commit + R"("}]})");
    if (request.url.starts_with(api + "/revision/"))
      return answer(200, R"({"sha":")" + revision + R"(","id":")" + id +
                             R"(","lastModified":"2026-01-02T03:04:05.000Z"})");
    if (request.url == api + "/tree/" + commit + "?recursive=true") return answer(200, tree);
    if (request.url == "https://huggingface.co/org/name/resolve/" + commit + "/sub/modeling%20x.py")
      return answer(200, code);
    return answer(404, "", {{"X-Error-Code", "RepoNotFound"}});
  }

  Result<Resolved, net::Mishap> ask(lock::Model model) { return Client(session, options).resolve(model); }
  Result<Resolved, net::Mishap> ask(std::string wanted) {
    return ask(lock::Model{.id = "org/name", .revision = std::move(wanted)});
  }
  std::string mistake(std::string wanted = "main") {
    const auto found = ask(std::move(wanted));
    return found ? "none" : found.error().message;
  }
};

TEST(HubClient, ABranchWithItsFiles) {
  World world;
  const auto found = world.ask("main");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->model.commit, commit);
  EXPECT_EQ(found->reference, "branch");
  EXPECT_EQ(found->made, "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(found->model.repository, "");
  EXPECT_EQ(found->model.origin.host, "huggingface.co");
  const std::map<std::string, lock::File> expected{
      {"model.safetensors", {digest, "", 123456789}},
      {"sub/modeling x.py", {text::sha256(code), "", code.size()}}};
  EXPECT_EQ(found->model.files, expected);
}

TEST(HubClient, TagsPullRequestsCommitsAndAbbreviations) {
  EXPECT_EQ(World().ask("v1")->reference, "tag");
  EXPECT_EQ(World().ask("refs/pr/1")->reference, "pull-request");
  EXPECT_EQ(World().ask(commit)->reference, "commit");
  EXPECT_EQ(World().ask("aaaaaaa")->model.commit, commit);
  World wrong;
  wrong.revision = other;
  EXPECT_EQ(wrong.mistake("aaaaaaa"),
            "`huggingface.co`: `org/name`: asked for `aaaaaaa`, it answers for `" + other + "`");
  EXPECT_EQ(wrong.mistake("main"),
            "`huggingface.co`: `org/name`: asked for `" + commit + "`, it answers for `" + other + "`");
}

TEST(HubClient, NothingMoreIsAskedWhereNothingMoved) {
  World world;
  const auto first = world.ask("main");
  world.transport.requests.clear();
  const auto again = world.ask(first->model);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->unchanged);
  EXPECT_EQ(world.transport.requests.size(), 1u);
}

TEST(HubClient, AnotherNameOfTheRepositoryIsTold) {
  World world;
  world.id = "new-org/name";
  EXPECT_EQ(world.ask("main")->model.repository, "new-org/name");
}

TEST(HubClient, TheTokenGoesToTheHubAlone) {
  World world;
  world.options.token = "hf_secret";
  world.lie = [](const Request& request) -> std::optional<Answer> {
    if (request.url.starts_with("https://cdn.example/")) return answer(200, code);
    if (request.url.find("/resolve/") != std::string::npos)
      return answer(302, "", {{"Location", "https://cdn.example/x?sig=1"}});
    return std::nullopt;
  };
  ASSERT_TRUE(world.ask("main"));
  for (const std::string& line : world.transport.lines())
    EXPECT_EQ(line.find("hf_secret") != std::string::npos,
              line.find("https://huggingface.co/") != std::string::npos)
        << line;
  World paged;
  paged.options.token = "hf_secret";
  paged.lie = [](const Request& request) -> std::optional<Answer> {
    if (request.url.find("/tree/") == std::string::npos) return std::nullopt;
    return answer(200, "[]", {{"Link", "<https://evil.example/next>; rel=\"next\""}});
  };
  EXPECT_EQ(paged.mistake(), "`huggingface.co`: `org/name`: its list of files goes on at another host");
}

TEST(HubClient, PagesAreFollowedToTheirEnd) {
  World world;
  world.lie = [&](const Request& request) -> std::optional<Answer> {
    if (request.url.ends_with("?recursive=true"))
      return answer(200, "[]", {{"Link", "</api/models/org/name/tree/x?cursor=2>; rel=\"next\""}});
    if (request.url.ends_with("?cursor=2")) return answer(200, world.tree);
    return std::nullopt;
  };
  EXPECT_EQ(world.ask("main")->model.files.size(), 2u);
  World endless;
  endless.lie = [&](const Request& request) -> std::optional<Answer> {
    if (request.url.find("/tree/") == std::string::npos) return std::nullopt;
    return answer(200, "[]", {{"Link", "</api/models/org/name/tree/x>; rel=\"next\""}});
  };
  EXPECT_EQ(endless.mistake(), "`huggingface.co`: `org/name`: its list of files has no end");
}

TEST(HubClient, LiesAreFound) {
  World file;
  file.lie = [](const Request& request) -> std::optional<Answer> {
    if (request.url.find("/resolve/") != std::string::npos) return answer(200, "print('HELLO')\n");
    return std::nullopt;
  };
  EXPECT_EQ(
      file.mistake(),
      "`huggingface.co`: `org/name`: `sub/modeling x.py` has another content than its list of files says");
  World path;
  path.tree = R"([{"type":"file","path":"../x","size":1,"oid":")" + commit + R"("}])";
  EXPECT_EQ(path.mistake(), "`huggingface.co`: `org/name`: a path in its list of files is not well-formed");
  World twice;
  twice.tree = R"([{"type":"file","path":"x","size":99999999,"oid":")" + commit +
               R"("},{"type":"file","path":"x","oid":")" + commit + R"("}])";
  EXPECT_EQ(twice.mistake(), "`huggingface.co`: `org/name`: its list of files has a path twice");
  World short_digest;
  short_digest.tree = R"([{"type":"file","path":"x","lfs":{"oid":"123"}}])";
  EXPECT_EQ(short_digest.mistake(),
            "`huggingface.co`: `org/name`: a digest in its list of files is not well-formed");
  World html;
  html.tree = "<html>";
  EXPECT_EQ(html.mistake(), "`huggingface.co`: `org/name`: its list of files is no JSON list");
  World no_commit;
  no_commit.revision = "main";
  EXPECT_EQ(no_commit.mistake(), "`huggingface.co`: `org/name`: its answer holds no full commit");
}

TEST(HubClient, RefusalsSayWhatToDo) {
  const auto refusing = [](int status, const char* reason, const char* token) {
    World world;
    world.options.token = token;
    world.lie = [=](const Request&) -> std::optional<Answer> {
      return answer(status, "Bearer hf_secret", {{"X-Error-Code", reason}, {"X-Error-Message", "hf_secret"}});
    };
    return world.mistake();
  };
  const std::string name = "`huggingface.co`: `org/name`: ";
  EXPECT_EQ(refusing(401, "GatedRepo", ""),
            name + "401, it is gated: accept its terms on its page; HF_TOKEN holds no token");
  EXPECT_EQ(refusing(403, "GatedRepo", "hf_secret"),
            name + "403, it is gated: accept its terms on its page; the token does not open it");
  EXPECT_EQ(refusing(401, "RepoNotFound", ""),
            name + "401, it is not there, or private: HF_TOKEN holds no token");
  EXPECT_EQ(refusing(404, "RevisionNotFound", ""), name + "404, there is no such revision");
  EXPECT_EQ(refusing(403, "", "hf_secret"), name + "403, it may not be read: the token does not open it");
  EXPECT_EQ(refusing(418, "hf_secret", "hf_secret"), name + "418, it refuses");
}

TEST(HubClient, OtherEndpoints) {
  World world;
  world.options.endpoint = "https://mirror.example/hub/";
  world.lie = [](const Request& request) -> std::optional<Answer> {
    EXPECT_TRUE(request.url.starts_with("https://mirror.example/hub/")) << request.url;
    return answer(404);
  };
  EXPECT_EQ(world.mistake(),
            "`mirror.example`: `org/name`: 404, it is not there, or private: HF_TOKEN holds no token");
  world.options.endpoint = "https://user:secret@mirror.example";
  EXPECT_EQ(world.mistake(), "the hub's address: the address holds a user name or password");
}

TEST(HubClient, LargeFilesKeepGitsName) {
  World world;
  world.options.most_file_bytes = 3;
  EXPECT_EQ(world.ask("main")->model.files.at("sub/modeling x.py").git_sha1, text::git_blob_sha1(code));
}

TEST(HubAnswers, Links) {
  EXPECT_EQ(next_page("<https://a/x?cursor=1>; rel=\"next\""), "https://a/x?cursor=1");
  EXPECT_EQ(next_page("<https://a/p>; rel=\"prev\", </n>; rel=next"), "/n");
  for (const char* none : {"", "x", "<a", "<a>; rel=\"prev\"", ">a<; rel=\"next\""})
    EXPECT_EQ(next_page(none), "") << none;
}

}  // namespace
}  // namespace dockgate::hub
