"""What does not compute: specifications, `tf.function`, and names that only say something."""

from tensorflow._tensor import TensorShape, as_dtype

newaxis = None


class TensorSpec:
    """A shape and a type."""

    def __init__(self, shape, dtype="float32", name=None):
        self.shape = shape if isinstance(shape, TensorShape) else TensorShape(shape)
        self.dtype, self.name = as_dtype(dtype), name

    def __eq__(self, other):
        return isinstance(other, TensorSpec) and (self.shape, self.dtype) == (other.shape, other.dtype)

    def __hash__(self):
        return hash((self.shape, self.dtype))

    def __repr__(self):
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"


def function(func=None, **options):
    """The function itself: everything runs at once here."""
    return func if func is not None else lambda given: given


def executing_eagerly():
    return True


def no_op(name=None):
    return None


class GradientTape:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "GradientTape records every operation of TensorFlow, which is not here. model.fit and model.train_on_batch "
            "train with the engine's own gradients"
        )


class version:
    VERSION = "2.21.0"
