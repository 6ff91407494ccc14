#include "facts/run_files.hpp"

#include <gtest/gtest.h>

#include "facts/shell_commands.hpp"
#include "support.hpp"

namespace dockgate::facts {
namespace {

using test::build_of;

/// The content of `path` in the last stage after `RUN run`, or "-".
std::string written(const std::string& run, const std::string& path,
                    std::map<std::string, std::string> files = {}) {
  files["Dockerfile"] = "FROM a\nWORKDIR /w\nCOPY . /c\nRUN " + run + "\n";
  const build::Build build = build_of(std::move(files));
  const ShellCommands commands = shell_commands(build);
  const auto file = open_image_file(build, *commands.files.back(), commands.files, path);
  return file ? file->text.text() : "-";
}

TEST(RunFiles, ReadWhatEchoAndPrintfWrite) {
  EXPECT_EQ(written("echo a b > f", "/w/f"), "a b\n");
  EXPECT_EQ(written("echo -n 'a' > /f", "/f"), "a");
  EXPECT_EQ(written("echo a > f && echo b >> f", "/w/f"), "a\nb\n");
  EXPECT_EQ(written("echo 'a\\nb' > f", "/w/f"), "a\nb\n");
  EXPECT_EQ(written("printf '%s\\n' a b > f", "/w/f"), "a\nb\n");
  EXPECT_EQ(written("echo a | tee f", "/w/f"), "a\n");
  EXPECT_EQ(written("cd sub && echo a > f", "/w/sub/f"), "a\n");
  EXPECT_EQ(written("{ echo a; echo b; } >> f", "/w/f"), "a\nb\n");
}

TEST(RunFiles, ReadHereDocuments) {
  EXPECT_EQ(written("cat <<EOF > f\nimport os\nEOF", "/w/f"), "import os\n");
  EXPECT_EQ(written("cat > f <<'EOF' && ls\n$X\nEOF", "/w/f"), "$X\n");
}

TEST(RunFiles, LeaveUnknownContentAlone) {
  EXPECT_EQ(written("echo $UNKNOWN > f", "/w/f"), "-");
  EXPECT_EQ(written("echo a 2> f", "/w/f"), "-");
  EXPECT_EQ(written("date > f", "/w/f"), "-");
}

TEST(RunFiles, FollowCopies) {
  EXPECT_EQ(written("cp /c/x.py /y.py", "/y.py", {{"x.py", "1"}}), "1");
  EXPECT_EQ(written("mv /c/x.py /d/", "/d/x.py", {{"x.py", "1"}}), "1");
  EXPECT_EQ(written("ln -s /c/x.py /usr/bin/x", "/usr/bin/x", {{"x.py", "1"}}), "1");
  EXPECT_EQ(written("cp -r /c /e", "/e/x.py", {{"x.py", "1"}}), "1");
  EXPECT_EQ(written("echo a > f && cp f /g", "/g"), "a\n");
}

}  // namespace
}  // namespace dockgate::facts
