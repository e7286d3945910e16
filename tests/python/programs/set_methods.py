"""Sets and frozensets. Only small ints, whose order is fixed, or sorted lists are printed."""
s = {3, 1, 2, 3}
print(s, len(s), 2 in s, set(), {1}, frozenset({1, 2}), frozenset())
s.add(5)
s.discard(99)
s.remove(3)
print(s, s | {7}, s & {1, 2}, s - {1}, s ^ {1, 9})
print(sorted(s.union([10], (11,))), s.intersection([1, 5], [5]), s.difference([5], [1]), sorted(s.symmetric_difference([1, 4])))
print({1} <= {1, 2}, {1, 2} < {1, 2}, {1, 2}.issubset([1, 2, 3]), {1, 2} >= {2}, {1}.issuperset([]), {1}.isdisjoint([2]), {1, 2} == {2, 1}, {1} == frozenset([1]))
s.update([6], {7})
s.intersection_update([1, 2, 6, 7])
s.difference_update([7])
s.symmetric_difference_update([6, 8])
print(s)
s |= {20}
s &= {1, 2, 20}
s -= {20}
s ^= {2, 3}
print(s, s.pop() in (1, 3), len(s))
for action in ("{[]}", "s.remove(99)", "set().pop()", "{1} | [2]", "{1} + {2}", "frozenset([1]).add(2)", "set(5)", "s[0]", "{1} < [1]", "hash({1})", "{{1}}", "s.add()", "{1, 2}.update(5)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print({frozenset([1, 2]): "key"}[frozenset([2, 1])], {frozenset([1])}, frozenset([1]) | {2}, type({1} | frozenset()), type(frozenset() | {1}))
print(sorted({x % 3 for x in range(10)}), sorted(set("mississippi")), {1, True, 1.0}, {0, False})
print(len({(1, 2), (1, 2)}), set(range(5)) - set(range(3)), bool(set()), {*[1], *[2]})
try:
    for item in s:
        s.add(item + 100)
except RuntimeError as error:
    print(error)
a = {1, 2}
b = a
b.add(3)
c = a.copy()
c.add(4)
print(a, a is b, c, list(dict.fromkeys("banana")))
