#include "policy/evaluate.hpp"

#include "facts/schema.hpp"
#include "support.hpp"

namespace dockgate::policy {
namespace {

using facts::ImageState;

// A policy whose only rules in force are `custom`.
PolicyPtr only(const std::string& custom, const std::string& rest = {}) {
  std::string text =
      "schema: 1\n" + rest + "rules: {'base/*': off, 'build/*': off, 'model/*': off}\ncustom:\n" + custom;
  return policy(text);
}

std::string rule(const std::string& name, const std::string& on, const std::string& rest) {
  return "  - {name: " + name + ", summary: s, why: w, on: " + on + ", " + rest + "}\n";
}

TEST(Evaluate, SaysTheSameOfFactsThatItHasDecidedAboutBefore) {
  std::string rules;
  for (const char* when :
       {"{id: {glob: 'org/*'}}", "{revision: {present: false}}", "{id: {in-list: models}}",
        "{remote_code: {unresolved: true}}", "{api: {matches: 'from_pre'}}", "{fetched: true}"})
    rules +=
        rule("my/rule" + std::to_string(rules.size()), "model",
             std::string(
                 "severity: {production: error, internal: info}, message: '{id} {revision} {api}', when: ") +
                 when);
  const PolicyPtr known = only(rules, "lists: {models: [org/a]}\n");
  const Boundary& boundary = *known->find_boundary("production");
  const ActiveRules keeping(*known, boundary, {}, a_day, true);
  const ActiveRules fresh(*known, boundary, {}, a_day);
  EXPECT_FALSE(keeping.of(*facts::find_kind("model")).deciding.empty());
  EXPECT_TRUE(fresh.of(*facts::find_kind("model")).deciding.empty());
  Build build("FROM a\nRUN one\nRUN two\n");
  for (unsigned round = 0; round < 300; ++round) {
    facts::ModelFact fact;
    fact.at = build.at(round % 2 == 0 ? "one" : "two");
    fact.id = fact.subject = round % 3 == 0 ? "org/a" : round % 3 == 1 ? "org/b" : "";
    fact.id_state = fact.id.empty() ? facts::IdState::unresolved : facts::IdState::known;
    if (round % 5 < 2) fact.revision = round % 5 == 0 ? "main" : "";
    fact.remote_code = round % 7 == 0 ? facts::Known::unresolved : facts::Known::no;
    fact.missing_remote_code = round % 14 == 0 ? "ONE" : "OTHER";
    fact.api = round % 4 == 0 ? "X.from_pretrained" : "load";
    fact.fetched = round % 6 < 3;
    fact.notes.assign(round % 2, "a note");
    fact.trace.push_back({build.at("FROM"), std::to_string(round)});
    build.facts().models = {fact};
    const auto told_by = [&](const ActiveRules& active) {
      std::string out;
      for (const Finding& finding :
           evaluate(*known, boundary, build.facts(), a_day, nullptr, nullptr, &active)) {
        out +=
            told(std::vector{finding}).front() + finding.help + finding.subject + finding.trace.front().what;
        for (const std::string& note : finding.notes) out += note;
        out += std::to_string(static_cast<int>(finding.verdict)) + "\n";
      }
      return out;
    };
    const std::string expected = told_by(fresh);
    ASSERT_EQ(told_by(keeping), expected) << round;
    ASSERT_EQ(told_by(keeping), expected) << round;
  }
}

Told command_findings(const std::string& when, Build& build) {
  const PolicyPtr policy =
      only(rule("my/rule", "command", "severity: error, message: '{program}', when: " + when));
  return told(of_rules(findings(*policy, build), "my/"));
}

TEST(Evaluate, TestsFields) {
  Build build("FROM a\nRUN apt-get install -y curl\n");
  auto& command = build.command("apt-get install -y curl", {"apt-get", "install", "-y", "curl"});
  command.wrapped_by = {};
  const Told hit{"my/rule error 2 apt-get"};
  for (const char* when : {"{program: apt-get}",
                           "{program: [apt, apt-get]}",
                           "{program: {not: apt}}",
                           "{program: {matches: '^apt'}}",
                           "{program: {glob: 'apt*'}}",
                           "{argv: {contains: -y}}",
                           "{argv: {contains-matching: '^in'}}",
                           "{argv: {not-contains: --yes}}",
                           "{wrapped_by: {present: false}}",
                           "{wrapped_by: {not-contains: sudo}}",
                           "{program: {present: true}}",
                           "{known: true}",
                           "{stage: 0}",
                           "{line: {at-least: 2}}",
                           "{line: {less-than: 3}}",
                           "{any: [{program: x}, {program: apt-get}]}",
                           "{not: {program: x}}",
                           "{program: {unresolved: false}}",
                           "{list-given: maintainers}",
                           "{program: {in-list: maintainers}}"}) {
    const PolicyPtr policy =
        only(rule("my/rule", "command", std::string("severity: error, message: '{program}', when: ") + when),
             "lists: {maintainers: [apt-get]}\n");
    EXPECT_EQ(told(of_rules(findings(*policy, build), "my/")), hit) << when;
  }
  for (const char* when : {"{program: apt}", "{program: {not-matches: apt}}", "{argv: {contains: x}}",
                           "{wrapped_by: {contains: sudo}}", "{line: {less-than: 2}}",
                           "{all: [{program: apt-get}, {program: x}]}", "{not: {program: apt-get}}",
                           "{stage_name: x}", "{program: {at-least: 3}}", "{list-given: registries}"}) {
    EXPECT_EQ(command_findings(when, build), Told{}) << when;
  }
}

TEST(Evaluate, RelatesFactsOfOneBuild) {
  Build build("FROM a\nRUN one && two\nRUN three\nCMD four\nRUN one\nCMD five\n");
  build.command("one && two", {"one"});
  build.command("two", {"two"});
  build.command("three", {"three"}).stage = 1;
  build.instruction("CMD four");
  build.instruction("CMD five");
  const auto who = [&](const std::string& when) {
    std::string names;
    for (const std::string& each : command_findings(when, build))
      names += each.substr(each.rfind(' ')).substr(0);
    return names;
  };
  EXPECT_EQ(who("{exists: {on: command, related: [after], where: {program: three}}}"), " one two");
  EXPECT_EQ(who("{exists: {on: command, related: [before], where: {program: one}}}"), " two three");
  EXPECT_EQ(who("{exists: {on: command, related: [same-run]}}"), " one two");
  EXPECT_EQ(who("{lacks: {on: command, related: [same-stage]}}"), " three");
  EXPECT_EQ(who("{exists: {on: instruction, related: [just-after], where: {keyword: CMD}}}"), "");
  EXPECT_EQ(who("{exists: {on: command, related: [same-program]}}"), "");
  EXPECT_EQ(who("{exists: {on: command, where: {program: one}}}"), " two three");
  EXPECT_EQ(who("{lacks: {on: command, where: {program: nine}}}"), " one two three");

  const PolicyPtr second =
      only(rule("my/cmd", "instruction",
                "severity: error, message: m, when: {keyword: CMD, exists: {on: instruction, "
                "related: [same-stage, after], where: {keyword: CMD}}}"));
  EXPECT_EQ(told(findings(*second, build)), Told{"my/cmd error 4 m"});
}

TEST(Evaluate, FindsNeighboursInTheSameStage) {
  Build build("FROM a\nRUN one\nRUN two\nFROM b\nRUN three\n");
  build.instruction("FROM a");
  build.instruction("RUN one");
  build.instruction("RUN two");
  build.instruction("FROM b", 1);
  build.instruction("RUN three", 1);
  const PolicyPtr neighbours =
      only(rule("my/run", "instruction",
                "severity: error, message: m, when: {keyword: RUN, exists: {on: instruction, "
                "related: [just-before], where: {keyword: RUN}}}"));
  EXPECT_EQ(told(findings(*neighbours, build)), Told{"my/run error 3 m"});
}

TEST(Evaluate, StaysLinearInTheNumberOfFacts) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "CMD x\n";
  Build build(text);
  for (int i = 0; i < 20'000; ++i) {
    facts::InstructionFact fact;
    fact.at = {build.facts().source,
               {static_cast<std::uint32_t>(i * 6), static_cast<std::uint32_t>(i * 6 + 5)}};
    fact.instruction = static_cast<std::size_t>(i);
    fact.keyword = "CMD";
    build.facts().instructions.push_back(fact);
  }
  const PolicyPtr second =
      only(rule("my/cmd", "instruction",
                "severity: error, message: m, when: {keyword: CMD, exists: {on: instruction, "
                "related: [before, same-keyword], where: {keyword: CMD}}}"));
  EXPECT_EQ(of_rules(findings(*second, build), "my/").size(), 19'999u);
}

TEST(Evaluate, ReportsWhatCannotBeTold) {
  Build build("FROM $BASE\n");
  build.image("$BASE", ImageState::unresolved).missing = "BASE";
  const std::string when = "severity: error, message: m, when: {tag: latest}";
  const auto found = findings(*only(rule("my/tag", "image", when)), build);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].verdict, Verdict::unresolved);
  EXPECT_EQ(found[0].message, "cannot tell whether this is so: s; `BASE` is not known");
  EXPECT_EQ(told(findings(*only(rule("my/tag", "image", when + ", undecided: pass")), build)), Told{});
  const auto count = [&](const std::string& condition) {
    return findings(*only(rule("my/tag", "image", "severity: error, message: m, when: " + condition)), build)
        .size();
  };
  EXPECT_EQ(count("{tag: latest, role: COPY}"), 0u);             // false and unknown
  EXPECT_EQ(count("{any: [{tag: latest}, {role: FROM}]}"), 1u);  // unknown or true
  EXPECT_EQ(count("{not: {tag: latest}, role: COPY}"), 0u);
  EXPECT_EQ(count("{tag: {unresolved: true}}"), 1u);
  EXPECT_EQ(count("{state: [digest, tag]}"), 0u);  // enumerations are known
}

