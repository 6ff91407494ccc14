#include "fix/choose.hpp"

#include <gtest/gtest.h>

namespace dockgate::fix {
namespace {

const SourcePtr file = std::make_shared<SourceFile>("Dockerfile", "FROM a\nRUN b\n");

Finding finding(std::string rule, std::vector<Fix> fixes) {
  Finding out;
  out.rule = std::move(rule);
  out.fixes = std::move(fixes);
  return out;
}

Fix replacing(Span span, std::string text, bool safe = true) {
  return {"", safe, {{{file, span}, std::move(text)}}};
}

std::vector<std::string> chosen(const std::vector<Finding>& findings, bool unsafe = false) {
  std::vector<std::string> out;
  for (const Chosen& one :
       choose(findings, [&](const Finding&, const Fix& fix) { return fix.safe || unsafe; }))
    out.push_back(one.finding->rule + ":" + one.fix->edits.front().text);
  return out;
}

using Names = std::vector<std::string>;

TEST(Choose, TakesTheFirstAllowedFixOfEachFinding) {
  const std::vector<Finding> findings{finding("a", {replacing({0, 1}, "x", false), replacing({0, 1}, "y")}),
                                      finding("b", {}), finding("c", {replacing({5, 6}, "z", false)})};
  EXPECT_EQ(chosen(findings), (Names{"a:y"}));
  EXPECT_EQ(chosen(findings, true), (Names{"a:x", "c:z"}));
}

TEST(Choose, LaterFixesThatTouchWait) {
  EXPECT_EQ(chosen({finding("a", {replacing({0, 4}, "x")}), finding("b", {replacing({2, 3}, "y")}),
                    finding("c", {replacing({4, 4}, "z")}), finding("d", {replacing({6, 6}, "w")})}),
            (Names{"a:x", "d:w"}));
  Fix both{"", true, {{{file, {0, 1}}, "1"}, {{file, {5, 6}}, "2"}}};
  EXPECT_EQ(chosen({finding("a", {replacing({5, 6}, "x")}), finding("b", {both}),
                    finding("c", {replacing({0, 1}, "y")})}),
            (Names{"a:x", "c:y"}))
      << "all edits of a fix or none";
}

TEST(Choose, TheSameEditsGoTogether) {
  const std::vector<Finding> findings{finding("a", {replacing({5, 5}, "x")}),
                                      finding("b", {replacing({5, 5}, "x")}),
                                      finding("c", {replacing({5, 5}, "y")})};
  EXPECT_EQ(chosen(findings), (Names{"a:x", "b:x"}));
  const auto edits = edits_of(choose(findings, [](const Finding&, const Fix&) { return true; }));
  EXPECT_EQ(edits.at("Dockerfile").edits.size(), 1u);
}

TEST(Choose, PassesOverWhatIsSuppressedOrMeansNothing) {
  Finding suppressed = finding("a", {replacing({0, 1}, "x")});
  suppressed.suppressed.emplace();
  Fix outside = replacing({0, 400}, "x"), nowhere{"", true, {{{nullptr, {0, 1}}, "x"}}}, empty{"", true, {}};
  Fix against_itself{"", true, {{{file, {0, 3}}, "1"}, {{file, {2, 4}}, "2"}}};
  EXPECT_EQ(chosen({suppressed, finding("b", {outside}), finding("c", {nowhere}), finding("d", {empty}),
                    finding("e", {against_itself})}),
            Names{});
}

TEST(Choose, OneNameForTwoTextsIsOneFile) {
  const auto other = std::make_shared<SourceFile>("Dockerfile", "FROM other\n");
  Fix there{"", true, {{{other, {5, 6}}, "y"}}};
  EXPECT_EQ(chosen({finding("a", {replacing({0, 1}, "x")}), finding("b", {there})}), (Names{"a:x"}));
}

}  // namespace
}  // namespace dockgate::fix
