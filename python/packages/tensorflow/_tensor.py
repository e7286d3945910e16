"""Tensors with values: NumPy arrays that print and compute as TensorFlow's do."""

import math

import numpy as np
from keras import _apply
from keras._tensor import KerasTensor
from tensorflow.errors import InvalidArgumentError, at_node


class DType(str):
    """A type of numbers. It is the text of its name too, which Keras and NumPy take."""

    @property
    def name(self):
        return str.__str__(self)

    @property
    def as_numpy_dtype(self):
        return object if self == "string" else getattr(np, self.name + "_" if self == "bool" else self.name)

    @property
    def is_floating(self):
        return self.name.startswith("float")

    @property
    def is_integer(self):
        return "int" in self.name

    @property
    def base_dtype(self):
        return self

    def __eq__(self, other):
        return self.name == _dtype_name(other)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"tf.{self.name}"

    def __str__(self):
        return f"<dtype: '{self.name}'>"


DTYPES = {name: DType(name) for name in ("float32", "float64", "int32", "int64", "uint8", "bool", "string")}
_MISSING = ("float16", "bfloat16", "int8", "int16", "uint16", "uint32", "uint64", "complex64", "complex128")


def _dtype_name(value):
    if isinstance(value, str):
        return str.__str__(value) if not isinstance(value, DType) else value.name
    name = getattr(value, "__name__", None) or getattr(value, "name", None)
    return {"bool_": "bool", "float": "float32", "int": "int32", "str": "string"}.get(name, name)


def as_dtype(type_value):
    """A type by its name, by NumPy's type or by Python's."""
    name = {"double": "float64", "float": "float32", "half": "float16"}.get(type_value, _dtype_name(type_value))
    if name in DTYPES:
        return DTYPES[name]
    if name in _MISSING:
        raise TypeError(f"tensors of {name} are not here; there are {', '.join(DTYPES)}")
    raise TypeError(f"Cannot convert value {type_value!r} to a TensorFlow DType.")


class TensorShape:
    """The sizes of a tensor's axes. None stands for a size that is not known."""

    def __init__(self, sizes):
        self._sizes = None if sizes is None else tuple(size if size is None else int(size) for size in sizes)

    @property
    def rank(self):
        return None if self._sizes is None else len(self._sizes)

    ndims = rank
    dims = property(lambda self: self._sizes)

    def as_list(self):
        return list(self._sizes)

    def num_elements(self):
        return None if self._sizes is None or None in self._sizes else math.prod(self._sizes)

    def is_fully_defined(self):
        return self._sizes is not None and None not in self._sizes

    def concatenate(self, other):
        return TensorShape(self._sizes + tuple(other))

    def __len__(self):
        return len(self._sizes)

    def __iter__(self):
        return iter(self._sizes)

    def __getitem__(self, index):
        part = self._sizes[index]
        return TensorShape(part) if isinstance(index, slice) else part

    def __add__(self, other):
        return self.concatenate(other)

    def __radd__(self, other):
        return TensorShape(tuple(other) + self._sizes)

    def __eq__(self, other):
        try:
            return self._sizes == (None if other is None else tuple(other))
        except TypeError:
            return False

    def __hash__(self):
        return hash(self._sizes)

    def __str__(self):
        if self._sizes is None:
            return "<unknown>"
        return f"({', '.join(map(str, self._sizes))}{',' if len(self._sizes) == 1 else ''})"

    def __repr__(self):
        return f"TensorShape({'None' if self._sizes is None else list(self._sizes)})"


def _first(value):
    while isinstance(value, (list, tuple)):
        if not value:
            return None
        value = value[0]
    return value


def _texts(value):
    """Texts as bytes, as TensorFlow keeps them."""
    if isinstance(value, (list, tuple)):
        return [_texts(item) for item in value]
    return value.encode() if isinstance(value, str) else value


