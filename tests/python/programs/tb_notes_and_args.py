"""An exception with several arguments, notes, and one whose __str__ fails."""


class Odd(Exception):
    def __str__(self):
        return f"odd: {self.args[1]}"


try:
    raise Odd("a", "b")
except Odd as error:
    print(error, repr(error))
    error.add_note("first note")
    error.add_note("")
    error.add_note("third")
    try:
        raise KeyError("several", 2) from error
    except KeyError as second:
        second.add_note("note of the second")
        raise
