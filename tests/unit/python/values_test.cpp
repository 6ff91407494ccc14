// What the arguments of `use(…)` are, snippet by snippet.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

struct Case {
  std::string code;
  std::string expected;  // the calls of `m.use`, without "m.use"
};

void check(const std::vector<Case>& cases, const Environment& environment = {}) {
  for (const Case& c : cases) {
    std::string found = calls_of("import m\n" + c.code, environment);
    for (std::size_t at = found.find("m.use"); at != std::string::npos; at = found.find("m.use"))
      found.erase(at, 5);
    EXPECT_EQ(found, c.expected) << c.code;
  }
}

TEST(Values, Constants) {
  check({
      {"m.use('a')", "('a')"},
      {"m.use(\"a\" 'b')", "('ab')"},
      {"m.use('''x\ny''')", "('x\ny')"},
      {"m.use(r'a\\n', 'a\\x41\\u00e9\\101', b'\\x41')",
       "('a\\n', 'aA\xc3\xa9"
       "A', 'A')"},
      {"m.use(1, 0x10, 1_000, -2, 1.5, True, None)", "(1, 16, 1000, -2, 1.50, True, None)"},
      {"m.use((1, 'a'), [2], {3})", "([1,'a'], [2], [3])"},
      {"m.use({'a': 1, 'b': {'c': 2}})", "({a:1,b:{c:2}})"},
      {"m.use(k='v', n=not True)", "(k='v', n=False)"},
      {"m.use(99999999999999999999999)", "(?other)"},
      {"m.use(...)", "(<Ellipsis>)"},
      // What a shell leaves open.
      {"m.use('\x04$M\x04', 'o/\x04$M\x04-x', f'/m/\x04$M\x04')",
       "(?environment:$M, ?environment:$M'o/', ?environment:$M'/m/')"},
      {"m.use(('a'))", "('a')"},
      {"m.use('\\N{BULLET}')", "('\\N{BULLET}')"},
  });
}

TEST(Values, Operators) {
  check({
      {"m.use('a' + 'b' + 'c')", "('abc')"},
      {"m.use('a' * 3, 2 * 3 + 1, 7 // 2, 7 % 4)", "('aaa', 7, 3, 3)"},
      {"m.use('%s/%s' % ('o', 'n'))", "('o/n')"},
      {"m.use('%s-%d' % ('o', 3), '100%%' % ())", "('o-3', '100%')"},
      {"m.use('%(a)s' % {'a': 'x'})", "('x')"},
      {"m.use('{}/{}'.format('o', 'n'), '{1}{0}'.format('a', 'b'), '{x}'.format(x=1))", "('o/n', 'ba', '1')"},
      {"o = 'org'\nm.use(f'{o}/n', f'{{x}}', f'{o!s}{1}')", "('org/n', '{x}', 'org1')"},
      {"m.use('a' == 'a', 1 < 2, 'a' in ('a', 'b'), 'a' not in 'abc', None is None)",
       "(True, True, True, False, True)"},
      {"m.use('x' or 'y', '' or 'y', None or 'z', 'a' and 'b', 0 and 'b')", "('x', 'y', 'z', 'b', 0)"},
      {"m.use('a' if True else 'b', 'a' if m.x else 'b')", "('a', 'a'|'b')"},
      {"m.use([1] + [2], {'a': 1} | {'b': 2}, {**{'a': 1}, 'a': 3})", "([1,2], {a:1,b:2}, {a:3})"},
      {"m.use('abc'[1], 'abc'[::-1], 'abcdef'[1:3], [1, 2, 3][-1], (1, 2, 3)[1:])",
       "('b', 'cba', 'bc', 3, [2,3])"},
      {"m.use({'a': 'x'}['a'], {'a': 'x'}[m.k], {'a': 'x'}['b'])", "('x', 'x', ?other)"},
      {"m.use(1 / 0, 'a' - 'b')", "(?other, ?other)"},
      {"m.use('a' + m.x, m.x + 'a')", "(?library'a', ?library)"},
      {"m.use(f'/models/{m.x}', f'{m.x}/a')", "(?library'/models/', ?library)"},
  });
}

