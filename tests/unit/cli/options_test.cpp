#include "cli/options.hpp"

#include <gtest/gtest.h>

namespace dockgate::cli {
namespace {

Options read(const std::vector<std::string>& arguments) {
  const Result<Options> options = parse_options(arguments);
  EXPECT_TRUE(options) << (options ? "" : options.error());
  return options ? *options : Options{};
}

std::string mistake(const std::vector<std::string>& arguments) {
  const Result<Options> options = parse_options(arguments);
  return options ? "" : options.error();
}

TEST(Options, ReadsWhatCheckTakes) {
  const Options options = read({"check",
                                "a",
                                "-",
                                "--rule",
                                "DL3007=off",
                                "--rule",
                                "base/digest=warning",
                                "--format",
                                "json=out.json",
                                "--format",
                                "text",
                                "--build-arg",
                                "A=b=c",
                                "--target",
                                "prod",
                                "--fail-on",
                                "warning",
                                "--no-fail",
                                "--color",
                                "never",
                                "-j",
                                "3",
                                "--stdin-filename",
                                "x/Dockerfile"});
  EXPECT_EQ(options.command, Command::check);
  EXPECT_EQ(options.paths, (std::vector<std::string>{"a", "-"}));
  ASSERT_EQ(options.rule_levels.size(), 2u);
  EXPECT_EQ(options.rule_levels[1].second, "warning");
  ASSERT_EQ(options.formats.size(), 2u);
  EXPECT_EQ(options.formats[0].file, "out.json");
  EXPECT_EQ(options.build_args[0].second, "b=c");
  EXPECT_EQ(options.colour, ColourWhen::never);
  EXPECT_EQ(options.jobs, 3u);
  EXPECT_TRUE(options.no_fail);
}

/// NAME=LEVEL, in the order in which they count.
std::string levels(const Options& options) {
  std::string out;
  for (const auto& [name, level] : options.rule_levels) out += (out.empty() ? "" : " ") + name + "=" + level;
  return out;
}

TEST(Options, CheckTakesHadolintsNames) {
  const Options options =
      read({"check",  "-c",      "ci/lint.yaml", "-t",       "warning", "--ignore",   "DL3008",    "--info",
            "DL3008", "--error", "SC2086",       "--ignore", "DL3999",  "--no-color", "--no-fail", "-f",
            "sarif",  "-f",      "tty",          "-o",       "a.sarif", "Dockerfile"});
  EXPECT_EQ(options.policy, "ci/lint.yaml");
  EXPECT_TRUE(options.policy_is_hadolint);
  EXPECT_EQ(options.fail_on, "warning");
  EXPECT_EQ(levels(options), "DL3008=info SC2086=error DL3008=off")
      << "a code of another version is passed over";
  EXPECT_EQ(options.colour, ColourWhen::never);
  ASSERT_EQ(options.formats.size(), 2u);
  EXPECT_EQ(options.formats[0].file, "a.sarif");
  EXPECT_EQ(options.formats[1].file, "");
  EXPECT_EQ(options.paths, (std::vector<std::string>{"Dockerfile"}));
  EXPECT_EQ(read({"check", "-t", "none"}).fail_on, "style");
  EXPECT_EQ(read({"check", "--output", "x.txt"}).formats.at(0).file, "x.txt");
  EXPECT_NE(mistake({"check", "-c", "a.yaml", "--policy", "b.yaml"}), "");
  EXPECT_NE(mistake({"check", "-t", "warning", "--fail-on", "error"}), "");
  EXPECT_NE(mistake({"check", "-t", "warnin"}).find("did you mean `warning`"), std::string::npos);
}

TEST(Options, ARepeatableOptionDoesNotSwallowPaths) {
  EXPECT_EQ(read({"check", "--rule", "a=off", "Dockerfile"}).paths, (std::vector<std::string>{"Dockerfile"}));
  EXPECT_EQ(read({"check", "--format", "json", "Dockerfile"}).paths,
            (std::vector<std::string>{"Dockerfile"}));
}

TEST(Options, AFormatDoesNotSwallowWhatFollows) {
  EXPECT_EQ(read({"rules", "-f", "json", "model"}).paths, (std::vector<std::string>{"model"}));
  EXPECT_EQ(read({"explain", "--format", "markdown", "DL3007"}).paths, (std::vector<std::string>{"DL3007"}));
}

TEST(Options, ReadsNestedCommands) {
  EXPECT_EQ(read({"policy", "check"}).command, Command::policy_check);
  EXPECT_EQ(read({"policy", "why", "Dockerfile"}).command, Command::policy_why);
  EXPECT_EQ(read({"--version"}).command, Command::version);
  EXPECT_EQ(read({"version"}).command, Command::version);
  EXPECT_EQ(read({}).command, Command::help);
  EXPECT_NE(read({"check", "--help"}).help.find("--fail-on"), std::string::npos);
}

TEST(Options, ReadsTheLockCommands) {
  EXPECT_EQ(read({"lock"}).command, Command::lock_write);
  const Options write = read({"lock", "services", "--lock", "x.lock", "--dry-run"});
  EXPECT_EQ(write.command, Command::lock_write);
  EXPECT_EQ(write.paths, (std::vector<std::string>{"services"}));
  EXPECT_EQ(write.lock, "x.lock");
  EXPECT_TRUE(write.dry_run);
  EXPECT_EQ(read({"lock", "check", "check"}).paths, (std::vector<std::string>{"check"}));
  const Options update = read({"lock", "update", "--mirror", "docker.io=a/b", "--mirror",
                               "docker.io=http://localhost:1", "--token-host", "t", "--minimum-age", "7",
                               "--timeout", "5", "--keep-going", "-f", "markdown", "python", "org/name"});
  EXPECT_EQ(update.command, Command::lock_update);
  EXPECT_EQ(update.paths, (std::vector<std::string>{"python", "org/name"}));
  ASSERT_EQ(update.mirrors.size(), 2u);
  EXPECT_EQ(update.mirrors[1].second, "http://localhost:1");
  EXPECT_EQ(update.token_hosts, (std::vector<std::string>{"t"}));
  EXPECT_EQ(update.minimum_age, 7u);
  EXPECT_EQ(update.timeout, 5u);
  EXPECT_TRUE(update.keep_going);
  EXPECT_EQ(update.formats[0].name, "markdown");
  EXPECT_EQ(read({"lock", "import", "a", "--from", "lfs", "--as", "org/x@y"}).as, "org/x@y");
  EXPECT_EQ(mistake({"lock", "updat"}), "");  // a path
  EXPECT_EQ(mistake({"lock", "check", "-f", "sarif"}).find("unknown format `sarif`"), 0u);
  EXPECT_FALSE(mistake({"lock", "import"}).empty());
}

TEST(Options, SaysWhatWasMeant) {
  EXPECT_EQ(mistake({"check", "--formt", "json"}), "unknown option `--formt`; did you mean `--format`?");
  EXPECT_EQ(mistake({"check", "--bondary=x"}), "unknown option `--bondary`; did you mean `--boundary`?");
  EXPECT_EQ(mistake({"chek"}), "unknown command `chek`; did you mean `check`?");
  EXPECT_EQ(mistake({"check", "-f", "jsn"}), "unknown format `jsn`; did you mean `json`?");
}

TEST(Options, KnowsTheOtherWordsToo) {
  EXPECT_NE(mistake({"check", "--fail-on", "eror"}).find("did you mean `error`?"), std::string::npos);
  EXPECT_NE(mistake({"check", "--color", "allways"}).find("did you mean `always`?"), std::string::npos);
  EXPECT_NE(mistake({"completions", "bsh"}).find("did you mean `bash`?"), std::string::npos);
  EXPECT_NE(mistake({"policy", "chek"}).find("did you mean `check`?"), std::string::npos);
  EXPECT_NE(mistake({"rules", "--format", "jsn"}).find("did you mean `json`?"), std::string::npos);
}

TEST(Options, OneFormatADestination) {
  EXPECT_NE(mistake({"check", "--format", "json", "--format", "text"}), "");
  EXPECT_NE(mistake({"check", "--format", "json=a", "--format", "sarif=a"}), "");
  EXPECT_EQ(read({"check", "--format", "json=a", "--format", "sarif=b", "--format", "text"}).formats.size(),
            3u);
  EXPECT_NE(mistake({"explain", "base/digest", "--format", "json=a"}), "");
}

TEST(Options, HelpIsAWordToo) {
  EXPECT_NE(read({"help", "check"}).help.find("--fail-on"), std::string::npos);
  EXPECT_NE(read({"help"}).help.find("check"), std::string::npos);
}

TEST(Options, RefusesWhatIsNotWhole) {
  EXPECT_NE(mistake({"check", "--rule", "base/digest"}), "");
  EXPECT_NE(mistake({"check", "--build-arg", "A"}), "");
  EXPECT_NE(mistake({"check", "--color", "sometimes"}), "");
  EXPECT_NE(mistake({"check", "--format", "json="}), "");
  EXPECT_NE(mistake({"check", "--jobs", "many"}), "");
  EXPECT_NE(mistake({"explain"}), "");
  EXPECT_NE(mistake({"policy"}), "");
  EXPECT_NE(mistake({"check", "--policy"}), "");
}

}  // namespace
}  // namespace dockgate::cli
