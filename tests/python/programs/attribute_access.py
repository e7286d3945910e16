"""__getattr__, __getattribute__, __setattr__, __delattr__, __dir__, __slots__."""


class Lazy:
    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        if name.startswith("no"):
            raise AttributeError(f"no {name} here")
        return f"made {name}"


l = Lazy()
print(l.real, l.other, hasattr(l, "nothing"), getattr(l, "none", "default"))


class Guarded:
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value * 2)

    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)

    def __getattribute__(self, name):
        if name == "secret":
            return "intercepted"
        return super().__getattribute__(name)


g = Guarded()
g.x = 5
g.x += 1
print(g.x, g.secret, g.__dict__)
del g.x
try:
    g.x
except AttributeError as error:
    print(error)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class Sub(Slotted):
    __slots__ = ("c",)


class Open(Slotted):
    pass


s = Slotted(1)
for action in ("s.b", "s.c = 1", "s.__dict__", "s.missing", "del s.b", "Sub(1).zzz = 1"):
    try:
        exec(action)
    except AttributeError as error:
        print(f"{action}: {error}")
sub, o = Sub(1), Open(2)
sub.c, o.free = 3, 4
print(s.a, sub.a, sub.c, o.a, o.__dict__, Slotted.__slots__, type(Slotted.a).__name__)
try:
    class Conflict:
        __slots__ = ("x",)
        x = 1
except ValueError as error:
    print(error)


class Record:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __dir__(self):
        return ["z", "a"]


r = Record(x=1, y=2)
print(r.x + r.y, vars(r), dir(r), getattr(r, "x"), [n for n in vars(Record) if not n.startswith("__")])


class Private:
    def __init__(self):
        self.__hidden = 1
        self._internal = 2
        self.__dunder__ = 3

    def get(self):
        return self.__hidden


p = Private()
print(p.get(), vars(p), p._Private__hidden)
try:
    p.__hidden
except AttributeError as error:
    print(error)
for action in ("object().x = 1", "(5).x = 1", "int.x = 1", "len.x = 1", "None.x = 1", "'a'.x = 1", "[].x = 1", "object.x", "del int.real", "(lambda: 0).x", "type.x", "int.x"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
