#include "findings/baseline.hpp"

#include <gtest/gtest.h>

#include "findings/finish.hpp"

namespace dockgate::findings {
namespace {

SourcePtr source(std::string text, std::string path = "b.json") {
  return std::make_shared<SourceFile>(std::move(path), std::move(text));
}

Finding make(const SourcePtr& file, Span span, std::string subject) {
  Finding finding;
  finding.rule = "base/digest";
  finding.at = {file, span};
  finding.dockerfile = "Dockerfile";
  finding.subject = std::move(subject);
  return finding;
}

std::vector<Finding> findings(const std::string& text) {
  const auto file = source(text, "Dockerfile");
  std::vector<Finding> out;
  for (std::size_t at = text.find("a:1"); at != std::string::npos; at = text.find("a:1", at + 1)) {
    const auto begin = static_cast<std::uint32_t>(at);
    out.push_back(make(file, {begin, begin + 3}, "a:1"));
  }
  finish(out);
  return out;
}

TEST(Baseline, SurvivesMovedLinesAndItsOwnText) {
  const Baseline made = baseline_of(findings("FROM a:1\nCOPY --from=a:1 / /\n"));
  ASSERT_EQ(made.entries.size(), 2u);
  const auto read = read_baseline(source(baseline_text(made.entries)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->entries[1].fingerprint, made.entries[1].fingerprint);
  EXPECT_EQ(read->entries[0].file, "Dockerfile");
  EXPECT_EQ(read->reason, "in b.json");
  auto later = findings("# moved\n\nFROM   a:1\nRUN x\nCOPY --from=a:1 / /\nCOPY --from=a:1 / /b\n");
  EXPECT_EQ(apply_baseline(*read, later), (std::vector<bool>{true, true}));
  EXPECT_TRUE(later[0].suppressed && later[1].suppressed);
  EXPECT_EQ(later[0].suppressed->by, Suppression::By::baseline);
  EXPECT_FALSE(later[2].suppressed);  // a third one is new
  auto mended = findings("FROM a:1\n");
  EXPECT_EQ(apply_baseline(*read, mended), (std::vector<bool>{true, false}));
}

TEST(Baseline, LeavesOutWhatIsSuppressed) {
  auto all = findings("FROM a:1\n");
  all[0].suppressed = Suppression{Suppression::By::policy, "r", "o", {}};
  EXPECT_TRUE(baseline_of(all).entries.empty());
  EXPECT_TRUE(read_baseline(source(baseline_text({})))->entries.empty());
}

TEST(Baseline, ReportsEveryMistake) {
  const auto read = read_baseline(
      source("{\"schema\": \"x\", \"findings\": [{\"fingerprint\": \"12\", \"rul\": \"a\"}, 1]}"));
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().size(), 4u);
  EXPECT_EQ(read.error()[0].message, "this version reads baselines of `dockgate.baseline/1` only");
  EXPECT_EQ(read.error()[2].message, "unknown key `rul` in an entry of the baseline; did you mean `rule`?");
  EXPECT_FALSE(read_baseline(source("{")));
  EXPECT_FALSE(read_baseline(source("{\"schema\": \"dockgate.baseline/1\", \"findings\": {}}")));
}

TEST(Baseline, WritesHostileNamesSafely) {
  BaselineEntry entry;
  entry.fingerprint = std::string(32, 'a');
  entry.subject = "a\"b\\c\x1b[31m\n";
  const auto read = read_baseline(source(baseline_text({entry})));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->entries.size(), 1u);
}

}  // namespace
}  // namespace dockgate::findings
