"""warnings."""
import sys
import warnings


def old(x):
    warnings.warn("old() is deprecated", DeprecationWarning, stacklevel=2)
    return x


warnings.warn("plain text")
for i in range(3):
    warnings.warn("only once for a line")
print(old(1), file=sys.stderr)
warnings.warn("a runtime problem", RuntimeWarning)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("caught", FutureWarning)
    old(2)
print(len(caught), caught[0].category.__name__, str(caught[0].message), caught[1].lineno, caught[1].filename)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    warnings.warn("hidden")
with warnings.catch_warnings():
    warnings.filterwarnings("error", message=".*strict.*")
    try:
        warnings.warn("this is strict here")
    except UserWarning as error:
        print("raised", repr(error))
    warnings.warn("not matched")


class MyWarning(UserWarning):
    pass


warnings.warn(MyWarning("own class"))
warnings.filterwarnings("ignore", category=MyWarning)
warnings.warn("ignored now", MyWarning)
try:
    warnings.warn("x", int)
except TypeError as error:
    print(error)
try:
    warnings.simplefilter("wrong")
except (AssertionError, ValueError):
    print("invalid action")


def custom(message, category, filename, lineno, file=None, line=None):
    print("custom:", category.__name__, message, lineno)


warnings.showwarning = custom
warnings.warn("shown by a function")


@warnings.deprecated("use new() instead")
def gone():
    return "still works"


print(gone(), issubclass(DeprecationWarning, Warning), warnings.formatwarning("m", UserWarning, "f.py", 3, "code"))
