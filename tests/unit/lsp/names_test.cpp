#include "lsp/names.hpp"

#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"

namespace dockgate::lsp {
namespace {

dockerfile::File parsed(const std::string& text) {
  return dockerfile::parse(std::make_shared<SourceFile>("Dockerfile", text));
}

/// Lines on which `name` stands, a definition with `!`.
std::string lines_of(const std::string& text, const std::string& wanted) {
  const dockerfile::File file = parsed(text);
  std::string out;
  for (const Name& name : names_of(file)) {
    if (name.name != wanted) continue;
    for (const Occurrence& place : name.places) {
      if (!place.by_number) {
        EXPECT_EQ(file.source->text(place.span), wanted);
      }
      out += (out.empty() ? "" : " ") + std::to_string(file.source->line_of(place.span.begin)) +
             (place.definition ? "!" : "");
    }
  }
  return out;
}

TEST(Names, OfVariables) {
  EXPECT_EQ(
      lines_of("ARG A=1\nFROM x:$A\nARG A\nRUN echo ${A:-2} \\\n  \"$A\" '$A' \\$A\nCOPY <<EOF /x\n$A\nEOF\n",
               "A"),
      "1! 2 3! 4 5 7");
  EXPECT_EQ(lines_of("FROM x\nENV A=1 B=$A\nRUN [\"echo\", \"$A\"]\nWORKDIR /$A\n", "A"), "2! 2 4")
      << "no shell reads an array";
  EXPECT_EQ(lines_of("FROM x\nARG A\nONBUILD RUN echo $A\nCOPY <<'EOF' /x\n$A\nEOF\n", "A"), "2! 3")
      << "a quoted body is text";
}

TEST(Names, OfStages) {
  EXPECT_EQ(lines_of("FROM x AS base\nFROM base AS app\nCOPY --from=base /a /b\nRUN "
                     "--mount=type=bind,from=base,target=/x ls\nCOPY --from=0 /a /b\n",
                     "base"),
            "1! 2 3 4 5");
  EXPECT_EQ(lines_of("FROM x AS a\nFROM y AS a\nCOPY --from=a /x /y\n", "a"), "1! 2! 3")
      << "two names, the later one is used";
  EXPECT_EQ(lines_of("FROM a\nFROM x AS a\n", "a"), "2!") << "an image of that name";
}

TEST(Names, FindTheirDefinitions) {
  const auto found = [](const std::string& text, std::uint32_t offset) {
    const dockerfile::File file = parsed(text);
    const std::vector<Name> names = names_of(file);
    const Name* name = name_at(names, offset);
    std::string out;
    if (name == nullptr) return out;
    for (const Span span : definitions(file, *name, *occurrence_at(*name, offset)))
      out += std::to_string(file.source->line_of(span.begin)) + " ";
    return out;
  };
  const std::string text = "ARG A=1\nFROM x\nARG A\nRUN $A\nENV A=2\nRUN $A\nFROM y\nRUN $A\n";
  EXPECT_EQ(found(text, static_cast<std::uint32_t>(text.find("RUN $A") + 5)), "3 1 ");
  EXPECT_EQ(found(text, static_cast<std::uint32_t>(text.find("ENV A=2\nRUN $A") + 13)), "5 ");
  EXPECT_EQ(found("ARG A=1\nFROM x:$A\n", 16), "1 ");
}

TEST(Names, MayBeCalled) {
  EXPECT_EQ(why_no_name(NameKind::variable, "A_1"), "");
  EXPECT_EQ(why_no_name(NameKind::stage, "a-b.c_1"), "");
  for (const char* wrong : {"", "1a", "a-b", "a b", "$a", "\xC3\xA9"})
    EXPECT_NE(why_no_name(NameKind::variable, wrong), "") << wrong;
  for (const char* wrong : {"", "1a", "a b", "-a", "a/b"})
    EXPECT_NE(why_no_name(NameKind::stage, wrong), "") << wrong;
}

TEST(Names, OfTheEnvironmentInPython) {
  const SourceFile python(
      "x.py",
      "import os\na = os.environ[\"A\"]\nb = os.environ.get('B', 'x')  # os.getenv(\"C\")\n"
      "c = os.getenv( \"D\")\nd = os.environ[name]\ne = my_getenv('E')\nos.environ.setdefault(\"F\", '1')\n");
  std::string names;
  for (const EnvironmentName& each : environment_names(python)) {
    EXPECT_EQ(python.text(each.span), each.name);
    names += each.name;
  }
  EXPECT_EQ(names, "ABDF");
}

TEST(Names, OfTheEnvironmentInScripts) {
  const SourceFile script("x.sh",
                          "#!/bin/sh\n# don't $A\necho \"$B\" '$C' ${D:-x}\nE=1; export F G=2\nx --H=3 \\$I\n"
                          "unset J && K=1 run L\nM+=(1)\n");
  std::string names;
  for (const EnvironmentName& each : script_names(script)) {
    EXPECT_EQ(script.text(each.span), each.name);
    names += each.name;
  }
  EXPECT_EQ(names, "BDEFGJKM");
}

TEST(Names, OfAComposeFile) {
  const auto compose = std::make_shared<SourceFile>(
      "deploy/compose.yaml",
      "services:\n  a:\n    build: {context: .., dockerfile: x/Dockerfile, args: {A: 1}}\n"
      "    environment:\n      - \"B=2\"\n      - C\n  b:\n    build: .\n    environment: {D: 1}\n  c: "
      "{image: x}\n");
  std::string names;
  for (const EnvironmentName& each : compose_names(compose, "x/Dockerfile")) {
    EXPECT_EQ(compose->text(each.span), each.name);
    names += each.name;
  }
  EXPECT_EQ(names, "BCA");
  EXPECT_EQ(compose_names(compose, "deploy/Dockerfile").size(), 1U);
  EXPECT_TRUE(compose_names(std::make_shared<SourceFile>("c.yaml", "services: ["), "Dockerfile").empty());
}

TEST(Names, StagesUnderAStage) {
  const auto file = dockerfile::parse(std::make_shared<SourceFile>(
      "Dockerfile", "FROM a AS one\nFROM b AS two\nFROM ONE AS three\nFROM three\nFROM nowhere\n"));
  EXPECT_EQ(stages_under(file, 3), (std::vector<std::size_t>{3, 2, 0}));
  EXPECT_EQ(stages_under(file, 1), std::vector<std::size_t>{1});
  EXPECT_EQ(stages_under(file, 4), std::vector<std::size_t>{4});
  EXPECT_TRUE(stages_under(file, 9).empty());
}

}  // namespace
}  // namespace dockgate::lsp
