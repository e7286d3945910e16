"""functools: lru_cache, partial, reduce, cmp_to_key, total_ordering, cached_property, partialmethod."""
import functools
import operator
from functools import cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce, total_ordering


@lru_cache(maxsize=2)
def square(n):
    print("computing", n)
    return n * n


print(square(2), square(2), square(3), square(4), square(2), square.cache_info())
square.cache_clear()
print(square.cache_info(), square.__name__, square.__wrapped__(3), square.cache_parameters())


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@lru_cache
def join(*args, sep="-"):
    return sep.join(map(str, args))


print(fib(80), fib.cache_info(), join(1, 2), join(1, 2, sep="+"), join(1, 2), join.cache_info().hits, join(1.0, 2))
try:
    fib([])
except TypeError as error:
    print(error)
double = partial(operator.mul, 2)
base2 = partial(int, base=2)
print(double(5), base2("101"), double.func is operator.mul, double.args, base2.keywords, partial(partial(max, 1), 2)(0), partial(print, "a", sep="-")("b"))
print(reduce(lambda a, b: a * b, range(1, 6)), reduce(operator.add, ["a", "b"], "start"), reduce(max, [3, 9, 2]), reduce(operator.add, [], 0))
try:
    reduce(operator.add, [])
except TypeError as error:
    print(error)
print(sorted(["bb", "a", "ccc"], key=cmp_to_key(lambda a, b: len(b) - len(a))), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: (a > b) - (a < b))))


@total_ordering
class Level:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n if isinstance(other, Level) else NotImplemented


a, b = Level(1), Level(2)
print(a < b, a <= b, a > b, a >= b, a != b, max(a, b).n, a <= Level(1))
try:
    a >= 5
except TypeError as error:
    print(error)
try:
    total_ordering(type("Nothing", (), {}))
except ValueError as error:
    print(error)


class Data:
    def __init__(self, values):
        self.values = values

    @cached_property
    def total(self):
        print("summing")
        return sum(self.values)

    def scale(self, factor, plus=0):
        return [v * factor + plus for v in self.values]

    doubled = partialmethod(scale, 2, plus=1)


d = Data([1, 2, 3])
print(d.total, d.total, d.__dict__, d.doubled(), d.doubled(plus=0))
d.values = [10]
del d.total
print(d.total)


def compose(*functions):
    return reduce(lambda f, g: lambda x: f(g(x)), functions)


print(compose(str, lambda x: x + 1, abs)(-4), functools.WRAPPER_ASSIGNMENTS[:3])
