// After each of many random edits the server says what a fresh run says of the same texts.
#include <array>
#include <random>

#include <gtest/gtest.h>

#include "editor.hpp"
#include "lint/discover.hpp"
#include "lsp/diagnostics_internal.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {
namespace {

constexpr int edits = 1000;

/// Text that makes and breaks Dockerfiles and loaders, with characters of all lengths and line ends.
const std::array<const char*, 24> pieces{"FROM python:3.12\n",
                                         "RUN python -m app\n",
                                         "COPY . /app\n",
                                         "ARG BASE=x\n",
                                         "ENV A=1 \\\n  B=2\n",
                                         "\\\n",
                                         "<<EOF\n",
                                         "EOF\n",
                                         "\xF0\x9F\x90\xB3",
                                         "\xC3\xA9",
                                         "\r\n",
                                         "\r",
                                         "#",
                                         "\"",
                                         "'",
                                         "$",
                                         "${BASE}",
                                         "import app.model\n",
                                         "AutoModel.from_pretrained(\"a/b\")\n",
                                         "from transformers import AutoModel\n",
                                         "def f(x):\n  return x\n",
                                         "(",
                                         "USER app\n",
                                         " "};

LintResult fresh(const Editor::Files& files) {
  const auto tree = text::memory_files(files);
  LintOptions options;
  options.today = "2026-11-24";
  lint::Discovered found = lint::discover(tree, "");
  LintResult result = check(std::move(found.inputs), options);
  result.not_judged.insert(result.not_judged.end(), found.not_judged.begin(), found.not_judged.end());
  return result;
}

Json expected(const LintResult& result, const std::string& path, Encoding encoding) {
  DiagnosticStyle style;
  style.encoding = encoding;
  style.related = true;
  style.uri_of = [](std::string_view file) { return Editor::uri(std::string(file)); };
  const FileReports reports = reports_of(result);
  const auto report = reports.find(path);
  return diagnostics(result, report == reports.end() ? nullptr : &report->second, style);
}

void edit_at_random(Encoding encoding, unsigned seed) {
  Editor::Files files{
      {"Dockerfile", "FROM python:3.12\nCOPY . /app\nWORKDIR /app\nCMD [\"python\", \"serve.py\"]\n"},
      {"serve.py", "import app.model\napp.model.load()\n"},
      {"app/__init__.py", ""},
      {"app/model.py",
       "from transformers import AutoModel\ndef load():\n  AutoModel.from_pretrained('a/b')\n"}};
  Editor editor(files);
  editor.initialize({{"general", {{"positionEncodings", {to_string(encoding)}}}},
                     {"textDocument", {{"publishDiagnostics", {{"relatedInformation", true}}}}}});
  const std::array<std::string, 3> names{"Dockerfile", "serve.py", "app/model.py"};
  for (const std::string& name : names)
    editor.open(name, files[name], name == "Dockerfile" ? "dockerfile" : "python");
  std::mt19937 random(seed);
  std::map<std::string, int> versions;
  for (int i = 0; i < edits; ++i) {
    const std::string& name = names[random() % names.size()];
    std::string& text = files[name];
    const LineIndex lines(text);
    EditorRange range;
    range.begin = {static_cast<std::uint32_t>(random() % (lines.line_count() + 1)),
                   static_cast<std::uint32_t>(random() % 40)};
    range.end = {range.begin.line + static_cast<std::uint32_t>(random() % 3),
                 static_cast<std::uint32_t>(random() % 40)};
    std::string piece = random() % 4 == 0 ? "" : pieces[random() % pieces.size()];
    if (text.size() > 4000) range = {{0, 0}, {lines.line_count(), 0}};
    ASSERT_TRUE(apply_changes(text, {{range, piece}}, encoding));
    editor.notify("textDocument/didChange",
                  {{"textDocument", {{"uri", Editor::uri(name)}, {"version", ++versions[name] + 1}}},
                   {"contentChanges", {{{"range", to_json(range)}, {"text", piece}}}}});
    const LintResult result = fresh(files);
    for (const std::string& each : names) {
      ASSERT_EQ(editor.diagnostics[Editor::uri(each)]["diagnostics"],
                Json::parse(dump(expected(result, each, encoding))))
          << each << " after edit " << i << " with seed " << seed << " in " << name << ":\n"
          << text;
    }
    editor.messages.clear();
  }
}

TEST(Sync, ThousandRandomEditsInUtf16) {
  edit_at_random(Encoding::utf16, 1);
}

TEST(Sync, ThousandRandomEditsInUtf8) {
  edit_at_random(Encoding::utf8, 2);
}

}  // namespace
}  // namespace dockgate::lsp
