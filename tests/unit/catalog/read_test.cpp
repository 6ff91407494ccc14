#include "catalog/read.hpp"

#include <gtest/gtest.h>

namespace dockgate::catalog {
namespace {

struct Outcome {
  Rows rows;
  std::vector<Problem> problems;
};

Outcome read(std::string text) {
  Outcome out;
  auto node = yaml::parse(std::make_shared<SourceFile>("catalogue.yaml", std::move(text)));
  if (!node) {
    out.problems.push_back(node.error());
  } else {
    out.rows.add(*node, out.problems);
  }
  return out;
}

TEST(ReadCatalog, TakesAllKindsOfMembers) {
  const auto out = read(R"(
models:
  - calls: [acme.*.load_net]
    artifact: model
    id: {at: 1, keywords: [name, net]}
    form: at-sign
    remote-code: flag
    trust: {keywords: [trust]}
    trust-by-default: true
    trust-defaults:
      - {package: acme, before: "2.0", value: "true", why: old}
    others:
      - {id: {keywords: [tokenizer]}, same-revision: true}
)");
  ASSERT_TRUE(out.problems.empty()) << out.problems.front().message;
  ASSERT_EQ(out.rows.tables().models.size(), 1u);
  const auto& row = out.rows.tables().models.front();
  EXPECT_EQ(row.calls.front(), "acme.*.load_net");
  EXPECT_EQ(row.id.at, 1);
  ASSERT_EQ(row.id.keywords.size(), 2u);
  EXPECT_EQ(row.id.keywords[1], "net");
  EXPECT_EQ(row.form, RevisionForm::at_sign);
  EXPECT_EQ(row.remote_code, RemoteCode::flag);
  EXPECT_TRUE(row.trust_by_default);
  ASSERT_EQ(row.trust_defaults.size(), 1u);
  EXPECT_EQ(row.trust_defaults[0].before, "2.0");
  ASSERT_EQ(row.others.size(), 1u);
  EXPECT_TRUE(row.others[0].same_revision);
  EXPECT_EQ(row.default_revision, "main") << "members that are left out keep their defaults";
}

TEST(ReadCatalog, SurvivesCopies) {
  Rows copy;
  {
    const auto out = read("runners: [{programs: [serve-it], form: module}]\n");
    copy = out.rows;
  }
  EXPECT_EQ(copy.tables().runners.front().programs.front(), "serve-it");
}

struct Mistake {
  const char* text;
  const char* message;  // part of it
};

class ReadCatalogMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ReadCatalogMistake, IsReportedAndTheRowLeftOut) {
  const auto out = read(GetParam().text);
  ASSERT_FALSE(out.problems.empty());
  bool found = false;
  for (const auto& problem : out.problems)
    found = found || problem.message.find(GetParam().message) != std::string::npos;
  EXPECT_TRUE(found) << out.problems.front().message;
  EXPECT_TRUE(out.rows.tables().models.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, ReadCatalogMistake,
    testing::Values(Mistake{"models: [{call: [a.b]}]", "call"},
                    Mistake{"models: [{calls: [a.b], form: maybe}]", "one of argument"},
                    Mistake{"models: [{calls: [a.*load]}]", "has to be a name without `*`"},
                    Mistake{"models: [{calls: ['a.']}]", "has to be a name"},
                    Mistake{"models: [{calls: [a.b], id: name}]", "a map"},
                    Mistake{"models: [{calls: [a.b], id: {at: -2}}]", "between 0 and 99"},
                    Mistake{"models: [{calls: [a.b], id: {at: 700}}]", "between 0 and 99"},
                    Mistake{"models: [{artifact: model}]", "without `calls`"},
                    Mistake{"models: {}", "a list"}, Mistake{"models: [7]", "has to be a map"},
                    Mistake{"[1]", "has to be a map"},
                    Mistake{"models: [{calls: [a.b], others: 1}]", "a list"},
                    Mistake{"models: [{calls: [a.b], remote-code: flag}]", "wants a `trust`"},
                    Mistake{"models: [{calls: [a.b], form: not-pinnable}]", "wants an `alternative`"},
                    Mistake{"modules: []", "modules"}));

struct Match {
  const char* pattern;
  const char* text;
  bool matches;
};
class CatalogMatch : public testing::TestWithParam<Match> {};
TEST_P(CatalogMatch, Works) {
  EXPECT_EQ(matches(GetParam().pattern, GetParam().text), GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(All, CatalogMatch,
                         testing::Values(Match{"a.b", "a.b", true}, Match{"a.b", "a.bc", false},
                                         Match{"a.*.c", "a.b.c", true}, Match{"a.*.c", "a.b.x.c", true},
                                         Match{"a.*.c", "a.c", false}, Match{"a*.c", "a.c", true},
                                         Match{"*", "", true}, Match{"", "", true}, Match{"", "a", false},
                                         Match{"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
                                         Match{"a**b", "a.b", true}));

}  // namespace
}  // namespace dockgate::catalog
