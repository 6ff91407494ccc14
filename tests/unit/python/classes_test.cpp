// Values that live in classes and their objects.

#include <gtest/gtest.h>

#include "show.hpp"

namespace dockgate::python::test {
namespace {

struct Case {
  std::string code, expected;
};

void check(const std::vector<Case>& cases, const Environment& environment = {}) {
  for (const Case& c : cases) {
    std::string found = calls_of("import m\n" + c.code, environment);
    for (std::size_t at = found.find("m.use"); at != std::string::npos; at = found.find("m.use"))
      found.erase(at, 5);
    EXPECT_EQ(found, c.expected) << c.code;
  }
}

TEST(Classes, Attributes) {
  check({
      {"class C:\n  a = 'x'\nm.use(C.a, C().a)", "('x', 'x')"},
      {"class C:\n  def __init__(self):\n    self.a = 'x'\n  def f(self):\n    m.use(self.a)", "('x')"},
      {"class C:\n  def __init__(self, a):\n    self.a = a\n  def f(self):\n    m.use(self.a)\nC('x')",
       "('x')"},
      {"class C:\n  def __init__(self, a='d'):\n    self.a = a\nm.use(C().a, C('x').a)", "('d', 'x')"},
      {"class C:\n  def __init__(self):\n    self.a = None\n  def g(self):\n    self.a = 'x'\n  def "
       "f(self):\n"
       "    m.use(self.a)",
       "(None|'x')"},
      {"class C:\n  def f(self):\n    self.a = 'x'\n    m.use(self.a)\n  def g(self):\n    self.a = 'y'",
       "('x')"},
      {"class B:\n  a = 'x'\nclass C(B): pass\nm.use(C.a, C().a)", "('x', 'x')"},
      {"class B:\n  a = 'x'\nclass C(B):\n  a = 'y'\nm.use(C.a)", "('y')"},
      {"class B:\n  def f(self):\n    m.use(self.a)\nclass C(B):\n  a = 'x'\nclass D(B):\n  a = 'y'",
       "('x'|'y')"},
      {"class C:\n  @property\n  def a(self):\n    return 'x'\nm.use(C().a)", "('x')"},
      {"class C:\n  @staticmethod\n  def f(x):\n    m.use(x)\nC.f('a')", "('a')"},
      {"class C:\n  @classmethod\n  def f(cls, x):\n    m.use(x, cls.k)\n  k = 'v'\nC.f('a')", "('a', 'v')"},
      {"class C:\n  def f(self, x):\n    m.use(x)\nC().f('a')\nc = C()\nc.f(x='b')", "('a'|'b')"},
      {"class C:\n  def f(self, x):\n    self.g(x)\n  def g(self, y):\n    m.use(y)\nC().f('a')", "('a')"},
      {"class C:\n  def get(self):\n    return 'x'\nm.use(C().get())", "('x')"},
      {"class C:\n  def __init__(self):\n    self.kw = {'a': 1}\n    self.kw['b'] = 2\n  def f(self):\n"
       "    m.use(**self.kw)",
       "(a=1, b=2)"},
      {"class C:\n  def __call__(self, x):\n    return x\nm.use(C()('a'))", "('a')"},
      {"class B:\n  def __init__(self, a):\n    self.a = a\nclass C(B):\n  def __init__(self):\n"
       "    super().__init__('x')\n  def f(self):\n    m.use(self.a)",
       "('x')"},
      // One constructor of a base is met while it is worked out for another object.
      {"class B:\n  def __init__(self, a):\n    self.a = a\nclass C(B):\n  def __init__(self):\n"
       "    super().__init__('x')\nclass D(B):\n  def __init__(self, c):\n    super().__init__(c.a)\n"
       "class E(B):\n  def __init__(self, d):\n    super().__init__(d.a)\nm.use(E(D(C())).a)",
       "('x')"},
      {"from enum import Enum\nclass E(str, Enum):\n  A = 'x'\nm.use(E.A, E.A.value)", "('x', 'x')"},
      {"class C:\n  class Meta:\n    a = 'x'\nm.use(C.Meta.a)", "('x')"},
      {"class C: pass\nc = C()\nc.a = 'x'\nm.use(c.a)", "('x')"},
      {"class C: pass\nm.use(C().nothing)", "(?other)"},
  });
}

TEST(Classes, DeclaredFields) {
  check({
      {"from dataclasses import dataclass\n@dataclass\nclass C:\n  a: str = 'd'\nm.use(C().a, C(a='x').a, "
       "C('y').a)",
       "('d', 'x', 'y')"},
      {"from dataclasses import dataclass, field\n@dataclass\nclass C:\n  a: list = "
       "field(default_factory=lambda: ['x'])\n"
       "  b: str = field(default='y')\nm.use(C().a, C().b)",
       "(['x'], 'y')"},
      {"from pydantic import BaseModel, Field\nclass C(BaseModel):\n  a: str\n  b: str = Field('d', "
       "description='')\n"
       "c = C(a='x')\nm.use(c.a, c.b)",
       "('x', 'd')"},
      {"from typing import NamedTuple\nclass C(NamedTuple):\n  a: str\n  b: str = 'y'\nm.use(C('x').a, "
       "C('x').b)",
       "('x', 'y')"},
      {"from dataclasses import dataclass\n@dataclass\nclass C:\n  a: str\ndef f(c: C):\n  "
       "m.use(c.a)\nf(C(a='x'))",
       "('x')"},
      {"from dataclasses import dataclass\n@dataclass\nclass B:\n  a: str = 'x'\n@dataclass\nclass C(B):\n"
       "  b: str = 'y'\nm.use(C('p', 'q').a, C('p', 'q').b)",
       "('p', 'q')"},
  });
}

TEST(Classes, Settings) {
  check(
      {
          {"from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  rev: str = "
           "'d'\nm.use(S().rev)",
           "('main')"},
          {"from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  unset: str = "
           "'d'\nm.use(S().unset)",
           "('d')"},
          {"from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  other: str = "
           "'d'\nm.use(S().other)",
           "('d'*|?environment:OTHER)"},
          {"from pydantic_settings import BaseSettings, SettingsConfigDict\nclass S(BaseSettings):\n"
           "  model_config = SettingsConfigDict(env_prefix='APP_')\n  model: str = 'd'\nm.use(S().model)",
           "('x')"},
          {"from pydantic import BaseSettings\nclass S(BaseSettings):\n  model: str = 'd'\n  class Config:\n"
           "    env_prefix = 'app_'\nsettings = S()\nm.use(settings.model)",
           "('x')"},
          {"from pydantic_settings import BaseSettings\nfrom pydantic import Field\nclass S(BaseSettings):\n"
           "  m: str = Field('d', alias='REV')\nm.use(S().m)",
           "('main')"},
          {"from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  trust: bool = "
           "True\nm.use(S().trust)",
           "(False)"},
      },
      environment_of({{"REV", "main"}, {"APP_MODEL", "x"}, {"TRUST", "false"}}, {"UNSET"}));
}

TEST(Classes, SubclassesOfLibraryClasses) {
  const auto expect = [](const std::string& code, const std::string& expected) {
    EXPECT_EQ(calls_of(code), expected) << code;
  };
  expect("from transformers import PreTrainedModel\nclass M(PreTrainedModel): pass\nM.from_pretrained('x')",
         "__main__.M.from_pretrained [transformers.PreTrainedModel]('x')");
  expect(
      "import transformers as t\nclass A(t.PreTrainedModel): pass\nclass B(A): pass\nB.from_pretrained('x')",
      "__main__.B.from_pretrained [transformers.PreTrainedModel]('x')");
  expect(
      "from transformers import PreTrainedModel\nclass M(PreTrainedModel):\n  @classmethod\n"
      "  def make(cls):\n    return cls.from_pretrained('x')",
      "__main__.M.from_pretrained [transformers.PreTrainedModel]('x')");
  expect(
      "from transformers import PreTrainedModel\nclass M(PreTrainedModel):\n  @classmethod\n"
      "  def from_pretrained(cls, n):\n    return super().from_pretrained(n)\nM.from_pretrained('x')",
      "transformers.PreTrainedModel.from_pretrained('x')\n"
      "__main__.M.from_pretrained('x')");
  expect("from sentence_transformers import SentenceTransformer\nclass E(SentenceTransformer): pass\nE('x')",
         "__main__.E [sentence_transformers.SentenceTransformer]('x')");
  expect(
      "from sentence_transformers import SentenceTransformer\nclass E(SentenceTransformer):\n"
      "  def __init__(self):\n    super().__init__('x', revision='r')",
      "sentence_transformers.SentenceTransformer('x', revision='r')");
  expect(
      "from sentence_transformers import SentenceTransformer\nclass E(SentenceTransformer):\n"
      "  def __init__(self):\n    SentenceTransformer.__init__(self, 'x')",
      "sentence_transformers.SentenceTransformer('x')");
}

}  // namespace
}  // namespace dockgate::python::test
