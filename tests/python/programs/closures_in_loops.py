"""Names that change: late binding, default arguments, deletion, augmented assignment of globals."""
functions = {}
for name in ("a", "b"):
    def show(suffix="!", name=name):
        return name + suffix
    functions[name] = show
print(functions["a"](), functions["b"]("?"), name)
count = 0


def bump():
    global count
    count += 1
    return count


print(bump(), bump(), count)


def accumulate():
    total = 0
    history = []

    def add(x):
        nonlocal total
        total += x
        history.append(total)
        return history

    return add


add = accumulate()
add(1)
print(add(5), accumulate()(2))


def shadow(list):
    return [len(x) for x in list]


print(shadow(["a", "bb"]), list("ab"))


def nested():
    x = "n"

    class C:
        y = x

        def m(self):
            return x

    x = "changed"
    return C.y, C().m()


print(nested())
stack = []


def recursive(n, seen=None):
    seen = [] if seen is None else seen
    if n:
        seen.append(n)
        recursive(n - 1, seen)
    return seen


print(recursive(3), recursive(1))


def generator_scope():
    items = [1, 2]
    gen = (x for x in items for y in items)
    items = [9]
    return list(gen)


print(generator_scope())
try:
    def broken():
        print(undefined_here)
        undefined_here = 1
    broken()
except UnboundLocalError as error:
    print(error)
del functions
try:
    functions
except NameError as error:
    print(error)
print((lambda x, *a, y=2, **k: (x, a, y, k))(1, 2, 3, y=4, z=5), (lambda: (yield))().__class__.__name__)
