#include "shell/script.hpp"

#include <gtest/gtest.h>

#include "render.hpp"

namespace dockgate::shell {
namespace {

std::string_view text_at(const Place& place) {
  return place.source->text(place.span);
}

std::vector<MappedText> argv(const std::vector<std::string>& words) {
  std::string file;
  for (const std::string& word : words) file += word + "\n";
  const auto source = std::make_shared<SourceFile>("Dockerfile", file);
  std::vector<MappedText> out;
  std::uint32_t at = 0;
  for (const std::string& word : words) {
    MappedText text(source);
    text.append_copy(word, at);
    at += static_cast<std::uint32_t>(word.size()) + 1;
    out.push_back(std::move(text));
  }
  return out;
}

TEST(Parse, GivesThePlaceOfEachWord) {
  const Script script = parse(mapped("sudo  pip install 'a b' $X"), {});
  ASSERT_EQ(script.commands.size(), 1u);
  const Command& command = script.commands[0];
  EXPECT_EQ(text_at(command.at), "sudo  pip install 'a b' $X");
  EXPECT_EQ(text_at(command.words[2].at), "'a b'");
  EXPECT_EQ(text_at(command.words[2].text.place()), "a b");
  EXPECT_EQ(text_at(command.words[3].at), "$X");
}

std::string commands_of(const std::string& text, const Sources& sources = {}) {
  std::string out;
  for (const Command& command : parse(mapped(text), {}, {}, sources).commands) {
    if (program_name(command.words[0]) == "read") continue;
    for (const Word& word : command.words) out += word.text.text() + (word.known ? " " : "? ");
    out += "; ";
  }
  return out;
}

TEST(Parse, WalksACommandForEachValueOfABranch) {
  EXPECT_EQ(commands_of("if x; then U=a; else U=b; fi\nget \"$U/c\""), "x ; get a/c ; get b/c ; ");
  EXPECT_EQ(commands_of("case $1 in a) U=a;; *) U=b;; esac\nV=$U-v\nget ${V}"), "get a-v ; get b-v ; ");
  EXPECT_EQ(commands_of("f() { wget \"$@\"; }\nif x; then U=a; else U=b; fi\nf \"$U\""),
            "x ; f a ; wget a ; f b ; wget b ; ");
}

TEST(Parse, WalksALoopOverLinesThatAreKnown) {
  EXPECT_EQ(commands_of("while read -r a b; do get $a $b; done <<'E'\no/n main\n# no\no/m v1 x\nE\n"),
            "get o/n main ; get o/m v1 x ; ");
  EXPECT_EQ(commands_of("while IFS=, read a b; do get $b; done <<< 'x,y z'"), "get y z ; ");
  EXPECT_EQ(commands_of("while read a; do get $a; done"), "get ? ; ") << "nothing says what comes in";
}

TEST(Parse, ReadsFilesThatSubstitutionsPrint) {
  const Sources sources = [](const Word& path, const std::string&) -> std::optional<MappedText> {
    if (path.text.view() != "list") return std::nullopt;
    return mapped("o/n\no/m\n\n");
  };
  EXPECT_EQ(commands_of("get \"$(cat list)\" $(< list)", sources), "get o/n\no/m o/n o/m ; cat list ; ");
  EXPECT_EQ(commands_of("get $(cat other) $(cat list list)", sources),
            "get ? ? ; cat other ; cat list list ; ");
  EXPECT_EQ(commands_of("while read a; do get $a; done < list", sources), "get o/n ; get o/m ; ");
}

TEST(Parse, KeepsPlacesAcrossJoinedLines) {
  // As the Dockerfile layer joins lines: the backslash and the line end are cut out.
  const auto source = std::make_shared<SourceFile>("Dockerfile", "RUN curl \\\n  -O x && \\\n  wget y");
  MappedText joined(source);
  joined.append_copy("curl ", 4);
  joined.append_copy("  -O x && ", 11);
  joined.append_copy("  wget y", 23);
  const Script script = parse(joined, {});
  ASSERT_EQ(script.commands.size(), 2u);
  EXPECT_EQ(text_at(script.commands[1].at), "wget y");
  EXPECT_EQ(text_at(script.commands[0].at), "curl \\\n  -O x");
}

TEST(Parse, MapsTextOfNestedShellsToTheFile) {
  const Script script = parse(mapped("bash -c 'cd /a && python x.py'"), {});
  ASSERT_EQ(script.commands.size(), 2u);
  EXPECT_TRUE(script.commands[1].nested_script);
  EXPECT_EQ(text_at(script.commands[1].at), "python x.py");
}

TEST(Parse, MapsHereDocumentsToTheFile) {
  const Script script = parse(mapped("python - <<EOF\nimport torch\nEOF\n"), {});
  ASSERT_EQ(script.commands.size(), 1u);
  ASSERT_EQ(script.commands[0].redirects.size(), 1u);
  EXPECT_EQ(text_at(script.commands[0].redirects[0].body.place()), "import torch\n");
}

TEST(Parse, ReadsShellOptions) {
  EXPECT_TRUE(parse(mapped("set -e\na"), {}).errexit);
  EXPECT_TRUE(parse(mapped("set -euxo pipefail\na"), {}).pipefail);
  EXPECT_TRUE(parse(mapped("set -o errexit"), {}).errexit);
  EXPECT_FALSE(parse(mapped("set -e; set +e"), {}).errexit);
  EXPECT_FALSE(parse(mapped("set -x"), {}).errexit);
}

TEST(Parse, ExpandsGivenParameters) {
  const auto parameters = argv({"python", "my app.py"});
  EXPECT_EQ(render(parse(mapped("exec \"$@\""), {}, parameters)), "exec: python [my app.py]");
  EXPECT_EQ(render(parse(mapped("shift; echo $1 $2"), {}, parameters)), "shift\necho my app.py");
  EXPECT_EQ(render(parse(mapped("for a; do echo \"$a\"; done"), {}, parameters)),
            "echo python\necho [my app.py]");
  EXPECT_EQ(render(parse(mapped("exec \"$@\""), {})), "exec: <$@>");
}

TEST(Parse, CountsHowOftenTheSameTextRan) {
  const Script script = parse(mapped("for m in a b; do hf download $m; done"), {});
  ASSERT_EQ(script.commands.size(), 2u);
  EXPECT_EQ(script.commands[0].iteration, 0);
  EXPECT_EQ(script.commands[1].iteration, 1);
  EXPECT_EQ(script.commands[0].at.span, script.commands[1].at.span);
}

TEST(Parse, SaysWhichDefaultWasTaken) {
  const Script script = parse(mapped("hf download x --revision ${REV:-main}"), {});
  ASSERT_EQ(script.commands.size(), 1u);
  EXPECT_EQ(script.commands[0].words.back().assumed, "$REV");
}

TEST(Parse, NamesTheCallsThatLedToAFunction) {
  const Script script = parse(mapped("dl() { wget $1; }\ndl u1\n"), {});
  ASSERT_EQ(script.commands.size(), 2u);
  ASSERT_EQ(script.commands[1].via.size(), 1u);
  EXPECT_EQ(text_at(script.commands[1].via[0]), "dl");
}

TEST(Parse, GoesOnAfterWhatItCannotRead) {
  for (const char* text :
       {"{{ if x }}\napt-get update\n{{ end }}", "echo ((\napt-get update", "a ) b\napt-get update",
        "apt-get update\nif x; then", "apt-get update && {{ cmd }}"}) {
    const std::string commands = render(parse(mapped(text), {}));
    EXPECT_NE(commands.find("apt-get update"), std::string::npos) << text << "\n" << commands;
  }
  EXPECT_FALSE(parse(mapped("echo (("), {}).problems.empty());
}

TEST(FromArgv, LooksThroughWrappersWithoutShellSyntax) {
  EXPECT_EQ(render(from_argv(argv({"tini", "--", "python", "a && b", "$X"}), {})),
            "tini: python [a && b] $X");
  EXPECT_EQ(render(from_argv(argv({"sh", "-c", "cd /a && exec python x"}), {})),
            "sh: cd /a\nsh: exec: python x {&& cd:/a}");
  EXPECT_EQ(render(from_argv(argv({"bash", "start.sh"}), {})), "bash start.sh");
  EXPECT_EQ(render(from_argv({}, {})), "");
}

TEST(FromArgv, KnowsWhatIsMissing) {
  const Script script = from_argv(argv({"serve", "--model=", "x"}), {}, {"", "$MODEL"});
  const auto& words = script.commands.at(0).words;
  EXPECT_TRUE(words[0].known);
  EXPECT_FALSE(words[1].known);
  EXPECT_EQ(words[1].missing, "$MODEL");
  EXPECT_TRUE(words[2].known);
}

TEST(ProgramName, IsTheBaseName) {
  Word word;
  word.text = mapped("/usr/local/bin/python3");
  EXPECT_EQ(program_name(word), "python3");
  EXPECT_TRUE(is_shell("/bin/bash"));
  EXPECT_FALSE(is_shell("python"));
}

}  // namespace
}  // namespace dockgate::shell
