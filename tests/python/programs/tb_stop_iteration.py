"""next on an exhausted iterator, and a generator that ends too early."""


def pairs(items):
    it = iter(items)
    while True:
        yield next(it), next(it)


print(next(pairs("ab")))
for pair in pairs("abc"):
    print(pair)
