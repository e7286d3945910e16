"""collections.defaultdict."""
from collections import defaultdict

groups = defaultdict(list)
for name, team in [("a", 1), ("b", 2), ("c", 1)]:
    groups[team].append(name)
print(groups, groups[1], dict(groups), groups.get(9), 9 in groups, groups[9], 9 in groups, len(groups))
counts = defaultdict(int)
for letter in "hello":
    counts[letter] += 1
print(counts, sorted(counts.items()), counts.default_factory, counts == {"h": 1, "e": 1, "l": 2, "o": 1})
tree = lambda: defaultdict(tree)
t = tree()
t["a"]["b"]["c"] = 1
print(t["a"]["b"]["c"], list(t), len(t["x"]))
d = defaultdict(lambda: "default", a=1)
print(d["zz"], d["a"], d.copy()["new"], dict(d | {"b": 2}), list(d))
none = defaultdict(None, {1: 2})
try:
    none[5]
except KeyError as error:
    print(repr(error))
try:
    defaultdict(5)
except TypeError as error:
    print(error)


class Named(defaultdict):
    def __missing__(self, key):
        return f"no {key}"


print(Named()["x"], repr(defaultdict(int)), defaultdict(list, {"a": [1]}), isinstance(d, dict), defaultdict(set, {1: {2}}), {**defaultdict(int, x=1)})
nested = defaultdict(lambda: defaultdict(int))
nested["x"]["y"] += 5
print(nested["x"], {k: dict(v) for k, v in nested.items()}, counts.pop("h"), counts.setdefault("q", 7), counts.default_factory())
