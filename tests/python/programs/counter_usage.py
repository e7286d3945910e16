"""collections.Counter."""
from collections import Counter

c = Counter("mississippi")
print(c, c["s"], c["zzz"], c.most_common(2), c.most_common(), sum(c.values()), c.total(), sorted(c.elements()), list(c), len(c))
c.update("miss")
c.subtract({"s": 10, "q": 2})
print(c, c["s"], +c, -c)
a, b = Counter(a=3, b=1), Counter(a=1, b=2, c=5)
print(a + b, a - b, a & b, a | b, b - a, a == Counter("aaab"), a <= b, Counter(a=1) < a, a >= Counter(a=2))
a += b
a -= Counter(c=1)
print(a, Counter(), Counter({"x": 0}), Counter([1, 1, 2]), Counter(x=2, y=3), bool(Counter()), Counter(a=1) == {"a": 1})
del a["not there"]
a["new"] += 1
print(a, a.pop("new"), a.get("nothing"), "a" in a, dict(a), a.copy(), sorted(a.items(), key=lambda item: (-item[1], item[0])))
words = "the cat the dog the end".split()
for word, count in Counter(words).most_common():
    print(f"{word:>5} {'#' * count}")
print(Counter(len(w) for w in words), max(Counter(words), key=Counter(words).get), Counter("abc").most_common(0), Counter({"a": 2, "b": 2, "c": 1}).most_common(2))
try:
    Counter.fromkeys("ab")
except NotImplementedError as error:
    print(error)
try:
    Counter(5)
except TypeError as error:
    print(error)
print(Counter({"b": 1, "a": 1}), isinstance(Counter(), dict), Counter("aab") - Counter("ab"), Counter(a=-1) + Counter(), type(Counter("a") | Counter("b")).__name__)
