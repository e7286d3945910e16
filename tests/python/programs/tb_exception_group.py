"""The tree that an uncaught group prints."""


def fail(n):
    raise ValueError(f"bad {n}")


errors = []
for n in range(2):
    try:
        fail(n)
    except ValueError as error:
        errors.append(error)
errors.append(ExceptionGroup("inner", [KeyError("k")]))
raise ExceptionGroup("all failed", errors)
