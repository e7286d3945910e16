"""An error in a with block whose manager also fails."""


class Connection:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        raise RuntimeError("cannot close")


with Connection() as connection:
    print("open")
    raise ValueError("lost")
