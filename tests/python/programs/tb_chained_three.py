"""A chain of three, with a cause, a context and notes."""


def a():
    raise ValueError("a")


def b():
    try:
        a()
    except ValueError:
        raise KeyError("b")


def c():
    try:
        b()
    except KeyError as error:
        error.add_note("noted on the way")
        error.add_note("two\nlines")
        raise OSError("c") from error


c()
