#include "policy/rule_file.hpp"

#include "support.hpp"

namespace dockgate::policy {
namespace {

struct Read {
  explicit Read(std::string text, bool examples_required = false) {
    node = *yaml::parse(source(std::move(text), "rule.yaml"));
    RuleChecks checks;
    checks.examples_required = examples_required;
    checks.boundaries = boundaries;
    checks.lists = lists;
    rule = read_rule(node, arena, problems, checks);
  }
  std::vector<std::string> boundaries{"research", "internal", "production"};
  std::vector<std::string> lists{"maintainers"};
  Arena arena;
  yaml::Node node;
  std::vector<Problem> problems;
  std::optional<Rule> rule;
};

constexpr const char* head = "name: base/tag\nsummary: a tag\nwhy: because\non: image\nseverity: error\n";

// Problems of a rule whose `when` is `when`.
Told when(std::string when) {
  return told(Read(std::string(head) + "message: m\nwhen: " + when + "\n").problems);
}

TEST(RuleFile, ReadsEverything) {
  const Read read(R"(name: base/tag
summary: a tag
why: because
on: image
at: tag
severity: {production: error, internal: warning, research: off}
sets: {hadolint: info}
group: image-reference
order: 3
undecided: pass
when: {role: [FROM, COPY]}
clauses:
  - when: {state: floating}
    message: "`{text}` floats"
  - message: "`{text}` is a tag"
    help: other help
    verdict: unresolved
help: some help
fix: how
aliases: [DL1, {name: DL2, when: {tag: latest}}]
references: [https://example.com/]
edition: "2026.1"
examples:
  bad:
    - FROM a
    - {name: n, boundary: internal, files: {Dockerfile: FROM b, app.py: import x}, expect: [Dockerfile:1, app.py:1]}
  good: [FROM scratch]
)");
  EXPECT_EQ(told(read.problems), Told{});
  ASSERT_TRUE(read.rule);
  const Rule& rule = *read.rule;
  EXPECT_EQ(rule.name, "base/tag");
  EXPECT_EQ(rule.kind, "image");
  EXPECT_EQ(rule.at, "tag");
  ASSERT_EQ(rule.severities.size(), 3u);
  EXPECT_EQ(rule.severities[2].severity, -1);
  EXPECT_EQ(rule.sets[0].name, "hadolint");
  EXPECT_EQ(rule.group, "image-reference");
  EXPECT_EQ(rule.order, 3);
  EXPECT_TRUE(rule.pass_undecided);
  ASSERT_EQ(rule.clauses.size(), 2u);
  EXPECT_EQ(rule.clauses[0].when->op, Condition::Op::all);
  EXPECT_EQ(rule.clauses[1].when->op, Condition::Op::in);
  EXPECT_TRUE(rule.clauses[1].unresolved);
  EXPECT_EQ(rule.aliases[0].when, nullptr);
  EXPECT_EQ(rule.aliases[1].when->values[0], "latest");
  ASSERT_EQ(rule.bad.size(), 2u);
  EXPECT_EQ(rule.bad[0].expect[0], "Dockerfile:1");
  EXPECT_EQ(rule.bad[1].files[1].path, "app.py");
  EXPECT_EQ(rule.bad[1].expect[1], "app.py:1");
  EXPECT_TRUE(rule.good[0].expect.empty());
}

TEST(RuleFile, ReportsEveryMistakeWithItsPlace) {
  EXPECT_EQ(told(Read("name: Base\nsumary: x\n", true).problems),
            (Told{"1:7 has to be `category/name` in lower case", "1:1 rule `Base` lacks the key `summary`",
                  "1:1 rule `Base` lacks the key `why`", "1:1 rule `Base` lacks the key `on`",
                  "1:1 rule `Base` lacks the key `severity`",
                  "2:1 unknown key `sumary` in rule `Base`; did you mean `summary`?",
                  "1:1 rule `Base` lacks the key `when`", "1:1 rule `Base` lacks the key `message`",
                  "1:1 rule `Base` lacks the key `examples`"}));
}

TEST(RuleFile, ChecksLevels) {
  EXPECT_EQ(
      told(Read("name: a/b\nsummary: s\nwhy: w\non: image\nwhen: {tag: x}\nmessage: m\nseverity: {prodction: "
                "error, internal: loud}\n")
               .problems),
      (Told{"7:40 has to be one of error, warning, info, style, off",
            "7:12 `severity` knows no `prodction`; did you mean `production`?",
            "7:11 `severity` has to name the strictest boundary, `production`"}));
}

TEST(RuleFile, ChecksMessages) {
  const Read read(std::string(head) + "when: {tag: x}\nmessage: \"`{txt}` is bad.\"\nhelp: \"{\"\n");
  const Told problems = told(read.problems);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[0].find("no field `txt`"), std::string::npos);
  EXPECT_NE(problems[1].find("no final period"), std::string::npos);
  EXPECT_NE(problems[2].find("a brace without its pair"), std::string::npos);
}

TEST(RuleFile, ChecksExamples) {
  const Read read(
      std::string(head) +
          "when: {tag: x}\nmessage: m\nexamples:\n  bad:\n    - {files: {app.py: x}}\n    - {dockerfile: "
          "FROM a, expect: [app.py:1]}\n  good:\n    - {dockerfile: FROM a, expect: [Dockerfile:1]}\n",
      true);
  EXPECT_EQ(told(read.problems), (Told{"10:7 an example has to have one file called Dockerfile",
                                       "11:37 has to be `FILE:LINE` with a file of the example",
                                       "13:37 a good example expects no finding"}));
}

TEST(RuleFile, LetsTheProgramItselfMakeFindings) {
  EXPECT_EQ(told(Read("name: input/syntax\nsummary: s\nwhy: w\non: engine\nseverity: error\n").problems),
            Told{});
  EXPECT_EQ(Read("name: input/syntax\nsummary: s\nwhy: w\non: engine\nseverity: error\nmessage: m\n")
                .problems.size(),
            1u);
}

TEST(RuleFile, AsksForConditionsOnTheLastClauseOnlyNot) {
  const Read read(std::string(head) + "clauses:\n  - message: a\n  - message: b\n");
  ASSERT_EQ(read.problems.size(), 1u);
  EXPECT_NE(read.problems[0].message.find("only the last clause"), std::string::npos);
}

TEST(ConditionFile, ChecksFieldsTestsAndValues) {
  EXPECT_EQ(when("{tagg: x}"), Told{"7:8 `image` facts have no field `tagg`; did you mean `tag`?"});
  EXPECT_EQ(when("{tag: {matchs: x}}"), Told{"7:14 unknown test `matchs`; did you mean `matches`?"});
  EXPECT_EQ(when("{tag: {matches: '('}}"), Told{"7:23 not a regular expression: missing ): ("});
  EXPECT_EQ(when("{tag: {in-list: maintainer}}"),
            Told{"7:23 no list is called `maintainer`; did you mean `maintainers`?"});
  EXPECT_EQ(when("{tag: {present: maybe}}"), Told{"7:23 has to be true or false"});
  EXPECT_EQ(when("{shipped: 1}"), Told{"7:17 has to be true or false"});
  EXPECT_EQ(when("{tag: {contains: x}}"), Told{"7:24 `tag` is no list"});
  EXPECT_EQ(when("{tag: []}"), Told{"7:13 an empty list holds for nothing"});
  EXPECT_EQ(when("{tag: [[a]]}"), Told{"7:14 has to be a text"});
  EXPECT_EQ(when("{}"), Told{"7:7 a condition has to be a map such as `{state: tag}`"});
  EXPECT_EQ(when("tag"), Told{"7:7 a condition has to be a map such as `{state: tag}`"});
  EXPECT_EQ(when("{any: {tag: x}}"), Told{"7:13 `any` has to be a list of conditions"});
  EXPECT_EQ(when("{exists: {on: comand}}"), Told{"7:21 no fact is called `comand`; did you mean `command`?"});
  EXPECT_EQ(when("{exists: {on: command, related: [befor]}}"),
            Told{"7:40 unknown relation `befor`; did you mean `before`?"});
  EXPECT_EQ(when("{exists: {on: command, related: [same-tag]}}"), Told{"7:40 unknown relation `same-tag`"});
  EXPECT_EQ(when("{exists: {on: command, where: {exists: {on: image}}}}"),
            Told{"7:37 `exists` and `lacks` cannot stand inside of each other"});
  const Told states = when("{state: flaoting}");
  ASSERT_EQ(states.size(), 1u);
  EXPECT_NE(states[0].find("`state` is never `flaoting`"), std::string::npos);
  EXPECT_NE(states[0].find("did you mean `floating`?"), std::string::npos);
}

TEST(ConditionFile, AcceptsEveryWord) {
  for (const char* text :
       {"{tag: x}", "{tag: [x, y]}", "{tag: {not: x}}", "{tag: {matches: '^v'}}", "{file: {glob: '**'}}",
        "{tag: {present: false}}", "{tag: {unresolved: true}}", "{tag: {at-least: 1.2}}",
        "{line: {less-than: 3}}", "{name: {in-list: maintainers}}", "{all: [{tag: x}]}",
        "{any: [{tag: x}, {tag: y}]}", "{not: {tag: x}}", "{list-given: maintainers}",
        "{exists: {on: command, related: [same-stage, before], where: {program: apt}}}",
        "{lacks: {on: command, related: [same-run, after]}}", "[{tag: x}, {role: FROM}]",
        "{shipped: true}"}) {
    EXPECT_EQ(when(text), Told{}) << text;
  }
}

}  // namespace
}  // namespace dockgate::policy
