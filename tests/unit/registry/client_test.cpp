// The Distribution API against a registry of the test's own that can lie.
#include "registry/client.hpp"

#include <gtest/gtest.h>

#include "net/scripted.hpp"
#include "registry/manifest.hpp"
#include "text/digest.hpp"

namespace dockgate::registry {
namespace {

using net::answer;
using net::Request;

std::string digest_of(const std::string& text) {
  return "sha256:" + text::sha256(text);
}

const std::string config = R"({"os":"linux","architecture":"amd64","created":"2026-01-02T03:04:05Z"})";
const std::string manifest =
    R"({"schemaVersion":2,"config":{"digest":")" + digest_of(config) + R"(","size":9},"layers":[]})";
const std::string index_text = R"({"schemaVersion":2,"manifests":[{"digest":")" + digest_of(manifest) +
                               R"(","platform":{"os":"linux","architecture":"amd64"}}]})";

/// Registry `r.example` with team/app: `1` is an index, `one` a single manifest.
struct World {
  std::string authorization;  // that it wants, "" = none
  std::string challenge =
      R"(Bearer realm="https://r.example/token",service="r.example",scope="repository:*:push")";
  std::string token = "abc";
  std::optional<Credentials> credentials;
  ClientOptions options;
  std::function<std::optional<net::ScriptedTransport::Answer>(const Request&)> lie;
  net::ScriptedTransport transport{[this](const Request& request) { return serve(request); }};
  net::ScriptedClock clock;
  net::Session session{transport, clock};

  net::ScriptedTransport::Answer serve(const Request& request) {
    if (lie)
      if (auto lied = lie(request)) return *lied;
    const std::string& url = request.url;
    if (url.find("/token") != std::string::npos) return answer(200, R"({"token":")" + token + R"("})");
    if (!authorization.empty() && net::find_header(request.headers, "Authorization") != authorization)
      return answer(401, "", {{"Www-Authenticate", challenge}});
    const std::string base = "https://r.example/v2/team/app/";
    const auto give = [&](const std::string& text) {
      return answer(200, request.method == "HEAD" ? "" : text, {{"docker-content-digest", digest_of(text)}});
    };
    for (const std::string& text : {index_text, manifest})
      if (url == base + "manifests/" + digest_of(text)) return give(text);
    if (url == base + "manifests/1") return give(index_text);
    if (url == base + "manifests/one") return give(manifest);
    if (url == base + "blobs/" + digest_of(config)) return give(config);
    return answer(404);
  }

  Result<Resolved, net::Mishap> ask(lock::Image image) {
    Client client(
        session, [&](const std::string&) { return Result<std::optional<Credentials>>(credentials); },
        options);
    return client.resolve(image);
  }
  Result<Resolved, net::Mishap> ask(std::string tag) {
    return ask(lock::Image{.name = "r.example/team/app", .tag = std::move(tag)});
  }
  std::string mistake(std::string tag = "1") {
    const auto resolved = ask(std::move(tag));
    return resolved ? "none" : resolved.error().message;
  }
};

TEST(RegistryClient, AnIndexAndItsPlatforms) {
  World world;
  const auto found = world.ask("1");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->image.digest, digest_of(index_text));
  EXPECT_EQ(found->image.kind, "index");
  EXPECT_EQ(found->image.platforms.at("linux/amd64"), digest_of(manifest));
  EXPECT_EQ(found->image.origin.host, "r.example");
  EXPECT_EQ(found->made, "");
  EXPECT_EQ(
      world.transport.lines(),
      (std::vector<std::string>{"HEAD https://r.example/v2/team/app/manifests/1",
                                "GET https://r.example/v2/team/app/manifests/" + digest_of(index_text)}));
  EXPECT_EQ(net::find_header(world.transport.requests[0].headers, "Accept"), accepted_types());
}

TEST(RegistryClient, ASingleManifestAndItsAge) {
  World world;
  const auto found = world.ask("one");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->image.kind, "manifest");
  EXPECT_EQ(found->image.platforms.at("linux/amd64"), digest_of(manifest));
  EXPECT_EQ(found->made, "2026-01-02T03:04:05Z");
  World of_index;
  of_index.options.want_age = true;
  EXPECT_EQ(of_index.ask("1")->made, "2026-01-02T03:04:05Z");
}

TEST(RegistryClient, HeadIsEnoughWhereNothingMoved) {
  World world;
  const auto first = world.ask("1");
  world.transport.requests.clear();
  const auto again = world.ask(first->image);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->unchanged);
  EXPECT_EQ(world.transport.requests.size(), 1u);
}

TEST(RegistryClient, WithoutHeadTheContentSaysItsDigest) {
  World world;
  world.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    if (request.method == "HEAD") return answer(200);
    return answer(200, manifest.substr(0, 0) + index_text);
  };
  EXPECT_EQ(world.ask("1")->image.digest, digest_of(index_text));
}

TEST(RegistryClient, LiesAreFound) {
  World wrong_content;
  wrong_content.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    if (request.method == "GET") return answer(200, index_text + " ");
    return std::nullopt;
  };
  EXPECT_EQ(wrong_content.mistake(), "`r.example`: it says that the manifest has the digest " +
                                         digest_of(index_text) + ", and what it sends has " +
                                         digest_of(index_text + " "));
  World wrong_config;
  wrong_config.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    if (request.url.find("/blobs/") != std::string::npos) return answer(200, "{}");
    return std::nullopt;
  };
  EXPECT_EQ(wrong_config.mistake("one"),
            "`r.example`: the image's configuration has another digest than it should");
  World no_image;
  no_image.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    return request.method == "HEAD" ? answer(200)
                                    : answer(200, "<html>welcome</html>", {{"Content-Type", "text/html"}});
  };
  EXPECT_EQ(no_image.mistake(), "`r.example`: the manifest is no JSON object");
  EXPECT_EQ(World().mistake("2"), "`r.example`: there is no `2` of `team/app`");
}

