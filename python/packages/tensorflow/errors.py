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


def at_node(operation):
    """The start of TensorFlow's messages about an operation."""
    return f"{{{{function_node __wrapped__{operation}_device_/job:localhost/replica:0/task:0/device:CPU:0}}}} "
