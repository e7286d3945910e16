"""All methods of dict, with the errors that they raise."""
d = {"a": 1, "b": 2, "c": 3}
print(d.get("a"), d.get("z"), d.get("z", 0))
print(d.setdefault("d", 4), d.setdefault("a", 9), d)
print(d.pop("b"), d.pop("b", "gone"))
for action in (lambda: d["zz"], lambda: d.pop("zz"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: dict([1]),
               lambda: dict([(1, 2, 3)]), lambda: dict(1), lambda: d.get(), lambda: d | 3, lambda: {{}: 1}):
    try:
        action()
    except Exception as error:
        print(type(error).__name__, error, repr(error.args))
d.update(x=1)
d.update({"y": 2}, z=3)
d.update([("w", 0)])
print(d, len(d), "x" in d, "q" not in d)
copy = d.copy()
d.clear()
print(d, copy, bool(d), bool(copy))
keys = copy.keys()
print(keys & {"a", "x"} == {"a", "x"}, keys - {"a"} == {"c", "d", "x", "y", "z", "w"}, keys.isdisjoint(["p"]))
print(sorted(keys | ["new"]), sorted(keys ^ {"a", "new"}))
print(("a", 1) in copy.items(), ("a", 2) in copy.items(), 3 in copy.values(), len(copy.items()))
copy["added"] = True
print("added" in keys)
try:
    for key in copy:
        copy[key + "!"] = 1
except RuntimeError as error:
    print(error)
nested = {"inner": {"list": [1, {"deep": None}]}}
print(nested["inner"]["list"][1]["deep"])
itself = {}
itself["me"] = itself
print(itself)
print({k: v for k, v in sorted({"b": 1, "a": 2}.items(), key=lambda item: item[1])})
print({} == {}, {1: 2} != {1: 3}, max({"a": 3, "b": 1}, key={"a": 3, "b": 1}.get))
