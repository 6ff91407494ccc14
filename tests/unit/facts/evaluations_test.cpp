#include "facts/evaluations.hpp"

#include <map>

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

/// A program of one module, and how often it asked for the environment.
class Program {
 public:
  explicit Program(const std::string& text) {
    const auto source = std::make_shared<const SourceFile>("app.py", text);
    modules_.push_back(
        {"__main__", python::parse(text::MappedText::whole(source)), false, "", true, nullptr});
  }
  /// The text of the first argument of `use(…)` under this environment.
  std::string used(Evaluations& evaluations, std::map<std::string, std::string> variables,
                   std::map<std::string, std::string> files = {}, const std::string& mode = "") {
    python::Environment environment;
    environment.variable = [&, variables](std::string_view name) -> std::optional<python::ValuePtr> {
      ++asked;
      const auto at = variables.find(std::string(name));
      if (at == variables.end()) return std::nullopt;
      return python::text_value(at->second, {}, "ENV");
    };
    environment.open_file = [files](std::string_view path) -> SourcePtr {
      const auto at = files.find(std::string(path));
      return at == files.end() ? nullptr : std::make_shared<const SourceFile>(at->first, at->second);
    };
    python::Wanted wanted;
    wanted.call = [](std::string_view last, std::string_view) { return last == "use"; };
    found = evaluations.of(modules_, environment, mode, wanted);
    for (const auto& call : found->calls)
      if (const auto* argument = call.positional(0))
        if (const auto* text = argument->value->text()) return *text;
    return "?";
  }
  int asked = 0;
  std::shared_ptr<const python::Evaluation> found;

 private:
  std::vector<python::Loaded> modules_;
};

TEST(Evaluations, TheSameAnswersGiveTheSameResult) {
  Evaluations evaluations;
  Program program("import m, os\nm.use(os.environ.get('REV', 'main'))\n");
  EXPECT_EQ(program.used(evaluations, {{"REV", "a"}}), "a");
  const auto first = program.found;
  EXPECT_EQ(program.used(evaluations, {{"REV", "a"}, {"OTHER", "x"}}), "a");
  EXPECT_EQ(program.found, first);
}

TEST(Evaluations, AnotherAnswerGivesAnotherResult) {
  Evaluations evaluations;
  Program program("import m, os\nm.use(os.environ['REV'])\n");
  EXPECT_EQ(program.used(evaluations, {{"REV", "a"}}), "a");
  EXPECT_EQ(program.used(evaluations, {{"REV", "b"}}), "b");
  EXPECT_EQ(program.used(evaluations, {}), "?");
  EXPECT_EQ(program.used(evaluations, {{"REV", "a"}}), "a");
}

TEST(Evaluations, FilesThatTheProgramOpensCount) {
  Evaluations evaluations;
  Program program("import json, m\nm.use(json.load(open('c.json'))['rev'])\n");
  EXPECT_EQ(program.used(evaluations, {}, {{"c.json", "{\"rev\": \"a\"}"}}), "a");
  const auto first = program.found;
  EXPECT_EQ(program.used(evaluations, {}, {{"c.json", "{\"rev\": \"a\"}"}}), "a");
  EXPECT_EQ(program.found, first);
  EXPECT_EQ(program.used(evaluations, {}, {{"c.json", "{\"rev\": \"b\"}"}}), "b");
}

TEST(Evaluations, OtherModulesAndOtherFiltersAreOthers) {
  Evaluations evaluations;
  Program one("import m\nm.use('a')\n"), other("import m\nm.use('b')\n");
  EXPECT_EQ(one.used(evaluations, {}), "a");
  const auto first = one.found;
  EXPECT_EQ(other.used(evaluations, {}), "b");
  EXPECT_EQ(one.used(evaluations, {}, {}, "guards"), "a");
  EXPECT_NE(one.found, first);
}

}  // namespace
}  // namespace dockgate::facts
