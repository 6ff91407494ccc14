from b import *
import b
def f(x, *a, **k): return g(f, *a, **k)
def g(h, *a, **k): return h(*a, **k)
f(f, f, k=f)
class A(A, b.B): x = x
x = x + x
from a import *
import a
class B(a.A): y = a.A().y
