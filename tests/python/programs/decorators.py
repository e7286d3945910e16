"""Decorators: plain, with arguments, stacked, on methods and classes, as classes."""
from functools import wraps


def trace(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        result = function(*args, **kwargs)
        print("return", result)
        return result

    return wrapper


@trace
def add(a, b=0):
    """Adds."""
    return a + b


print(add(1, b=2), add.__name__, add.__doc__, add.__wrapped__(5))


def repeat(times, *, separator=" "):
    def decorate(function):
        def wrapper(*args):
            return separator.join(function(*args) for _ in range(times))

        return wrapper

    return decorate


@repeat(2, separator="/")
@repeat(3)
def greet(name):
    return f"hi {name}"


print(greet("Bo"))
registry = {}


def register(key):
    def keep(thing):
        registry[key] = thing
        return thing

    return keep


@register("f")
def f():
    return "f"


@register("C")
class C:
    value = 1


print(registry["f"](), registry["C"].value, C is registry["C"])


class Count:
    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@Count
def square(x):
    return x * x


print(square(3), square(4), square.calls)


def add_repr(cls):
    cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
    return cls


@add_repr
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    @trace
    def moved(self, dx):
        return Point(self.x + dx, self.y)


print(Point(1, "a").moved(2))
decorators = [trace]


@decorators[0]
def last():
    return "last"


@lambda f: f()
def constant():
    return 42


last()
print(constant)


def memo(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]

    wrapper.cache = cache
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(90), len(fib.cache))
