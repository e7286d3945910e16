"""Tuples: immutable, hashable, compared element by element."""
t = (1, 2, 3, 2)
print(t.count(2), t.index(2), t.index(2, 2), len(t), t[0], t[-1], t[1:], t + (4,), t * 2, 3 in t)
print((), (1,), ((),), ((1, 2), [3]), tuple("abc"), tuple([1]), tuple(), tuple(range(3)))
print((1, 2) < (1, 3), (1,) < (1, 0), (2,) > (1, 9, 9), (1, "a") == (1, "a"), () < (0,), (1, 2) == [1, 2])
print({(0, 0): "origin", (1, 2): "point"}[1, 2], hash((1, 2)) == hash((1, 2)))
t += (5,)
print(t, max(t), min(t), sum(t), sorted(t, reverse=True))
for action in ("t[0] = 1", "del t[0]", "t.append(1)", "t.index(99)", "t[10]", "hash(([],))", "(1, 2) + [3]", "t.count()", "(1, 'a') < (1, 2)", "t['a']", "tuple(1)", "t + 1"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
pair = ([1], 2)
try:
    pair[0] += [3]
except TypeError as error:
    print(error, pair)


def swap(a, b):
    return b, a


print(swap(1, 2), type(swap(1, 2)), *swap("x", "y"))
a = 1,
print(a, a is tuple(a), tuple(x * 2 for x in a))
print(list(zip((1, 2), "ab", [True, False])), list(zip()), list(zip((1, 2, 3), "ab")), dict(zip(*[("k", "l"), (1, 2)])), list(zip(*[(1, 2), (3, 4)])))
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as error:
    print(error)
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as error:
    print(error)
