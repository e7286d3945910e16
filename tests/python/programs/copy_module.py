"""copy and deepcopy."""
import copy
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field


class Node:
    def __init__(self, value, children=None):
        self.value, self.children = value, children or []


a = [1, [2, 3], {"k": [4]}]
shallow, deep = copy.copy(a), copy.deepcopy(a)
a[1].append(99)
a[2]["k"].append(5)
print(shallow, deep, shallow is a, shallow[1] is a[1], deep[1] is a[1])
n = Node(1, [Node(2)])
n.me = n
s, d = copy.copy(n), copy.deepcopy(n)
print(s.children is n.children, d.children is n.children, d.me is d, s.me is n, d.children[0].value)
shared = [0]
pair = copy.deepcopy([shared, shared])
print(pair[0] is pair[1], pair[0] is shared)
loop = []
loop.append(loop)
l2 = copy.deepcopy(loop)
print(l2[0] is l2, l2 is loop)
t = (1, 2)
print(copy.copy(t) is t, copy.deepcopy(t) is t, copy.deepcopy(([1],)), copy.deepcopy({(1, 2): [3]}), copy.copy({1, 2}), copy.deepcopy(frozenset([1])), copy.copy("abc"), copy.deepcopy(None), copy.copy(len) is len, copy.copy(Node) is Node)


class Custom:
    def __init__(self, x):
        self.x = x

    def __copy__(self):
        print("__copy__")
        return Custom(self.x)

    def __deepcopy__(self, memo):
        print("__deepcopy__", isinstance(memo, dict))
        return Custom(copy.deepcopy(self.x, memo))


c = Custom([1])
print(copy.copy(c).x is c.x, copy.deepcopy(c).x is c.x, copy.deepcopy([c])[0].x)


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = [1]


class MyList(list):
    pass


@dataclass
class Data:
    items: list = field(default_factory=list)


sl = copy.deepcopy(Slots())
ml = MyList([1, [2]])
ml.tag = "t"
m2 = copy.deepcopy(ml)
dd = copy.deepcopy(defaultdict(list, {"a": [1]}))
dd["b"].append(2)
print(sl.a, hasattr(sl, "b"), m2, m2.tag, type(m2).__name__, m2[1] is ml[1], dd, copy.copy(Counter("aab")), copy.deepcopy(OrderedDict(a=[1])), copy.deepcopy(deque([[1]], maxlen=3)), copy.deepcopy(Data([[1]])), copy.replace(Data([1]), items=[2]))
error = copy.deepcopy(ValueError("a", [1]))
print(repr(error), error.args, copy.copy(c.__class__.__init__) is Custom.__init__)
try:
    copy.copy(x for x in [])
except TypeError as error:
    print(error)
