"""Cause, context, suppression, notes and arguments."""


def convert(text):
    try:
        return int(text)
    except ValueError as error:
        raise TypeError("not a number") from error


try:
    convert("x")
except TypeError as error:
    print(error, "|", error.__cause__, "|", error.__cause__ is error.__context__, error.__suppress_context__)
try:
    try:
        {}["k"]
    except KeyError:
        raise ValueError("new")
except ValueError as error:
    print(repr(error.__context__), error.__cause__, error.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("clean") from None
except ValueError as error:
    print(repr(error.__context__), error.__cause__, error.__suppress_context__)
for action in ("raise 5", "raise ValueError from 5", "raise int", "raise 'text'", "raise ValueError('a') from KeyError", "raise ValueError", "raise Exception('a', 'b')"):
    try:
        exec(action)
    except BaseException as error:
        print(f"{action}: {error!r} {error.__cause__!r} {error.args}")
error = ValueError("noted")
error.add_note("first note")
error.add_note("second")
print(error.__notes__, error.with_traceback(None) is error, error.__traceback__)
try:
    raise error
except ValueError as same:
    print(same is error, same.__traceback__ is not None)


def finally_context():
    try:
        raise KeyError("first")
    finally:
        raise ValueError("second")


try:
    finally_context()
except ValueError as error:
    print(repr(error.__context__))
try:
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise KeyError(2)
    except KeyError:
        raise IndexError(3)
except IndexError as error:
    chain = []
    while error:
        chain.append(repr(error))
        error = error.__context__
    print(chain)
