#include "facts/python_starts.hpp"

#include <gtest/gtest.h>

namespace dockgate::facts {
namespace {

/// `words`: how many the command has.
std::vector<PythonStart> starts(const std::string& command, std::vector<Problem>* unknown = nullptr,
                                std::size_t* words = nullptr) {
  static const catalog::Index index(std::span(&catalog::builtin(), 1));
  StartContext context;
  context.catalog = &index;
  context.variable = [](std::string_view name) -> std::optional<std::string> {
    return name == "FLASK_APP" ? std::optional<std::string>("web.factory:create_app") : std::nullopt;
  };
  context.console_script = [](std::string_view name) -> std::optional<std::string> {
    return name == "my-server" ? std::optional<std::string>("pkg.cli:main") : std::nullopt;
  };
  auto source = std::make_shared<SourceFile>("Dockerfile", command);
  const auto script = shell::parse(text::MappedText::whole(source),
                                   [](std::string_view) -> std::optional<std::string> { return {}; });
  std::vector<PythonStart> out;
  std::vector<Problem> problems;
  for (const auto& one : script.commands)
    for (auto& start : python_starts(one, context, problems)) {
      EXPECT_LE(start.arguments, one.words.size());
      if (words != nullptr) *words = one.words.size();
      out.push_back(std::move(start));
    }
  if (unknown != nullptr) *unknown = problems;
  return out;
}

struct Case {
  const char* command;
  PythonStart::Kind kind;
  const char* target;  // the code for Kind::code
  std::size_t arguments = 0;
};
using Kind = PythonStart::Kind;

class PythonStarts : public testing::TestWithParam<Case> {};

TEST_P(PythonStarts, AreFound) {
  std::size_t words = 0;
  const auto found = starts(GetParam().command, nullptr, &words);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, GetParam().kind);
  EXPECT_EQ(found[0].kind == Kind::code ? found[0].code.text() : found[0].target, GetParam().target);
  EXPECT_EQ(found[0].arguments == 0 ? 0 : words - found[0].arguments, GetParam().arguments);
}

INSTANTIATE_TEST_SUITE_P(
    All, PythonStarts,
    testing::Values(
        Case{"python serve.py", Kind::file, "serve.py"},
        Case{"python3.11 -u serve.py --port 80", Kind::file, "serve.py", 2},
        Case{"/opt/conda/bin/python -X dev -W ignore app/main.py", Kind::file, "app/main.py"},
        Case{"python -Wignore -m app.serve x", Kind::module, "app.serve", 1},
        Case{"python -um app.serve", Kind::module, "app.serve"},
        Case{"python -c 'import a'", Kind::code, "import a"},
        Case{"python -c \"f('o/$M') # '$N\"", Kind::code, "f('o/\x04$M\x04') # '"},
        Case{"python -c \"f($M, r'$N', ''' '$P''')\"", Kind::code, "f(, r'\x04$N\x04', ''' '\x04$P\x04''')"},
        Case{"python -uc 'import a' b", Kind::code, "import a", 1},
        Case{"python --check-hash-based-pycs always x.py", Kind::file, "x.py"},
        Case{"python - <<'EOF'\nimport a\nEOF\n", Kind::code, "import a\n"},
        Case{"python3 <<EOF\nimport b\nEOF\n", Kind::code, "import b\n"},
        Case{"python < boot.py", Kind::file, "boot.py"},
        Case{"uvicorn app.main:app --host 0.0.0.0 --port 80", Kind::module, "app.main"},
        Case{"uvicorn --port 80 main:app", Kind::module, "main"},
        Case{"uvicorn --factory pkg.web:create_app", Kind::module, "pkg.web"},
        Case{"python -m uvicorn app:app", Kind::module, "app"},
        Case{"gunicorn -w 4 -k uvicorn.workers.UvicornWorker -b :80 srv.api:app", Kind::module, "srv.api"},
        Case{"gunicorn --bind 0.0.0.0:80 wsgi:app()", Kind::module, "wsgi"},
        Case{"gunicorn --chdir src wsgi", Kind::module, "wsgi"},
        Case{"hypercorn mod:app", Kind::module, "mod"}, Case{"flask --app hello run", Kind::module, "hello"},
        Case{"flask -A web/app.py run", Kind::file, "web/app.py"},
        Case{"flask run", Kind::module, "web.factory"},
        Case{"streamlit run ui.py --server.port 80", Kind::file, "ui.py", 2},
        Case{"chainlit run c.py", Kind::file, "c.py", 0},
        Case{"celery -A proj.tasks worker", Kind::module, "proj.tasks"},
        Case{"torchrun --nproc_per_node 2 train.py --lr 1", Kind::file, "train.py", 2},
        Case{"torchrun -m pkg.train", Kind::module, "pkg.train"},
        Case{"accelerate launch --num_processes 2 t.py", Kind::file, "t.py", 0},
        Case{"deepspeed run.py", Kind::file, "run.py"},
        Case{"fastapi run app/main.py", Kind::file, "app/main.py"},
        Case{"fastapi run", Kind::file, "main.py"}, Case{"ddtrace-run python x.py", Kind::file, "x.py"},
        Case{"opentelemetry-instrument gunicorn m:app", Kind::module, "m"},
        Case{"python -m torch.distributed.run --standalone x.py", Kind::file, "x.py"},
        Case{"./manage.py runserver", Kind::file, "./manage.py", 1},
        Case{"my-server --x", Kind::module, "pkg.cli", 1},
        Case{"torch-model-archiver --model-name m --handler src/handler.py", Kind::file, "src/handler.py"},
        Case{"tritonserver --model-repository=/models", Kind::folder, "/models"},
        Case{"bentoml serve service:svc", Kind::module, "service"},
        Case{"serve run app.deploy:graph", Kind::module, "app.deploy"},
        Case{"sudo -u app python x.py", Kind::file, "x.py"}, Case{"exec python x.py", Kind::file, "x.py"}));

TEST(PythonStarts, OthersStartNothing) {
  for (const auto* command : {"python --version", "python -V", "uvicorn --help", "pythonista x.py-not",
                              "python -m pip install x"}) {
    const auto found = starts(command);
    for (const auto& start : found)
      EXPECT_TRUE(start.guess || start.target == "pip") << command << " " << start.target;
  }
}

TEST(PythonStarts, SaysWhatIsNotKnown) {
  std::vector<Problem> unknown;
  EXPECT_TRUE(starts("python $SCRIPT", &unknown).empty());
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_NE(unknown[0].message.find("SCRIPT"), std::string::npos);
}

TEST(PythonStarts, TakesSearchPaths) {
  const auto found = starts("uvicorn --app-dir src main:app");
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].search_paths.size(), 1u);
  EXPECT_EQ(found[0].search_paths[0], "src");
}

TEST(PythonStarts, KnowsInterpreters) {
  for (const auto* name : {"python", "python3", "python3.12", "pypy3", "ipython"})
    EXPECT_TRUE(is_python(name)) << name;
  for (const auto* name : {"pythonw-x", "pip", "python-config", ""}) EXPECT_FALSE(is_python(name)) << name;
}

}  // namespace
}  // namespace dockgate::facts
