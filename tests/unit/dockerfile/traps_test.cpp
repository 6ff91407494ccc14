// What the parser and instruction reader of Dockerfile frontend 1.26 made of texts that a new parser is
// likely to get wrong: each result was printed by them.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace dockgate::dockerfile {
namespace {

/// `KEYWORD json {flag} [argument] ( trigger ) <<NAME $ {body}`; `<<-` strips tabs, `$` expands. ENV and
/// LABEL have their arguments in threes: key, value, separator.
std::string shown(const Instruction& instruction) {
  std::string out = std::string(instruction.keyword) + (instruction.json ? " json" : "");
  for (const auto& flag : flags_of(instruction)) out += " {" + flag + "}";
  if (instruction.keyword == "ENV" || instruction.keyword == "LABEL") {
    for (const KeyValue& pair : instruction.pairs)
      out += " [" + pair.key.text() + "] [" + pair.value.text() + "] [" + (pair.legacy ? "" : "=") + "]";
  } else if (instruction.keyword == "ARG") {
    for (const KeyValue& pair : instruction.pairs)
      out += " [" + pair.key.text() + (pair.has_value ? "=" + pair.value.text() : "") + "]";
  } else if (instruction.known) {
    for (const auto& arg : args_of(instruction)) out += " [" + arg + "]";
  }
  if (instruction.trigger) out += " ( " + shown(*instruction.trigger) + " )";
  for (const Heredoc& heredoc : instruction.heredocs)
    out += std::string(" <<") + (heredoc.chomp ? "-" : "") + heredoc.name + (heredoc.expand ? " $" : "") +
           " {" + heredoc.content + "}";
  return out;
}

struct Case {
  const char* text;
  std::vector<std::string> tree;  // without the `FROM a` in front; empty where the parser gives none
  std::uint32_t error;            // the line of BuildKit's error, or 0
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      // 1 two or three escapes do not continue
      {"FROM a\nRUN a \\\\\nb\n", {"2-2 RUN [a \\\\]", "3-3 B"}, 3},
      {"FROM a\nRUN a \\\\\\\nb\n", {"2-2 RUN [a \\\\\\]", "3-3 B"}, 3},
      // 2 blanks after the escape
      {"FROM a\nRUN a \\  \nb\n", {"2-3 RUN [a b]"}, 0},
      // 3 a continuation into a comment swallows what follows
      {"FROM a\nRUN a && \\\n  # note\n\nCMD [\"x\"]\n", {"2-5 RUN [a && CMD [\"x\"]]"}, 0},
      // 4 a comment's own escape
      {"FROM a\nRUN a \\\n# c \\\nb\n", {"2-4 RUN [a b]"}, 0},
      // 5 no comments behind an instruction
      {"FROM a\nENV a=b # c\n", {}, 2},
      {"FROM a # c\n", {"1-1 FROM [a] [#] [c]"}, 1},
      {"FROM a\nEXPOSE 80 # x\n", {"2-2 EXPOSE [80] [#] [x]"}, 0},
      // 6 blanks around the equals sign
      {"FROM a\nENV a = b\n", {"2-2 ENV [a] [= b] []"}, 0},
      {"FROM a\nARG a = b\n", {"2-2 ARG [a] [=] [b]"}, 2},
      // 7 the old form takes all
      {"FROM a\nENV a b=c d=e\n", {"2-2 ENV [a] [b=c d=e] []"}, 0},
      {"FROM a\nENV a=b c\n", {}, 2},
      // 8 and knows no quotes
      {"FROM a\nLABEL \"a b\" c\n", {"2-2 LABEL [\"a] [b\" c] []"}, 0},
      // 9 and keeps indents
      {"FROM a\nENV D \\\n   x \\\n   y\n", {"2-4 ENV [D] [x    y] []"}, 0},
      // 10 several ARGs
      {"FROM a\nARG foo bar\n", {"2-2 ARG [foo] [bar]"}, 0},
      // 11 no JSON
      {"FROM a\nCMD [\"a\",]\n", {"2-2 CMD [[\"a\",]]"}, 0},
      {"FROM a\nCMD ['a']\n", {"2-2 CMD [['a']]"}, 0},
      {"FROM a\nCMD [\"a\"] && b\n", {"2-2 CMD [[\"a\"] && b]"}, 0},
      {"FROM a\nCMD [\"C:\\Win\"]\n", {"2-2 CMD [[\"C:\\Win\"]]"}, 0},
      {"FROM a\nCMD [\"a\",1]\n", {}, 2},
      // 12 empty
      {"FROM a\nCMD []\n", {"2-2 CMD json"}, 0},
      {"FROM a\nCMD\n", {"2-2 CMD"}, 0},
      {"FROM a\nRUN\n", {"2-2 RUN"}, 0},
      {"FROM a\nENTRYPOINT []\n", {"2-2 ENTRYPOINT json"}, 0},
      // 13 plain lists
      {"FROM a\nCOPY \"a b\" c\n", {"2-2 COPY [\"a] [b\"] [c]"}, 0},
      {"FROM a\nCOPY [\"a b\",\"c\"]\n", {"2-2 COPY json [a b] [c]"}, 0},
      // 14 flags stand first
      {"FROM a\nCOPY a --chown=x b\n", {"2-2 COPY [a] [--chown=x] [b]"}, 0},
      {"FROM a\nCOPY -- --a b\n", {"2-2 COPY [--a] [b]"}, 0},
      // 15 quotes in flags
      {"FROM a\nCOPY --chown=\"a b\" c d\n", {"2-2 COPY {--chown=a b} [c] [d]"}, 0},
      // 16 the whole word names the end
      {"FROM a\nRUN cat <<EOF; x\n1\nEOF;\n", {"2-4 RUN [cat <<EOF; x] <<EOF; $ {1\n}"}, 0},
      {"FROM a\nRUN cat <<EOF; x\n1\nEOF\n", {}, 2},
      // 17 something before the opener
      {"FROM a\nRUN cat<<EOF\nx\nEOF\n", {"2-2 RUN [cat<<EOF]", "3-3 X", "4-4 EOF"}, 3},
      {"FROM a\nRUN 3<<EOF\nx\nEOF\n", {"2-4 RUN [3<<EOF] <<EOF $ {x\n}"}, 0},
      {"FROM a\nRUN cat <<<x\n", {"2-2 RUN [cat <<<x]"}, 0},
      // 18 shifts
      {"FROM a\nRUN echo $((1 << 2))\n", {}, 2},
      {"FROM a\nRUN echo $((1<<2))\n", {"2-2 RUN [echo $((1<<2))]"}, 0},
      {"FROM a\nRUN echo $((1 << 2))\nx\n2))\n", {"2-4 RUN [echo $((1 << 2))] <<2)) $ {x\n}"}, 0},
      // 19 an open quote
      {"FROM a\nRUN echo it's <<EOF\n", {"2-2 RUN [echo it's <<EOF]"}, 0},
      // 20 quoted names
      {"FROM a\nRUN <<\\EOF\n$x\nEOF\n", {"2-4 RUN [<<\\EOF] <<EOF $ {$x\n}"}, 0},
      {"FROM a\nRUN <<E\"O\"F\n$x\nEOF\n", {"2-4 RUN [<<E\"O\"F] <<EOF {$x\n}"}, 0},
      {"FROM a\nRUN <<'A B'\nx\nA B\n", {"2-4 RUN [<<'A B'] <<A B {x\n}"}, 0},
      // 21 tabs only
      {"FROM a\nRUN <<-EOF\n  x\n  EOF\nEOF\n", {"2-5 RUN [<<-EOF] <<-EOF $ {  x\n  EOF\n}"}, 0},
      {"FROM a\nRUN <<-EOF\n\tx\n\tEOF\n", {"2-4 RUN [<<-EOF] <<-EOF $ {\tx\n}"}, 0},
      // 22 several
      {"FROM a\nCOPY <<A <<B /d/\n1\nA\n2\nB\n", {"2-6 COPY [<<A] [<<B] [/d/] <<A $ {1\n} <<B $ {2\n}"}, 0},
      // 23 directives end
      {"# foo=bar\n# escape=`\nFROM a\nRUN a \\\nb\n", {"3-3 FROM [a]", "4-5 RUN [a b]"}, 0},
      {"#!/bin/sh\n# escape=`\nFROM a\nRUN a \\\nb\n", {"3-3 FROM [a]", "4-5 RUN [a b]"}, 0},
      {"# escape=`\nFROM a\nRUN a `\nb\n", {"2-2 FROM [a]", "3-4 RUN [a b]"}, 0},
      // 25 carriage returns
      {"FROM a\nRUN a \\\r\nb\r\nRUN <<EOF\r\nx\r\nEOF\r\n",
       {"2-3 RUN [a b]", "4-6 RUN [<<EOF] <<EOF $ {x\r\n}"},
       0},
      // near misses
      {"FROM a\nRU\\\nN x\n", {"2-3 RUN [x]"}, 0},
      {"FROM a\nEXPOSE [\"80\"]\n", {"2-2 EXPOSE [[\"80\"]]"}, 0},
      {"FROM a\nWORKDIR /a b\n", {"2-2 WORKDIR [/a b]"}, 0},
      {"FROM a\nUSER <<EOF\n", {"2-2 USER [<<EOF]"}, 0},
      {"FROM a\nONBUILD RUN <<EOF\nx\nEOF\n", {"2-4 ONBUILD ( RUN [<<EOF] ) <<EOF $ {x\n}"}, 0},
      {"FROM a\n\\\nRUN x\n", {"2-3 RUN [x]"}, 0},
      {"FROM a\nHEALTHCHECK none\n", {"2-2 HEALTHCHECK [none]"}, 0},
      {"FROM a\nHEALTHCHECK --timeout=1 CMD x\n", {"2-2 HEALTHCHECK {--timeout=1} [CMD] [x]"}, 2},
      {"FROM a\nHEALTHCHECK --timeout=1s CMD [\"x\"]\n",
       {"2-2 HEALTHCHECK json {--timeout=1s} [CMD] [x]"},
       0},
      {"FROM a\nSTOPSIGNAL SIGFOO\n", {"2-2 STOPSIGNAL [SIGFOO]"}, 0},
      {"FROM a\nEXPOSE 70000\n", {"2-2 EXPOSE [70000]"}, 0},
      {"FROM a\nRUN --help\n", {"2-2 RUN {--help}"}, 2},
      {"FROM a\nARG --x a\n", {"2-2 ARG {--x} [a]"}, 0},
      {"FROM a\nSTOPSIGNAL --x 9\n", {"2-2 STOPSIGNAL {--x} [9]"}, 0},
      {"FROM a\nHEALTHCHECK --x NONE\n", {"2-2 HEALTHCHECK {--x} [NONE]"}, 0},
      {"FROM a\nRUN --mount=type=cache,target=/a --network=none x\n",
       {"2-2 RUN {--mount=type=cache,target=/a} {--network=none} [x]"},
       0},
      {"FROM a\nRUN --network=none --network=none x\n", {"2-2 RUN {--network=none} {--network=none} [x]"}, 2},
      {"FROM a\nCOPY --link=maybe a b\n", {"2-2 COPY {--link=maybe} [a] [b]"}, 2},
      {"FROM a\nCOPY --link=True a b\n", {"2-2 COPY {--link=True} [a] [b]"}, 0},
      {"FROM a\nCOPY --from a b\n", {"2-2 COPY {--from} [a] [b]"}, 2},
      {"FROM a\nCOPY --Chown=x a b\n", {"2-2 COPY {--Chown=x} [a] [b]"}, 2},
      {"FROM a\nADD --unpack --keep-git-dir=false --checksum=x a b\n",
       {"2-2 ADD {--unpack} {--keep-git-dir=false} {--checksum=x} [a] [b]"},
       0},
      {"FROM a\nADD --from=x a b\n", {"2-2 ADD {--from=x} [a] [b]"}, 2},
      {"FROM a\nCOPY --parents --exclude=*.md --exclude=x a b\n",
       {"2-2 COPY {--parents} {--exclude=*.md} {--exclude=x} [a] [b]"},
       0},
      {"FROM a\nRUN --device=nvidia.com/gpu x\n", {"2-2 RUN {--device=nvidia.com/gpu} [x]"}, 0},
      {"FROM a\nMAINTAINER --x y\n", {"2-2 MAINTAINER {--x} [y]"}, 2},
      {"FROM a\nCOPY a <<EOF\nx\nEOF\n", {"2-4 COPY [a] [<<EOF] <<EOF $ {x\n}"}, 2},
      {"FROM a\nCOPY [\"<<EOF\",\"a\"]\n", {"2-2 COPY json [<<EOF] [a]"}, 0},
      {"FROM a\nRUN [\"<<EOF\"]\n", {"2-2 RUN json [<<EOF]"}, 0},
      {"FROM a\nVOLUME a b\n", {"2-2 VOLUME [a] [b]"}, 0},
      {"FROM a\nVOLUME [\"a b\"]\n", {"2-2 VOLUME json [a b]"}, 0},
      {"FROM a\nSHELL [\"a\",\"b\"]\n", {"2-2 SHELL json [a] [b]"}, 0},
      {"FROM a\nSHELL a\n", {"2-2 SHELL [a]"}, 2},
      {"FROM a\nONBUILD FROM a\n", {"2-2 ONBUILD ( FROM [a] )"}, 2},
      {"FROM a\nONBUILD ONBUILD RUN x\n", {"2-2 ONBUILD ( ONBUILD ( RUN [x] ) )"}, 2},
      {"FROM a\nONBUILD NONSENSE x\n", {"2-2 ONBUILD ( NONSENSE )"}, 0},
      {"FROM a\nRUN <<EOF\n# c \\\n\nFROM x\nEOF\n", {"2-6 RUN [<<EOF] <<EOF $ {# c \\\n\nFROM x\n}"}, 0},
      {"FROM a\nRUN a # <<EOF\nx\nEOF\n", {"2-4 RUN [a # <<EOF] <<EOF $ {x\n}"}, 0},
      {"FROM a\nRUN (cat <<EOF)\nx\nEOF)\n", {"2-4 RUN [(cat <<EOF)] <<EOF) $ {x\n}"}, 0},
      {"FROM a\nRUN <<$X\nx\n$X\n", {"2-4 RUN [<<$X] <<$X $ {x\n}"}, 0},
      {"FROM a\nLABEL a=b c='d e' \"f g\"=h\n",
       {"2-2 LABEL [a] [b] [=] [c] ['d e'] [=] [\"f g\"] [h] [=]"},
       0},
      {"FROM a\nENV a=b\\ c d=\"e\\\"f\"\n", {"2-2 ENV [a] [b\\ c] [=] [d] [\"e\\\"f\"] [=]"}, 0},
      {"FROM a\nENV a\n", {}, 2},
      {"FROM a\nENV =b\n", {"2-2 ENV [] [b] [=]"}, 2},
      {"FROM a AS b c\n", {"1-1 FROM [a] [AS] [b] [c]"}, 1},
      {"FROM a AS 1b\n", {"1-1 FROM [a] [AS] [1b]"}, 1},
      {"FROM a AS B.c-d_e\n", {"1-1 FROM [a] [AS] [B.c-d_e]"}, 0},
      {"FROM \"alpine\"\n", {"1-1 FROM [\"alpine\"]"}, 0},
      {"FROM --platform=linux/amd64 a\n", {"1-1 FROM {--platform=linux/amd64} [a]"}, 0},
  };
  return all;
}

TEST(Traps, AreReadAsBuildKitReadsThem) {
  for (const Case& one : cases()) {
    const File file = parsed(one.text);
    std::vector<std::string> tree;
    for (const Instruction& instruction : file.instructions)
      tree.push_back(std::to_string(instruction.start_line) + "-" + std::to_string(instruction.end_line) +
                     " " + shown(instruction));
    if (std::string_view(one.text).starts_with("FROM a\n")) tree.erase(tree.begin());
    if (!one.tree.empty()) {
      EXPECT_EQ(tree, one.tree) << one.text;
    }
    EXPECT_EQ(file.errors.empty(), one.error == 0) << one.text;
    if (one.error != 0 && !file.errors.empty()) {
      EXPECT_EQ(file.source->line_of(file.errors[0].span.begin), one.error) << one.text;
    }
  }
}

}  // namespace
}  // namespace dockgate::dockerfile
