"""An error in a generator and in a generator expression."""


def numbers(items):
    for item in items:
        yield 10 // item


total = sum(n * 2 for n in numbers([1, 2, 0]))
