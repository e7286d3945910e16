"""async and await are parsed; coroutines can be driven by hand."""


async def answer():
    return 42


async def twice():
    first = await answer()
    second = await answer()
    return first + second


class Pause:
    def __await__(self):
        received = yield "paused"
        return received


async def waits():
    got = await Pause()
    return f"got {got}"


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


print(run(answer()), run(twice()))
c = waits()
print(c.send(None))
try:
    c.send("value")
except StopIteration as stop:
    print(stop.value)
print(type(c).__name__, c.__name__)


async def numbers():
    for n in range(3):
        yield n


async def collect():
    return [n async for n in numbers()], [m * 2 async for m in numbers() if m]


class Manager:
    async def __aenter__(self):
        print("enter")
        return "resource"

    async def __aexit__(self, *details):
        print("exit", details[0])


async def use():
    async with Manager() as m:
        print(m)
    async for n in numbers():
        if n == 1:
            break
    else:
        print("never")
    return n


print(run(collect()), run(use()))
