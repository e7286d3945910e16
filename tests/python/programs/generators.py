"""Generators: lazy, with state, send, throw, close, return value."""


def count(n):
    print("start")
    for i in range(n):
        yield i
    print("end")
    return "result"


g = count(2)
print("made")
print(next(g), next(g))
try:
    next(g)
except StopIteration as stop:
    print("stopped", stop.value, repr(stop))
print(next(g, "default"), list(count(1)))


def echo():
    received = None
    while True:
        try:
            received = yield received
            print("got", received)
        except ValueError as error:
            received = f"caught {error}"
        finally:
            print("finally")


e = echo()
print(next(e), e.send("a"), e.send([1]), e.throw(ValueError("bad")))
try:
    e.throw(KeyError("k"))
except KeyError as error:
    print("escaped", error)
print(list(e))


def cleanup():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closing")
        raise
    finally:
        print("cleaned")


c = cleanup()
next(c)
c.close()
c.close()
print(next(c, "closed"))


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)
fresh = echo()
try:
    fresh.send(1)
except TypeError as error:
    print(error)


def bad():
    yield 1
    raise StopIteration("inside")


try:
    list(bad())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as error:
    print(error)


def average():
    total, n = 0, 0
    mean = None
    while (value := (yield mean)) is not None:
        total += value
        n += 1
        mean = total / n
    return mean


a = average()
next(a)
print(a.send(1), a.send(4))
try:
    a.send(None)
except StopIteration as stop:
    print(stop.value)
print(a.__name__, type(a), iter(a) is a, hasattr(a, "__len__"))
