"""Own iterators, __getitem__ iteration, iter with a sentinel, lazy built-ins."""


class Countdown:
    def __init__(self, start):
        self.current = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.current <= 0:
            raise StopIteration
        self.current -= 1
        return self.current + 1


print(list(Countdown(3)), sum(Countdown(4)), 2 in Countdown(3), [*Countdown(2)], max(Countdown(5)), dict(enumerate(Countdown(2))))
first, *rest = Countdown(3)
print(first, rest, sorted(Countdown(3)), tuple(zip(Countdown(2), "xyz")), ",".join(map(str, Countdown(3))))


class Squares:
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError(i)
        return i * i


print(list(Squares()), 9 in Squares(), 5 in Squares(), [x for x in Squares()])


class Sequence:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return "abc"[i]


print(list(reversed(Sequence())), list(Sequence()))
values = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(values), 0)), list(values))
it = iter("ab")
print(next(it), next(it), next(it, None))
try:
    next(it)
except StopIteration as stop:
    print(repr(stop), stop.value)
m = map(lambda a, b: a + b, [1, 2, 3], [10, 20])
print(next(m), list(m), list(m), list(filter(lambda n: n % 2, range(5))), list(filter(None, [0, 1, "", "a"])))


class NotIterable:
    pass


class BadIter:
    def __iter__(self):
        return 5


class NoLength:
    __iter__ = None


for make in (NotIterable, BadIter, NoLength):
    try:
        for _ in make():
            pass
    except TypeError as error:
        print(error)
try:
    next(5)
except TypeError as error:
    print(error)
try:
    3 in NotIterable()
except TypeError as error:
    print(error)
numbers = [1, 2, 3, 4]
for n in numbers:
    if n == 2:
        numbers.remove(n)
print(numbers)
grown = [1]
for n in grown:
    if n < 4:
        grown.append(n + 1)
print(grown, type(iter([])).__name__, type(iter({})).__name__, type(iter("")).__name__, type(iter(())).__name__, type(iter(set())).__name__, type(iter(range(0))).__name__, type(zip()).__name__)
