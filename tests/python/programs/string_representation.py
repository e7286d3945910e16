"""__repr__, __str__, __format__, __bytes__ and where each is used."""


class Both:
    def __repr__(self):
        return "repr"

    def __str__(self):
        return "str"


class OnlyRepr:
    def __repr__(self):
        return "only repr"


class OnlyStr:
    def __str__(self):
        return "only str"


b, r = Both(), OnlyRepr()
print(b, r, [b, r], (b,), {b: r}, {r}, f"{b} {b!r} {b!s} {r}", "%s %r" % (b, b), "{} {!r}".format(b, b), str([b]), repr(b))
print(str(OnlyStr()), f"{OnlyStr()}", repr(OnlyStr()).startswith("<__main__.OnlyStr object at 0x"))
print(format(b), f"{b!s:>6}|{b!r:<6}|")
for action in ("format(b, '>6')", "f'{r:5}'", "'{:x}'.format(b)"):
    try:
        eval(action)
    except TypeError as error:
        print(error)


class Wrong:
    def __repr__(self):
        return 5

    def __str__(self):
        return None


for function in (repr, str):
    try:
        function(Wrong())
    except TypeError as error:
        print(error)


class Angle:
    def __init__(self, degrees):
        self.degrees = degrees

    def __format__(self, spec):
        if spec.endswith("r"):
            return format(self.degrees * 3.14159 / 180, spec[:-1] + "f") + " rad"
        return format(self.degrees, spec) + "°"

    def __bytes__(self):
        return bytes([self.degrees])


a = Angle(90)
print(f"{a} {a:.2r} {a:5d} {a:05}", bytes(a))


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

    def __repr__(self):
        return f"Node({self.value!r}, {self.next!r})"


print(Node(1, Node("a", Node(None))), sep="")


class Sub(Both):
    def __str__(self):
        return "sub of " + super().__str__()


print(Sub(), [Sub()], str(Sub), type(b).__repr__(b), object.__str__(b))