TEST(Values, Texts) {
  check({
      {"m.use('A'.lower(), 'a'.upper(), ' a '.strip(), 'a-b'.replace('-', '_'))", "('a', 'A', 'a', 'a_b')"},
      {"m.use('a/b'.split('/'), 'a/b'.split('/')[-1], 'a b'.split(), 'a/b/c'.rsplit('/', 1)[0])",
       "(['a','b'], 'b', ['a','b'], 'a/b')"},
      {"m.use('/'.join(['a', 'b']), '-'.join(('x',)), ''.join(map(chr, [97, 98])))", "('a/b', 'x', 'ab')"},
      {"m.use('abc'.startswith('a'), 'abc'.endswith('x'), 'abc'.removeprefix('a'))", "(True, False, 'bc')"},
      {"m.use('a@b'.partition('@')[2], 'ab'.encode().decode())", "('b', 'ab')"},
      {"m.use(str(1), int('3'), bool(''), bool('false'), len('abc'), float(2))",
       "('1', 3, False, True, 3, 2.00)"},
      {"m.use('A'.lower().upper().strip('A'))", "('')"},
      {"import base64\nm.use(base64.b64decode('YWI=').decode())", "('ab')"},
      {"m.use('a'.nothing())", "(?other)"},
      {"m.use(m.x.lower())", "(<m.x.lower()>)"},
  });
}

TEST(Values, Names) {
  check({
      {"A = 'x'\nm.use(A)", "('x')"},
      {"A = B = 'x'\nm.use(A, B)", "('x', 'x')"},
      {"A, (B, C) = 'x', ('y', 'z')\nm.use(A, B, C)", "('x', 'y', 'z')"},
      {"a, *b, c = [1, 2, 3, 4]\nm.use(a, b, c)", "(1, [2,3], 4)"},
      {"A = 'x'\nA = 'y'\nm.use(A)", "('y')"},
      {"m.use(nothing)", "(?unassigned)"},
      {"A: str = 'x'\nm.use(A)", "('x')"},
      {"if m.c:\n  A = 'x'\nelse:\n  A = 'y'\nm.use(A)", "('x'|'y')"},
      {"A = 'z'\nif m.c:\n  A = 'x'\nelse:\n  A = 'y'\nm.use(A)", "('x'|'y')"},
      {"A = 'z'\nif m.c:\n  A = 'x'\nm.use(A)", "('z'|'x')"},
      {"A = 'z'\nif m.c:\n  A = 'x'\n  m.use(A)", "('x')"},
      {"if m.c:\n  A = 'x'\nelse:\n  A = 'y'\n  m.use(A)", "('y')"},
      {"A = None\nif A is None:\n  A = 'x'\nm.use(A)", "('x')"},
      {"try:\n  A = 'x'\nexcept E:\n  A = 'y'\nm.use(A)", "('x'|'y')"},
      {"if False:\n  A = 'x'\nelse:\n  A = 'y'\nm.use(A)", "('y')"},
      {"for a in ['x', 'y']:\n  m.use(a)", "('x'|'y')"},
      {"for k, v in {'a': 1, 'b': 2}.items():\n  m.use(k, v)", "('a'|'b', 1|2)"},
      {"for i, a in enumerate(['x', 'y']):\n  m.use(i, a)", "(0|1, 'x'|'y')"},
      {"for a, b in zip(['x'], ['y']):\n  m.use(a, b)", "('x', 'y')"},
      {"[m.use(a) for a in ('x', 'y')]", "('x'|'y')"},
      {"m.use([f'{a}!' for a in ('x', 'y')])", "(['x!','y!'])"},
      {"if (a := 'x'):\n  m.use(a)", "('x')"},
      {"a = 'x'\na += 'y'\nm.use(a)", "('xy')"},
      {"a = 'x'\nif m.c:\n  a += 'y'\nm.use(a)", "('x'|'xy')"},
      {"def f():\n  m.use(A)\nA = 'x'", "('x')"},
      {"A = 'x'\ndef f():\n  global A\n  A = 'y'\nm.use(A)", "('x'|'y')"},
      {"A = 'x'\ndef f():\n  A = 'y'\n  m.use(A)", "('y')"},
      {"def f():\n  a = 'x'\n  def g():\n    m.use(a)", "('x')"},
      {"with m.open() as f:\n  m.use(f)", "(<m.open()>)"},
      {"a = 'x'\nwhile m.c:\n  m.use(a)\n  a = 'y'", "('x'|'y')"},
      {"class C:\n  A = 'x'\n  m.use(A)", "('x')"},
      {"A = 'x'\nclass C:\n  A = 'y'\n  def f(self):\n    m.use(A)", "('x')"},
      {"match m.x:\n  case 1:\n    a = 'x'\n  case _:\n    a = 'y'\nm.use(a)", "('x'|'y')"},
      {"a = a_ = b = 'x'\nm.use(b)", "('x')"},
      {"def f(c):\n  if c:\n    a = 'x'\n    return\n  a = 'y'\n  m.use(a)", "('y')"},
      {"from m import *\nm.use(thing)", "(<m.thing>)"},
  });
}

