"""types, type(), isinstance with unions, SimpleNamespace."""
import types
from types import MappingProxyType, SimpleNamespace


def f():
    yield


ns = SimpleNamespace(a=1, b="x")
ns.c = [1]
print(ns, ns.a, vars(ns), ns == SimpleNamespace(a=1, b="x", c=[1]), SimpleNamespace(), SimpleNamespace({"z": 1}))
del ns.a
try:
    ns.a
except AttributeError as error:
    print(error)
print([isinstance(x, t) for x, t in [(f, types.FunctionType), (f(), types.GeneratorType), (len, types.BuiltinFunctionType), ("".join, types.BuiltinMethodType), (types, types.ModuleType), (None, types.NoneType), (lambda: 0, types.LambdaType), (..., types.EllipsisType), (int | str, types.UnionType), (list[int], types.GenericAlias), ([].append, types.BuiltinMethodType)]])
view = MappingProxyType({"a": 1})
print(view, view["a"], len(view), dict(view), list(view.items()))
try:
    view["b"] = 2
except TypeError as error:
    print(error)


class A:
    def m(self, x=1):
        return self, x


a = A()
bound = types.MethodType(lambda self, y: y * 2, a)
print(bound(4), a.m.__func__ is A.m, type(a.m), type(f), type(f()), type(len), type(type), type(None), type(NotImplemented), type(...), type(int | str), type(A.m), type(A.__dict__), type(property()), type([].append), type(str.join), type(range(1)), type({}.keys()), type(iter([])), type(zip()), type(types))
print(type(1) is int, type(True) is int, isinstance(True, (str, int)), isinstance(1, int | None), isinstance(None, int | None), type("X", (A,), {"v": 1}).v, issubclass(bool, int | str), isinstance(A, type))
for action in ("isinstance(1, 'int')", "isinstance(1, [int])", "issubclass(1, int)", "isinstance(1, list[int])", "type(1, 2)", "type('X', int, {})", "type(1, (), {})", "issubclass(int, 5)", "isinstance(1, (int, 'x'))", "isinstance('a', (int, 'x'))"):
    try:
        print(action, eval(action))
    except TypeError as error:
        print(f"{action}: {error}")
module = types.ModuleType("made", "doc of made")
module.x = 5
print(module.__name__, module.x, module.__doc__, module)
Made = types.new_class("Made", (A,), {}, lambda ns: ns.update(z=3))
print(Made.z, Made.__name__, Made.__mro__[1] is A)
