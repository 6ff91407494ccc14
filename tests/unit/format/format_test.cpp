#include "format/format.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"

namespace dockgate::format {
namespace {

dockerfile::File parsed(const std::string& text) {
  return dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", text));
}

std::string laid_out(const std::string& text) {
  return apply_layout(text, layout_edits(parsed(text)));
}

/// What has to hold of every file.
void expect_same(const std::string& text, const std::string& name) {
  const std::string once = laid_out(text);
  EXPECT_TRUE(same_tree(parsed(text), parsed(once))) << name << ":\n" << once;
  EXPECT_EQ(laid_out(once), once) << name;
}

TEST(Format, LaysOutWhatDockerDoesNotRead) {
  EXPECT_EQ(
      laid_out("\n\n  from   a:1   as  b  \n\n\n\ncopy   --from=x    a   b  /c\nENV  a=1    b=2\nentrypoint "
               "[ \"a\",\"b c\" ]   \nRUN   echo  a   b\n\n"),
      "FROM a:1 AS b\n\nCOPY --from=x a b /c\nENV a=1 b=2\nENTRYPOINT [\"a\", \"b c\"]\nRUN echo  a   b\n");
  EXPECT_EQ(laid_out("FROM a\nENV a=1   \\  \n b=2 \\\n\t\t# why\n        c=3"),
            "FROM a\nENV a=1 \\\n    b=2 \\\n    # why\n    c=3\n");
  EXPECT_EQ(laid_out("FROM a\r\nLABEL  x=1\r\n"), "FROM a\r\nLABEL x=1\r\n");
  EXPECT_EQ(laid_out("FROM a\nCOPY b c\n\n\t"), "FROM a\nCOPY b c\n") << "no blank line stays at the end";
  EXPECT_EQ(laid_out("FROM a\nonbuild  copy  a   b\n"), "FROM a\nONBUILD COPY a b\n");
}

TEST(Format, KeepsWhatIsRead) {
  for (const char* text :
       {"FROM a\nRUN a  b \\\n      c\n", "FROM a\nRUN <<EOF\n  x  \n\n\n  y\nEOF\n",
        "FROM a\nCOPY <<-E /x\n\ta  b\n\tE\n", "FROM a\nENV a b   c\n", "FROM a\nLABEL a=\"x   y\"\n",
        "FROM a\nCMD echo \"a   b\"\n", "# escape=`\nFROM a\nRUN a `\n   b\n", "FROM a\nARG x=\"a b\"\n"})
    EXPECT_EQ(laid_out(text), text);
  EXPECT_EQ(laid_out("\n# syntax=a\nFROM b\n"), "\n# syntax=a\nFROM b\n")
      << "without the blank line it would be a directive";
}

TEST(Format, HoldsForOddFiles) {
  for (const std::string end : {"\t", " \n\t", "\\\n\t", "\\\n \n ", "\r\n ", "<<E\n x\nE\n\t"})
    expect_same("FROM a\nCOPY b c" + end, end);

  for (const char* text : {"",
                           "\n",
                           " ",
                           "\t\n \n",
                           "FROM",
                           "FOO  bar\n",
                           "FROM a\nRUN a \\",
                           "FROM a\nRUN a \\\n",
                           "FROM a\nRUN <<E",
                           "\xEF\xBB\xBF"
                           "from a\n",
                           "FROM a\nCMD [ \"a\" , ]\n",
                           "FROM a\nENV a\n",
                           "FROM a\nRUN a \\\n\n\n b\n",
                           "#a\n  # b\nFROM a\n",
                           "FROM a \\\n",
                           "from a\n\\\n",
                           "FROM a\nCOPY [\"a\",\\\n\"b\"]\n",
                           "FROM a\nRUN --mount=type=bind   \\\n  a\n",
                           "FROM a\nHEALTHCHECK   --interval=1s   CMD   a\n",
                           "\xff\xfe\n",
                           "FROM a\rRUN b\r"})
    expect_same(text, text);
}

TEST(Format, HoldsForEveryDockerfileOfTheTests) {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(DOCKGATE_TESTDATA)) {
    const std::string name = entry.path().filename().string();
    const bool corpus = entry.path().parent_path().filename() == "dockerfile";
    if (!entry.is_regular_file() || (name.find("ockerfile") == std::string::npos && !corpus)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    expect_same(std::string(std::istreambuf_iterator<char>(in), {}), entry.path().string());
    ++count;
  }
  EXPECT_GT(count, 40u);
}

TEST(Format, TreesDifferWhereDockerReadsSomethingElse) {
  EXPECT_TRUE(same_tree(parsed("FROM a as b\n"), parsed("from  a AS b")));
  for (const char* other : {"FROM b\n", "FROM a\nRUN x\n", "# c\nFROM a\n", "# syntax=x\nFROM a\n",
                            "FROM --platform=x a\n", "FROM a b\n", "FROM a AS c\n"})
    EXPECT_FALSE(same_tree(parsed("FROM a\n"), parsed(other))) << other;
  EXPECT_FALSE(same_tree(parsed("RUN a b\n"), parsed("RUN a  b\n")));
  EXPECT_FALSE(same_tree(parsed("RUN <<E\na\nE\n"), parsed("RUN <<E\nb\nE\n")));
  EXPECT_FALSE(same_tree(parsed("ENV a b\n"), parsed("ENV a=b\n")));
  EXPECT_FALSE(same_tree(parsed("ONBUILD RUN a\n"), parsed("ONBUILD RUN b\n")));
}

}  // namespace
}  // namespace dockgate::format
