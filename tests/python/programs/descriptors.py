"""Descriptors: data and non-data, __set_name__, validation, lazy attributes."""


class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}, not {type(value).__name__}")
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        delattr(instance, self.name)


class Person:
    name = Typed(str, "nobody")
    age = Typed(int, 0)

    def __init__(self, name=None):
        if name:
            self.name = name


p = Person("Ann")
p.age = 5
print(p.name, p.age, Person().name, vars(p), type(Person.age).__name__)
p.__dict__["age"] = "shadow"
print(p.age)
del p.age
print(p.age)
try:
    p.age = "old"
except TypeError as error:
    print(error)


class Lazy:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        if instance is None:
            return self
        print("computing")
        value = instance.__dict__[self.function.__name__] = self.function(instance)
        return value


class Data:
    @Lazy
    def total(self):
        return 42


d = Data()
print(d.total, d.total, vars(d))
d.total = 1
print(d.total)


class ReadOnly:
    def __get__(self, instance, owner):
        return owner.__name__

    def __set__(self, instance, value):
        raise AttributeError("read-only")


class Holder:
    here = ReadOnly()


print(Holder.here, Holder().here)
try:
    Holder().here = 1
except AttributeError as error:
    print(error)
function = lambda self, x: (self, x)
print(function.__get__("me")(1), function.__get__(None, int) is function, len.__name__, str.upper("a"), "a".upper.__name__, int.__add__(1, 2), (5).__add__.__name__, str.join("-", "ab"), list.append.__name__)


class MyProperty:
    def __init__(self, fget):
        self.fget = fget

    def __get__(self, obj, owner=None):
        return self if obj is None else self.fget(obj)


class Circle:
    def __init__(self, r):
        self.r = r

    @MyProperty
    def area(self):
        return 3 * self.r**2


c = Circle(2)
c.area2 = c.area
print(c.area, c.area2)
