"""ExceptionGroup and except*."""


def run(*errors):
    try:
        raise ExceptionGroup("several", list(errors))
    except* ValueError as group:
        print("values", group.exceptions, group.message)
    except* (TypeError, KeyError) as group:
        print("types", [repr(e) for e in group.exceptions])
    else:
        print("else")
    finally:
        print("finally")


run(ValueError(1), TypeError("t"), ValueError(2))
run(KeyError("k"))
try:
    run(OSError("left over"), ValueError(3))
except ExceptionGroup as group:
    print(repr(group), group)
try:
    try:
        raise ValueError("single")
    except* ValueError as group:
        print(repr(group))
except* TypeError:
    print("never")
nested = ExceptionGroup("outer", [ExceptionGroup("inner", [ValueError(1), KeyError(2)]), ValueError(3)])
print(nested.subgroup(ValueError), "|", repr(nested.subgroup(ValueError)))
print(nested.split(KeyError))
print(nested.subgroup(lambda e: e.args == (1,)), nested.derive([ValueError(9)]))
for wrong in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup("x"), lambda: ExceptionGroup("x", [KeyboardInterrupt()])):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
print(type(BaseExceptionGroup("b", [ValueError()])), type(BaseExceptionGroup("b", [KeyboardInterrupt()])))
