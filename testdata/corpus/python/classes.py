from dataclasses import dataclass, field
from pydantic_settings import BaseSettings
class S(BaseSettings):
    model: str = 'm'
    class Config:
        env_prefix = 'a_'
@dataclass
class C:
    a: str = field(default='x')
    def f(self):
        self.b = self.a + '/' + S().model
        return g(self.b)
class D(C):
    def f(self):
        return super().f()
D('y').f()
g = lambda x: open(x)
