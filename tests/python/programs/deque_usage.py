"""collections.deque."""
from collections import deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
d.extend([5, 6])
d.extendleft([-1, -2])
print(d, len(d), d[0], d[-1], d[2], 3 in d, d.count(3), d.index(3), list(reversed(d)), d.maxlen)
print(d.pop(), d.popleft(), d)
d.rotate(2)
print(d)
d.rotate(-3)
d.remove(3)
d.insert(1, "x")
d[0] = "first"
del d[-1]
d.reverse()
print(d, d.copy() == d, d + deque([1]), deque([1]) * 2, deque("ab"), deque(), bool(deque()))
last = deque(maxlen=3)
for i in range(6):
    last.append(i)
print(last, last.maxlen, deque([1, 2, 3], 2), deque([1], maxlen=5))
last.appendleft("l")
print(last)
for action in ("deque().pop()", "deque().popleft()", "d.remove(99)", "d[100]", "d.index(99)", "deque(5)", "deque([1], maxlen=-1)", "d[1:2]", "last.insert(0, 1)", "hash(d)", "deque([1]) < [1]"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(deque([1, 2]) == deque([1, 2]), deque([1, 2]) == [1, 2], deque([1]) < deque([2]), sum(deque([1, 2])), [*deque("xy")], deque([deque([1])]))
queue, seen, graph = deque(["a"]), ["a"], {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
while queue:
    node = queue.popleft()
    for neighbour in graph[node]:
        if neighbour not in seen:
            seen.append(neighbour)
            queue.append(neighbour)
print(seen)
d += [7]
d.clear()
print(d, d.maxlen)
