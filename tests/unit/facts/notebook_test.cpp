#include "facts/notebook.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockgate::facts {
namespace {

NotebookCode read(const std::string& bytes) {
  return read_notebook(std::make_shared<SourceFile>("n.ipynb", bytes));
}

std::string cell(const std::string& source) {
  return R"({"cells": [{"cell_type": "code", "source": )" + source + "}]}";
}

TEST(Notebooks, GiveThePythonOfTheirCodeCells) {
  EXPECT_EQ(read(R"({"cells": [
      {"cell_type": "markdown", "source": ["import no\n"]},
      {"cell_type": "code", "outputs": [{"text": "import no"}], "source": ["a = \"x\"\n", "b = 'ü'"]},
      {"source": "c = 1", "cell_type": "code"}], "nbformat": 4})")
                .python.text(),
            "a = \"x\"\nb = 'ü'\nc = 1\n");
  EXPECT_EQ(read(R"({"worksheets": [{"cells": [{"cell_type": "code", "input": ["d = 2"]}]}]})").python.text(),
            "d = 2\n");
}

TEST(Notebooks, KeepPlaces) {
  const std::string bytes = cell(R"json(["x = 1\n", "load(\"org\")"])json");
  const auto code = read(bytes);
  const auto at = static_cast<std::uint32_t>(code.python.text().find("load"));
  EXPECT_EQ(code.python.to_source({at, at + 4}).begin, bytes.find("load"));
}

TEST(Notebooks, TellShellFromPython) {
  const auto code = read(cell(
      R"(["%load_ext autoreload\n", "!pip install torch\n", "  %pip install x\n", "%env A=1\n", "b = 3\n", "c = b \\\n", "% 2"])"));
  EXPECT_EQ(code.python.text(),
            "pass\npass\n  pass\nimport os; os.environ['A'] = '1'\nb = 3\nc = b \\\n% 2\n");
  ASSERT_EQ(code.shell.size(), 2u);
  EXPECT_EQ(code.shell[0].text(), "pip install torch");
  const auto bash = read(cell(R"(["%%bash\n", "hf download org/name\n"])"));
  EXPECT_EQ(bash.python.text(), "");
  ASSERT_EQ(bash.shell.size(), 1u);
  EXPECT_EQ(read(cell(R"(["%%time\n", "%%capture\n", "x = 1"])")).python.text().find("x = 1"), 1u);
  EXPECT_EQ(read(cell(R"(["%%html\n", "<b>"])")).python.text(), "");
}

TEST(Notebooks, SurviveWhatIsNone) {
  for (const char* bytes :
       {"", "{", "[]", "null", "{\"cells\": 3}", "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"a",
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\\u12\"}]}", "\"\\"})
    EXPECT_EQ(read(bytes).shell.size(), 0u) << bytes;
  EXPECT_EQ(read(std::string(100000, '[')).python.text(), "");
  EXPECT_EQ(read(cell(R"("\ud83d\ude00 \ud83d x")")).python.text(), "😀 � x\n");
}

TEST(Notebooks, AreRunAndShipped) {
  const std::string load =
      cell(R"json(["from transformers import AutoModel\n", "AutoModel.from_pretrained(\"o/n\")"])json");
  const auto started = test::facts_of(
      {{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN jupyter nbconvert --execute --to html n.ipynb\n"},
       {"n.ipynb", load}});
  ASSERT_EQ(started.models.size(), 1u);
  EXPECT_TRUE(started.models[0].reached);
  const auto shipped =
      test::facts_of({{"Dockerfile", "FROM a\nCOPY . /w\nCMD jupyter lab\n"}, {"n.ipynb", load}});
  ASSERT_EQ(shipped.models.size(), 1u);
  EXPECT_FALSE(shipped.models[0].reached);
  const auto shell =
      test::facts_of({{"Dockerfile", "FROM a\nWORKDIR /w\nCOPY . .\nRUN papermill n.ipynb o.ipynb\n"},
                      {"n.ipynb", cell(R"(["!hf download o/n"])")}});
  ASSERT_EQ(shell.models.size(), 1u);
  EXPECT_EQ(shell.models[0].api, "hf download");
}

}  // namespace
}  // namespace dockgate::facts