TEST(RegistryClient, TokensAreAskedForWhatIsNeeded) {
  World world;
  world.authorization = "Bearer abc";
  world.credentials = Credentials{"user", "pass", {}};
  ASSERT_TRUE(world.ask("1"));
  const auto lines = world.transport.lines();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(
      lines[1],
      "GET https://r.example/token?service=r.example&scope=repository%3Ateam%2Fapp%3Apull&client_id=dockgate "
      "Basic "
      "dXNlcjpwYXNz");
  EXPECT_EQ(lines[2], "HEAD https://r.example/v2/team/app/manifests/1 Bearer abc");
  EXPECT_EQ(lines[3].find(" Bearer abc") != std::string::npos, true);
}

TEST(RegistryClient, AnIdentityTokenIsPosted) {
  World world;
  world.authorization = "Bearer abc";
  world.credentials = Credentials{{}, {}, "identity&token"};
  ASSERT_TRUE(world.ask("1"));
  const Request& asked = world.transport.requests[1];
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.url, "https://r.example/token");
  EXPECT_NE(asked.body.find("grant_type=refresh_token&refresh_token=identity%26token"), std::string::npos);
  EXPECT_EQ(net::find_header(asked.headers, "Authorization"), "");
}

TEST(RegistryClient, BasicWhereThatIsAskedFor) {
  World world;
  world.challenge = "Basic realm=\"x\"";
  world.authorization = "Basic dXNlcjpwYXNz";
  EXPECT_EQ(world.mistake(),
            "`r.example`: it asks for a user and password, and there are none: `docker login r.example` "
            "keeps them");
  world.credentials = Credentials{"user", "pass", {}};
  EXPECT_TRUE(world.ask("1"));
  world.credentials = Credentials{"user", "wrong", {}};
  EXPECT_EQ(world.mistake(), "`r.example`: 401, it does not take the credentials, or wants some");
}

TEST(RegistryClient, CredentialsGoToKnownHostsAlone) {
  World world;
  world.authorization = "Bearer abc";
  world.credentials = Credentials{"user", "pass", {}};
  world.challenge = R"(Bearer realm="https://evil.example/token")";
  EXPECT_EQ(world.mistake(),
            "`r.example`: it sends for a token to `evil.example`, which is not known to belong to it: "
            "`--token-host evil.example` allows that");
  EXPECT_EQ(world.transport.requests.size(), 1u);
  world.options.token_hosts = {"evil.example"};
  EXPECT_TRUE(world.ask("1"));
  World http;
  http.authorization = "Bearer abc";
  http.challenge = R"(Bearer realm="http://r.example/token")";
  EXPECT_EQ(http.mistake(), "`r.example`: its token server speaks plain http");
  World broken;
  broken.authorization = "Bearer abc";
  broken.challenge = R"(Bearer realm="https://user:secret@r.example/token")";
  EXPECT_EQ(broken.mistake().find("secret"), std::string::npos);
  World unknown;
  unknown.authorization = "x";
  unknown.challenge = "Negotiate";
  EXPECT_EQ(unknown.mistake(), "`r.example`: it wants to be authorised in a way that is not known");
}

TEST(RegistryClient, WhoIsRedirectedToCannotAskForCredentials) {
  World world;
  world.credentials = Credentials{"user", "pass", {}};
  world.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    if (request.url.starts_with("https://evil.example/"))
      return answer(401, "", {{"WWW-Authenticate", "Basic realm=x"}});
    return answer(307, "", {{"Location", "https://evil.example/v2/"}});
  };
  EXPECT_EQ(world.mistake(), "`evil.example`: 401, it does not take the credentials, or wants some");
  for (const std::string& line : world.transport.lines())
    EXPECT_EQ(line.find("Basic"), std::string::npos) << line;
}

TEST(RegistryClient, ATokenThatWouldBreakTheHeaderIsNone) {
  for (const char* token : {"", "a b", "a\\r\\nX: y", "\\u00e4"}) {
    World world;
    world.authorization = "Bearer abc";
    world.token = token;
    EXPECT_EQ(world.mistake(), "`r.example`: its answer holds no token") << token;
  }
}

TEST(RegistryClient, MirrorsComeFirstAndARegistryItselfCounts) {
  World world;
  world.options.mirrors["docker.io"] = {"https://down.example", "r.example/team"};
  world.lie = [](const Request& request) -> std::optional<net::ScriptedTransport::Answer> {
    if (request.url.starts_with("https://down.example/")) return net::failure(net::Trouble::resolve);
    return std::nullopt;
  };
  const auto found = world.ask(lock::Image{.name = "docker.io/app", .tag = "1"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->image.origin.host, "r.example");
  EXPECT_EQ(found->image.name, "docker.io/app");
  World without;
  without.options.mirrors["docker.io"] = {"https://down.example"};
  without.lie = [](const Request&) -> std::optional<net::ScriptedTransport::Answer> {
    return net::failure(net::Trouble::resolve);
  };
  const auto none = without.ask(lock::Image{.name = "docker.io/library/app", .tag = "1"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message,
            "`down.example`: there is no such host; `registry-1.docker.io`: there is no such host");
}

}  // namespace
}  // namespace dockgate::registry
