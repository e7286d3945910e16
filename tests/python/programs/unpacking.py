"""Assignment to several names, with stars, nested, in loops and in calls."""
a, b = 1, 2
a, b = b, a
print(a, b)
first, *rest = [1, 2, 3]
*start, last = "abc"
head, *middle, tail = range(5)
print(first, rest, start, last, head, middle, tail)
(x, y), [z, *w] = (1, 2), [3]
print(x, y, z, w)
for number, (letter, *more) in enumerate(["abc", "de", "f"], start=1):
    print(number, letter, more)
d = {"p": 1, "q": 2}
for key, value in d.items():
    print(key, value)
print([*range(3), *"ab"], (*[1], 2), {*[1, 1, 2]}, {**d, "r": 3})
i = 0
values = [0, 0, 0]
i, values[i] = 1, 9
print(i, values)
c = d = []
c.append(1)
print(d, c is d)
a = b = c = 0
a += 1
print(a, b, c)
for action in ("a, b = [1]", "a, b = 1, 2, 3", "a, *b, c = [1]", "a, b = 5", "a, b = None", "(a, b), c = 1, 2",
               "a, b, c = 'ab'", "a, b = {}", "[*5]", "{**[1]}", "a, b = iter([1, 2, 3])"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
one, = [1]
print(one, (1,), ())
for d[-1] in "xyz":
    print(d)
