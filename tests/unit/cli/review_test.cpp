// `review add`, `list`, `check` and `dossier`: whole runs in a folder of their own.
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/files.hpp"
#include "support/working_folder.hpp"

namespace dockgate::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::read;

const std::string code =
    "import requests\n\nfrom .parts import size\n\n\ndef f(url):\n    return requests.get(url), size\n";

class Review : public test::WorkingFolder {
 protected:
  void SetUp() override {
    WorkingFolder::SetUp();
    write("Dockerfile", "FROM scratch\nCOPY . /app\nWORKDIR /app\nCMD [\"python\", \"serve.py\"]\n");
    write("serve.py", "from model.modeling_x import f\n");
    write("model/modeling_x.py", code);
    write("model/parts.py", "size = 3\n");
  }
  int add(std::vector<std::string> more) {
    std::vector<std::string> all{"review", "add", "--reviewer", "Jane Doe <jane@example.com>"};
    all.insert(all.end(), more.begin(), more.end());
    return dockgate(all);
  }
};

TEST_F(Review, FromMissingToAccepted) {
  EXPECT_EQ(dockgate({"review", "check", "--boundary", "production"}), 1);
  EXPECT_NE(console_.out_.find("review/missing"), std::string::npos) << console_.out_;
  EXPECT_EQ(console_.out_.find("build/root-user"), std::string::npos) << console_.out_;
  ASSERT_EQ(dockgate({"review", "list"}), 0);
  EXPECT_NE(console_.out_.find("missing model/modeling_x.py: nobody has reviewed its 7 lines"),
            std::string::npos)
      << console_.out_;
  EXPECT_NE(console_.out_.find("2 of 2 files"), std::string::npos) << console_.out_;

  ASSERT_EQ(add({"model/modeling_x.py"}), 0) << console_.error_;
  EXPECT_NE(console_.out_.find("reviewed 2 files on 2026-11-24, next by 2027-05-25"), std::string::npos)
      << console_.out_;
  EXPECT_NE(console_.out_.find("model/modeling_x.py:7 code/network"), std::string::npos) << console_.out_;
  const std::string ledger = read(".dockgate-reviews.yaml");
  EXPECT_NE(ledger.find("\"model/parts.py\""), std::string::npos) << ledger;
  EXPECT_EQ(dockgate({"review", "check", "--boundary", "production", "--fail-on", "warning"}), 1);
  EXPECT_EQ(console_.out_.find("review/missing"), std::string::npos) << console_.out_;

  ASSERT_EQ(add({"model", "--accept", "code/network@model/modeling_x.py:7=the caller names the address",
                 "--accept", "code/import=for that call", "--next-review", "2027-01-31"}),
            0)
      << console_.error_;
  EXPECT_EQ(console_.out_.find("not accepted"), std::string::npos) << console_.out_;
  EXPECT_EQ(read(".dockgate-reviews.yaml").substr(0, ledger.size()), ledger);
  EXPECT_EQ(dockgate({"review", "check", "--boundary", "production", "--fail-on", "warning"}), 0)
      << console_.out_;
  ASSERT_EQ(dockgate({"review", "list"}), 0);
  EXPECT_EQ(console_.out_, "0 of 2 files of models' code are due for review\n");

  write("model/parts.py", "size = 3\nother = 4\n");
  EXPECT_EQ(dockgate({"review", "check", "--boundary", "production"}), 1);
  EXPECT_NE(console_.out_.find("lines that are new: 1, gone: 0"), std::string::npos) << console_.out_;
  ASSERT_EQ(dockgate({"review", "list"}), 0);
  EXPECT_NE(console_.out_.find("changed model/parts.py: 1 line new, 0 gone since Jane Doe"),
            std::string::npos)
      << console_.out_;

  console_.today_ = "2027-05-20";
  ASSERT_EQ(dockgate({"review", "list", "--all"}), 0);
  EXPECT_NE(
      console_.out_.find("soon    model/modeling_x.py: the review by Jane Doe <jane@example.com> ends on "
                         "2027-05-25, in 5 days"),
      std::string::npos)
      << console_.out_;
  console_.today_ = "2027-06-01";
  EXPECT_EQ(dockgate({"review", "check", "--boundary", "production"}), 1);
  EXPECT_NE(console_.out_.find("review/expired"), std::string::npos) << console_.out_;
}