TEST(Values, Containers) {
  check({
      {"d = {}\nd['revision'] = 'r'\nm.use(**d)", "(revision='r')"},
      {"d = dict(a=1)\nd.update(b=2)\nd.update({'c': 3})\nm.use(**d)", "(a=1, b=2, c=3)"},
      {"d = {'a': 1}\nif m.c:\n  d['b'] = 2\nm.use(**d)", "(a=1, b?=2)"},
      {"d = {'a': 1, 'b': 2}\nd.pop('a')\nm.use(**d)", "(b=2)"},
      {"d = {'a': 1}\nd.setdefault('a', 5)\nd.setdefault('b', 6)\nm.use(**d)", "(a=1, b=6)"},
      {"a = ('x', 'y')\nm.use(*a)", "('x', 'y')"},
      {"m.use(*m.a, **m.k)", "(*?, **?)"},
      {"l = []\nl.append('x')\nm.use(l)", "(['x'])"},
      {"C = {'model': {'rev': 'r'}}\nm.use(C['model']['rev'], C.get('x', 'd'), C['model'].get('rev'))",
       "('r', 'd', 'r')"},
      {"d = {'a': 1} if m.c else {'b': 2}\nm.use(**d)", "(a?=1, b?=2)"},
      {"from types import SimpleNamespace\nc = SimpleNamespace(rev='r')\nm.use(c.rev)", "('r')"},
      {"D = dict(rev='x')\ndef f():\n  D['rev'] = 'y'\nm.use(D['rev'])", "('x'|'y')"},
      {"d = {**{'a': 1}, 'b': 2}\nm.use(**d, c=3)", "(a=1, b=2, c=3)"},
      {"m.use(**{'revision': 'abc'})", "(revision='abc')"},
      {"d = {k: v for k, v in [('a', 1)]}\nm.use(**d)", "(a=1)"},
      {"m.use(sorted({'b': 1}), list('ab'), dict(a=1))", "(['b'], ['a','b'], {a:1})"},
  });
}

TEST(Values, Paths) {
  check({
      {"import os\nm.use(os.path.join('/m', 'x'), os.path.join('a', '/b'))", "('/m/x', '/b')"},
      {"from pathlib import Path\nm.use(Path('/m') / 'x', str(Path('a') / 'b'), Path('/m', 'y'))",
       "('/m/x', 'a/b', '/m/y')"},
      {"from pathlib import Path\np = Path('/m/x.bin')\nm.use(p.parent, p.name, p.stem, p.as_posix())",
       "('/m', 'x.bin', 'x', '/m/x.bin')"},
      {"import os\nm.use(os.path.dirname('/m/x'), os.path.basename('/m/x'))", "('/m', 'x')"},
      {"import os\nm.use(os.path.join(os.path.dirname(__file__), 'm'))", "(?path)"},
      {"from pathlib import Path\nm.use(Path(__file__).parent / 'm')", "(?path)"},
      {"import os\nm.use(os.path.expanduser('~/m'))", "(?path)"},
      {"import os\nm.use(os.path.join(m.x, 'a'), os.path.join('/a', m.x))", "(?path, ?library)"},
  });
}

