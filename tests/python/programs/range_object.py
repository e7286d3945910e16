"""range: lazy, sliced, compared, searched."""
r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, r.index(8), r.count(8), r.start, r.stop, r.step)
print(range(3) == range(0, 3, 1), range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), hash(range(3)) == hash(range(0, 3)))
print(list(range(5, 0, -2)), list(range(0)), list(range(3, 3)), range(10)[-3:], range(-5), list(reversed(range(4))), bool(range(0)))
print(10**18 in range(10**18 + 1), len(range(0, 10**12, 7)), range(10**18)[-1], sum(range(101)), max(range(5)), "a" in range(3), 2.0 in range(3))
for action in ("range(1.5)", "range(1, 2, 0)", "range('a')", "range()", "range(3)[3]", "range(3).index(7)", "range(1, 2, 3, 4)", "range(3)[0] = 1", "range(3).start = 1", "range(3) + range(2)", "range(10**30).__len__()"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
for i in range(3):
    i += 10
    print(i, end=" ")
print(i)
it = iter(range(3))
print(next(it), list(it), next(it, "done"))
for i in range(10):
    if i == 3:
        break
else:
    print("no break")
for i in range(2):
    continue
else:
    print("else after", i)
while True:
    i += 1
    if i > 4:
        break
else:
    print("never")
print(i, [*range(2)], *range(3), list(enumerate(range(5, 7), 1)), list(map(str, range(3))), list(filter(None, range(3))))
