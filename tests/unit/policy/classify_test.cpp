#include "policy/policy.hpp"
#include "support.hpp"

namespace dockgate::policy {
namespace {

constexpr const char* text = R"(schema: 1
classify:
  - {boundary: research, path: ["notebooks/**", "!notebooks/live/**"], lowers: true}
  - {boundary: internal, path: "tools/**", lowers: true}
  - boundary: production
    any:
      - {target: [release]}
      - {label: {tier: prod}, path: "**"}
      - {invocation: "bake target rel*"}
)";

ClassifyInput at(std::string path) {
  ClassifyInput input;
  input.path = std::move(path);
  return input;
}

std::string name(const Classified& classified) {
  return classified.boundary->name;
}

TEST(Classify, TakesTheStrictestMatch) {
  const PolicyPtr own = policy(text);
  EXPECT_EQ(name(own->classify(at("notebooks/a/Dockerfile"))), "research");
  EXPECT_EQ(name(own->classify(at("notebooks/live/Dockerfile"))), "production");
  EXPECT_EQ(name(own->classify(at("tools/Dockerfile"))), "internal");
  EXPECT_EQ(name(own->classify(at("Dockerfile"))), "production");
  ClassifyInput input = at("tools/Dockerfile");
  input.target = "release";
  EXPECT_EQ(name(own->classify(input)), "production");
  input.target = "debug";
  EXPECT_EQ(name(own->classify(input)), "internal");
  input.labels = {{"tier", "prod"}};
  EXPECT_EQ(name(own->classify(input)), "production");
  input.labels = {{"tier", "dev"}};
  EXPECT_EQ(name(own->classify(input)), "internal");
  input.invocation = "bake target release";
  EXPECT_EQ(name(own->classify(input)), "production");
}

TEST(Classify, SaysWhy) {
  const PolicyPtr own = policy(text);
  EXPECT_EQ(own->classify(at("notebooks/a/Dockerfile")).reason,
            "path `notebooks/**` is research by .dockgate.yaml:3");
  EXPECT_EQ(own->classify(at("Dockerfile")).reason,
            "nothing classifies it, and unclassified is production by the built-in policy");
  EXPECT_EQ(policy("schema: 1\nunclassified: internal\n")->classify({}).reason,
            "nothing classifies it, and unclassified is internal by .dockgate.yaml:2");
}

TEST(Classify, LetsAFileOnlyRaiseItself) {
  const PolicyPtr own = policy(text);
  ClassifyInput input = at("tools/Dockerfile");
  input.requests = {{"research", "a comment (line 1)"}};
  EXPECT_EQ(name(own->classify(input)), "internal");
  input.requests.push_back({"production", "LABEL x (line 2)"});
  EXPECT_EQ(name(own->classify(input)), "production");
  EXPECT_EQ(own->classify(input).reason, "LABEL x (line 2) raises it to production");
  input.requests = {{"prodution", "a comment (line 1)"}};
  EXPECT_EQ(name(own->classify(input)), "production");
  EXPECT_EQ(
      own->classify(input).reason,
      "a comment (line 1) names `prodution`, which is no boundary of the policy; the strictest applies");
}

TEST(Classify, LooksAtCallersAndBranches) {
  const PolicyPtr own = policy(R"(schema: 1
classify:
  - {boundary: research, branch: "feature/*", lowers: true}
  - {boundary: internal, compose: {file: "dev/*.yaml", service: "*"}, lowers: true}
  - {boundary: internal, bake: {target: "dev-*"}, lowers: true}
  - {boundary: research, target: dev, lowers: true}
  - boundary: production
    branch: [main, "release/*"]
    any: [{compose: {service: api}}, {target: release}]
)");
  ClassifyInput input = at("Dockerfile");
  input.branch = "feature/x";
  EXPECT_EQ(own->classify(input).reason, "branch `feature/x` (`feature/*`) is research by .dockgate.yaml:3");
  input.invocation = "compose service api";
  input.build_file = "dev/compose.yaml";
  EXPECT_EQ(own->classify(input).reason, "compose service `api` is internal by .dockgate.yaml:4");
  input.build_file = "compose.yaml";
  EXPECT_EQ(name(own->classify(input)), "research");
  input.branch = "main";
  EXPECT_EQ(own->classify(input).reason,
            "branch `main`, compose service `api` is production by .dockgate.yaml:7");
  input.invocation = "bake target dev-x";
  input.branch.clear();
  EXPECT_EQ(name(own->classify(input)), "internal");
  // The name of the last stage is the file's own word: it may raise but not lower.
  ClassifyInput last = at("Dockerfile");
  last.last_stage = "dev";
  EXPECT_EQ(name(own->classify(last)), "production");
  last.target = "dev";
  EXPECT_EQ(name(own->classify(last)), "research");
  last.target.clear();
  last.last_stage = "release";
  last.branch = "release/2";
  EXPECT_EQ(own->classify(last).reason,
            "branch `release/2` (`release/*`), target `release` is production by .dockgate.yaml:7");
}

}  // namespace
}  // namespace dockgate::policy
