// Baselines, --since and branches: whole runs in a folder of their own.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "cli/branch.hpp"
#include "cli/commands.hpp"
#include "cli/workspace.hpp"
#include "support/files.hpp"
#include "support/working_folder.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;
using test::read;
using test::Recorder;

class KnownFindings : public test::WorkingFolder {
 protected:
  /// "file:line rule" of each finding of `rule` in force.
  std::vector<std::string> findings(std::vector<std::string> arguments, const std::string& rule) {
    arguments.insert(arguments.end(), {"--format", "gnu"});
    code_ = dockgate(arguments);
    std::vector<std::string> found;
    std::istringstream lines(console_.out_);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(rule) == std::string::npos) continue;
      const auto file = line.find(':');
      found.push_back(line.substr(0, line.find(':', file + 1)));
    }
    return found;
  }
  static bool git(const std::string& arguments) {
    return std::system(("git -c user.name=a -c user.email=a@example.com " + arguments + " >/dev/null 2>&1")
                           .c_str()) == 0;
  }

  int code_ = 0;
};
using Found = std::vector<std::string>;

constexpr const char* two = "FROM ubuntu:22.04 AS a\nFROM debian:12\nUSER app\nCOPY --from=a /x /\n";

TEST_F(KnownFindings, ABaselineIsMadeOnceAndOnlyShrinks) {
  write("Dockerfile", two);
  EXPECT_EQ(dockgate({"check"}), 1);
  EXPECT_EQ(dockgate({"baseline", "create"}), 0);
  EXPECT_NE(console_.out_.find(" in .dockgate-baseline.json"), std::string::npos);
  const std::string made = read(".dockgate-baseline.json");
  EXPECT_EQ(dockgate({"check", "--baseline", ".dockgate-baseline.json"}), 0) << console_.out_;
  EXPECT_EQ(dockgate({"baseline", "create"}), 2);
  EXPECT_NE(console_.error_.find("may only shrink"), std::string::npos);

  // Moved lines stay known; a new image is new.
  write("Dockerfile",
        "# a comment\n\nFROM ubuntu:22.04 AS a\nFROM debian:12\nUSER app\nCOPY --from=a /x /\n");
  EXPECT_EQ(dockgate({"check", "--baseline", ".dockgate-baseline.json"}), 0);
  write("Dockerfile", std::string(two) + "COPY --from=alpine:3.20 /y /\n");
  EXPECT_EQ(findings({"check", "--baseline", ".dockgate-baseline.json"}, "base/digest"),
            Found{"Dockerfile:5"});
  EXPECT_EQ(dockgate({"baseline", "prune"}), 0);
  EXPECT_EQ(read(".dockgate-baseline.json"), made);  // the new one was not taken in

  // What is mended has to go.
  write("Dockerfile", "FROM debian:12\nUSER app\n");
  EXPECT_EQ(findings({"check", "--baseline", ".dockgate-baseline.json"}, "baseline-stale").size(), 1u);
  EXPECT_EQ(code_, 1);
  EXPECT_EQ(dockgate({"baseline", "prune"}), 0);
  EXPECT_EQ(console_.out_.substr(0, 17), "1 entry taken out");
  EXPECT_EQ(dockgate({"check", "--baseline", ".dockgate-baseline.json"}), 0);
}

TEST_F(KnownFindings, PruningKeepsWhatWasNotJudged) {
  write("a/Dockerfile", "FROM ubuntu:22.04\nUSER app\n");
  write("b/Dockerfile", "FROM debian:12\nUSER app\n");
  ASSERT_EQ(dockgate({"baseline", "create"}), 0);
  EXPECT_EQ(dockgate({"baseline", "prune", "a"}), 0);
  EXPECT_EQ(console_.out_.substr(0, 19), "0 entries taken out");
  fs::remove_all("b");
  EXPECT_EQ(dockgate({"baseline", "prune", "a"}), 0);
  EXPECT_NE(console_.out_.substr(0, 19), "0 entries taken out");
  EXPECT_EQ(read(".dockgate-baseline.json").find("debian"), std::string::npos);
}

