"""raise ... from ..."""


def load(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError(f"cannot load {text!r}") from error


def main():
    for text in ["1", "x"]:
        print(load(text))


main()
