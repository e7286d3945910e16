"""match on literals, or-patterns, captures, guards and constants."""
import math


class Color:
    RED = "red"
    GREEN = "green"


def describe(value):
    match value:
        case 0:
            return "zero"
        case True:
            return "true"
        case 1 | 2 | 3:
            return "small"
        case -1 | -2.5 | 1 + 2j:
            return "negative or complex"
        case "a" | "b" as letter:
            return f"letter {letter}"
        case None:
            return "none"
        case Color.RED:
            return "constant"
        case math.pi:
            return "pi"
        case b"raw":
            return "bytes"
        case str() if len(value) > 5:
            return "long text"
        case str(text):
            return f"text {text}"
        case int(n) if n % 2 == 0:
            return f"even {n}"
        case float() | int():
            return "number"
        case _:
            return f"other {value!r}"


for value in (0, True, 1, 1.0, 2, -1, -2.5, 1 + 2j, "a", "b", None, "red", 3.141592653589793, b"raw", "a long text", "text", 10, 11, 1.5, False, [], (), object, "green"):
    print(repr(value), describe(value))


def fall_through(x):
    match x:
        case 1:
            print("one")
    print("after")


fall_through(1)
fall_through(2)
match, case, _, type_ = "names", "too", 1, 2
print(match, case, _)
match (1, 2):
    case (x, y) if x > y:
        print("greater")
    case (x, y):
        print("captured", x, y)
match x := 5:
    case 5 if (z := x + 1):
        print(z)
command = "go north"
match command.split():
    case ["quit"]:
        print("bye")
    case ["go", ("north" | "south") as direction]:
        print("to", direction)
