"""Pipelines of generators, lazy reading, batching, sliding windows, coroutines."""
from collections import deque
from itertools import islice


def read(lines):
    for line in lines:
        print(f"[{line.strip()}]", end="")
        yield line.strip()


def numbers(lines):
    for line in lines:
        try:
            yield float(line)
        except ValueError:
            print("skip", line, end=" ")


def windows(items, size):
    window = deque(maxlen=size)
    for item in items:
        window.append(item)
        if len(window) == size:
            yield tuple(window)


def batches(items, size):
    it = iter(items)
    while batch := list(islice(it, size)):
        yield batch


def running(function):
    def start(*args):
        generator = function(*args)
        next(generator)
        return generator

    return start


@running
def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total / count


@running
def printer(prefix):
    try:
        while True:
            print(prefix, (yield))
    finally:
        print(prefix, "closed")


@running
def split(*targets):
    while True:
        item = yield
        for target in targets:
            target.send(item)


source = ["1\n", "x\n", "2.5\n", "4\n", "5\n"]
pipeline = (sum(w) / 2 for w in windows(numbers(read(source)), 2))
print("lazy")
print(next(pipeline), list(pipeline))
print(list(batches(range(7), 3)), list(windows("abcd", 3)), list(batches([], 2)))
average = averager()
print([average.send(n) for n in (10, 20, 60)])
a, b = printer("A"), printer("B")
s = split(a, b)
s.send(1)
s.send("two")
a.close()
try:
    s.send(3)
except RuntimeError as error:
    print(error, repr(error.__cause__))
b.close()


def countdown(n):
    while n:
        command = yield n
        if command == "reset":
            n = 3
        else:
            n -= 1
    return "lift off"


c = countdown(2)
print(next(c), next(c), c.send("reset"), list(c))


def delegating():
    result = yield from countdown(1)
    yield result


print(list(delegating()), sum(1 for _ in countdown(5)), dict(zip("ab", countdown(9))), max(countdown(4)), *countdown(3))
gen = (x for x in range(3))
print(2 in gen, list(gen), gen.gi_frame is None, next(gen, "exhausted"))
