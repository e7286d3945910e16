"""Tensors without values, from which functional models are made."""


class KerasTensor:
    """What a layer will give: a shape with None for the batch, and where it comes from."""

    def __init__(self, shape, dtype="float32", name=None, history=None):
        self.shape = tuple(shape)
        self.dtype = dtype
        self.name = name or "keras_tensor"
        # The layer, the number of its call, and the number of its output.
        self._history = history

    @property
    def ndim(self):
        return len(self.shape)

    def __repr__(self):
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self.name}>"

    def __bool__(self):
        raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")

    def __iter__(self):
        raise NotImplementedError("Iterating over a symbolic KerasTensor is not supported.")

    def __array__(self):
        raise ValueError(
            "A KerasTensor is symbolic: it's a placeholder for a shape an a dtype. It doesn't have any actual "
            "numerical value. You cannot convert it to a NumPy array."
        )

    def _merge(self, kind, other):
        if not isinstance(other, KerasTensor):
            raise NotImplementedError(
                f"{kind} of a symbolic tensor and {type(other).__name__}: the engine has Add, Subtract, Multiply, "
                "Maximum, Minimum and Rescaling as layers"
            )
        from keras import layers

        return getattr(layers, kind)()([self, other])

    def _rescale(self, scale, offset):
        from keras import layers

        return layers.Rescaling(scale, offset=offset)(self)

    def __add__(self, other):
        return self._rescale(1.0, other) if isinstance(other, (int, float)) else self._merge("Add", other)

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self._rescale(1.0, -other) if isinstance(other, (int, float)) else self._merge("Subtract", other)

    def __rsub__(self, other):
        return self._rescale(-1.0, other)

    def __mul__(self, other):
        return self._rescale(other, 0.0) if isinstance(other, (int, float)) else self._merge("Multiply", other)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        if isinstance(other, (int, float)):
            return self._rescale(1.0 / other, 0.0)
        return self._merge("Divide", other)

    def __neg__(self):
        return self._rescale(-1.0, 0.0)


def flatten(structure):
    """The leaves of lists, tuples and dicts."""
    if isinstance(structure, (list, tuple)):
        return [leaf for item in structure for leaf in flatten(item)]
    if isinstance(structure, dict):
        return [leaf for key in structure for leaf in flatten(structure[key])]
    return [structure]
