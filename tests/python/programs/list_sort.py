"""Sorting is stable, also in reverse; keys are computed once."""
people = [("Ann", 30), ("Bob", 25), ("Cid", 30), ("Dan", 25)]
print(sorted(people, key=lambda person: person[1]))
print(sorted(people, key=lambda person: person[1], reverse=True))
print(sorted(people, key=lambda person: (-person[1], person[0])))
words = "the Quick brown fox Jumps over The lazy dog".split()
words.sort(key=str.lower)
print(words)
print(sorted(words), sorted(words, key=len), sorted("hello"))
calls = []
sorted([3, 1, 2], key=lambda n: calls.append(n) or n)
print(calls)
print(sorted([True, 0, 2.5, -1]), sorted([(1, "b"), (1, "a"), (0, "z")]))


class Version:
    def __init__(self, text):
        self.parts = [int(part) for part in text.split(".")]

    def __lt__(self, other):
        return self.parts < other.parts

    def __repr__(self):
        return ".".join(map(str, self.parts))


print(sorted(map(Version, ["1.10", "1.2", "1.2.1", "0.9"])), max(Version("2.0"), Version("10.0")))
numbers = [5, 2, 9]
print(numbers.sort(), numbers)
try:
    [1, None, 2].sort()
except TypeError as error:
    print(error)
try:
    [{}, {}].sort()
except TypeError as error:
    print(error)
try:
    numbers.sort(lambda x: x)
except TypeError as error:
    print(error)
print(list(reversed([1, 2, 3])), list(reversed("abc")), reversed.__name__)
print(sorted(range(30), key=lambda n: (n % 3, -n)))
