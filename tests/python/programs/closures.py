"""Closures, nonlocal, global, and when names are looked up."""


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count = 0

    return step, reset


step, reset = counter()
step(), step(5)
print(step(), reset(), step())
other, _ = counter()
print(other(), step())
late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early])
x = "global"


def outer():
    x = "outer"

    def inner():
        def innermost():
            return x

        return innermost()

    def shadow():
        x = "shadow"
        return x

    def through():
        global x
        x = "changed global"

    through()
    return inner(), shadow(), x


print(outer(), x)


def make_adder(n):
    def add(m):
        return n + m

    n += 100
    return add


print(make_adder(1)(2), make_adder(1).__closure__[0].cell_contents)


def late_definition():
    return defined_later()


def defined_later():
    return "found"


print(late_definition())


def unbound():
    print(value)
    value = 1


def delete():
    y = 1
    del y
    return y


def free():
    def read():
        return later

    try:
        read()
    except NameError as error:
        print(type(error).__name__, error)
    later = 1
    return read()


for function in (unbound, delete):
    try:
        function()
    except UnboundLocalError as error:
        print(error)
print(free())


def compose(*functions):
    def composed(x):
        for f in reversed(functions):
            x = f(x)
        return x

    return composed


print(compose(str, lambda n: n + 1, int)("41"))


class Scope:
    x = "class"
    seen = [x for _ in range(1)]

    def method(self):
        return x


print(Scope().method(), Scope.seen)