TEST(Values, Environment) {
  const auto environment = environment_of({{"REV", "main"}, {"TRUST", "false"}, {"EMPTY", ""}}, {"UNSET"});
  check(
      {
          {"import os\nm.use(os.environ['REV'])", "('main')"},
          {"import os\nm.use(os.environ.get('REV', 'd'), os.getenv('REV'))", "('main', 'main')"},
          {"import os\nm.use(os.getenv('UNSET', 'd'), os.getenv('UNSET'))", "('d', None)"},
          {"import os\nm.use(os.getenv('OPEN', 'd'))", "('d'*|?environment:OPEN)"},
          {"import os\nm.use(os.environ['OPEN'])", "(?environment:OPEN)"},
          {"from os import environ as e, getenv as g\nm.use(e['REV'], g('REV'))", "('main', 'main')"},
          {"import os\nm.use(bool(os.getenv('TRUST')), bool(os.getenv('UNSET')), bool(os.getenv('EMPTY')))",
           "(True, False, False)"},
          {"import os\nm.use(os.getenv('TRUST', '').lower() == 'true')", "(False)"},
          {"import os\nm.use(os.getenv('TRUST', '').lower() in ('1', 'true'))", "(False)"},
          {"import os\nm.use(os.getenv('OPEN', '').lower() == 'true')", "(False*|?environment:OPEN)"},
          {"import os\nfrom distutils.util import strtobool\nm.use(strtobool(os.getenv('TRUST')))", "(0)"},
          {"import os\nm.use(os.getenv('UNSET') or 'd', os.getenv('REV') or 'd')", "('d', 'main')"},
          {"import os\ne = os.environ.copy()\nm.use(e['REV'])", "('main')"},
          {"import os\nos.environ['W'] = 'x'\nm.use(os.environ['W'])", "('x')"},
          {"import os\nos.environ.setdefault('REV', 'x')\nm.use(os.environ['REV'])", "('main')"},
          {"import os\nos.environ.setdefault('W', 'x')\nm.use(os.environ['W'])", "('x')"},
          {"import os\nm.use(f\"{os.getenv('REV')}-x\")", "('main-x')"},
          {"import os\nm.use(f\"org/{os.environ['OPEN']}\")", "(?environment:OPEN'org/')"},
          {"import os\nm.use(int(os.getenv('UNSET', '3')))", "(3)"},
          {"import os\nr = os.environ.get('REV')\nif not r:\n  r = 'd'\nm.use(r)", "('main'|'d')"},
          {"import os\nm.use('REV' in os.environ, 'REV' not in os.environ)", "(True, False)"},
          {"import os\nm.use(os.path.expandvars('a/${REV}-$'))", "('a/main-$')"},
      },
      environment);
}

TEST(Values, Hostile) {
  std::string sum = "x = 'a'";
  for (int i = 0; i < 10000; ++i) sum += " + 'a'";
  check({{sum + "\nm.use(x)", "('" + std::string(10001, 'a') + "')"}});

  std::string nested = "m.use(" + std::string(5000, '(') + "1" + std::string(5000, ')') + ")";
  EXPECT_EQ(calls_of("import m\n" + nested), "m.use(?limit)");
  std::string lists = "m.use(" + std::string(3000, '[') + std::string(3000, ']') + ")";
  EXPECT_TRUE(calls_of("import m\n" + lists).starts_with("m.use([[["));
  // Names that double at each step: 2^40 characters if they were followed to the end.
  std::string doubling = "a0 = 'xxxxxxxx'\n";
  for (int i = 0; i < 40; ++i)
    doubling += "a" + std::to_string(i + 1) + " = a" + std::to_string(i) + " + a" + std::to_string(i) + "\n";
  EXPECT_TRUE(calls_of("import m\n" + doubling + "m.use(a40)").starts_with("m.use(?limit"));
  // Alternatives that multiply.
  std::string many = "import m\n";
  for (int i = 0; i < 30; ++i) many += "a" + std::to_string(i) + " = 'x' if m.c else 'y'\n";
  many += "m.use(a0";
  for (int i = 1; i < 30; ++i) many += " + a" + std::to_string(i);
  EXPECT_NE(calls_of(many + ")").find("?limit"), std::string::npos);
  // A name that depends on itself, functions that call each other.
  check({
      {"a = a\nm.use(a)", "(?unassigned)"},
      {"def f(x):\n  return g(x)\ndef g(x):\n  return f(x)\nm.use(f(1))", "(?changes)"},
      {"def f(n):\n  return f(n + 1)\nm.use(f(1))", "(?changes)"},
      // The value of something that depends on itself is kept by nobody but its user.
      {"while m.c:\n  a = a or 'b'\n  m.use(a)", "('b')"},
      {"class A(A): pass\nm.use(A)", "(<class __main__.A>)"},
      {"class A(B): pass\nclass B(A): pass\nm.use(A().x)", "(?other)"},
      {"x = lambda f: f(f)\nm.use(x(x))", "(?changes)"},
  });
  EXPECT_EQ(calls_of("x = '" + std::string(1 << 20, 'y') + "'\nimport m\nm.use(1)"), "m.use(1)");
  std::string broken = "def f(:\n  )))\n'''";
  EXPECT_FALSE(problems(*parse_text("a.py", broken)).empty());
  EXPECT_EQ(calls_of(std::string("\xff\xfe\x00(", 4)), "");
  EXPECT_EQ(calls_of(""), "");
}

}  // namespace
}  // namespace dockgate::python::test