TEST_F(KnownFindings, ABrokenOrMissingBaselineStopsTheRun) {
  write("Dockerfile", two);
  write("b.json", "{\"schema\": \"dockgate.baseline/1\"}");
  EXPECT_EQ(dockgate({"check", "--baseline", "b.json"}), 2);
  EXPECT_EQ(dockgate({"check", "--baseline", "none.json"}), 2);
  EXPECT_EQ(dockgate({"baseline", "prune"}), 2);
}

TEST_F(KnownFindings, SinceACommitOnlyWhatChangedCounts) {
  if (!git("init -q -b main .")) GTEST_SKIP() << "no git";
  write("Dockerfile", "FROM ubuntu:22.04\nUSER app\nCOPY load.py /\nCMD [\"python\", \"/load.py\"]\n");
  write("load.py", "from transformers import AutoModel\nAutoModel.from_pretrained('a/b')\n");
  write("old/Dockerfile", "FROM debian:11\nUSER app\n");
  ASSERT_TRUE(git("add -A") && git("commit -qm one") && git("checkout -qb work"));
  EXPECT_EQ(findings({"check", "--since", "main"}, "base/"), Found{});
  EXPECT_EQ(code_, 0);
  write("load.py",
        "import os\nfrom transformers import "
        "AutoModel\nAutoModel.from_pretrained('a/b')\nAutoModel.from_pretrained('c/d')\n");
  write("new/Dockerfile", "FROM alpine:3.20\nUSER app\n");
  EXPECT_EQ(findings({"check", "--since", "main"}, "base/digest"), Found{"new/Dockerfile:1"});
  EXPECT_EQ(findings({"check", "--since", "main"}, "model/revision"), Found{"load.py:4"});
  EXPECT_EQ(code_, 1);
  EXPECT_EQ(findings({"check", "old", "--since", "main"}, "base/"), Found{});
  // A stricter policy does not make all of the old code new.
  write(".dockgate.yaml",
        "schema: 1\nrules: {build/root-user: {production: error}}\ncustom:\n  - {name: my/debian, summary: "
        "s, why: w, on: image, severity: error, when: {tag: {present: true}}, message: m}\n");
  EXPECT_EQ(findings({"check", "--since", "main"}, "my/debian"), Found{"new/Dockerfile:1"});
  // In a folder of the repository.
  fs::current_path("old");
  write("Dockerfile", "FROM debian:11\nUSER app\nCOPY --from=busybox:1 /x /\n");
  EXPECT_EQ(findings({"check", "--since", "main"}, "base/digest"), Found{"Dockerfile:3"});
  EXPECT_EQ(dockgate({"check", "--since", "nothing"}), 2);
  EXPECT_NE(console_.error_.find("no commit is called `nothing`"), std::string::npos);
  EXPECT_EQ(dockgate({"check", "--since=-x"}), 2);
}

TEST_F(KnownFindings, SinceNeedsARepository) {
  write("Dockerfile", two);
  EXPECT_EQ(dockgate({"check", "--since", "main"}), 2);
  EXPECT_NE(console_.error_.find("--since"), std::string::npos);
}

TEST_F(KnownFindings, TheBranchComesFromTheJobOrTheRepository) {
  fs::create_directories("r/.git");
  write("r/.git/HEAD", "ref: refs/heads/feature/x\n");
  const auto branch = [&](const std::map<std::string, std::string>& variables) {
    Recorder console;
    console.variables_ = variables;
    Workspace workspace((folder_ / "r").string());
    return current_branch(console, workspace);
  };
  EXPECT_EQ(branch({}), "feature/x");
  EXPECT_EQ(branch({{"CI_COMMIT_BRANCH", "main"}}), "main");
  EXPECT_EQ(branch({{"BUILD_SOURCEBRANCH", "refs/heads/release/1"}}), "release/1");
  EXPECT_EQ(branch({{"GITHUB_REF_NAME", "12/merge"}, {"GITHUB_HEAD_REF", "fix"}}), "fix");
  write("r/.git/HEAD", "0123456789abcdef0123456789abcdef01234567\n");
  EXPECT_EQ(branch({}), "");
  fs::remove_all("r/.git");
  write("w/HEAD", "ref: refs/heads/tree\n");
  write("r/.git", "gitdir: " + (folder_ / "w").string() + "\n");
  EXPECT_EQ(branch({}), "tree");
}

}  // namespace
}  // namespace dockgate::cli