def array_of(value, dtype=None):
    """An array for a tensor of a value: Python's numbers have 32 bits."""
    if isinstance(value, (Tensor, Variable)):
        value = value._value
    if dtype is None and name_of(value) == "string" and not isinstance(value, np.ndarray):
        return value
    if isinstance(value, KerasTensor):
        raise TypeError(f"a symbolic tensor has no values here: {value!r}")
    elif hasattr(value, "to_numpy"):
        value = value.to_numpy()
    elif hasattr(value, "numpy") and not isinstance(value, np.ndarray):
        value = value.numpy()
    first = value if isinstance(value, (np.ndarray, np.generic)) else _first(value)
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(first, (str, bytes)):
        if wanted not in (None, "string"):
            raise ValueError(f"Cannot convert {value!r} to EagerTensor of dtype {wanted.name}")
        return np.array(_texts(value), dtype=object)
    try:
        array = np.asarray([item if not isinstance(item, Tensor) else item._value for item in value]
                           if isinstance(value, (list, tuple)) else value)
    except ValueError as error:
        raise ValueError("Can't convert non-rectangular Python sequence to Tensor.") from error
    kind = array.dtype.name
    if kind.startswith(("object", "str")):
        leaf = array.ravel()[0] if array.size else None
        if not isinstance(leaf, (str, bytes)):
            raise ValueError(f"Failed to convert a NumPy array to a Tensor (Unsupported object type {type(leaf).__name__}).")
        return np.array([_texts(str(item) if not isinstance(item, bytes) else item) for item in array.ravel()],
                        dtype=object).reshape(array.shape)
    if wanted is not None:
        if wanted == "string" or "float" in kind and not wanted.is_floating and first is not value:
            raise TypeError(f"Cannot convert {value} to EagerTensor of dtype {wanted.name}")
        return array if kind == wanted.name else array.astype(wanted.name)
    if first is not None and not hasattr(first, "dtype"):
        small = {"float64": "float32", "int64": "int32"}.get(kind)
        if kind == "int64" and array.size and (array.max() > 2147483647 or array.min() < -2147483648):
            small = None
        if small:
            array = array.astype(small)
    elif first is None and array.size == 0:
        array = array.astype("float32")
    return array


def name_of(array):
    """The name of an array's type as TensorFlow has it."""
    kind = getattr(array, "dtype", "")
    kind = getattr(kind, "name", kind)
    return "string" if kind in ("object", "str") else kind


def matching(left, right, operation):
    """Two arrays of one type. Python's numbers and NumPy's arrays take the type of a tensor on the other side."""
    firm_left, firm_right = (isinstance(side, (Tensor, Variable)) for side in (left, right))
    x, y = array_of(left), array_of(right)
    if x.dtype != y.dtype:
        kinds = [name_of(x), name_of(y)]
        texts = "string" in kinds
        if not texts and firm_right and not firm_left and not ("float" in kinds[0] and "float" not in kinds[1]):
            x = x.astype(kinds[1])
        elif not texts and not firm_right and not ("float" in kinds[1] and "float" not in kinds[0]):
            y = y.astype(kinds[0])
        else:
            shown = [{"float32": "float", "float64": "double"}.get(kind, kind) for kind in kinds]
            raise InvalidArgumentError(
                f"cannot compute {operation} as input #1(zero-based) was expected to be a {shown[0]} tensor but is a "
                f"{shown[1]} tensor [Op:{operation}] name: "
            )
    return x, y


def computed(operation, function, left, right):
    """A function of two tensors."""
    x, y = matching(left, right, operation)
    try:
        return Tensor(function(x, y))
    except ValueError as error:
        if "broadcast" not in str(error):
            raise
        shown = " vs. ".join("[" + ",".join(map(str, side.shape)) + "]" for side in (x, y))
        raise InvalidArgumentError(
            f"{at_node(operation)}Incompatible shapes: {shown} [Op:{operation}] name: "
        ) from None


