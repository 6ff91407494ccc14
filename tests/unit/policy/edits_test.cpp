#include "policy/edits.hpp"

#include "support.hpp"

namespace dockgate::policy {
namespace {

constexpr const char* head =
    "schema: 1\nextends: []\ncustom:\n- {name: my/tag, summary: s, why: w, on: image, severity: error, when: "
    "{role: FROM}, "
    "message: m, edit: ";

/// The fixes that the rule with `edit` offers for `FROM` with the image `python:3.12`.
std::vector<std::string> offered(const std::string& edit, const std::string& text = "FROM python:3.12\n",
                                 const std::function<void(facts::ImageFact&, const Build&)>& set = {}) {
  Build build(text);
  facts::ImageFact& image = build.image("python:3.12", facts::ImageState::tag);
  image.tag = "3.12";
  image.name = "docker.io/library/python";
  image.parts = {{"name", build.at("python")}, {"tag", build.at("3.12")}};
  if (set) set(image, build);
  std::vector<std::string> out;
  for (const Finding& finding : of_rules(findings(*policy(std::string(head) + edit + "}\n"), build), "my/")) {
    for (const Fix& fix : finding.fixes) {
      std::string all = fix.title + (fix.safe ? " (safe):" : ":");
      for (const Edit& each : fix.edits)
        all += " " + std::to_string(each.at.span.begin) + "-" + std::to_string(each.at.span.end) + "=" +
               each.text;
      out.push_back(std::move(all));
    }
  }
  return out;
}

TEST(Edits, ReplaceAPartOrTheWholeFact) {
  EXPECT_EQ(offered("{title: 'write {tag}', replace: tag, with: 'v{tag}', safe: true}"),
            (Told{"write 3.12 (safe): 12-16=v3.12"}));
  EXPECT_EQ(offered("{title: t, with: x}"), (Told{"t: 5-16=x"}));
  EXPECT_EQ(offered("{title: t, replace: name, with: ''}"), (Told{"t: 5-11="}));
}

TEST(Edits, AddBehindAPartOrIntoAGap) {
  EXPECT_EQ(offered("{title: t, add: tag, with: '-slim'}"), (Told{"t: 16-16=-slim"}));
  EXPECT_EQ(offered("{title: t, add: pin, with: x}", "FROM python:3.12\n",
                    [](facts::ImageFact& image, const Build& build) {
                      const auto end = build.at("3.12").span.end;
                      image.parts.push_back({"pin", {image.at.source, {end, end}}, "@", "!"});
                    }),
            (Told{"t: 16-16=@x!"}));
}

TEST(Edits, SeveralChangesAreMadeTogetherOrNotAtAll) {
  EXPECT_EQ(offered("{title: t, replace: tag, with: x, also: {replace: name, with: y}}"),
            (Told{"t: 5-11=y 12-16=x"}));
  EXPECT_EQ(offered("{title: t, replace: tag, with: x, also: [{replace: digest, with: y}]}"), Told{})
      << "the fact has no digest";
  EXPECT_EQ(offered("{title: t, replace: tag, with: x}", "FROM python:3.12 python 3.12\n",
                    [](facts::ImageFact& image, const Build&) {
                      image.parts.push_back({"tag", {image.at.source, {24, 28}}});
                    }),
            (Told{"t: 12-16=x 24-28=x"}))
      << "each part of the name";
}

TEST(Edits, AreOfferedWhereTheyCanBeMade) {
  EXPECT_EQ(offered("{title: t, replace: tag, with: '{digest}'}"), Told{}) << "a field without a value";
  EXPECT_EQ(offered("{title: 't {digest}', replace: tag, with: x}"), Told{});
  EXPECT_EQ(offered("{title: t, when: {tag: latest}, replace: tag, with: x}"), Told{});
  EXPECT_EQ(offered("[{title: t, when: {tag: latest}, replace: tag, with: x}, {title: u, replace: tag, with: "
                    "y}, {title: v, "
                    "replace: tag, with: y}]"),
            (Told{"u: 12-16=y"}))
      << "one that does the same as a better one is left out";
  EXPECT_EQ(offered("{title: t, replace: tag, with: x}", "FROM python:3.12\n",
                    [](facts::ImageFact& image, const Build&) {
                      image.parts[1].at.source = source("3.12", "other");
                    }),
            Told{})
      << "it stands in another file";
}

TEST(Edits, LineEndsAreThoseOfTheFile) {
  EXPECT_EQ(offered("{title: t, replace: tag, with: \"a\\nb\"}", "FROM python:3.12\r\nRUN x\r\n"),
            (Told{"t: 12-16=a\r\nb"}));
  EXPECT_EQ(offered("{title: t, replace: tag, with: \"a\\nb\"}"), (Told{"t: 12-16=a\nb"}));
}

TEST(Edits, AreCheckedWhenTheyAreRead) {
  const auto problems = [](const std::string& edit) {
    return policy_problems(std::string(head) + edit + "}\n");
  };
  EXPECT_NE(problems("{title: t, replace: tga, with: x}")
                .at(0)
                .find("`image` facts have no part `tga`; did you mean `tag`?"),
            std::string::npos);
  EXPECT_NE(
      problems("{title: t, replace: tag, add: name, with: x}").at(0).find("either replaces a part or adds"),
      std::string::npos);
  EXPECT_NE(problems("{title: t, replace: tag, with: '{nome}'}").at(0).find("no field `nome`"),
            std::string::npos);
  EXPECT_NE(problems("{title: t, replace: tag, with: x, also: [{add: nome, with: y}]}")
                .at(0)
                .find("no part `nome`"),
            std::string::npos);
  EXPECT_NE(problems("{title: t, replace: tag, with: x, when: {tga: y}}").at(0).find("no field `tga`"),
            std::string::npos);
}

TEST(Relations, OtherRunIsAnotherInstruction) {
  const auto told_of = [](const char* related) {
    Build build("RUN a && b\nRUN c\n");
    build.command("a", {"a"});
    build.command("b", {"b"});
    build.command("c", {"c"});
    const auto rules =
        policy(std::string("schema: 1\ncustom:\n- {name: my/c, summary: s, why: w, on: command, severity: "
                           "error, message: '{program}', when: {exists: {on: command, related: [") +
               related + "]}}}\n");
    std::vector<std::string> out;
    for (const Finding& finding : of_rules(findings(*rules, build), "my/")) out.push_back(finding.message);
    return out;
  };
  EXPECT_EQ(told_of("other-run"), (Told{"a", "b", "c"}));
  EXPECT_EQ(told_of("other-run, after"), (Told{"a", "b"}));
  EXPECT_EQ(told_of("other-run, before"), (Told{"c"}));
  EXPECT_EQ(told_of("after"), (Told{"a", "b"}));
  EXPECT_EQ(told_of("same-run, after"), (Told{"a"}));
}

}  // namespace
}  // namespace dockgate::policy