TEST(Evaluate, GivesUnresolvedFindingsTheBoundarysSeverity) {
  Build build("FROM $BASE\n");
  build.image("$BASE", ImageState::unresolved);
  const PolicyPtr policy = only(rule("my/base", "image",
                                     "severity: error, clauses: [{when: {state: unresolved}, verdict: "
                                     "unresolved, message: '`{text}` is not known'}]"));
  EXPECT_EQ(told(findings(*policy, build)), Told{"my/base error 1 `$BASE` is not known"});
  EXPECT_EQ(told(findings(*policy, build, "internal")), Told{"my/base warning 1 `$BASE` is not known"});
  EXPECT_EQ(told(findings(*policy, build, "research")), Told{"my/base info 1 `$BASE` is not known"});
}

TEST(Evaluate, KeepsResearchToNotes) {
  Build build("FROM a\n");
  build.image("a", ImageState::floating);
  const PolicyPtr policy =
      only(rule("my/base", "image", "severity: error, message: m, when: {state: floating}"));
  EXPECT_EQ(told(findings(*policy, build, "research")), Told{"my/base info 1 m"});
}

TEST(Evaluate, TakesTheFirstClauseThatHolds) {
  Build build("FROM a:latest\n");
  auto& image = build.image("a:latest", ImageState::floating);
  image.tag = "latest";
  image.parts.push_back({"tag", build.at("latest")});
  image.notes = {"a note"};
  image.trace.push_back({build.at("FROM"), "FROM names it"});
  const PolicyPtr policy = only(rule("my/base", "image",
                                     "severity: error, at: tag, help: 'all {tag}', aliases: [X1, {name: X2, "
                                     "when: {tag: latest}}, {name: X3, "
                                     "when: {tag: main}}], clauses: [{when: {tag: main}, message: one}, "
                                     "{when: {tag: latest}, message: two}, "
                                     "{message: three, help: h}]"));
  const auto found = findings(*policy, build);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].message, "two");
  EXPECT_EQ(found[0].help, "all latest");
  EXPECT_EQ(found[0].aliases, (std::vector<std::string>{"X1", "X2"}));
  EXPECT_EQ(found[0].at.source->text(found[0].at.span), "latest");
  EXPECT_EQ(found[0].notes, std::vector<std::string>{"a note"});
  ASSERT_EQ(found[0].trace.size(), 1u);
  EXPECT_EQ(found[0].trace[0].what, "FROM names it");
  EXPECT_EQ(found[0].subject, "a:latest");
  EXPECT_EQ(found[0].dockerfile, "Dockerfile");
  EXPECT_EQ(found[0].boundary, "production");
  EXPECT_EQ(found[0].verdict, Verdict::refuted);
}

