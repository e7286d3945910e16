"""List, dict and set comprehensions, generator expressions, and their scope."""
print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in "ab" for y in range(2)])
print({x: x**2 for x in range(3)}, {len(w) for w in ["a", "bb", "cc"]}, {v: k for k, v in {"a": 1}.items()})
print([[row[i] for row in [[1, 2], [3, 4]]] for i in range(2)], [x for row in [[1], [2, 3]] for x in row])
x = "outer"
inner = [x for x in range(3)]
print(x, inner)
print([y := 5, y**2], y, [last := n for n in range(3)], last)
print(sum(n * n for n in range(4)), max((len(w), w) for w in ["x", "yyy"]), list(n for n in "ab"), tuple(n for n in range(2)))
gen = (print("side effect") or n for n in range(2))
print("before")
print(next(gen), list(gen), list(gen))
data = [1, 2]
lazy = (n for n in data)
data.append(3)
print(list(lazy))
try:
    eager = (n for n in 5)
except TypeError as error:
    print(error)
try:
    broken = (1 / n for n in [1, 0])
    print(next(broken))
    print(next(broken))
except ZeroDivisionError as error:
    print(error)
print([a + b for a, b in [(1, 2), (3, 4)]], [a for a, *_ in ["xyz"]], {**{k: 1 for k in "ab"}}, [i if i else "zero" for i in range(2)])
print([f(2) for f in [lambda n: n, lambda n: n * 10]], [(lambda: n)() for n in range(2)])


class C:
    values = [1, 2, 3]
    doubled = [v * 2 for v in values]
    try:
        crossed = [v * len(values) for v in range(2)]
    except NameError as error:
        print(error)


print(C.doubled)


def scopes(n):
    return [[n + i + j for j in range(2)] for i in range(2)]


print(scopes(10), [x for x in (y for y in range(3) if y)], all(n < 5 for n in range(3)), ",".join(str(n) for n in range(3)))
print({(i, j): i * j for i in range(2) for j in range(2) if i <= j}, dict((k, v) for k, v in zip("ab", (1, 2))), [*(n for n in range(2))])
try:
    print(n)
except NameError as error:
    print(error)
