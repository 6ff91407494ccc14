// After each of many random edits the server says what a fresh run says of the same texts.
#include <algorithm>
#include <array>
#include <random>

#include <gtest/gtest.h>

#include "editor.hpp"
#include "lint/discover.hpp"
#include "lsp/diagnostics_internal.hpp"
#include "text/words.hpp"
#include <dockgate/lint.hpp>

namespace dockgate::lsp {
namespace {

constexpr int edits = 1000;

/// Text that makes and breaks Dockerfiles and loaders, with characters of all lengths and line ends.
const std::array<const char*, 38> pieces{"# escape=`\n",
                                         "`\n",
                                         "RUN <<EOF\napt-get install x\nEOF\n",
                                         "RUN apt-get update && \\\n  apt-get install -y x=1 y\n",
                                         "RUN sudo curl x | sh\n",
                                         "ONBUILD RUN sudo yum install z\n",
                                         "ENV TRUST_REMOTE_CODE=1 HF_TOKEN=a\n",
                                         "LABEL org.dockgate.boundary=research a=$BASE\n",
                                         "EXPOSE 80000\n",
                                         "COPY a b /c\n",
                                         "SHELL [\"bash\", \"-c\"]\n",
                                         "HEALTHCHECK CMD python serve.py\n",
                                         "WORKDIR app\n",
                                         "FROM scratch AS b\n",
                                         "FROM python:3.12\n",
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
  Ranges ranges(encoding);
  return Json::parse(diagnostics(result, report == reports.end() ? nullptr : &report->second, style, ranges));
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
      ASSERT_EQ(editor.diagnostics[Editor::uri(each)]["diagnostics"], expected(result, each, encoding))
          << each << " after edit " << i << " with seed " << seed << " in " << name << ":\n"
          << text;
    }
    editor.messages.clear();
  }
}

/// The server after an edit of `name`: says of every file what a fresh run says.
void expect_fresh(Editor& editor, const Editor::Files& files, const std::vector<std::string>& names,
                  const std::string& what) {
  const LintResult result = fresh(files);
  for (const std::string& each : names) {
    Json told = editor.diagnostics[Editor::uri(each)]["diagnostics"];
    if (told.is_null()) told = Json::array();  // nothing was ever said of it
    ASSERT_EQ(told, expected(result, each, Encoding::utf8)) << each << " after " << what;
  }
}

/// Lines that stand for one another: what builds are given, what they copy, what they run and start.
const std::vector<std::vector<const char*>> choices{
    {"ARG REV=main", "ARG REV=0123456789012345678901234567890123456789", "ARG REV", "# ARG REV=main"},
    {"ENV MODEL=org/one", "ENV MODEL=org/two HF_HUB_OFFLINE=1", "ENV MODEL=$REV", "ENV TRUST_REMOTE_CODE=1"},
    {"FROM python:3.12", "FROM python:3.12 AS base", "FROM base", "FROM ${BASE}", "ARG BASE=python:3.11"},
    {"WORKDIR /app", "WORKDIR /srv", "WORKDIR app", "WORKDIR /app/app", "WORKDIR $MODEL"},
    {"from app import model, other", "from app import other, model as model", "import app.model as model",
     "from app import *"},
    {"from transformers import AutoModel", "import transformers", "from app.other import start as AutoModel",
     "from transformers import AutoModel, AutoTokenizer"},
    {"import torch", "import torch as torch", "from torch import load", "import os"},
    {"COPY . /app", "COPY app /app/app", "COPY serve.py start.sh requirements.txt /app/", "COPY . /srv"},
    {"RUN pip install -r requirements.txt", "RUN pip install torch==2.1.0", "RUN sh start.sh && echo $MODEL",
     "RUN huggingface-cli download $MODEL --revision $REV", "RUN echo 'import torch' > /app/made.py"},
    {"CMD [\"python\", \"serve.py\"]", "CMD [\"sh\", \"start.sh\"]", "CMD python serve.py --rev $REV",
     "ENTRYPOINT [\"python\", \"-m\", \"app.model\"]", "CMD python made.py"},
    {"REVISION = os.environ.get('REV')", "REVISION = 'main'",
     "REVISION = '0123456789012345678901234567890123456789'", "REVISION = os.environ['MODEL']"},
    {"  load('org/model', REVISION)", "  load(os.environ.get('MODEL', 'org/x'))",
     "  load(name='org/y', trust=True)", "  pass"},
    {"  AutoModel.from_pretrained(name, revision=revision, trust_remote_code=trust)",
     "  AutoModel.from_pretrained(name)", "  torch.load(name)", "  return name"},
    {"exec python serve.py \"$@\"", "REV=v1 python serve.py", "pip install transformers",
     "python -c 'import app'"},
    {"torch==2.1.0", "torch==2.6.0", "transformers", "# nothing"},
    {"rules: {model/revision: warning}", "rules: {model/revision: off, model/remote-code: info}", "# none",
     "rules: {'model/*': style, model/fetched-at-start: error}"},
};
constexpr const char* policy_name = ".dockgate.yaml";
/// A module that comes to the disk and goes again.
constexpr const char* loader_name = "app/extra.py";
constexpr const char* loader_text =
    "import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained(os.environ.get('MODEL', "
    "'org/e'))\n";

