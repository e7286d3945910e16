"""contextlib: contextmanager, suppress, closing, nullcontext, redirect_stdout, ExitStack."""
import io
import sys
from contextlib import ContextDecorator, ExitStack, closing, contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress


@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as error:
        print("handled", error)
    finally:
        print(f"</{name}>")


with tag("b") as b, tag("i"):
    print("text", b)
with tag("safe"):
    raise ValueError("inside")
try:
    with tag("loud"):
        raise KeyError("k")
except KeyError as error:
    print("escaped", error)


@tag("decorated")
def function():
    print("in function")
    return 5


print(function(), function(), function.__name__)


@contextmanager
def silent():
    return
    yield


@contextmanager
def twice():
    yield 1
    yield 2


for manager in (silent, twice):
    try:
        with manager():
            pass
    except RuntimeError as error:
        print(error)
try:
    with twice():
        raise ValueError("v")
except ValueError as error:
    print(error)
with suppress(ZeroDivisionError, KeyError):
    1 / 0
    print("never")
try:
    with suppress(KeyError):
        raise TypeError("through")
except TypeError as error:
    print(error)
with suppress(FileNotFoundError):
    open("does-not-exist.txt")


class Resource:
    def close(self):
        print("closed")


with closing(Resource()) as r:
    print(type(r).__name__)
with nullcontext(5) as five:
    print(five)
out = io.StringIO()
with redirect_stdout(out):
    print("captured")
    with redirect_stderr(out):
        print("error", file=sys.stderr)
print(repr(out.getvalue()))
with ExitStack() as stack:
    names = [stack.enter_context(tag(n)) for n in "xy"]
    stack.callback(print, "callback", 1, sep="-")
    stack.push(lambda kind, error, trace: print("push", kind))
    print(names)
with ExitStack() as stack:
    stack.callback(print, "kept open")
    kept = stack.pop_all()
print("after")
kept.close()
with ExitStack() as stack:
    stack.push(lambda *details: True)
    raise ValueError("suppressed by the stack")
try:
    with ExitStack() as stack:
        stack.enter_context(5)
except TypeError as error:
    print(error)


class Timer(ContextDecorator):
    def __enter__(self):
        print("start")
        return self

    def __exit__(self, *details):
        print("stop")


@Timer()
def work():
    print("working")


work()
try:
    with ExitStack() as stack:
        stack.callback(lambda: 1 / 0)
        raise ValueError("first")
except ZeroDivisionError as error:
    print(error, "|", repr(error.__context__))
