"""TensorFlow's exceptions."""


class OpError(Exception):
    """An operation that cannot be done."""

    @property
    def message(self):
        return str(self)


def _made(name, *bases):
    made = type(name, (OpError, *bases), {"__module__": "tensorflow.python.framework.errors_impl"})
    globals()[name] = made


for _name in ("InvalidArgumentError", "NotFoundError", "UnimplementedError", "FailedPreconditionError"):
    _made(_name)
_made("OutOfRangeError")
