"""Classes: attributes of class and instance, methods, special attributes."""


class Dog:
    """A dog."""

    kind = "canine"
    tricks = []

    def __init__(self, name):
        self.name = name

    def bark(self, times=1):
        return f"{self.name}: " + "woof" * times

    def __repr__(self):
        return f"Dog({self.name!r})"


rex, ada = Dog("Rex"), Dog("Ada")
print(rex, rex.bark(), ada.bark(times=2), Dog.bark(rex, 3), str(ada), [rex])
rex.kind = "hero"
print(rex.kind, ada.kind, Dog.kind, rex.__dict__, ada.__dict__, vars(rex) is rex.__dict__)
rex.tricks.append("roll")
print(ada.tricks, rex.tricks is Dog.tricks)
del rex.kind
print(rex.kind, hasattr(rex, "age"), getattr(rex, "age", 0), setattr(rex, "age", 3), rex.age)
delattr(rex, "age")
for action in ("rex.age", "del rex.age", "Dog.missing", "rex.bark.missing", "Dog()", "rex()", "rex[0]", "rex + 1", "rex < ada", "len(rex)", "rex.nam", "del rex.kind", "iter(rex)", "int(rex)", "rex.bark = 1; rex.bark()"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(type(ada), Dog, ada.__class__.__name__, Dog.__doc__, Dog.__module__, Dog.__name__, Dog.__bases__, Dog.__mro__, isinstance(ada, Dog), isinstance(Dog, type), type(Dog))
bound = ada.bark
print(bound(), bound.__self__ is ada, bound.__func__ is Dog.bark, bound.__name__, ada.bark == ada.bark, type(bound).__name__, Dog.bark.__qualname__)
Dog.speak = lambda self: f"{self.name} speaks"
print(ada.speak(), "speak" in dir(ada), "name" in dir(ada), "name" in dir(Dog), ada == ada, ada == Dog("Ada"), ada != rex, ada in [ada], hash(ada) == hash(ada))


class Empty:
    pass


class Nested:
    class Inner:
        value = [x for x in range(2)]

    made = Inner()
    a = b = 1
    c = a + b
    for i in range(2):
        last = i


e = Empty()
e.x, e.y = 1, [2]
e.y += [3]
print(e.__dict__, Nested.Inner.value, Nested.made.value, Nested.c, Nested.last, Nested.Inner.__qualname__, Empty.__doc__)
X = type("X", (Dog,), {"kind": "made", "say": lambda self: self.name})
print(X("t").say(), X.kind, X.__mro__[1].__name__, X("q"))
if True:
    class Conditional:
        def method(self): return __class__.__name__
print(Conditional().method(), type(e).__name__, type(type(e)), object().__class__, id(e) == id(e))