def true_divide(x, y):
    """Whole numbers are divided as float64."""
    if "float" not in x.dtype.name:
        x, y = x.astype("float64"), y.astype("float64")
    return x / y


def matrix_product(left, right):
    x, y = matching(left, right, "MatMul")
    start = at_node("MatMul")
    shown = ["[" + ",".join(map(str, side.shape)) + "]" for side in (x, y)]
    if x.ndim != y.ndim and min(x.ndim, y.ndim) < 2:
        raise InvalidArgumentError(f"{start}In[0] and In[1] has different ndims: {' vs. '.join(shown)} [Op:MatMul] name: ")
    if x.ndim < 2:
        raise InvalidArgumentError(f"{start}In[0] and In[1] ndims must be == 2: {x.ndim} [Op:MatMul] name: ")
    if x.shape[-1] != y.shape[-2]:
        raise InvalidArgumentError(
            f"{start}Matrix size-incompatible: In[0]: {shown[0]}, In[1]: {shown[1]} [Op:MatMul] name: "
        )
    return Tensor(x @ y)


_OPERATORS = {
    "add": ("AddV2", np.add), "sub": ("Sub", np.subtract), "mul": ("Mul", np.multiply), "truediv": ("RealDiv", true_divide),
    "floordiv": ("FloorDiv", np.floor_divide), "mod": ("FloorMod", np.mod), "pow": ("Pow", np.power),
    "and": ("LogicalAnd", np.logical_and), "or": ("LogicalOr", np.logical_or), "xor": ("LogicalXor", np.logical_xor),
    "lt": ("Less", np.less), "le": ("LessEqual", np.less_equal), "gt": ("Greater", np.greater),
    "ge": ("GreaterEqual", np.greater_equal), "eq": ("Equal", np.equal), "ne": ("NotEqual", np.not_equal),
}


class Numbers:
    """What tensors and variables have in common. `_value` is the array."""

    __hash__ = None

    @property
    def shape(self):
        return TensorShape(self._value.shape)

    @property
    def dtype(self):
        return DTYPES[name_of(self._value)]

    @property
    def ndim(self):
        return self._value.ndim

    @property
    def device(self):
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    def get_shape(self):
        return self.shape

    def numpy(self):
        return self._value if self._value.ndim else self._value[()]

    def ref(self):
        return _Reference(self)

    def _operated(self, name, other, swapped=False):
        operation, function = _OPERATORS[name]
        if name in ("eq", "ne"):
            if other is None:
                return name == "ne"
            if isinstance(other, str):
                return Tensor(function(self._value, np.array(other.encode(), dtype=object)))
        return computed(operation, function, *((other, self) if swapped else (self, other)))

    def __matmul__(self, other):
        return NotImplemented if _apply.is_symbolic(other) else matrix_product(self, other)

    def __rmatmul__(self, other):
        return matrix_product(other, self)

    def __neg__(self):
        return Tensor(-self._value)

    def __abs__(self):
        return Tensor(abs(self._value))

    def __invert__(self):
        return Tensor(np.logical_not(self._value))

    def __getitem__(self, index):
        plain = lambda part: part._value if isinstance(part, Numbers) else part
        index = tuple(map(plain, index)) if isinstance(index, tuple) else plain(index)
        index = int(index) if hasattr(index, "dtype") and index.ndim == 0 else index
        try:
            return Tensor(self._value[index])
        except IndexError as error:
            raise InvalidArgumentError(
                f"{at_node('StridedSlice')}slice index {index} of dimension 0 out of bounds. [Op:StridedSlice] name: strided_slice/"
                if isinstance(index, int) else str(error)
            ) from None

    def __len__(self):
        if not self._value.ndim:
            raise TypeError("Scalar tensor has no `len()`")
        return len(self._value)

    def __iter__(self):
        if not self._value.ndim:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (Tensor(row) for row in self._value)

    def __bool__(self):
        return bool(self._value)

    def __int__(self):
        return int(self._value)

    def __float__(self):
        return float(self._value)

    def __index__(self):
        return int(self._value.__index__())

    def __round__(self, digits=0):
        return Tensor(np.round(self._value, digits))

    def __format__(self, spec):
        return format(self.numpy(), spec) if not self._value.ndim else format(str(self), spec)

    def __array__(self, dtype=None, copy=None):
        return self._value if dtype is None else self._value.astype(dtype)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [side._value if isinstance(side, Numbers) else side for side in inputs]
        return getattr(ufunc, method)(*plain, **options)