TEST_F(Review, LooksOnlyBelowWhatIsNamed) {
  write("venv/model/modeling_y.py", "import torch\nfrom .parts import size\n");
  write("venv/model/parts.py", "size = 1\n");
  ASSERT_EQ(add({"venv/model/modeling_y.py"}), 0) << console_.error_;
  EXPECT_NE(console_.out_.find("reviewed 2 files"), std::string::npos) << console_.out_;
  ASSERT_EQ(add({"venv/model/modeling_y.py", "model"}), 2);
}

TEST_F(Review, SaysWhatIsWrongWithItsArguments) {
  const auto fails = [&](std::vector<std::string> arguments, const std::string& words) {
    EXPECT_EQ(add(std::move(arguments)), 2);
    EXPECT_NE(console_.error_.find(words), std::string::npos) << console_.error_;
    EXPECT_FALSE(fs::exists(".dockgate-reviews.yaml"));
  };
  fails({"nowhere.py"}, "no such file or folder");
  fails({"model", "--next-review", "2026-01-01"}, "--next-review is a day from today on");
  fails({"model", "--next-review", "soon"}, "--next-review is a day from today on");
  fails({"model", "--upstream", "acme/x@main"}, "40 hex digits");
  fails({"model", "--accept", "code/network"}, "needs RULE=REASON");
  fails({"model", "--accept", "code/network= "}, "needs RULE=REASON");
  fails({"model", "--accept", "code/netwrok=x"}, "did you mean `code/network`");
  fails({"model", "--accept", "model/revision=x"}, "a review accepts findings of code/");
  fails({"model", "--accept", "code/obfuscated=x"}, "no such finding");
  fails({"model", "--accept", "code/network@serve.py=x"}, "none of the files that are reviewed");
  fails({"model", "--accept", "code/network@model/modeling_x.py:3=x"}, "no such finding");
  fs::create_directories("empty");
  fails({"empty"}, "no code of a model is known there");
  EXPECT_EQ(dockgate({"review", "add"}), 2);
  EXPECT_EQ(dockgate({"review", "ad"}), 2);
  EXPECT_NE(console_.error_.find("did you mean `add`"), std::string::npos) << console_.error_;
}

TEST_F(Review, ABrokenLedgerIsToldWithItsPlace) {
  write(".dockgate-reviews.yaml", "schema: 1\nreviews:\n  - reviewer: x\n    reviewed: yesterday\n");
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"review", "check"},
                                                    {"review", "list"},
                                                    {"review", "dossier"},
                                                    {"check"},
                                                    {"review", "add", "model", "--reviewer", "x"},
                                                    {"check", "--ledger", ".dockgate-reviews.yaml"}}) {
    EXPECT_EQ(dockgate(arguments), 2) << arguments.front();
    EXPECT_NE(console_.error_.find(".dockgate-reviews.yaml:4:15"), std::string::npos) << console_.error_;
  }
  EXPECT_EQ(dockgate({"check", "--policy", "builtin:hadolint"}), 0) << console_.error_;
}

TEST_F(Review, AddsToALedgerThatIsThereAndWritesNothingDry) {
  ASSERT_EQ(add({"model", "--dry-run"}), 0);
  EXPECT_FALSE(fs::exists(".dockgate-reviews.yaml"));
  write("reviews/all.yaml", "schema: 1\n");
  EXPECT_EQ(add({"model", "--ledger", "reviews/all.yaml"}), 2);
  EXPECT_NE(console_.error_.find("outside of the folder of the ledger"), std::string::npos)
      << console_.error_;
  write("all.yaml", "schema: 1\nreviews: []\n");
  ASSERT_EQ(add({"model", "--ledger", "all.yaml", "--upstream", "acme/x@" + std::string(40, 'a')}), 0)
      << console_.error_;
  EXPECT_EQ(dockgate({"review", "check", "--ledger", "all.yaml", "--boundary", "production"}), 0)
      << console_.out_;
  write("flow.yaml", "{schema: 1, reviews: []}\n");
  EXPECT_EQ(add({"model", "--ledger", "flow.yaml"}), 2);
  EXPECT_NE(console_.error_.find("in a form to which no review can be added"), std::string::npos)
      << console_.error_;
  EXPECT_EQ(read("flow.yaml"), "{schema: 1, reviews: []}\n");
}

