// Values that go through functions of the program.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

struct Case {
  std::string code, expected;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    std::string found = calls_of("import m\n" + c.code);
    for (std::size_t at = found.find("m.use"); at != std::string::npos; at = found.find("m.use"))
      found.erase(at, 5);
    EXPECT_EQ(found, c.expected) << c.code;
  }
}

TEST(Functions, Parameters) {
  check({
      {"def f(x):\n  m.use(x)\nf('a')", "('a')"},
      {"def f(x):\n  m.use(x)\nf('a')\nf('b')", "('a'|'b')"},
      {"def f(x='d'):\n  m.use(x)\nf()", "('d')"},
      {"def f(x='d'):\n  m.use(x)\nf('a')", "('a')"},
      {"def f(x='d'):\n  m.use(x)\nf('a')\nf()", "('a'|'d')"},
      {"def f(x='d'):\n  m.use(x)", "('d'*|?caller)"},
      {"def f(x):\n  m.use(x)", "(?caller)"},
      {"def f(a, *, rev=None):\n  m.use(a, revision=rev)\nf('x', rev='r')", "('x', revision='r')"},
      {"def f(*args, **kw):\n  m.use(*args, **kw)\nf('x', revision='r')", "('x', revision='r')"},
      {"def f(name, **kw):\n  m.use(name, **kw)\nf('x', revision='r')\nf('y')", "('x'|'y', revision?='r')"},
      {"def f(**kw):\n  m.use(**kw)", "(**?)"},
      {"def f(**kw):\n  m.use(kw.get('rev', 'main'))", "('main'*|?caller)"},
      {"def f(**kw):\n  m.use(kw.get('rev', 'main'))\nf(a=1)", "('main')"},
      {"def f(x):\n  g(x)\ndef g(y):\n  h(y)\ndef h(z):\n  m.use(z)\nf('a')", "('a')"},
      {"def f(x):\n  m.use(x)\ng = f\ng('a')", "('a')"},
      {"def f(x):\n  m.use(x)\nD = {'k': f}\nD['k']('a')", "('a')"},
      {"def f(x):\n  m.use(x)\nfrom functools import partial\ng = partial(f, 'a')\ng()", "('a')"},
      {"def f(x):\n  m.use(x)\npool.submit(f, 'a')", "('a')"},
      {"def f(x, y):\n  m.use(x, y)\nimport asyncio\nasyncio.to_thread(f, 'a', y='b')", "('a', 'b')"},
      {"def f(x):\n  m.use(x)\nimport threading\nthreading.Thread(target=f, args=('a',)).start()", "('a')"},
      {"def f(x):\n  m.use(x)\nlist(map(f, ['a', 'b']))", "('a'|'b')"},
      {"def f(x):\n  m.use(x)\nfor n in ('a', 'b'):\n  f(n)", "('a'|'b')"},
      {"def f(x):\n  m.use(x)\ndef g():\n  f('a')", "('a')"},
      {"def f(x):\n  m.use(x)\nif False:\n  f('a')", "(?caller)"},
      {"def f(n, x):\n  m.use(x)\n  f(n - 1, x)\nf(3, 'a')", "('a')"},
      {"def f(x=None):\n  x = x or 'd'\n  m.use(x)\nf()", "('d')"},
      {"def f(x=None):\n  if x is None:\n    x = 'd'\n  m.use(x)\nf('a')\nf()", "('a'|'d')"},
      {"def f(x):\n  x = x.lower()\n  m.use(x)\nf('A')", "('a')"},
      {"f = lambda x: m.use(x)\nf('a')", "('a')"},
      {"def run(g, x):\n  g(x)\ndef f(y):\n  m.use(y)\nrun(f, 'a')", "('a')"},
      {"import functools\n@functools.lru_cache(maxsize=1)\ndef f(x):\n  m.use(x)\nf('a')", "('a')"},
      {"@app.get('/')\ndef f(x: str = 'd'):\n  m.use(x)", "('d'*|?caller)"},
      {"def outer(x):\n  def inner():\n    m.use(x)\n  return inner\nouter('a')()", "('a')"},
      {"def f(a, b=2, *rest, c=3):\n  m.use(a, b, rest, c)\nf(1, 5, 6, 7, c=4)", "(1, 5, [6,7], 4)"},
  });
}

TEST(Functions, Returns) {
  check({
      {"def f():\n  return 'a'\nm.use(f())", "('a')"},
      {"def f(x):\n  return f'org/{x}'\nm.use(f('a'))\nm.use(f('b'))", "('org/a')\n('org/b')"},
      {"def f(c):\n  if c:\n    return 'a'\n  return 'b'\nm.use(f(1))", "('a'|'b')"},
      {"def f(c):\n  if c:\n    return 'a'\nm.use(f(1))", "('a'|None)"},
      {"def f():\n  return 'a', {'r': 'x'}\na, b = f()\nm.use(a, b['r'])", "('a', 'x')"},
      {"def f():\n  pass\nm.use(f())", "(None)"},
      {"def f():\n  yield 'a'\n  yield 'b'\nfor x in f():\n  m.use(x)", "('a'|'b'|?other)"},
      {"def f(x, y='d'):\n  return y\nm.use(f(1), f(1, 'e'))", "('d', 'e')"},
      {"async def f():\n  return 'a'\nasync def g():\n  m.use(await f())", "('a')"},
      {"import json\ndef f():\n  return json.dumps({})\nm.use(f())", "(<json.dumps()>)"},
      {"def f():\n  from transformers import AutoModel\n  return AutoModel\nf().from_pretrained('x')",
       "transformers.AutoModel.from_pretrained('x')"},
      {"def kw():\n  d = {'a': 1}\n  d['b'] = 2\n  return d\nm.use(**kw())", "(a=1, b=2)"},
  });
}

TEST(Functions, TracesNameEachHop) {
  const std::string code =
      "import os, torch\nREV = os.environ['R']\ndef load(rev):\n  torch.load(rev)\nload(REV)\n";
  const std::vector<Loaded> loaded{{"m", parse_text("a.py", code), false, {}}};
  const auto found = calls(loaded, environment_of({{"R", "main"}}), wanted);
  ASSERT_EQ(found.size(), 2u);
  const auto& possible = found[0].arguments.at(0).value->possible;
  ASSERT_EQ(possible.size(), 1u);
  std::string trace;
  for (const Step& step : possible[0].trace)
    trace += (step.at.source ? std::to_string(step.at.source->line_of(step.at.span.begin)) : "0") + ": " +
             step.what + "\n";
  EXPECT_EQ(
      trace,
      "0: ENV R\n2: environment variable `R`\n2: `REV = os.environ['R']`\n5: given as `rev` of `load()`\n");
}

}  // namespace
}  // namespace dockgate::python::test
