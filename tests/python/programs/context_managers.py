"""with: enter, exit, suppressed exceptions, several items, as targets."""


class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, error, trace):
        print("exit", self.name, kind and kind.__name__, error, trace is not None)
        return self.suppress


with Manager("a") as a:
    print(a)
with Manager("a"), Manager("b") as b, Manager("c") as c:
    print(b, c)
with (
    Manager("x") as x,
    Manager("y") as y,
):
    print(x, y)
with Manager("quiet", suppress=True):
    raise ValueError("hidden")
print("goes on")
try:
    with Manager("outer"), Manager("inner", True), Manager("innermost"):
        1 / 0
    print("after")
    with Manager("loud"):
        raise KeyError("seen")
except KeyError as error:
    print("caught", error)


def early():
    for i in range(3):
        with Manager(f"loop{i}"):
            if i == 0:
                continue
            return i


print(early())


class Pair:
    def __enter__(self):
        return 1, (2, 3)

    def __exit__(self, *details):
        pass


with Pair() as (p, (q, r)):
    print(p, q, r)
d = {}
with Pair() as d["key"]:
    print(d)


class NoExit:
    def __enter__(self):
        pass


class FailingEnter(Manager):
    def __enter__(self):
        raise RuntimeError("no entry")


for make in (lambda: 5, NoExit, lambda: FailingEnter("f")):
    try:
        with make():
            print("never")
    except Exception as error:
        print(type(error).__name__, error)


class Raising(Manager):
    def __exit__(self, kind, error, trace):
        raise TypeError("from exit")


try:
    with Raising("r"):
        raise ValueError("first")
except TypeError as error:
    print(error, repr(error.__context__))
