# Exceptions: what can go wrong, and what to do then.
def to_number(text):
    try:
        value = float(text)
    except ValueError:
        return f"{text!r} is no number"
    else:
        return value
    finally:
        print("looked at", repr(text))


for text in ("3.5", "three", ""):
    print(to_number(text))
for operation in (lambda: 1 / 0, lambda: [1, 2][5], lambda: {"a": 1}["b"], lambda: int("x"), lambda: "a" + 1):
    try:
        operation()
    except Exception as error:
        print(type(error).__name__, "-", error)
