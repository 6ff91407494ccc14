// Memory against the number of files: what was looked at is let go.
#include <unistd.h>

#include "run_program.hpp"

namespace dockgate {
namespace {

class ManyFiles : public Tree {
 protected:
  void SetUp() override {
    Tree::SetUp();
    write("Dockerfile", "FROM python:latest\nCOPY . /app\nCMD [\"python\", \"/app/run.py\"]\n");
    write("run.py", "print(1)\n");
  }
  /// Files `first` to `last`, a hundred a folder: names of one file a folder, which are made faster than
  /// files.
  void fill(int first, int last) {
    constexpr int a_folder = 100;
    for (int i = first; i < last; ++i) {
      const std::string folder = "d" + std::to_string(i / 10000) + "/d" + std::to_string(i / a_folder) + "/";
      if (i % a_folder == 0) {
        write(folder + "0.txt", "x\n");
      } else {
        const std::string name = folder + std::to_string(i) + ".txt";
        ASSERT_EQ(link(at(folder + "0.txt").c_str(), at(name).c_str()), 0);
      }
    }
  }
  void dockerfiles(int first, int last) {
    for (int i = first; i < last; ++i)
      write("a" + std::to_string(i) + "/Dockerfile", "FROM scratch\nUSER app\n");
  }
  long peak_of(const std::vector<std::string>& arguments, int code) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.error;
    return outcome.peak;
  }
};

TEST_F(ManyFiles, OfNoConcernCostLittle) {
  fill(0, 100);
  const long few = peak_of({"check", "--quiet"}, 1);
  fill(100, 50'000);
  const long many = peak_of({"check", "--quiet"}, 1);
  fill(50'000, 100'000);
  const Outcome all = run({"check", "--format", "json"});
  EXPECT_EQ(all.code, 4) << all.error;  // above the limit of docs/limits.md
  EXPECT_NE(all.out.find("the build context holds too many files"), std::string::npos) << all.out;
  RecordProperty("few_kib", static_cast<int>(few));
  RecordProperty("many_kib", static_cast<int>(many));
  RecordProperty("all_kib", static_cast<int>(all.peak));
  // A kilobyte for each is a generous bound for names that the build context is known by.
  EXPECT_LT(many, few + 50 * 1024) << "KiB, beside " << few;
  EXPECT_LT(all.peak, few + 100 * 1024) << "KiB, beside " << few;
}

TEST_F(ManyFiles, ThatAreDockerfilesAreJudgedOneByOne) {
  dockerfiles(0, 300);
  const long some = peak_of({"check", "--quiet"}, 1);
  dockerfiles(300, 2000);
  const long all = peak_of({"check", "--quiet"}, 1);
  RecordProperty("some_kib", static_cast<int>(some));
  RecordProperty("all_kib", static_cast<int>(all));
  EXPECT_LT(all, some + 1700 * 8) << "KiB, beside " << some << ": more than 8 KiB for each more";
}

}  // namespace
}  // namespace dockgate
