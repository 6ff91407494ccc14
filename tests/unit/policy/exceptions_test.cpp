#include "policy/exceptions.hpp"

#include "support.hpp"

namespace dockgate::policy {
namespace {

std::string with(const std::string& where, const std::string& expires = "2026-12-31",
                 const std::string& rule = "my/rule", const std::string& head = {}) {
  return "schema: 1\n" + head + "rules: {'base/*': off, 'policy/exception-unused': warning}\n" +
         "custom: [{name: my/rule, summary: s, why: w, on: image, severity: error, aliases: [MY1], message: "
         "m, when: "
         "{role: FROM}}]\nexceptions:\n  - {id: E1, rule: " +
         rule + ", reason: a reason, owner: team, ticket: T-1, expires: " + expires + ", where: " + where +
         "}\n";
}

bool suppressed(const std::string& text, std::string path = "svc/Dockerfile") {
  Build build("FROM acme/x\n", std::move(path));
  build.image("acme/x", facts::ImageState::tag).stage_name = "run";
  const auto found = findings(*policy(text), build);
  EXPECT_EQ(found.size(), 1u);
  return !found.empty() && found[0].suppressed.has_value();
}

TEST(Exceptions, SuppressWhatTheySpeakOf) {
  EXPECT_TRUE(suppressed(with("{path: svc/Dockerfile}")));
  EXPECT_TRUE(suppressed(with("{path: 'svc/**'}")));
  EXPECT_FALSE(suppressed(with("{path: other/Dockerfile}")));
  EXPECT_TRUE(suppressed(with("{stage: run}")));
  EXPECT_TRUE(suppressed(with("{stage: '0'}")));
  EXPECT_FALSE(suppressed(with("{stage: build}")));
  EXPECT_TRUE(suppressed(with("{subject: acme/x}")));
  EXPECT_TRUE(suppressed(with("{subject: 'acme/*'}")));
  EXPECT_FALSE(suppressed(with("{subject: acme/y}")));
  EXPECT_FALSE(suppressed(with("{subject: acme/x, stage: build}")));
  EXPECT_TRUE(suppressed(with("{path: svc/Dockerfile}", "2026-12-31", "my1")));
  EXPECT_FALSE(suppressed(with("{path: svc/Dockerfile}", "2026-12-31", "policy/exception-unused")));
}

TEST(Exceptions, KeepTheFindingWithWhoAllowedIt) {
  Build build("FROM a\n");
  build.image("a", facts::ImageState::tag);
  const auto found = findings(*policy(with("{path: Dockerfile}")), build);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_TRUE(found[0].suppressed);
  EXPECT_EQ(found[0].suppressed->by, Suppression::By::policy);
  EXPECT_EQ(found[0].suppressed->owner, "team");
  EXPECT_EQ(found[0].suppressed->reason, "a reason");
  EXPECT_EQ(found[0].suppressed->expires, "2026-12-31");
}

TEST(Exceptions, EndWithTheirLastDay) {
  EXPECT_TRUE(suppressed(with("{path: '**'}", "2026-11-24")));
  EXPECT_FALSE(suppressed(with("{path: '**'}", "2026-11-23")));
  const std::string bounded = "boundaries: {production: {exception-days: 30}}\n";
  EXPECT_TRUE(suppressed(with("{path: '**'}", "2026-12-24", "my/rule", bounded)));
  EXPECT_FALSE(suppressed(with("{path: '**'}", "2026-12-25", "my/rule", bounded)));
}

Told afterwards(const std::string& text, const std::string& path) {
  Build build("FROM a\n", path);
  build.image("a", facts::ImageState::tag);
  const PolicyPtr own = policy(text);
  ExceptionUse use;
  findings(*own, build, "production", &use);
  return told(exception_findings(*own, own->strictest(), use, a_day));
}

TEST(Exceptions, AreFindingsWhenNobodyNeedsThem) {
  EXPECT_EQ(afterwards(with("{path: Dockerfile}"), "Dockerfile"), Told{});
  EXPECT_EQ(afterwards(with("{path: Dockerfile, subject: b}"), "Dockerfile"),
            Told{"policy/exception-unused warning 5 exception `E1` for my/rule suppresses nothing"});
  EXPECT_EQ(afterwards(with("{path: other}"), "Dockerfile"), Told{});  // what it speaks of was not judged
  EXPECT_EQ(afterwards(with("{subject: b}"), "Dockerfile").size(), 1u);
}

TEST(Exceptions, AreFindingsWhenTheyHaveRunOut) {
  EXPECT_EQ(
      afterwards(with("{path: Dockerfile}", "2026-11-23"), "Dockerfile"),
      Told{"policy/exception-expired error 5 exception `E1` for my/rule ran out on 2026-11-23; ask team"});
  EXPECT_EQ(afterwards(with("{path: '**'}", "2026-12-25", "my/rule",
                            "boundaries: {production: {exception-days: 30}}\n"),
                       "Dockerfile"),
            Told{"policy/exception-expired error 6 exception `E1` for my/rule runs until 2026-12-25, longer "
                 "than the "
                 "30 days that production allows"});
}

TEST(Exceptions, AreFindingsWhenTheyCoverMore) {
  const auto two = [](const std::string& where) {
    Build build("FROM a\nFROM b\n");
    build.image("a", facts::ImageState::tag);
    build.image("b", facts::ImageState::tag);
    const PolicyPtr own = policy(with(where));
    ExceptionUse use;
    findings(*own, build, "production", &use);
    return told(exception_findings(*own, own->strictest(), use, a_day));
  };
  EXPECT_EQ(
      two("{path: Dockerfile}"),
      Told{"policy/exception-broad warning 5 exception `E1` for my/rule is bound to no subject and covers "
           "`a`, `b`"});
  EXPECT_EQ(two("{path: Dockerfile, subject: a}"), Told{});
  EXPECT_EQ(
      two("{path: '**'}"),
      Told{"policy/exception-broad warning 5 exception `E1` for my/rule covers every finding of the rule"});
  EXPECT_EQ(two("{subject: ['*']}").size(), 1u);
}

TEST(Exceptions, BeginWithTheDayTheyWereAgreedOn) {
  const auto created = [](const std::string& day, const std::string& head = {}) {
    std::string text = with("{path: Dockerfile, subject: a}", "2026-12-31", "my/rule", head);
    return afterwards(text.replace(text.find("expires:"), 0, "created: " + day + ", "), "Dockerfile");
  };
  EXPECT_EQ(created("2026-11-24"), Told{});
  EXPECT_EQ(
      created("2026-11-25"),
      Told{"policy/exception-expired error 5 exception `E1` for my/rule does not begin before 2026-11-25"});
  const std::string bounded = "boundaries: {production: {exception-days: 40}}\n";
  EXPECT_EQ(created("2026-11-22", bounded), Told{});
  EXPECT_EQ(created("2026-11-01", bounded).size(), 1u);
}

TEST(Exceptions, NameAFindingByItsFingerprint) {
  const PolicyPtr own = policy(with("{fingerprint: \"0123456789abcdef0123456789abcdef\"}"));
  Finding finding;
  finding.rule = "my/rule";
  finding.boundary = "production";
  finding.dockerfile = "Dockerfile";
  finding.fingerprint = "0123456789abcdef0123456789abcdef";
  Finding other = finding, elsewhere = finding;
  other.fingerprint[0] = 'f';
  elsewhere.dockerfile = "b/Dockerfile";
  std::vector<Finding> all{finding, other, elsewhere};
  ExceptionUse use;
  apply_fingerprint_exceptions(all, *own, {"Dockerfile"}, a_day, use);
  EXPECT_TRUE(all[0].suppressed);
  EXPECT_FALSE(all[1].suppressed || all[2].suppressed);
  EXPECT_TRUE(use.entries.at(0).used);
}

TEST(Exceptions, MergeTheirUseOverBuilds) {
  ExceptionUse one, two;
  one.entries = {{true, false, {}}};
  two.entries = {{false, true, {}}, {true, false, {}}};
  one.merge(two);
  ASSERT_EQ(one.entries.size(), 2u);
  EXPECT_TRUE(one.entries[0].in_reach && one.entries[0].used && one.entries[1].in_reach);
  EXPECT_FALSE(one.entries[1].used);
}

}  // namespace
}  // namespace dockgate::policy
