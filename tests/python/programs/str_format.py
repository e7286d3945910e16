"""str.format with positions, names, attributes, items, and its errors."""
print("{} {} {}".format(1, "a", None), "{0} {1} {0}".format("x", "y"), "{name} is {age}".format(name="Bo", age=3), "{{}} {}".format(1))
print("{0[1]} {1[key]} {2.real}".format([1, 2], {"key": "v"}, 3), "{p.__class__.__name__}".format(p=1), "{:>{}}|{:{w}.{p}f}".format("a", 4, 3.14159, w=7, p=2))
print("{!r} {!s} {!a}".format("a", "b", "é"), "{0!r:>5}|".format("a"), "{:,}".format(10**9), "{:.2%}".format(0.5), "{:^9}|".format("mid"), "{:*<5}".format(1), "{:+d} {:x}".format(5, 255))
print("{a}{b}".format(**{"a": 1, "b": 2}), "{a[0]}{b}".format_map({"a": [9], "b": 2}), "{} {x}".format(1, x=2), "{0:{1}}".format(5, "03"), "".format(1), "{:5}|{:<5}|{:5}".format(1, 2, "s"))
for template, args, kwargs in [("{} {}", (1,), {}), ("{a}", (), {}), ("{0} {}", (1, 2), {}), ("{} {0}", (1,), {}), ("{", (1,), {}), ("}", (), {}), ("{0", (1,), {}), ("{!x}", (1,), {}), ("{0[5]}", ([1],), {}), ("{0.nope}", (1,), {}), ("{0[a]}", ([1],), {}), ("{:d}", ("a",), {}), ("{1}", (0,), {}), ("{a[b]}", (), {"a": {}}), ("{!r", (1,), {}), ("{!}", (1,), {}), ("{0.}", (1,), {}), ("{:{}}", (1,), {})]:
    try:
        print(template.format(*args, **kwargs))
    except Exception as error:
        print(f"{template}: {type(error).__name__}: {error}")


class Default(dict):
    def __missing__(self, key):
        return f"<{key}>"


print("{a} {b}".format_map(Default(a=1)))
line = "{:<8}|{:^8}|{:>8}".format
print(line("left", "mid", "right"))
print(line(1, 2.5, "x"))
