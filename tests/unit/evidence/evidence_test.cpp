#include "evidence/evidence.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "evidence/collect.hpp"
#include "evidence/page/parts.hpp"
#include "evidence/write.hpp"
#include "lint/gate.hpp"
#include "text/digest.hpp"
#include "text/file_trees.hpp"
#include "yaml/node.hpp"

namespace dockgate::evidence {
namespace {

using Files = std::map<std::string, std::string>;

constexpr std::string_view dockerfile =
    "FROM python:3.12@sha256:0123456789012345678901234567890123456789012345678901234567890123 AS app\n"
    "COPY . /srv\nUSER 1000\nCMD [\"python\", \"/srv/serve.py\"]\n";
constexpr std::string_view loader =
    "from transformers import AutoModel\nmodel = AutoModel.from_pretrained(\"some-org/extractor\", "
    "revision=\"a1b2c3d4e5f60718293a4b5c6d7e8f9001122334\")\n";

Evidence evidence_of(const Files& files, const std::string& today = "2026-01-01") {
  const auto tree = text::memory_files(files);
  std::vector<LintInput> inputs;
  for (const auto& [path, bytes] : files)
    if (path.ends_with("Dockerfile")) inputs.push_back({tree, path, nullptr});
  LintOptions options;
  options.today = today;
  const auto result = lint::gate(std::move(inputs), options, {});
  return collect(result, {"0.1.0", today, {"dockgate", "gate", "--today", today}, {}});
}

const Files good{{"Dockerfile", std::string(dockerfile)}, {"serve.py", std::string(loader)}};

const RuleVerdict* verdict_of(const Evidence& evidence, std::string_view rule) {
  const auto found = std::ranges::find(evidence.verdicts, rule, &RuleVerdict::rule);
  return found == evidence.verdicts.end() ? nullptr : &*found;
}

TEST(Verdicts, ProvedComesFromWhatWasLookedAt) {
  const auto evidence = evidence_of(good);
  const auto* revision = verdict_of(evidence, "model/revision");
  ASSERT_NE(revision, nullptr);
  EXPECT_EQ(revision->outcome, Outcome::proved);
  EXPECT_EQ(revision->file, "serve.py");
  EXPECT_EQ(revision->stage, "app");
  EXPECT_EQ(revision->subjects, 1u);
  const auto* digest = verdict_of(evidence, "base/digest");
  ASSERT_NE(digest, nullptr);
  EXPECT_EQ(digest->outcome, Outcome::proved);
  // What was searched and held nothing is proved, too.
  const auto* secret = verdict_of(evidence, "build/secret");
  ASSERT_NE(secret, nullptr);
  EXPECT_EQ(secret->outcome, Outcome::proved);
  EXPECT_EQ(secret->file, "Dockerfile");
}

TEST(Verdicts, WithoutASubjectARuleIsNotApplicable) {
  const auto evidence = evidence_of({{"Dockerfile", std::string(dockerfile)}});
  for (const auto* rule : {"model/revision", "model/remote-code", "weights/dangerous", "review/missing"}) {
    const auto* verdict = verdict_of(evidence, rule);
    ASSERT_NE(verdict, nullptr) << rule;
    EXPECT_EQ(verdict->outcome, Outcome::not_applicable) << rule;
    EXPECT_EQ(verdict->subjects, 0u) << rule;
    EXPECT_EQ(verdict->file, "") << rule;
  }
}

TEST(Verdicts, TheWorstOfAFileAndStageCounts) {
  auto files = good;
  files["serve.py"] += "other = AutoModel.from_pretrained(\"some-org/extractor\")\n";
  const auto evidence = evidence_of(files);
  const auto* revision = verdict_of(evidence, "model/revision");
  ASSERT_NE(revision, nullptr);
  EXPECT_EQ(revision->outcome, Outcome::refuted);
  EXPECT_EQ(revision->subjects, 2u);
  EXPECT_FALSE(evidence.weights.full);
}

TEST(Verdicts, AnExceptionIsListedAsOne) {
  auto files = good;
  files["Dockerfile"] = "FROM python:3.12\nUSER 1000\n";
  files[".dockgate.yaml"] =
      "schema: 1\nexceptions:\n  - id: EX-1\n    rule: base/digest\n    where: {path: Dockerfile}\n    "
      "ticket: T-1\n    reason: mirrored\n"
      "    owner: platform\n    expires: 2026-02-01\n";
  const auto evidence = evidence_of(files);
  ASSERT_NE(verdict_of(evidence, "base/digest"), nullptr);
  EXPECT_EQ(verdict_of(evidence, "base/digest")->outcome, Outcome::excepted);
  ASSERT_EQ(evidence.exceptions.size(), 1u);
  EXPECT_EQ(evidence.exceptions[0].covers, 1u);
  EXPECT_EQ(evidence.exceptions[0].owner, "platform");
  const auto later = evidence_of(files, "2026-03-01");
  EXPECT_EQ(verdict_of(later, "base/digest")->outcome, Outcome::refuted);
  EXPECT_TRUE(later.exceptions.empty());
}

TEST(Verdicts, FilesThatCouldNotBeReadProveNothing) {
  const auto evidence = evidence_of({{"Dockerfile", std::string(dockerfile)}});
  EXPECT_FALSE(evidence.not_judged.empty());
  EXPECT_FALSE(evidence.accepted);
  EXPECT_FALSE(evidence.weights.full);
  EXPECT_FALSE(evidence.review.full);
}

TEST(Evidence, TheSameRunGivesTheSameBytes) {
  const auto one = evidence_of(good), other = evidence_of(good);
  EXPECT_EQ(json(one), json(other));
  EXPECT_EQ(html(one), html(other));
  EXPECT_EQ(markdown(one), markdown(other));
  EXPECT_EQ(summary_statement(one, json(one)), summary_statement(other, json(other)));
}

TEST(Evidence, ScopeHasTheDigestsOfWhatWasRead) {
  const auto evidence = evidence_of(good);
  std::map<std::string, std::string> files;
  for (const auto& file : evidence.scope) files[file.path] = file.sha256;
  EXPECT_EQ(files["Dockerfile"], text::sha256(dockerfile));
  EXPECT_EQ(files["serve.py"], text::sha256(loader));
}

TEST(Evidence, NothingIsRefused) {
  const auto evidence = evidence_of({});
  EXPECT_FALSE(evidence.accepted);
  EXPECT_FALSE(evidence.reasons.empty());
  EXPECT_FALSE(evidence.weights.full);
  EXPECT_NE(html(evidence).find("</html>"), std::string::npos);
  EXPECT_NE(decision_text(evidence).find("refused"), std::string::npos);
}

Result<Evidence, std::vector<Problem>> parse(const std::string& text) {
  return read(std::make_shared<SourceFile>("evidence.json", text));
}

TEST(Evidence, IsReadAgain) {
  const auto evidence = evidence_of(good);
  const auto again = parse(json(evidence));
  ASSERT_TRUE(again) << again.error().front().message;
  EXPECT_TRUE(compare(evidence, *again).empty());
  EXPECT_EQ(again->accepted, evidence.accepted);
  EXPECT_EQ(again->findings.size(), evidence.findings.size());
}

TEST(Evidence, MistakesAreReported) {
  EXPECT_FALSE(parse("{}"));
  EXPECT_FALSE(parse("["));
  EXPECT_FALSE(parse(R"({"schema": "dockgate.evidence/2"})"));
}

TEST(Compare, SaysWhatHasChanged) {
  auto files = good;
  files["serve.py"] =
      "from transformers import AutoModel\nmodel = AutoModel.from_pretrained(\"some-org/extractor\")\n";
  const auto changes = compare(evidence_of(good), evidence_of(files));
  const auto text = changes_text(changes);
  EXPECT_NE(text.find("revision"), std::string::npos) << text;
  EXPECT_NE(text.find("new: refuted model/revision at serve.py:2"), std::string::npos) << text;
  const auto back = changes_text(compare(evidence_of(files), evidence_of(good)));
  EXPECT_NE(back.find("gone: refuted model/revision"), std::string::npos) << back;
  EXPECT_EQ(changes_text(compare(evidence_of(good), evidence_of(good))), "no difference\n");
}

TEST(Statement, IsAVerificationSummary) {
  const auto evidence = evidence_of(good);
  const auto text = summary_statement(evidence, json(evidence));
  for (const char* part :
       {R"("_type": "https://in-toto.io/Statement/v1")",
        R"("predicateType": "https://slsa.dev/verification_summary/v1")", R"("verificationResult": "FAILED")",
        R"("timeVerified": "2026-01-01T00:00:00Z")", R"("name": "Dockerfile")"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_NE(text.find(text::sha256(json(evidence))), std::string::npos);
}

// ---- pages

/// Tags, and attributes of them, that the program itself never writes.
void expect_harmless(const std::string& page) {
  for (const char* bad : {"<script>alert", "<img", "<iframe", "<b>", " onerror=\"", "' onerror", "@import",
                          "http-equiv=\"refresh"})
    EXPECT_EQ(page.find(bad), std::string::npos) << bad;
  for (const char c : page) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(byte >= 0x20 || c == '\n') << static_cast<int>(byte);
  }
  EXPECT_EQ(page.find("\xe2\x80\xae"), std::string::npos) << "a character that reorders the line";
}

TEST(Page, HostileNamesStayText) {
  const std::string evil =
      "x\"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\xe2\x80\xae`'&lt;";
  Evidence evidence = evidence_of(good);
  evidence.reasons = evidence.next = {evil, "`" + evil};
  evidence.command = {"dockgate", evil};
  evidence.weights = evidence.review = {false, evil, {evil}};
  evidence.policies[0].name = evidence.policies[0].boundary = evil;
  evidence.policies[0].rules_off = {evil};
  evidence.scope = {{evil, evil, evil}};
  evidence.verdicts = {{evil, evil, evil, evil, Outcome::refuted, 1}};
  evidence.findings = {SeenFinding{evil,
                                   evil,
                                   Outcome::excepted,
                                   evil,
                                   evil,
                                   evil,
                                   1,
                                   1,
                                   evil,
                                   evil,
                                   evil,
                                   evil,
                                   false,
                                   {evil},
                                   Excuse{evil, evil, evil, evil}}};
  evidence.exceptions = {{evil, evil, evil, evil, evil, evil, evil, evil, 1}};
  evidence.not_judged = evidence.skipped = {{evil, evil}};
  auto& build = evidence.builds[0];
  build.parts.dockerfile = build.parts.label = build.boundary_reason = evil;
  build.parts.weights = {{evil, evil, 1, evil, evil}};
  build.parts.models = {{evil, evil, false, evil, evil, evil}};
  build.parts.code = {{evil, evil, evil, evil, evil, evil, evil, evil}};
  build.parts.base_images = {{evil, evil, evil, true}};
  build.loaders = {{evil, 1, evil, evil}};
  build.nodes = {{Node::Column::base, evil, evil + "\n" + evil, Outcome::refuted}};
  const auto page = html(evidence);
  expect_harmless(page);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
  const auto words = decision_text(evidence);
  EXPECT_EQ(words.find('\x1b'), std::string::npos);
  const auto text = markdown(evidence);
  std::string outside;  // of code spans, where nothing is markup
  bool span = false;
  for (const char c : text.substr(0, text.find("## How to make this again"))) {
    if (c == '`') span = !span;
    if (!span) outside += c;
  }
  EXPECT_EQ(outside.find('<'), std::string::npos) << outside;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_TRUE(yaml::parse(std::make_shared<SourceFile>("evidence.json", json(evidence))))
      << "whatever it holds, it can be read";
}

TEST(Page, HostileFilesGoThroughTheWholeWay) {
  const std::string name = "a\"><script>alert(1)</script>";
  const auto evidence = evidence_of({{name + "/Dockerfile", "FROM \"x<img src=x>\":latest\nCOPY m.pkl /m/\n"},
                                     {name + "/m.pkl", "cposix\nsystem\n(S'true'\ntR."}});
  EXPECT_FALSE(evidence.accepted);
  expect_harmless(html(evidence));
}

TEST(Page, LoadsNothingAndAllowsOnlyItself) {
  const auto page = html(evidence_of(good));
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("url("), std::string::npos);
  EXPECT_EQ(page.find(" style="), std::string::npos) << "the policy of the page would not let it count";
  EXPECT_NE(page.find("default-src &#39;none&#39;"), std::string::npos);
  const auto style = page.substr(page.find("<style>") + 7, page.find("</style>") - page.find("<style>") - 7);
  EXPECT_NE(page.find("sha256-" + text::sha256_base64(style)), std::string::npos);
  const auto begin = page.find("<script>") + 8;
  const auto script = page.substr(begin, page.find("</script>") - begin);
  EXPECT_NE(page.find("sha256-" + text::sha256_base64(script)), std::string::npos);
}

TEST(Page, TheQuestionsComeFirst) {
  const auto page = html(evidence_of(good));
  const auto first = page.find("Which exact model weights are running in production?");
  const auto second = page.find("Who reviewed the code that loads them?");
  ASSERT_NE(first, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_LT(second, page.find("What each build is made of"));
}

TEST(Picture, LeadsFromTheBaseToTheModel) {
  const auto evidence = evidence_of(good);
  const auto& build = evidence.builds.at(0);
  const auto column = [&](Node::Column which) {
    return std::ranges::count(build.nodes, which, &Node::column);
  };
  EXPECT_EQ(column(Node::Column::base), 1);
  EXPECT_EQ(column(Node::Column::stage), 1);
  EXPECT_EQ(column(Node::Column::script), 1);
  EXPECT_EQ(column(Node::Column::model), 1);
  EXPECT_EQ(build.edges.size(), 3u);
  for (const auto& edge : build.edges) EXPECT_LT(build.nodes[edge.from].column, build.nodes[edge.to].column);
  const auto svg = page::picture(build);
  EXPECT_TRUE(svg.starts_with("<svg"));
  EXPECT_NE(svg.find("serve.py"), std::string::npos);
}

TEST(Picture, IsBoundedAndKeepsTheWorst) {
  Files files{{"Dockerfile", std::string(dockerfile)}};
  std::string serve;
  for (int i = 0; i < 60; ++i) {
    files["m" + std::to_string(i) + ".py"] = "import os\n";
    serve += "import m" + std::to_string(i) + "\n";
  }
  files["m59.py"] = std::string("from transformers import AutoModel\nAutoModel.from_pretrained(\"o/x\")\n");
  files["serve.py"] = serve;
  const auto evidence = evidence_of(files);
  const auto& nodes = evidence.builds.at(0).nodes;
  const auto modules = std::ranges::count(nodes, Node::Column::module, &Node::column);
  EXPECT_LE(modules, 24);
  EXPECT_TRUE(std::ranges::any_of(nodes, [](const Node& node) { return node.label == "m59.py"; }));
  EXPECT_TRUE(std::ranges::any_of(
      nodes, [](const Node& node) { return node.label.find(" more") != std::string::npos; }));
}

TEST(Base64, IsThatOfRfc4648) {
  EXPECT_EQ(text::sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace
}  // namespace dockgate::evidence
