"""A dict keeps the order in which its keys came."""
ages = {"Eve": 31, "Adam": 30}
ages["Cain"] = 5
ages["Eve"] = 32
print(ages)
del ages["Eve"]
ages["Eve"] = 33
print(list(ages), ages.keys(), ages.values(), ages.items())
print({1: "int", True: "bool", 1.0: "float"})
print(list(reversed(ages)), list(reversed(ages.items())))
print(dict([("b", 1), ("a", 2)], c=3, a=4))
print({**ages, "Abel": 1, **{"Adam": 0}})
print({"a": 1, "b": 2} == {"b": 2, "a": 1})
print({"a": 1} | {"b": 2, "a": 3})
ages |= [("Seth", 0)]
print(ages)
for name in ages:
    print(name, end=" ")
print()
print(ages.popitem(), ages)
print(dict.fromkeys("hello"), dict.fromkeys(range(3), 0))
print(dict(zip("abc", range(3))))
