"""Type parameters: their scopes, bounds, defaults, and what they show."""
from typing import TypeVar, Generic, TypeAliasType, get_type_hints
class Stack[T]:
    kind = "stack"
    def __init__(self, items: list[T] = ()):
        self.items: list[T] = list(items)
    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self
    def map[U](self, f) -> "Stack[U]":
        return Stack(map(f, self.items))
    @classmethod
    def of[*Ts](cls, *items: *Ts): return cls(items)
    @property
    def variable(self): return T
print(Stack([1]).push(2).items, Stack.of(1, 2).items, Stack.__type_params__, Stack.map.__type_params__, Stack[int], Stack[int]([3]).items, Stack().variable is Stack.__type_params__[0])
print(Stack.push.__annotations__, Stack.map.__qualname__, Stack.of.__func__.__type_params__)
def outer[T: (int, str), **P](x: T, y=1, *, z=2, **k) -> T:
    def inner[V](a: V): return T, V
    return x, y, z, k, inner
r = outer(1, 5, z=6, q=7)
print(r[:4], r[4].__qualname__, r[4](1), outer.__type_params__, outer.__type_params__[0].__constraints__, outer.__kwdefaults__, outer.__defaults__, outer.__annotations__)
class Node[T: "Node"]: pass
class Tree[T: Tree]: pass
print(Node.__type_params__[0].__bound__, Tree.__type_params__[0].__bound__, Tree.__bases__, Tree.__orig_bases__)
type Rec = list[Rec] | int
type Two[A, B = int] = dict[A, B]
print(Rec.__value__, Two[str, int], Two.__value__, Two.__type_params__, Rec.__name__, type(Rec).__name__, isinstance(Rec, TypeAliasType))
try:
    T
except NameError as e:
    print(e)
class Base[T]:
    def __init_subclass__(cls, **kw): print("sub", cls.__name__, kw)
class Derived[K, V](Base[K], flag=1):
    def get(self, k: K) -> V: return super().__repr__()[:3]
print(Derived.__mro__, Derived.__parameters__, Derived().get(1))
def deco(f):
    print("deco", f.__name__); return f
@deco
def g[T](): "doc"
print(g.__doc__, g.__name__, g.__module__)
X = TypeVar("X", bound=int)
print(X, X.__bound__, X.__constraints__, X.__default__, X.has_default())
print(Two.__type_params__[1].__default__, Two.__type_params__[0].__default__)
def h[T](x: T, default: int = len("abc")): return default
print(h(1), h.__defaults__)
class Outer:
    Y = 5
    def m[T](self, x: T = Y): return x
    class Inner[Q]:
        def who(self): return Q, __class__
print(Outer().m(), Outer.Inner().who(), Outer.Inner.__qualname__)
def err[T](x: T): raise ValueError("in generic")
err(1)
