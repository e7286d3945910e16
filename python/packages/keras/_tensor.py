"""Tensors without values, from which functional models are made."""

import numpy as np


class Operators:
    """The operators of tensors: each is one of `keras.ops`."""

    # NumPy's arrays leave operators with such objects to them.
    __array_priority__ = 100

    def __array_ufunc__(self, function, method, *inputs, **kwargs):
        return getattr(function, method)(*(np.asarray(one) if one is self else one for one in inputs), **kwargs)

    def _binary(name, swapped=False):
        def operator(self, other):
            from keras import ops

            function = getattr(ops, name)
            return function(other, self) if swapped else function(self, other)

        return operator

    __add__, __radd__ = _binary("add"), _binary("add", True)
    __sub__, __rsub__ = _binary("subtract"), _binary("subtract", True)
    __mul__, __rmul__ = _binary("multiply"), _binary("multiply", True)
    __truediv__, __rtruediv__ = _binary("true_divide"), _binary("true_divide", True)
    __floordiv__, __rfloordiv__ = _binary("floor_divide"), _binary("floor_divide", True)
    __mod__, __rmod__ = _binary("mod"), _binary("mod", True)
    __pow__, __rpow__ = _binary("power"), _binary("power", True)
    __matmul__, __rmatmul__ = _binary("matmul"), _binary("matmul", True)
    __lt__, __le__, __gt__, __ge__ = _binary("less"), _binary("less_equal"), _binary("greater"), _binary("greater_equal")
    __and__, __or__, __xor__ = _binary("logical_and"), _binary("logical_or"), _binary("logical_xor")

    def __neg__(self):
        from keras import ops

        return ops.negative(self)

    def __abs__(self):
        from keras import ops

        return ops.absolute(self)

    def __invert__(self):
        from keras import ops

        return ops.logical_not(self)

    def __getitem__(self, key):
        from keras import ops

        return ops.get_item(self, key)


_numbers = [0]


class KerasTensor(Operators):
    """What a layer will give: a shape with None for the batch, and where it comes from."""

    def __init__(self, shape, dtype="float32", sparse=False, ragged=False, record_history=True, name=None, history=None):
        self.shape = tuple(shape)
        self.dtype = dtype
        if name is None:
            name = f"keras_tensor_{_numbers[0]}" if _numbers[0] else "keras_tensor"
            _numbers[0] += 1
        self.name = name
        # The layer, the number of its call, and the number of its output.
        self._history = history

    @property
    def ndim(self):
        return len(self.shape)

    def reshape(self, *newshape):
        from keras import ops

        return ops.reshape(self, newshape[0] if len(newshape) == 1 and not isinstance(newshape[0], int) else newshape)

    def __len__(self):
        if self.shape and self.shape[0] is not None:
            return self.shape[0]
        raise TypeError("len() of a symbolic tensor whose first axis is the batch")

    def __repr__(self):
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self.name}>"

    def __bool__(self):
        raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")

    def __iter__(self):
        raise NotImplementedError("Iterating over a symbolic KerasTensor is not supported.")

    def __float__(self):
        raise TypeError("A symbolic KerasTensor has no value: it stands for one while a model is being built.")

    __int__ = __float__

    def numpy(self):
        raise NotImplementedError(
            "a symbolic KerasTensor has no value: it stands for one while a model, a loss or a metric is being built. Use "
            "functions of keras.ops in place of NumPy's"
        )

    def __array_ufunc__(self, function, method, *inputs, **kwargs):
        raise TypeError(
            f"np.{function.__name__} of a symbolic tensor: NumPy computes with numbers, which it does not have yet. Use "
            f"keras.ops.{function.__name__}"
        )

    def __array__(self, dtype=None):
        raise ValueError(
            "A KerasTensor is symbolic: it's a placeholder for a shape an a dtype. It doesn't have any actual "
            "numerical value. You cannot convert it to a NumPy array."
        )


def dtype_name(array):
    """The dtype of the results of operations on an array: numbers have 32 bits."""
    name = array.dtype.name
    return "float32" if name == "float64" else name


def plain_array(value):
    """A value as an array: numbers, lists, arrays, tables and weights."""
    if isinstance(value, np.ndarray):
        return value
    if hasattr(value, "to_numpy"):
        return value.to_numpy()
    return np.asarray(value)


def flatten(structure):
    """The leaves of lists, tuples and dicts."""
    if isinstance(structure, (list, tuple)):
        return [leaf for item in structure for leaf in flatten(item)]
    if isinstance(structure, dict):
        return [leaf for key in structure for leaf in flatten(structure[key])]
    return [structure]


def mapped(function, structure):
    """The same structure with other leaves."""
    if isinstance(structure, (list, tuple)):
        items = [mapped(function, item) for item in structure]
        return items if isinstance(structure, list) else tuple(items)
    if isinstance(structure, dict):
        return {key: mapped(function, item) for key, item in structure.items()}
    return function(structure)
