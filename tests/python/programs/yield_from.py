"""yield from passes values, sends, throws and results through."""


def inner():
    try:
        x = yield 1
        print("inner got", x)
        y = yield 2
        print("inner got", y)
    except ValueError as error:
        print("inner caught", error)
        yield "recovered"
    return "inner result"


def outer():
    result = yield from inner()
    print("result", result)
    yield from [10, 20]
    yield from "ab"
    return "outer result"


g = outer()
print(next(g), g.send("x"), g.send("y"), list(g))
g = outer()
next(g)
print(g.throw(ValueError("oops")), next(g))


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [4]], 5], [], [[6]]])))


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


print(list(Tree(4, Tree(2, Tree(1), Tree(3)), Tree(5))))


def closing():
    try:
        yield from inner()
    finally:
        print("outer finally")


g = closing()
next(g)
g.close()


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item] + rest


print(list(permutations([1, 2, 3])))


def no_values():
    return (yield from ()) or "empty"


try:
    next(no_values())
except StopIteration as stop:
    print(stop.value)
try:
    list((lambda: (yield from 5))())
except TypeError as error:
    print(error)


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


print([p for p, _ in zip(primes(), range(10))])
