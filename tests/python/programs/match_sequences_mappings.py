"""match on sequences, with stars and nesting, and on mappings."""


def sequence(value):
    match value:
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case ["point", x, y]:
            return f"point {x} {y}"
        case [1, *rest]:
            return f"starts with 1, then {rest}"
        case [first, *_, last] if first == last:
            return f"same ends {first}"
        case [[a, b], *others]:
            return f"nested {a} {b} {others}"
        case (x, y):
            return f"pair {x} {y}"
        case [*_, "end"]:
            return "ends"
        case [_, _, *_]:
            return "at least two"
        case _:
            return "no sequence"


for value in ([], (), [5], ("point", 1, 2), [1, 2, 3], [1], range(3), [7, 8, 7], [[1, 2], 3, 4], (5, 6), ["a", "b", "end"], [3, 4, 5], "ab", b"ab", {1, 2}, {"a": 1}, 5, iter([1])):
    print(type(value).__name__, "->", sequence(value))


def mapping(value):
    match value:
        case {"type": "circle", "radius": r}:
            return f"circle {r}"
        case {"type": "box", "size": [w, h], **rest}:
            return f"box {w}x{h} {rest}"
        case {"nested": {"key": [_, second]}}:
            return f"nested {second}"
        case {1: "one", None: x}:
            return f"keys {x}"
        case {"a": int() as n} | {"b": n}:
            return f"a or b {n}"
        case {}:
            return f"mapping with {len(value)}"
        case _:
            return "no mapping"


for value in ({"type": "circle", "radius": 2, "more": 1}, {"type": "box", "size": (1, 2), "color": "red"}, {"nested": {"key": [1, 2]}}, {1: "one", None: 0}, {"a": 3}, {"a": "x", "b": 4}, {"a": "x"}, {}, [], "text"):
    print(value, "->", mapping(value))
from collections import defaultdict, OrderedDict

counts = defaultdict(int)
match counts:
    case {"missing": x}:
        print("created")
    case _:
        print("match creates no keys", dict(counts))
print(mapping(OrderedDict(a=1)))
