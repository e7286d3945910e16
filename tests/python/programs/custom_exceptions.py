"""Own exceptions with attributes, hierarchy, __str__ and groups of classes."""


class AppError(Exception):
    """Base of all."""


class NotFound(AppError):
    def __init__(self, name, *, hint=None):
        super().__init__(f"{name!r} not found")
        self.name, self.hint = name, hint


class Code(AppError):
    code = 1

    def __str__(self):
        return f"code {self.code}"


class Silent(AppError, LookupError):
    pass


for make in (lambda: NotFound("x", hint="try y"), Code, lambda: Silent("a", 2), lambda: AppError()):
    try:
        raise make()
    except NotFound as error:
        print("NotFound", error, error.args, error.name, error.hint, repr(error))
    except LookupError as error:
        print("LookupError", error, repr(error), isinstance(error, AppError))
    except AppError as error:
        print("AppError", error, repr(error), str(error), error.args)
print(Silent.__mro__, issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), IOError is OSError, issubclass(ZeroDivisionError, ArithmeticError), issubclass(UnicodeDecodeError, ValueError), issubclass(ModuleNotFoundError, ImportError), issubclass(NotImplementedError, RuntimeError), issubclass(RecursionError, RuntimeError), issubclass(KeyboardInterrupt, Exception), issubclass(SystemExit, Exception), issubclass(StopIteration, Exception))


class Validation(ValueError):
    def __init__(self, field, value):
        self.field, self.value = field, value

    def __str__(self):
        return f"{self.field}: {self.value!r} is wrong"


try:
    raise Validation("age", -1)
except ValueError as error:
    print(error, repr(error), error.args)
try:
    raise OSError(2, "No such file", "name.txt")
except FileNotFoundError as error:
    print(error, error.errno, error.strerror, error.filename, repr(error))
try:
    raise KeyError("missing")
except KeyError as error:
    print(error, error.args[0])
for attempt in ("import nothing_here", "from math import nothing", "import math.nothing", "from nothing_here import x", "from sys import path as p, missing"):
    try:
        exec(attempt)
    except ImportError as error:
        print(type(error).__name__, error.name, str(error).split(" (")[0])
try:
    [].x
except AttributeError as error:
    print(error, error.name, error.obj)
try:
    undefined
except NameError as error:
    print(error, error.name)
try:
    raise SystemExit(3)
except SystemExit as exit:
    print(exit.code, repr(exit))
try:
    raise StopIteration(5)
except StopIteration as stop:
    print(stop.value)
print(BaseException.__subclasses__.__name__, Exception.__base__, ValueError("a") == ValueError("a"), {ValueError: 1}[ValueError])
