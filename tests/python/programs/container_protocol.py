"""__len__, __getitem__, __setitem__, __delitem__, __contains__, __iter__, __call__, __reversed__, __missing__."""


class Shelf:
    def __init__(self, *books):
        self.books = list(books)

    def __len__(self):
        return len(self.books)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return Shelf(*self.books[key])
        if isinstance(key, tuple):
            return [self.books[k] for k in key]
        return self.books[key]

    def __setitem__(self, key, value):
        print("set", key, value)
        self.books[key] = value

    def __delitem__(self, key):
        print("del", key)
        del self.books[key]

    def __contains__(self, title):
        return any(title.lower() == book.lower() for book in self.books)

    def __iter__(self):
        return iter(self.books)

    def __reversed__(self):
        return (f"r{book}" for book in self.books[::-1])

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __repr__(self):
        return f"Shelf{tuple(self.books)}"


s = Shelf("a", "b", "c")
print(len(s), s[0], s[-1], s[1:], s[0, 2], "A" in s, "z" in s, list(s), list(reversed(s)), s(1, x=2), bool(s), bool(Shelf()))
s[0] = "x"
s[1:2] = ["y", "z"]
s[0] += "!"
del s[-1]
del s[0:1]
print(s, *s, sep=" ")
for action in ("s[10]", "s['a']", "del s[10]", "s.missing", "s < s"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Bad:
    def __len__(self):
        return -1


class Worse:
    def __len__(self):
        return "x"


class Read:
    def __getitem__(self, key):
        return key


for action in ("len(Bad())", "len(Worse())", "Read()[1] = 2", "del Read()[1]", "len(Read())", "bool(Bad())", "5[0]", "None[0]", "5[0] = 1", "del 5 .x", "(lambda: 0)[0]", "len[0]", "{}.x", "int[0]", "Read[0]"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, position):
        row, column = position
        return self.rows[row][column]

    def __setitem__(self, position, value):
        row, column = position
        self.rows[row][column] = value


m = Matrix([[1, 2], [3, 4]])
m[0, 1] = 20
m[1, 0] *= 10
print(m[0, 1], m[1, 0], m.rows)


class Default(dict):
    def __missing__(self, key):
        self[key] = value = [key]
        return value


d = Default()
d["a"].append(1)
print(d, d.get("b"), "b" in d)
