#include "build/expand.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace dockgate::build {
namespace {

MappedText word_of(const std::string& text) {
  return MappedText::whole(std::make_shared<SourceFile>("Dockerfile", text));
}

Scope scope() {
  Scope out;
  const auto set = [&](std::string name, std::optional<std::string> value) {
    Variable variable;
    variable.name = std::move(name);
    variable.known = value.has_value();
    variable.value = std::move(value);
    out.set(std::move(variable));
  };
  set("A", "alpha");
  set("EMPTY", "");
  set("DECLARED", std::nullopt);
  set("FILE", "/srv/data/model.tar.gz");
  set("SPACED", "one  two");
  return out;
}

Expanded run(const std::string& text, char escape = '\\') {
  return expand(word_of(text), scope(), escape);
}

struct Case {
  std::string word, expected;
};

TEST(Expand, Values) {
  const Case cases[] = {
      {"plain", "plain"},     {"$A", "alpha"},      {"x${A}y", "xalphay"}, {"$A.b", "alpha.b"}, {"$Ab", ""},
      {"${UNSET}", ""},       {"$.", "$."},         {"a$", "a$"},          {"$1x", "x"},        {"$12x", "x"},
      {"$$A", "A"},  // `$$` is a special parameter
      {"$(date)", "$(date)"}, {"`date`", "`date`"}, {"<<EOF", "<<EOF"},
  };
  for (const auto& c : cases) EXPECT_EQ(run(c.word).text.text(), c.expected) << c.word;
}

TEST(Expand, Modifiers) {
  const Case cases[] = {
      {"${A:-x}", "alpha"},      {"${A-x}", "alpha"},
      {"${EMPTY:-x}", "x"},      {"${EMPTY-x}", ""},
      {"${UNSET:-x}", "x"},      {"${UNSET-x}", "x"},
      {"${DECLARED:-x}", "x"},   {"${DECLARED-x}", "x"},
      {"${A:+x}", "x"},          {"${EMPTY:+x}", ""},
      {"${EMPTY+x}", "x"},       {"${UNSET+x}", ""},
      {"${A:?no}", "alpha"},     {"${EMPTY?no}", ""},
      {"${UNSET:-$A}", "alpha"}, {"${UNSET:-${ALSO:-deep}}", "deep"},
      {"${UNSET:-a b}", "a b"},  {"${UNSET:-\\}}", "}"},
      {"${UNSET:-'$A'}", "$A"},  {"${UNSET:-\"$A}\"}", "alpha}"},
      {"${A}}", "alpha}"},       {"${UNSET:-a{b}", "a{b"},
  };
  for (const auto& c : cases) {
    const auto out = run(c.word);
    EXPECT_EQ(out.text.text(), c.expected) << c.word;
    EXPECT_TRUE(out.errors.empty()) << c.word;
  }
}

TEST(Expand, Patterns) {
  const Case cases[] = {
      {"${FILE##*/}", "model.tar.gz"},
      {"${FILE#*/}", "srv/data/model.tar.gz"},
      {"${FILE%.*}", "/srv/data/model.tar"},
      {"${FILE%%.*}", "/srv/data/model"},
      {"${FILE#nothing}", "/srv/data/model.tar.gz"},
      {"${A#al?ha}", ""},
      {"${A/l/L}", "aLpha"},
      {"${A//a/o}", "olpho"},
      {"${A/a*/x}", "x"},
      {"${A//?/.}", "....."},
      {"${A/\\*/x}", "alpha"},
      {"${FILE//\\//_}", "_srv_data_model.tar.gz"},
      {"${A/a/$A}", "alphalpha"},
      {"${UNSET#x}", ""},
      {"${A//a/[$0]}", "[]lph[]"},
      {"${A%\\}}", "alpha"},
  };
  for (const auto& c : cases) {
    const auto out = run(c.word);
    EXPECT_EQ(out.text.text(), c.expected) << c.word;
    EXPECT_TRUE(out.errors.empty()) << c.word << ": " << (out.errors.empty() ? "" : out.errors[0]);
  }
}

TEST(Expand, QuotesAndEscapes) {
  const Case cases[] = {
      {"'$A'", "$A"},         {"\"$A\"", "alpha"},    {"\\$A", "$A"},         {"\"\\$A\"", "$A"},
      {"a\\tb", "atb"},       {"\"a\\tb\"", "a\\tb"}, {"\"a\\\\b\"", "a\\b"}, {"'a\\b'", "a\\b"},
      {"end\\", "end"},       {"it\\'s", "it's"},     {"\"it's\"", "it's"},   {"'say \"hi\"'", "say \"hi\""},
      {"a'b'\"c\"d", "abcd"},
  };
  for (const auto& c : cases) EXPECT_EQ(run(c.word).text.text(), c.expected) << c.word;
  EXPECT_EQ(run("C:\\x`$A", '`').text.text(), "C:\\x$A");  // a backtick as the escape character
}

TEST(Expand, Errors) {
  const char* const cases[] = {
      "${}",     "${:}",       "${{A}}",    "${A",        "${A:-x",   "'open",   "\"open",  "${A:=x}",
      "${A=x}",  "${A^^}",     "${A@Q}",    "${A[0]}",    "${A:1:2}", "${A:#x}", "${A:%x}", "${A/x}",
      "${A/x/y", "${UNSET:?}", "${UNSET?}", "${EMPTY:?}", "${A#\\x}", "${A:",    "${!A}",   "${#A}",
  };
  for (const char* word : cases) {
    const auto out = run(word);
    ASSERT_EQ(out.errors.size(), 1u) << word;
    EXPECT_FALSE(out.known) << word;
    EXPECT_EQ(out.text.text(), word) << "the text as written";
  }
  EXPECT_EQ(run("${UNSET:?give one}").errors.at(0), "UNSET: give one");
  EXPECT_EQ(run("${UNSET:?give one}").missing, "UNSET");
  EXPECT_EQ(run("${UNSET:?}").errors.at(0), "UNSET: is not allowed to be unset");
  EXPECT_EQ(run("${EMPTY:?}").errors.at(0), "EMPTY: is not allowed to be empty");
}

TEST(Expand, SaysWhatItDependsOn) {
  auto out = run("x:${A}-$A");
  EXPECT_TRUE(out.known);
  ASSERT_EQ(out.used.size(), 1u);
  EXPECT_EQ(out.used[0].name, "A");

  out = run("x:$DECLARED");
  EXPECT_FALSE(out.known);
  EXPECT_EQ(out.missing, "DECLARED");
  EXPECT_TRUE(out.undefined.empty()) << "declared without value is not undefined";

  out = run("$NOPE/$NOPE");
  EXPECT_FALSE(out.known);
  EXPECT_EQ(out.undefined, std::vector<std::string>{"NOPE"});
  ASSERT_EQ(out.undefined_at.size(), 1u);
  EXPECT_EQ(out.undefined_at[0].span, (Span{0, 5}));
}

TEST(Expand, EvaluatesBothArms) {
  // The word is expanded, and its unset variables are reported, also when it is not used.
  auto out = run("${A:-$NOPE}");
  EXPECT_EQ(out.undefined, std::vector<std::string>{"NOPE"});
  EXPECT_TRUE(out.known) << "but the text does not depend on it";
  out = run("${NOPE:-dflt}");
  EXPECT_EQ(out.undefined, std::vector<std::string>{"NOPE"});
  EXPECT_TRUE(out.known);
}

TEST(Expand, KeepsPlaces) {
  const std::string text = "a:${UNSET:-main}$A\"q\"";
  const auto out = run(text);
  ASSERT_EQ(out.text.text(), "a:mainalphaq");
  EXPECT_EQ(out.text.to_source({2, 6}), (Span{11, 15})) << "a default maps to itself";
  EXPECT_EQ(out.text.to_source({6, 11}), (Span{16, 18})) << "a value stands for its variable";
  EXPECT_EQ(out.text.to_source({11, 12}), (Span{19, 20}));
}

TEST(Expand, NonAsciiNamesAndText) {
  Scope s = scope();
  Variable variable;
  variable.name = "größe";
  variable.value = "7";
  s.set(variable);
  EXPECT_EQ(expand(word_of("ä$größe€"), s, '\\').text.text(), "ä7€");
  EXPECT_EQ(run("\xff$A\xff").text.text(),
            "\xff"
            "alpha\xff");
  // Go's scanner drops a byte-order mark, at the beginning only.
  EXPECT_EQ(run("\xEF\xBB\xBFx").text.text(), "x");
  EXPECT_EQ(run("\xEF\xBB\xBF${A}\xEF\xBB\xBF").text.text(), "alpha\xEF\xBB\xBF");
}

TEST(Expand, HeredocKeepsQuotes) {
  const auto out = expand_heredoc(word_of("say '$A' \"x\" \\$A it's\n"), scope());
  EXPECT_EQ(out.text.text(), "say 'alpha' \"x\" $A it's\n");
  EXPECT_TRUE(out.errors.empty());
}

TEST(Expand, Words) {
  const auto words = [](const std::string& text) {
    std::vector<std::string> out;
    for (const auto& word : expand_words(word_of(text), scope(), '\\').words) out.push_back(word.text());
    return out;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(words("$SPACED"), (Words{"one", "two"}));
  EXPECT_EQ(words("\"$SPACED\""), (Words{"one  two"}));
  EXPECT_EQ(words("a${UNSET:-b c}d"), (Words{"ab", "cd"}));
  EXPECT_EQ(words("a\\ b"), (Words{"a b"}));
  EXPECT_EQ(words("$UNSET"), Words{});
}

TEST(Expand, HostileTextStaysCheap) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "${X:-";
  EXPECT_EQ(run(deep).errors.size(), 1u);

  Scope s;
  Variable variable;
  variable.name = "A";
  variable.value = std::string(200u << 10, 'a');
  s.set(variable);
  EXPECT_EQ(expand(word_of("$A$A"), s, '\\').errors.size(), 1u) << "values do not grow without end";
  EXPECT_EQ(expand(word_of("${A/*a*a*a*a*b/x}"), s, '\\').text.text(), *variable.value);
  EXPECT_EQ(expand(word_of("${A//a/b}"), s, '\\').errors.size(), 1u) << "refused, not endless";
  EXPECT_EQ(run(std::string(100000, '$')).text.text(), "");
}

}  // namespace
}  // namespace dockgate::build
