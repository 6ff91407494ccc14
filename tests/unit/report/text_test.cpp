#include "report/text.hpp"

#include <gtest/gtest.h>

#include "crafted.hpp"

namespace dockgate::report {
namespace {

TEST(TextReport, ShowsAFindingAsACompilerDoes) {
  const std::string out = text_report(crafted(), {});
  EXPECT_NE(out.find("error[base/digest]: `python:3` is not pinned by digest\n"
                     " --> Dockerfile:1:6\n"
                     "  |\n"
                     "1 | FROM python:3\n"
                     "  |      ^^^^^^^^\n"
                     "  |\n"
                     "  = boundary: production, because no rule classifies it\n"
                     "  = help: write the digest behind the tag\n"),
            std::string::npos)
      << out;
}

TEST(TextReport, ShowsTheWayFromTheDockerfile) {
  const std::string out = text_report(crafted(), {});
  EXPECT_NE(out.find(" ::: Dockerfile:2:1\n"
                     "  |\n"
                     "2 | CMD [\"python\", \"serve.py\"]\n"
                     "  | -------------------------- CMD runs serve.py\n"),
            std::string::npos)
      << out;
}

TEST(TextReport, NeverPassesControlCharactersOn) {
  const std::string out = text_report(crafted(), {});
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_NE(out.find("\\x1b[31m<&>\\xff"), std::string::npos);
}

TEST(TextReport, UsesColoursOnlyWhenAsked) {
  ReportOptions options;
  options.colour = true;
  EXPECT_NE(text_report(crafted(), options).find("\x1b[1;31merror[base/digest]\x1b[0m"), std::string::npos);
}

TEST(TextReport, NamesPolicyAndBoundaryAndCounts) {
  const std::string out = text_report(crafted(), {});
  EXPECT_NE(
      out.find("policy builtin:recommended (no .dockgate.yaml), boundary production (no rule classifies it)\n"
               "1 Dockerfile, 2 files · 1 error, 1 warning · 1 unresolved · 1 suppressed · 1 not judged\n"),
      std::string::npos)
      << out;
  EXPECT_NE(out.find("not judged: old/Dockerfile: permission denied\n"), std::string::npos);
}

TEST(TextReport, QuietShowsFindingsOnly) {
  ReportOptions options;
  options.quiet = true;
  const std::string out = text_report(crafted(), options);
  EXPECT_EQ(out.find("1 Dockerfile"), std::string::npos);
  EXPECT_NE(out.find("base/digest"), std::string::npos);
}

TEST(TextReport, ShowsSuppressedOnesOnRequest) {
  EXPECT_EQ(text_report(crafted(), {}).find("build/root-user"), std::string::npos);
  ReportOptions options;
  options.show_suppressed = true;
  const std::string out = text_report(crafted(), options);
  EXPECT_NE(out.find("suppressed[build/root-user]"), std::string::npos);
  EXPECT_NE(out.find("= suppressed: by policy: known (owner ml-team), until 2027-01-01\n"), std::string::npos)
      << out;
}

TEST(ProblemsReport, PointsIntoThePolicy) {
  const auto policy = std::make_shared<SourceFile>(".dockgate.yaml", "schema: 1\nrulez: {}\n");
  EXPECT_EQ(problems_report({{{policy, {10, 15}}, "unknown key `rulez`"}}, false),
            "error: unknown key `rulez`\n"
            " --> .dockgate.yaml:2:1\n"
            "  |\n"
            "2 | rulez: {}\n"
            "  | ^^^^^\n");
}

}  // namespace
}  // namespace dockgate::report