TEST(Evaluate, LetsOneRuleOfAGroupSpeak) {
  Build build("FROM a\n");
  build.image("a", ImageState::floating);
  const std::string rules =
      rule("my/second", "image", "group: g, order: 2, severity: error, message: second, when: {role: FROM}") +
      rule("my/first", "image",
           "group: g, order: 1, severity: error, message: first, aliases: [F1], when: {state: floating}") +
      rule("my/apart", "image", "severity: error, message: apart, when: {role: FROM}");
  EXPECT_EQ(told(findings(*only(rules), build)), (Told{"my/apart error 1 apart", "my/first error 1 first"}));
  // A rule that is off takes no part in its group.
  const auto off =
      only(rules)->with_levels(std::vector<std::pair<std::string, std::string>>{{"my/first", "off"}});
  ASSERT_TRUE(off);
  EXPECT_EQ(told(findings(**off, build)), (Told{"my/apart error 1 apart", "my/second error 1 second"}));
}

TEST(Evaluate, RunsTheBuiltInGroupOfImageReferences) {
  Build build("FROM python\nFROM python:3.12\n");
  auto& floating = build.image("python", ImageState::floating);
  floating.floating = "no-tag";
  floating.maintainer = "docker-official";
  auto& tagged = build.image("python:3.12", ImageState::tag);
  tagged.maintainer = "docker-official";
  tagged.tag = "3.12";
  std::vector<std::string> rules;
  for (const Finding& finding : findings(*Policy::builtin(), build)) rules.push_back(finding.rule);
  EXPECT_EQ(rules, (std::vector<std::string>{"base/floating-tag", "base/digest"}));
}