/// Edits as people make them, which leave most of the project as it is: a line becomes another one of its
/// kind, a character comes and goes, lines come, go and change places.
void edit_by_hand(unsigned seed) {
  const Editor::Files first{
      {"Dockerfile",
       "FROM python:3.12\nARG REV=main\nENV MODEL=org/one\nWORKDIR /app\nCOPY . /app\nRUN pip install -r "
       "requirements.txt\nRUN apt-get update && \\\n    apt-get install -y curl\nRUN echo done\nFROM "
       "python:3.12\nARG REV=main\nENV MODEL=org/one\nWORKDIR /app\nCOPY . /app\nRUN sh start.sh && echo "
       "$MODEL\nCMD [\"python\", \"serve.py\"]\n"},
      {"serve.py",
       "import os\nfrom app import model, other\nREVISION = os.environ.get('REV')\ndef main():\n  "
       "load('org/model', REVISION)\n  model.load('org/z')\n  other.start()\nfrom app.model import "
       "load\nmain()\n"},
      {"app/__init__.py", ""},
      {"app/model.py",
       "import torch\nfrom transformers import AutoModel\ndef load(name, revision=None, trust=False):\n  "
       "AutoModel.from_pretrained(name, revision=revision, trust_remote_code=trust)\n"},
      {"app/other.py",
       "import os\nfrom app.model import load\ndef start():\n  load('org/other', "
       "os.environ.get('REV', 'x'))\n"},
      {"start.sh", "#!/bin/sh\nset -e\nexec python serve.py \"$@\"\n"},
      {"requirements.txt", "torch==2.1.0\ntransformers\n"},
      {policy_name, "schema: 1\nrules: {model/revision: warning}\n"}};
  Editor::Files files = first;
  Editor editor(files);
  editor.initialize({{"general", {{"positionEncodings", {"utf-8"}}}},
                     {"textDocument", {{"publishDiagnostics", {{"relatedInformation", true}}}}}});
  std::vector<std::string> names;
  for (const auto& [name, text] : files) {
    names.push_back(name);
    editor.open(name, text,
                name == "Dockerfile"    ? "dockerfile"
                : name.ends_with(".py") ? "python"
                : name == policy_name   ? "yaml"
                                        : "plaintext");
  }
  names.push_back(loader_name);
  std::mt19937 random(seed);
  std::map<std::string, int> versions;
  std::string name = "Dockerfile";
  const auto pick = [&](const auto& list) -> const auto& {
    return list[random() % list.size()];
  };
  for (int edit = 0; edit < edits; ++edit) {
    // Mostly where the last edit was, as people do.
    if (random() % 4 == 0) name = pick(names);
    if (name == loader_name) {
      if (files.erase(name) == 0) files[name] = loader_text;
      editor.write(name, files.contains(name) ? loader_text : "");
      expect_fresh(editor, files, names,
                   "edit " + std::to_string(edit) + ", which makes or takes away a file");
      if (testing::Test::HasFatalFailure()) return;
      continue;
    }
    std::vector<std::string> lines;
    for (const auto line : text::split(files[name], '\n')) lines.emplace_back(line);
    const std::size_t at = random() % lines.size();
    std::string& line = lines[at];
    const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
    // A policy that is not valid would say nothing any more.
    switch (name == policy_name ? 7 : random() % 8) {
      case 0:
        line.insert(line.begin() + static_cast<std::ptrdiff_t>(random() % (line.size() + 1)),
                    "ax1 '#"[random() % 6]);
        break;
      case 1:
        if (!line.empty()) line.erase(line.begin() + static_cast<std::ptrdiff_t>(random() % line.size()));
        break;
      case 2:
        lines.insert(place, random() % 2 == 0 ? "" : line);
        break;
      case 3:
        if (lines.size() > 3) lines.erase(place);
        break;
      case 4:
        std::swap(line, lines[random() % lines.size()]);
        break;
      default:
        for (const auto& kind : choices) {
          if (std::ranges::find(kind, line) == kind.end()) continue;
          line = pick(kind);
          break;
        }
    }
    std::string text;
    for (const std::string& each : lines) text += (&each == lines.data() ? "" : "\n") + each;
    if (edit % 40 == 39) text = first.at(name);
    files[name] = text;
    editor.notify("textDocument/didChange",
                  {{"textDocument", {{"uri", Editor::uri(name)}, {"version", ++versions[name] + 1}}},
                   {"contentChanges", {{{"text", text}}}}});
    expect_fresh(
        editor, files, names,
        "edit " + std::to_string(edit) + " with seed " + std::to_string(seed) + " in " + name + ":\n" + text);
    if (testing::Test::HasFatalFailure()) return;
    editor.messages.clear();
  }
}

class SyncByHand : public testing::TestWithParam<unsigned> {};

TEST_P(SyncByHand, ThousandEdits) {
  edit_by_hand(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Seeds, SyncByHand, testing::Values(3u, 4u, 5u));

TEST(Sync, ThousandRandomEditsInUtf16) {
  edit_at_random(Encoding::utf16, 1);
}

TEST(Sync, ThousandRandomEditsInUtf8) {
  edit_at_random(Encoding::utf8, 2);
}

}  // namespace
}  // namespace dockgate::lsp
