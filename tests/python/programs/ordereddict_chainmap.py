"""OrderedDict, ChainMap, UserDict, UserList."""
from collections import ChainMap, OrderedDict, UserDict, UserList

od = OrderedDict([("a", 1), ("b", 2)], c=3)
od.move_to_end("a")
od.move_to_end("c", last=False)
print(od, list(od), od.popitem(), od.popitem(last=False), od, OrderedDict(), list(reversed(od)))
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == dict(b=2, a=1), od | {"z": 0}, {"z": 0} | od, OrderedDict.fromkeys("xy", 0), od.copy(), isinstance(od, dict))
for action in ("od.move_to_end('q')", "OrderedDict().popitem()", "od['q']"):
    try:
        eval(action)
    except KeyError as error:
        print(action, repr(error))
defaults, user = {"color": "red", "size": 1}, {"size": 5}
cm = ChainMap(user, defaults)
print(cm["size"], cm["color"], cm, dict(cm), list(cm), len(cm), "color" in cm, cm.get("x", 0), cm.maps)
cm["new"] = 1
child = cm.new_child({"color": "blue"})
print(user, defaults, child["color"], child.parents["color"], child, list(child.items()))
for action in ("cm['missing']", "cm.pop('color')", "del cm['color']"):
    try:
        exec(action)
    except KeyError as error:
        print(action, error)


class Lower(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)


class Unique(UserList):
    def append(self, item):
        if item not in self:
            super().append(item)


low = Lower({"A": 1}, B=2)
low["C"] = 3
low.update(D=4)
u = Unique([1])
u.append(1)
u.append(2)
print(low, low["a"], "A" in low, len(low), low.data, list(low), low.pop("a"), low.get("q"), u, u[0], u + [3], len(u), u[::-1], u == [1, 2], isinstance(u, list))