TEST_F(Review, StandsBesideThePolicyAndKnowsTheOwners) {
  write("svc/.dockgate.yaml", "schema: 1\n");
  write("svc/model/modeling_y.py", "import math\n");
  write("CODEOWNERS", "* @all\nsvc/ ml@example.com\n");
  ASSERT_EQ(add({"svc/model"}), 0) << console_.error_;
  EXPECT_TRUE(fs::exists("svc/.dockgate-reviews.yaml"));
  EXPECT_NE(read("svc/.dockgate-reviews.yaml").find("\"model/modeling_y.py\""), std::string::npos);
  EXPECT_NE(console_.error_.find("CODEOWNERS names ml@example.com, not Jane Doe"), std::string::npos)
      << console_.error_;
  ASSERT_EQ(dockgate({"review", "list"}), 0);
  EXPECT_NE(console_.out_.find("nobody has reviewed its 7 lines; for @all"), std::string::npos)
      << console_.out_;
}

TEST_F(Review, ListsAndDossiersAsJson) {
  ASSERT_EQ(dockgate({"review", "list", "--format", "json"}), 0);
  const json list = json::parse(console_.out_);
  EXPECT_EQ(list["schema"], "dockgate.reviews/1");
  ASSERT_EQ(list["files"].size(), 2u);
  EXPECT_EQ(list["files"][0]["file"], "model/modeling_x.py");
  EXPECT_EQ(list["files"][0]["state"], "missing");
  EXPECT_EQ(list["files"][0]["dockerfiles"], json::array({"Dockerfile"}));
  ASSERT_EQ(dockgate({"review", "dossier", "--format", "json"}), 0);
  const json dossier = json::parse(console_.out_);
  EXPECT_EQ(dossier["schema"], "dockgate.dossier/1");
  ASSERT_EQ(dossier["models"].size(), 1u);
  const json& file = dossier["models"][0]["files"][0];
  EXPECT_EQ(dossier["models"][0]["folder"], "model");
  EXPECT_EQ(file["file"], "model/modeling_x.py");
  EXPECT_EQ(file["runs"], "yes");
  EXPECT_EQ(file["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(file["imports"], json::array({".parts", "requests"}));
  EXPECT_EQ(file["brings"], json::array({"model/parts.py"}));
  EXPECT_EQ(file["found"][1]["rule"], "code/network");
  EXPECT_EQ(file["found"][1]["line"], 7);
  EXPECT_EQ(file["review"]["state"], "missing");
  ASSERT_EQ(dockgate({"review", "dossier"}), 0);
  EXPECT_NE(console_.out_.find("model: 2 files, 8 lines"), std::string::npos) << console_.out_;
  EXPECT_EQ(dockgate({"review", "list", "--format", "sarif"}), 2);
  fs::create_directories("empty");
  EXPECT_EQ(dockgate({"review", "list", "empty"}), 3);
}

TEST_F(Review, TheReviewerComesFromGit) {
  if (std::system("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no git";
  ASSERT_EQ(
      std::system("git init -q . && git config user.name 'Ada L.' && git config user.email ada@example.com"),
      0);
  ASSERT_EQ(dockgate({"review", "add", "model"}), 0) << console_.error_;
  EXPECT_NE(read(".dockgate-reviews.yaml").find("reviewer: \"Ada L. <ada@example.com>\""), std::string::npos);
}

}  // namespace
}  // namespace dockgate::cli