TEST(Evaluate, AppliesLevelsToFindingsMadeElsewhere) {
  Build build("FROM a\n");
  const PolicyPtr policy =
      dockgate::policy::policy("schema: 1\nrules: {policy/exception-expired: {internal: off}}\n");
  Finding finding;
  finding.rule = "policy/exception-expired";
  finding.at = build.at("FROM");
  EXPECT_TRUE(apply_policy(finding, *policy, *policy->find_boundary("production"), a_day));
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_FALSE(apply_policy(finding, *policy, *policy->find_boundary("internal"), a_day));
  finding.rule = "no/such";
  EXPECT_FALSE(apply_policy(finding, *policy, policy->strictest(), a_day));
}

TEST(Evaluate, ReadsLabelsAndCommentsForTheBoundary) {
  Build build(
      "# dockgate boundary=production  (reviewed)\nFROM a\nLABEL org.dockgate.boundary=internal team=x\n");
  facts::VariableFact label;
  label.kind = "LABEL";
  label.name = "org.dockgate.boundary";
  label.value = "internal";
  label.at = build.at("org.dockgate.boundary");
  build.facts().variables.push_back(label);
  const ClassifyInput input = classify_input(build.facts(), "release");
  EXPECT_EQ(input.path, "Dockerfile");
  EXPECT_EQ(input.target, "release");
  ASSERT_EQ(input.requests.size(), 2u);
  EXPECT_EQ(input.requests[0].boundary, "internal");
  EXPECT_EQ(input.requests[0].what, "LABEL org.dockgate.boundary (line 3)");
  EXPECT_EQ(input.requests[1].boundary, "production");
  EXPECT_EQ(input.requests[1].what, "a comment (line 1)");
  EXPECT_EQ(input.labels.size(), 1u);
}

}  // namespace
}  // namespace dockgate::policy
