"""pprint."""
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass
from pprint import PrettyPrinter, pformat, pp, pprint

data = {"name": "example", "values": list(range(30)), "nested": {"b": [1, 2, {"c": "x" * 30}], "a": ("tuple", None, True)}, "text": "word " * 30, "set": {3, 1, 2}}
pprint(data)
pprint(data, width=40)
pprint(data, depth=1)
pprint(data, compact=True, width=60)
pp({"z": 1, "a": 2})
pprint({"z": 1, "a": 2})
pprint([1, "a", None], width=5)
pprint(data["nested"], indent=4, width=30)
print(pformat([["deep"] * 3] * 3, width=20), pformat("short"), pformat({}), pformat([]), pformat(1234567, underscore_numbers=True))
pprint(("one element that is long enough to be broken into a line of its own, or not",), width=30)
pprint([OrderedDict(a="x" * 30, b="y" * 30), Counter("hello world" * 3), defaultdict(int, {"k" * 20: 1, "l" * 30: 2}), deque(range(40), maxlen=40)], width=50)


@dataclass
class Point:
    x: int
    label: str
    others: list


pprint(Point(1, "a", [1]))
pprint(Point(1, "a" * 30, list(range(20))), width=40)
P = namedtuple("P", "a b")
pprint([P(1, "x" * 40), P(2, "y" * 40)], width=60)
loop = [1]
loop.append(loop)
print(pformat(loop).startswith("[1, <Recursion on list with id="))
pprint({2: "int", "a": "str", (1, 2): "tuple"})
PrettyPrinter(indent=2, width=20).pprint({"key": ["value1", "value2"], "k2": {"x": "y"}})
pprint("line one\nline two is longer\nthree", width=15)
pprint({"long text": "The quick brown fox jumps over the lazy dog and runs away from it quickly"}, width=40)
pprint(frozenset(range(30)))
