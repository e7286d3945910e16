"""How strings are shown: quotes, escapes, code points that do not print."""
for text in ["plain", "it's", 'say "hi"', "both ' and \"", "tab\t", "line\n", "cr\r", "back\\slash", "\x00\x1f\x7f", "é", "中文", "😀", "\xa0", "\xad", "\u200b", "\u2028", "\ufeff", "\U000e0001", ""]:
    print(repr(text), ascii(text))
print(["a", 'b"', "c'"], ("x",), {"k": "v\n"})
print(str(b"bytes"), repr(b"it's"), repr(b'"'), repr(b"\x00\xff\n\t\\"), b"a" b"b", bytes([65, 66]))
print(str(1.0), str(None), str(True), str([1, "a"]), str(("a",)), str({"a": 1}), str({1}), str(set()), str(frozenset([1])), str(range(3)), str(slice(1)))
print(repr(print), repr(len), repr(int), repr(list), repr(Exception), repr(type), repr(object), repr(...), repr(NotImplemented))
print(repr(Exception("a")), repr(Exception()), repr(Exception("a", 1)), repr(ValueError("it's")), repr(KeyError("k")), str(KeyError("k")), str(KeyError("a", "b")), str(Exception("a", 1)), [str(Exception())])
print(f"{'a'!r:>5}|{'é'!a}|{'x'!s:3}|")
print(repr("a" * 3), len(repr("\n")), repr(repr("a")))


class Thing:
    pass


class Shown:
    def __repr__(self):
        return "Shown()"


print(Thing, Shown(), str(Shown()), [Shown()], f"{Shown()}", repr(Thing.__name__), Thing.__qualname__)


def function():
    def inner():
        pass

    return inner


print(function.__name__, function().__qualname__, (lambda: 0).__name__, repr(function)[:17])
