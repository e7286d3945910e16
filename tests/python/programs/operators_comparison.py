"""Comparison methods, hashing, equality, chains."""


class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __le__(self, other):
        return self < other or self == other

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


a, b, c = Version(1, 2), Version(1, 10), Version(1, 2)
print(a == c, a != c, a is c, a < b, b > a, a <= c, b >= a, a == "x", a != "x", sorted([b, a]), max(a, b), min([b, a]))
print({a: "x"}[c], len({a, b, c}), c in [a], [a, b].index(c), [a, b, c].count(a), a < b < Version(2), hash(a) == hash(c))
for action in ("a < 1", "1 < a", "a > 'x'", "a >= None", "sorted([a, 1])"):
    try:
        exec(action)
    except TypeError as error:
        print(f"{action}: {error}")


class OnlyEq:
    def __eq__(self, other):
        return True


try:
    {OnlyEq(): 1}
except TypeError as error:
    print(error)
print(OnlyEq.__hash__, OnlyEq() == 5, 5 == OnlyEq(), OnlyEq() != 5, 5 in [OnlyEq()])


class Weird:
    def __lt__(self, other):
        return "lt"

    def __gt__(self, other):
        return []

    def __eq__(self, other):
        return "equal"

    def __contains__(self, x):
        return "yes"


w = Weird()
print(w < 1, w > 1, w == 1, w != 1, 1 < w, 1 > w, 1 in w, 2 not in w, bool(w > 1))


class Reflected:
    def __eq__(self, other):
        print("asked", type(other).__name__)
        return NotImplemented


print(Reflected() == 5, Reflected() != Reflected(), 1 == Reflected())


class HashZero:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 0

    def __eq__(self, other):
        return self.n == other.n


d = {HashZero(i): i for i in range(5)}
print(d[HashZero(3)], HashZero(9) in d, len(d))


class BadHash:
    def __hash__(self):
        return "x"


try:
    hash(BadHash())
except TypeError as error:
    print(error)
print(1 < 2 > 0 == False, (1 < 2) == True, 1 in [1] == True, "a" < "b" < "c", 3 > 2 > 1, not 1 == 2, [1, 2] < [1, 2, 0], (1, [2]) == (1, [2]), {1: [2]} == {1: [2]})
