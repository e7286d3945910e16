"""assert with and without a message."""
assert True
assert 1 + 1 == 2, "never shown"
assert (1, "a tuple is true")
checks = ["assert False", "assert 1 == 2, 'one is not two'", "assert [], [1, 2]", "assert None, None", "assert 0, ('a', 1)", "assert '', f'value {1 + 1}'", "assert not [1], ValueError('inside')"]
for check in checks:
    try:
        exec(check)
    except AssertionError as error:
        print(f"{check}: {error!r} {error} {error.args}")


def root(x):
    assert x >= 0, f"x must not be negative: {x}"
    return x**0.5


print(root(4))
try:
    root(-4)
except AssertionError as error:
    print(error)
print(__debug__)


def evaluated():
    print("message is evaluated only when needed")
    return "message"


assert True, evaluated()
try:
    assert False, evaluated()
except AssertionError as error:
    print(error)
