"""Slices of lists, strings and ranges: read, assigned and deleted."""
a = list(range(10))
print(a[2:5], a[:3], a[7:], a[:], a[-3:], a[:-7], a[::2], a[1::3], a[::-1], a[8:2:-2], a[5:2], a[20:], a[-100:2])
print("python"[1:4], "python"[::-1], "python"[-1], (1, 2, 3)[1:], range(10)[2:8:3], b"bytes"[1:3], b"bytes"[0])
a[2:4] = ["x", "y", "z"]
print(a)
a[:0] = [-1]
a[len(a):] = [100]
print(a)
a[1:3] = []
print(a)
a[::2] = [0] * len(a[::2])
print(a)
del a[1:3], a[-1]
print(a)
del a[::2]
print(a)
a[:] = "abc"
print(a)
b = a
a[1:] = a
print(a, b is a)
for action in ("a[::2] = [1]", "a[1:2] = 5", "a['x':2]", "a[::0]", "'abc'[0] = 'x'", "(1, 2)[0] = 1", "range(3)[5]", "a[1.0]"):
    try:
        exec(action)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
s = slice(1, None, 2)
print(s, s.start, s.stop, s.step, s.indices(6), list(range(10))[s], slice(3), slice(None, -1))


class Probe:
    def __getitem__(self, key):
        return key


print(Probe()[1:2], Probe()[::3], Probe()[1, 2], Probe()[1:2, ...], Probe()[()], Probe()[-1])
