"""Built-in functions that no other program covers."""
print(abs(-2), all([]), any([0, 1]), ascii("é"), bin(6), callable(len), chr(65), divmod(7, 2), hash("a") == hash("a"), hex(10), id(None) == id(None), oct(8), ord("a"), pow(2, 3), round(2.567, 2), sorted([2, 1]), sum([1, 2], 10))
print(list(enumerate("ab", 5)), list(map(lambda a, b: (a, b), "ab", [1, 2])), list(filter(str.isdigit, "a1b2")), list(zip("ab", [1, 2], (3, 4))), list(reversed((1, 2))), max("abc", key=ord), min([3, 1], [2]), max(1, 2, 3), min({"a": 2, "b": 1}), max([1, 2], default=0), max(["a", "bb"], key=len), min("b", "a"))
print(isinstance(1, (int, str)), issubclass(bool, int), type(1) == int, hasattr("a", "upper"), getattr("a", "nope", None), dir([])[-3:], vars(type("X", (), {"a": 1}))["a"], repr("a"), format(3.14159, ".2f"), slice(1, 2), eval("1+1"), iter([1]).__next__(), next(iter([]), "end"))
print(int("12"), float("1.5"), str(5), bool([]), list("ab"), tuple([1]), set([1]), dict(a=1), frozenset([1]), bytes([1]), bytearray(2), complex(1, 2), range(3), object() == object())
print(sum([[1], [2]], []), sum((0.1, 0.2, 0.3)), sum([True, True]), round(-2.5), round(3.5), round(1e22), round(5), pow(7, -1, 5), "".join(map(chr, range(97, 102))), sorted("bca", reverse=True), sorted([("b", 1), ("a", 2)], key=lambda t: t[1]))
print(*map(type, (1, 1.0, "", b"", [], (), {}, set(), None, True, 1j, range(0), print, lambda: 0, type, ..., NotImplemented, object())), sep="\n")
for action in ("sum('ab')", "sum(5)", "max([])", "max(5)", "min()", "ord('')", "chr('a')", "abs('a')", "len(None)", "sorted(5)", "reversed({1})", "reversed(5)", "enumerate(5)", "zip(5)", "list(map(5, [1]))", "next(5)", "iter(5)", "hash([])", "round('a')", "pow(1, 2, 3, 4)", "isinstance(1, 1)", "vars(5)", "getattr(1, 'x')", "dict([1])", "set(5)", "bytes('a')", "int([])", "float('x')", "complex('x')", "range('a')", "divmod(1)", "eval('1 +')", "hex(1.5)", "input.nope", "type()", "id()", "callable()", "format(1, 2)", "print(sep=5)", "slice()", "delattr(1, 'x')"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