def _operator(name):
    def forward(self, other):
        if _apply.is_symbolic(other):
            return NotImplemented
        return self._operated(name, other)

    def backward(self, other):
        return self._operated(name, other, True)

    setattr(Numbers, f"__{name}__", forward)
    if name not in ("lt", "le", "gt", "ge", "eq", "ne"):
        setattr(Numbers, f"__r{name}__", backward)


for _name in _OPERATORS:
    _operator(_name)


class _Reference:
    """A tensor as a key of dicts and sets."""

    def __init__(self, tensor):
        self._tensor = tensor

    def deref(self):
        return self._tensor

    def __eq__(self, other):
        return isinstance(other, _Reference) and self._tensor is other._tensor

    def __hash__(self):
        return id(self._tensor)


def _shown(array):
    if not array.ndim:
        value = array[()]
        return repr(value if isinstance(value, bytes) else value.item())
    text = repr(array)
    return "\n" + text if "\n" in text else text


class Tensor(Numbers):
    """A tensor with values."""

    def __init__(self, value):
        if isinstance(value, bytes):
            value = np.array(value, dtype=object)
        self._value = value if isinstance(value, np.ndarray) or name_of(value) == "string" else np.asarray(value)

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __getattr__(self, name):
        raise AttributeError(f"'tensorflow.python.framework.ops.EagerTensor' object has no attribute '{name}'")

    def __repr__(self):
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={_shown(self._value)}>"

    def __str__(self):
        text = str(self.numpy())
        if "\n" in text:
            text = "\n" + text
        return f"tf.Tensor({text}, shape={self.shape}, dtype={self.dtype.name})"


Tensor.__name__ = Tensor.__qualname__ = "EagerTensor"
Tensor.__module__ = "tensorflow.python.framework.ops"


class Variable(Numbers):
    """Values that `assign` changes."""

    def __init__(self, initial_value=None, trainable=True, validate_shape=True, caching_device=None, name=None,
                 variable_def=None, dtype=None, import_scope=None, constraint=None, shape=None):
        if initial_value is None:
            raise ValueError("The `initial_value` arg to `tf.Variable` must be specified except when you are not "
                             "providing a `variable_def`. You provided neither.")
        if callable(initial_value):
            initial_value = initial_value()
        self._value = np.array(array_of(initial_value, dtype))
        self.trainable, self.constraint = trainable, constraint
        self.name = f"{name or 'Variable'}:0"

    def value(self):
        return Tensor(np.array(self._value))

    read_value = value

    def assign(self, value, use_locking=False, name=None, read_value=True):
        array = array_of(value, self.dtype)
        if array.shape != self._value.shape:
            raise ValueError(
                f"Cannot assign value to variable ' {self.name}': Shape mismatch.The variable shape {self.shape}, and "
                f"the assigned value shape {TensorShape(array.shape)} are incompatible."
            )
        self._value = np.array(array)
        return self

    def assign_add(self, delta, use_locking=False, name=None, read_value=True):
        return self.assign(computed("AddV2", np.add, self, delta))

    def assign_sub(self, delta, use_locking=False, name=None, read_value=True):
        return self.assign(computed("Sub", np.subtract, self, delta))

    def __repr__(self):
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={_shown(self._value)}>"

    __str__ = __repr__


def is_symbolic(*values):
    """True if a value without numbers is among these."""
    return any(_apply.is_symbolic(value) for value in values)
