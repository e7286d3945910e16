"""Augmented assignment on names, attributes, items, slices and nested targets; identity of mutable objects."""
a = [1]
b = a
a += [2]
a *= 2
print(a, b is a)
a = a + [3]
print(b is a, b)
t = (1,)
u = t
t += (2,)
print(t, u)
d = {"x": 1, "l": []}
d["x"] += 5
d["l"] += [1]
d["l"] += "ab"
d |= {"y": 2}
print(d)
s = {1}
alias = s
s |= {2}
s -= {1}
s ^= {5}
s &= {2, 5}
print(s == {2, 5}, alias is s)


class Box:
    n = 0

    def __init__(self):
        self.items = []

    def __iadd__(self, other):
        self.items.append(other)
        return self

    def __isub__(self, other):
        return NotImplemented

    def __sub__(self, other):
        return f"sub {other}"

    def __imul__(self, other):
        return "replaced"


x = box = Box()
box += 1
box += "a"
box.n += 1
print(box.items, box.n, Box.n, x is box)
box -= 3
print(box)
x *= 2
print(x)
calls = []


def index():
    calls.append("index")
    return 0


def value():
    calls.append("value")
    return 10


numbers = [1, 2]
numbers[index()] += value()
numbers[0:1] += [7]
print(numbers, calls)
grid = [[0] * 2 for _ in range(2)]
grid[1][0] -= 3
grid[0][1] **= 2
grid[0] += [9]
print(grid)
i = 10
i //= 3
i **= 2
i <<= 2
i %= 7
i |= 8
i ^= 3
i >>= 1
i /= 2
print(i)
text = "a"
text += "b"
text *= 3
print(text)
for action in ("undefined_name += 1", "(1, 2) += 3", "f() += 1", "d['zz'] += 1", "numbers[9] += 1", "text -= 'a'", "box.missing += 1", "t[0] += 1", "[a, b] += 1", "1 += 1", "x: int += 1", "a += b = 1"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
