"""globals, locals, del, exec, eval, builtins that are shadowed, __name__."""
x = 1
print(__name__, "x" in globals(), globals()["x"], eval("x + 1"), eval("y * 2", {"y": 4}), eval("a + b", {"a": 1}, {"b": 2}))
exec("z = x + 10\nprint('inside', z)")
print(z)
namespace = {}
exec("def f(n):\n    return n * 2\nvalue = f(21)", namespace)
print(namespace["value"], namespace["f"](2), "__builtins__" in namespace)
globals()["made"] = "by globals()"
print(made)
del x
try:
    x
except NameError as error:
    print(error)


def f(a, b=2):
    c = a + b
    return sorted(locals())


print(f(1), sorted(locals()) == sorted(globals()))
list = [1, 2]
try:
    list("abc")
except TypeError as error:
    print(error)
del list
print(list("abc"))
max = lambda *a: "mine"
print(max(1, 2))
del max
print(max(1, 2))
code = compile("1 + 2", "name", "eval")
print(eval(code), type(code).__name__)
import builtins

print(builtins.len is len, hasattr(builtins, "print"), builtins.sum([1, 2]))
if False:
    never = 1
try:
    never
except NameError as error:
    print(error)
for i in []:
    pass
try:
    i
except NameError as error:
    print(error)
a, b, *_ = range(5)
print(_, end="\n")
_private, __double, Ünïcode, 变量 = 1, 2, 3, 4
print(_private + __double + Ünïcode + 变量)
for source in ("1 +", "a b", "def f(:", "print 'x'", "if True print(1)", "x = = 1", "for i in range(3)\n  pass", "'abc", "(1, 2", "1 = x", "return 1", "break", "class", "import", "f(**a, *b)", "f(a=1, 2)", "def f(a, a): pass", "nonlocal q", "x = 5 5", "lambda: yield", "None = 1", "f() = 1", "del 5", "a + 1 = 2", "else: pass", "def f(a=1, b): pass", "print(f'{')", "f'{a b}'", "0777", "1__0", "1a", "x++", "$", "é = ?", "await x"):
    try:
        eval(compile(source, "s", "exec"))
        print(source, "runs")
    except SyntaxError as error:
        print(f"{source!r}: {type(error).__name__}: {error.msg} {error.lineno}")
    except NameError as error:
        print(source, error)
