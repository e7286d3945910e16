"""Metaclasses, __init_subclass__, __class_getitem__, __prepare__, __new__."""


class Meta(type):
    def __new__(mcls, name, bases, namespace, **kwargs):
        print("new", name, [b.__name__ for b in bases], sorted(k for k in namespace if not k.startswith("__")), kwargs)
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.tag = name.lower()

    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)

    def __len__(cls):
        return 7

    def __iter__(cls):
        return iter("abc")

    def __repr__(cls):
        return f"<{cls.__name__}!>"

    @property
    def loud(cls):
        return cls.__name__.upper()

    def helper(cls):
        return "helped " + cls.__name__


class Base(metaclass=Meta, option=1):
    x = 1

    def __init__(self, *args):
        self.args = args


class Child(Base):
    y = 2


print(Child(1, 2).args, Child.tag, len(Child), list(Base), Child, Child.loud, Child.helper(), type(Child), isinstance(Child, Meta))
try:
    Child().helper
except AttributeError as error:
    print(error)


class Plugin:
    plugins = {}

    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.plugins[key or cls.__name__] = cls.__name__


class One(Plugin):
    pass


class Two(Plugin, key="zwei"):
    pass


print(Plugin.plugins)
try:
    class Three(One, wrong=1):
        pass
except TypeError as error:
    print(error)


class Box:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item.__name__}]"


print(Box[int])


class Ordered(type):
    @classmethod
    def __prepare__(mcls, name, bases):
        return {"injected": 99}


class Uses(metaclass=Ordered):
    copied = injected + 1


print(Uses.copied, Uses.injected)
try:
    class Conflict(Base, metaclass=Ordered):
        pass
except TypeError as error:
    print(error)


class Immutable(tuple):
    def __new__(cls, *values):
        return super().__new__(cls, sorted(values))


class Other:
    def __new__(cls):
        return 5

    def __init__(self):
        print("never")


print(Immutable(3, 1, 2), Other(), type("T", (), {})().__class__.__name__, type(Meta), Meta.__mro__[1])


def function_as_metaclass(name, bases, namespace):
    return name, len(bases)


class Made(metaclass=function_as_metaclass):
    pass


print(Made)
