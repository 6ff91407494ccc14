#include "policy/policy.hpp"

#include <fstream>
#include <iterator>

#include "support.hpp"
#include "text/digest.hpp"
#include "text/file_trees.hpp"

namespace dockgate::policy {
namespace {

// A rule of our own with a level at each boundary, so that nothing here depends on the built-in ones.
constexpr const char* custom =
    "custom:\n  - {name: my/rule, summary: s, why: w, on: image, message: m, when: {role: FROM}, aliases: "
    "[MY1, {name: "
    "MY2, when: {tag: latest}}], severity: {production: error, internal: warning, research: 'off'}}\n";

int level(const Policy& policy, std::string_view boundary, std::string_view path = "Dockerfile",
          std::vector<std::string> aliases = {}) {
  return policy.level(*policy.find_rule("my/rule"), aliases, *policy.find_boundary(boundary), path, a_day)
      .level;
}
constexpr int error = static_cast<int>(Severity::error), warning = static_cast<int>(Severity::warning),
              info = static_cast<int>(Severity::info), off = -1;

TEST(Policy, HasBuiltInOnes) {
  for (const char* name : {"recommended", "hadolint", "buildkit", "all"}) {
    const PolicyPtr policy = Policy::builtin(name);
    ASSERT_TRUE(policy);
    EXPECT_EQ(policy->title(), std::string("builtin:") + name);
    ASSERT_EQ(policy->boundaries().size(), 3u);
    EXPECT_EQ(policy->boundaries()[0].name, "research");
    EXPECT_EQ(policy->strictest().name, "production");
    EXPECT_EQ(policy->boundaries()[0].at_most, Severity::info);
    // Other tools' rules come with their comments.
    const bool ours = policy->title() == "builtin:recommended" || policy->title() == "builtin:all";
    EXPECT_EQ(policy->strictest().suppress_inline,
              ours ? InlineSuppression::forbid : InlineSuppression::allow);
    EXPECT_FALSE(policy->rules().empty());
  }
  EXPECT_EQ(Policy::builtin("none"), nullptr);
}

TEST(Policy, TakesLevelsFromTheSetsItExtends) {
  const PolicyPtr recommended = policy("schema: 1\n"),
                  hadolint = policy("schema: 1\nextends: builtin:hadolint\n");
  const auto level_in = [](const Policy& policy, const char* rule) {
    return policy.level(*policy.find_rule(rule), {}, policy.strictest(), "Dockerfile", a_day).level;
  };
  EXPECT_EQ(level_in(*recommended, "base/digest"), error);
  EXPECT_EQ(level_in(*hadolint, "base/digest"), off);
  EXPECT_EQ(level_in(*Policy::builtin("all"), "base/digest"), error);
  EXPECT_EQ(level_in(*policy("schema: 1\nextends: [builtin:hadolint, builtin:recommended]\n"), "base/digest"),
            error);
}

TEST(Policy, FindsRulesByNameAndAlias) {
  const PolicyPtr own = policy(std::string("schema: 1\n") + custom);
  EXPECT_EQ(own->find_rule("MY1")->name, "my/rule");
  EXPECT_EQ(own->find_rule("my2")->name, "my/rule");
  EXPECT_EQ(own->find_rule("my3"), nullptr);
  EXPECT_EQ(find_builtin_rule("base/digest")->name, "base/digest");
  EXPECT_EQ(find_builtin_rule("dl3007")->name, "base/floating-tag");
  EXPECT_EQ(find_builtin_rule("dl9999"), nullptr);
}

TEST(Policy, LaysLevelsOverEachOther) {
  const PolicyPtr own = policy(std::string("schema: 1\n") + custom);
  EXPECT_EQ(level(*own, "production"), error);
  EXPECT_EQ(level(*own, "internal"), warning);
  EXPECT_EQ(level(*own, "research"), off);

  const PolicyPtr set =
      policy(std::string("schema: 1\nrules: {'my/*': off, my/rule: {production: warning}}\n") + custom);
  EXPECT_EQ(level(*set, "production"), warning);
  EXPECT_EQ(level(*set, "internal"), off);

  const PolicyPtr paths =
      policy(std::string("schema: 1\noverrides:\n  - {path: ['a/**'], rules: {my/rule: info}}\n  - "
                         "{path: a/b/Dockerfile, rules: {my/rule: {production: off}}}\n") +
             custom);
  EXPECT_EQ(level(*paths, "production"), error);
  EXPECT_EQ(level(*paths, "production", "a/Dockerfile"), info);
  EXPECT_EQ(level(*paths, "production", "a/b/Dockerfile"), off);
  EXPECT_EQ(level(*paths, "internal", "./a/b/Dockerfile"), info);
}

TEST(Policy, SetsTheLevelOfAnAliasOnlyWhereItApplies) {
  const PolicyPtr part = policy(std::string("schema: 1\nrules: {my2: off}\n") + custom);
  EXPECT_EQ(level(*part, "production"), error);
  EXPECT_EQ(level(*part, "production", "Dockerfile", {"MY1", "MY2"}), off);
  const PolicyPtr whole = policy(std::string("schema: 1\nrules: {MY1: off}\n") + custom);
  EXPECT_EQ(level(*whole, "production"), off);
}

TEST(Policy, LetsLevelsStartLater) {
  const auto result = [&](const char* day) {
    const PolicyPtr own =
        policy(std::string("schema: 1\nrules: {my/rule: {effective: ") + day + "}}\n" + custom);
    return own->level(*own->find_rule("my/rule"), {}, own->strictest(), "Dockerfile", a_day);
  };
  EXPECT_EQ(result("2026-11-25").level, warning);
  EXPECT_TRUE(result("2026-11-25").reduced_until);
  EXPECT_EQ(result("2026-11-25").effective, "2026-11-25");
  EXPECT_EQ(result("2026-11-24").level, error);
}

TEST(Policy, TakesLevelsFromTheCommandLineLast) {
  const PolicyPtr own =
      policy(std::string("schema: 1\noverrides: [{path: '**', rules: {my/rule: info}}]\n") + custom);
  using Levels = std::vector<std::pair<std::string, std::string>>;
  const auto with = own->with_levels(Levels{{"my/rule", "off"}, {"MY1", "warning"}});
  ASSERT_TRUE(with);
  EXPECT_EQ(level(**with, "production"), warning);
  const auto wrong = own->with_levels(Levels{{"my/rul", "off"}, {"my/rule", "loud"}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error()[0].message, "no rule is called `my/rul`; did you mean `my/rule`?");
  EXPECT_EQ(wrong.error()[1].message,
            "`my/rule=loud`: the level has to be one of error, warning, info, style, off");
}

TEST(Policy, OrdersBoundariesOfItsOwn) {
  const PolicyPtr own = policy(
      "schema: 1\nboundaries:\n  lab: {like: research}\n  staging: {like: internal, fail-on: warning}\n  "
      "production:\n  "
      "medical: {unresolved: error}\n");
  ASSERT_EQ(own->boundaries().size(), 4u);
  EXPECT_EQ(own->find_boundary("lab")->at_most, Severity::info);
  EXPECT_EQ(own->find_boundary("staging")->fail_on, Severity::warning);
  EXPECT_EQ(own->find_boundary("staging")->like, "internal");
  EXPECT_EQ(own->find_boundary("medical")->like, "production");
  EXPECT_EQ(own->find_boundary("medical")->rank, 3u);
  EXPECT_EQ(own->find_boundary("research"), nullptr);
  EXPECT_EQ(own->classify({}).boundary->name, "production");
  const Rule& digest = *own->find_rule("base/digest");
  EXPECT_EQ(own->level(digest, {}, *own->find_boundary("lab"), "", a_day).level, info);
  EXPECT_EQ(own->level(digest, {}, *own->find_boundary("medical"), "", a_day).level, error);
  const PolicyPtr two = policy("schema: 1\nboundaries: {low: {like: research}, high: }\n");
  EXPECT_EQ(two->classify({}).boundary->name, "high");  // nobody named a default: the strictest
}

TEST(Policy, MatchesListEntries) {
  const PolicyPtr own = policy(R"(schema: 1
lists:
  maintainers:
    - {name: team, match: [registry.example.com/base, "quay.io/team/**"]}
    - nvidia/cuda
    - {name: lab, match: python, boundaries: [research]}
  models:
    - {match: "acme/*", revision: "0123456789012345678901234567890123456789", remote-code: true}
    - acme/open
)");
  const Boundary& production = own->strictest();
  const auto name = [&](const char* list, const char* text, const char* revision = "") -> std::string {
    const ListEntry* entry = own->match(list, text, revision, production);
    return entry ? entry->name : "";
  };
  EXPECT_EQ(name("maintainers", "registry.example.com/base/python"), "team");
  EXPECT_EQ(name("maintainers", "registry.example.com/base"), "team");
  EXPECT_EQ(name("maintainers", "registry.example.com/basement"), "");
  EXPECT_EQ(name("maintainers", "quay.io/team/a/b"), "team");
  EXPECT_EQ(name("maintainers", "docker.io/nvidia/cuda"), "nvidia/cuda");
  EXPECT_EQ(name("maintainers", "docker.io/library/python"), "");
  EXPECT_NE(own->match("maintainers", "docker.io/library/python", "", *own->find_boundary("research")),
            nullptr);
  EXPECT_EQ(name("models", "acme/x", "0123456789012345678901234567890123456789"), "acme/*");
  EXPECT_EQ(name("models", "acme/x", "main"), "");
  EXPECT_EQ(name("models", "acme/open", "main"), "acme/open");
  EXPECT_EQ(name("remote-code-models", "acme/open", "main"), "");
  EXPECT_EQ(name("remote-code-models", "acme/x", "0123456789012345678901234567890123456789"), "acme/*");
  EXPECT_EQ(name("no-list", "x"), "");
  EXPECT_TRUE(own->has_entries("models"));
  EXPECT_FALSE(own->has_entries("registries"));
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(policy_problems("schema: 2\nrule: {}\n"),
            (Told{"1:9 has to be 1: this version reads policies of `schema: 1` only",
                  "2:1 unknown key `rule` in the policy; did you mean `rules`?"}));
  EXPECT_EQ(policy_problems("rules: {}\n"), Told{"1:1 the policy lacks the key `schema`"});
  EXPECT_EQ(policy_problems(""), Told{"1:1 the policy has to be a map of keys and values"});
  EXPECT_EQ(policy_problems("schema: 1\nschema: 1\n"), Told{"2:1 the key `schema` stands here twice"});
  EXPECT_EQ(policy_problems("schema: 1\nedition: '2031.1'\n"),
            Told{"2:10 has to be one of 2026.1; did you mean `2026.1`?"});
  EXPECT_EQ(policy_problems("schema: 1\nextends: builtin:recomended\n"),
            Told{"2:10 no built-in policy is called `recomended`; did you mean `recommended`?"});
  EXPECT_EQ(policy_problems("schema: 1\nrules: {base/digst: off}\n"),
            Told{"2:9 no rule is called `base/digst`; did you mean `base/digest`?"});
  EXPECT_EQ(
      policy_problems("schema: 1\nrules: {base/digest: {prod: error, production: no}}\n"),
      (Told{"2:23 no boundary is called `prod`", "2:48 has to be one of error, warning, info, style, off"}));
  EXPECT_EQ(policy_problems("schema: 1\nrules: {base/digest: {produktion: error}}\n"),
            Told{"2:23 no boundary is called `produktion`; did you mean `production`?"});
  EXPECT_EQ(policy_problems("schema: 1\nunclassified: prodution\n"),
            Told{"2:15 no boundary is called `prodution`; did you mean `production`?"});
  EXPECT_EQ(
      policy_problems("schema: 1\nboundaries: {a: {fail-on: 'off', unresolved: loud, suppress-inline: never, "
                      "exception-days: 0}}\n"),
      (Told{"2:27 has to be one of error, warning, info, style",
            "2:46 has to be one of error, warning, info, style",
            "2:69 has to be one of allow, reason, forbid", "2:92 has to be at least 1"}));
  EXPECT_EQ(policy_problems("schema: 1\nboundaries: {a: {like: prod}}\n"),
            Told{"2:14 `like: prod` has to name research, internal or production"});
  EXPECT_EQ(policy_problems("schema: 1\nclassify:\n  - {boundary: research, path: 'x/**'}\n"),
            Told{"3:5 `research` is looser than `production`, which unclassified files have; write `lowers: "
                 "true` if "
                 "that is meant"});
  EXPECT_EQ(policy_problems("schema: 1\nclassify:\n  - {boundary: production}\n"),
            Told{"3:5 an entry of `classify` needs one of the keys any, path, target, label, compose, bake, "
                 "invocation, "
                 "branch"});
  EXPECT_EQ(policy_problems("schema: 1\noverrides:\n  - {rules: {base/digest: off}}\n"),
            Told{"3:5 an entry of `overrides` lacks the key `path`"});
  EXPECT_EQ(policy_problems("schema: 1\nlists: {maintainers: [{name: x}]}\n"),
            Told{"2:23 an entry of list `maintainers` lacks the key `match`"});
  EXPECT_EQ(
      policy_problems("schema: 1\ncustom:\n  - {name: base/digest, summary: s, why: w, on: image, severity: "
                      "error, when: {role: FROM}, message: m}\n"),
      Told{"3:5 a rule called `base/digest` exists already"});
}

// Found by fuzzing: a pattern of 1,400 bytes with many braces, matched against each rule, took seconds.
TEST(Policy, BoundsPatterns) {
  EXPECT_EQ(policy_problems("schema: 1\nrules: {'{a,b}*': off, '*/digest': off}\n"),
            Told{"2:9 a pattern of rules is a name with `*` in it"});
  const std::string braces = "'" + std::string(600, '{') + "'";
  EXPECT_EQ(policy_problems("schema: 1\nlists: {maintainers: [" + braces + "]}\n").size(), 1u);
  EXPECT_EQ(
      policy_problems("schema: 1\noverrides: [{path: " + braces + ", rules: {base/digest: off}}]\n").size(),
      1u);
}

TEST(Policy, BoundsHowMuchThereIs) {
  std::string levels = "schema: 1\noverrides:\n";
  for (int i = 0; i < 3000; ++i)
    levels += "  - {path: a, rules: {base/digest: {production: error, locked: true}}}\n";
  EXPECT_EQ(policy_problems(levels), Told{"2003:23 more than 2000 levels of rules"});
}

TEST(Policy, AsksForAllOfAnException) {
  EXPECT_EQ(policy_problems(
                "schema: 1\nexceptions:\n  - {id: E1, rule: base/digest, expires: 2026-13-01, where: {}}\n"),
            (Told{"3:5 an exception lacks the key `reason`", "3:5 an exception lacks the key `owner`",
                  "3:5 an exception lacks the key `ticket`",
                  "3:42 has to be the last day of the exception, such as 2026-12-31",
                  "3:61 `where` needs one of the keys path, stage, subject, fingerprint"}));
  const std::string rest = "reason: r, owner: o, ticket: t, expires: 2026-12-31, where: {path: x}}\n";
  EXPECT_EQ(policy_problems("schema: 1\nexceptions:\n  - {id: E1, rule: 'base/*', " + rest),
            Told{"3:10 an exception names one rule, not a pattern"});
  EXPECT_EQ(policy_problems("schema: 1\nexceptions:\n  - {id: E1, rule: base/digest, " + rest +
                            "  - {id: E1, rule: base/digest, " + rest),
            Told{"4:10 a second exception called `E1`"});
}

TEST(Policy, ExtendsFilesAndKeepsTheirLocks) {
  const auto parse = [](const std::map<std::string, std::string>& files) {
    const auto tree = text::memory_files(files);
    return Policy::parse(*tree->read("app/.dockgate.yaml"), tree.get(), "app/.dockgate.yaml");
  };
  const std::string base =
      std::string("schema: 1\nrules: {my/rule: {production: error, locked: true}}\n") + custom;
  const auto fine =
      parse({{"org.yaml", base},
             {"app/.dockgate.yaml", "schema: 1\nextends: ../org.yaml\nrules: {my/rule: {internal: off}}\n"}});
  ASSERT_TRUE(fine) << told(fine.error())[0];
  EXPECT_EQ(level(**fine, "internal"), off);
  EXPECT_EQ(level(**fine, "production"), error);
  EXPECT_FALSE((*fine)->with_levels(std::vector<std::pair<std::string, std::string>>{{"my/rule", "off"}}));

  const auto locked = [&](const std::string& text) {
    const auto result =
        parse({{"org.yaml", base}, {"app/.dockgate.yaml", "schema: 1\nextends: ../org.yaml\n" + text}});
    return result ? Told{} : told(result.error());
  };
  EXPECT_EQ(locked("rules: {my/rule: off}\n"),
            Told{"3:9 `my/rule` is locked at error for production by org.yaml:2"});
  EXPECT_EQ(locked("overrides: [{path: '**', rules: {'my/*': warning}}]\n").size(), 1u);
  EXPECT_EQ(locked("rules: {MY2: off}\n").size(), 1u);
  EXPECT_EQ(locked("rules: {my/rule: {effective: 2099-01-01}}\n").size(), 1u);
  EXPECT_EQ(locked("rules: {my/rule: error}\n"), Told{});

  const std::string digest = text::sha256(base);
  const auto pinned = [&](const std::string& sha256) {
    return parse(
        {{"org.yaml", base},
         {"app/.dockgate.yaml", "schema: 1\nextends: [{file: ../org.yaml, sha256: \"" + sha256 + "\"}]\n"}});
  };
  EXPECT_TRUE(pinned(digest));
  const auto changed = pinned(std::string(64, '0'));
  ASSERT_FALSE(changed);
  EXPECT_EQ(told(changed.error()), Told{"2:11 `../org.yaml` is not what was reviewed: its SHA-256 is " +
                                        digest + ", and " + std::string(64, '0') + " is expected"});

  const auto circle = parse({{"app/.dockgate.yaml", "schema: 1\nextends: .dockgate.yaml\n"}});
  ASSERT_FALSE(circle);
  EXPECT_EQ(told(circle.error()), Told{"2:10 policies extend each other in a circle or too deeply"});
  const auto outside = parse({{"app/.dockgate.yaml", "schema: 1\nextends: ../../x.yaml\n"}});
  ASSERT_FALSE(outside);
  EXPECT_EQ(told(outside.error()).size(), 1u);
  EXPECT_EQ(policy_problems("schema: 1\nextends: other.yaml\n"),
            Told{"2:10 another file cannot be extended here"});
}

// The YAML blocks of docs/policy.md, together with what a policy needs besides.
TEST(Policy, ReadsWhatItsGuideShows) {
  std::ifstream in(std::string(DOCKGATE_SOURCE) + "/docs/policy.md");
  const std::string guide{std::istreambuf_iterator<char>(in), {}};
  std::size_t blocks = 0;
  for (std::size_t at = guide.find("```yaml\n"); at != std::string::npos; at = guide.find("```yaml\n", at)) {
    at += 8;
    std::string block = guide.substr(at, guide.find("```", at) - at);
    if (!block.starts_with("schema:")) block = "schema: 1\n" + block;
    const auto tree = text::memory_files({{".dockgate.yaml", block}, {"org-base.yaml", "schema: 1\n"}});
    const auto read = Policy::parse(*tree->read(".dockgate.yaml"), tree.get(), ".dockgate.yaml");
    EXPECT_TRUE(read) << block << told(read.error())[0];
    ++blocks;
  }
  EXPECT_EQ(blocks, 9u);
}

TEST(Policy, SeesPathsFromItsFolder) {
  const auto below = [](const char* file, const char* path) {
    return (*Policy::parse(source("schema: 1\n", file)))->relative(path);
  };
  EXPECT_EQ(below("a/.dockgate.yaml", "a/b/Dockerfile"), "b/Dockerfile");
  EXPECT_EQ(below("a/.dockgate.yaml", "ab/Dockerfile"), "ab/Dockerfile");
  EXPECT_EQ(below(".dockgate.yaml", "./a/Dockerfile"), "a/Dockerfile");
  EXPECT_EQ(below("../.dockgate.yaml", "../x/Dockerfile"), "x/Dockerfile");
  EXPECT_EQ(below("/r/.dockgate.yaml", "/r/x/Dockerfile"), "x/Dockerfile");
  EXPECT_EQ(below("/r/.dockgate.yaml", "r/x/Dockerfile"), "r/x/Dockerfile");
  EXPECT_EQ(below("a/.dockgate.yaml", "../x"), "../x");
}

}  // namespace
}  // namespace dockgate::policy
