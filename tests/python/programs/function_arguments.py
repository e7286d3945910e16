"""Positional, keyword, default, star and positional-only parameters."""


def f(a, b=2, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


print(f(1, c=3), f(1, 5, 6, 7, c=3, e=5, z=1), f(b=1, a=2, c=3), f(*[1, 2], *(3,), **{"c": 9}, **{"x": 0}))


def positional(a, b, /, c, *, d):
    return a, b, c, d


print(positional(1, 2, 3, d=4), positional(1, 2, c=3, d=4))


def only(*, key="k"):
    return key


def same_name(name, /, **kwargs):
    return name, kwargs


print(only(), only(key=1), same_name(1, name=2))


def remember(value, seen=[]):
    seen.append(value)
    return seen


print(remember(1), remember(2), remember(3, []), remember.__defaults__, f.__kwdefaults__, f.__name__, f.__code__.co_argcount)


def defaults_are_early(x=len("abc")):
    return x


def nothing():
    pass


print(defaults_are_early(), nothing(), (lambda: None)(), (lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, x=3))
print((lambda *args: sum(args))(*range(5)), max(*[1, 5, 3]), print.__name__)


def annotated(a: int, b: "text" = 1, *c: list[int], d: int | None = None) -> float:
    """Says what it does."""
    return 1.0


print(annotated.__annotations__, annotated.__doc__, annotated(1))


def order(x):
    print("eval", x, end="; ")
    return x


print(f(order(1), *[order(2)], c=order(3), **{"e": order(4)}))
annotated.attribute = 5
print(annotated.attribute, callable(annotated), callable(5))
