"""One operation on tensors: a node of a graph if one of them is symbolic, else computed at once by the engine."""

import functools

import numpy as np

import _pupil
from keras import _names
from keras._calls import Call
from keras._layer import Layer, Variable
from keras._steps import Steps, Value
from keras._tensor import KerasTensor, dtype_name, flatten, plain_array

# Arrays of more numbers than this are kept as weights of the engine, not in the graph.
MOST = 256

# The layers and models whose `call` is being traced, the innermost last.
scopes = []


def is_symbolic(value):
    if isinstance(value, (list, tuple)):
        return any(is_symbolic(item) for item in value)
    return isinstance(value, KerasTensor) or isinstance(value, Variable) and bool(scopes)


def name_of(kind):
    """The name of an operation, which counts only outside of traces, as in Keras."""
    return _names.inner(kind) if scopes else _names.fresh(kind)


class Operation(Layer):
    """A node of a graph: one of Keras's operations, with its arguments."""

    def __init__(self, kind, module, options, native):
        self._begin(name_of(_names.snake(kind)))
        self._kind, self._module, self._own, self._steps = kind, module, options, native

    def _leaves(self, prefix=""):
        return []

    def _serialized(self):
        return {
            "module": f"keras.src.ops.{self._module}",
            "class_name": self._kind,
            "config": {"name": self.name, **self._own},
            "registered_name": self._kind,
        }

    def _native(self):
        return operation(self.name, "steps", steps=self._steps)

    @property
    def _class(self):
        return self._kind

    @property
    def built(self):
        return True


def operation(name, form, **options):
    """An `Operation` of the engine."""
    return {"class_name": "Operation", "config": {"name": name, "form": form, **options}}


def constant(array):
    """An array in the graph of the layer that is being traced."""
    if array.size > MOST and hasattr(scopes[-1], "constant"):
        return scopes[-1].constant(array)
    steps = Steps([])
    own = Operation("Constant", "core", {}, steps.config([steps.constant(array)]))
    return own._node([array.shape], [dtype_name(array)], Call([], []))[0]


def apply(kind, lower, args, options=None, dtype=None, module="numpy", further=()):
    """Computes `lower(steps, *values)`. A value is a number or a `Value`. `dtype` is that of the results, or None for
    the kind of numbers that the arguments have. `further` are arguments that are no tensors, for files."""
    options = options or {}
    symbolic = is_symbolic(args)
    inputs, given, dtypes = [], [], []

    def read(arg):
        """An argument: its place among the inputs, a list of places, or a constant."""
        if isinstance(arg, (list, tuple)) and any(_is_tensor(item) for item in arg):
            return [read(item) for item in arg]
        if isinstance(arg, Variable) and symbolic:
            arg = scopes[-1].weight(arg)
        if isinstance(arg, KerasTensor):
            dtypes.append(arg.dtype)
            inputs.append(arg)
            return ("input", len(inputs) - 1)
        if isinstance(arg, (int, float)):
            if not isinstance(arg, int):
                dtypes.append("weak")
            return ("number", arg)
        array = plain_array(arg)
        dtypes.append(dtype_name(array))
        if symbolic and array.size > MOST and hasattr(scopes[-1] if scopes else None, "constant"):
            inputs.append(scopes[-1].constant(array))
            return ("input", len(inputs) - 1)
        if symbolic:
            return ("number", array.item()) if array.ndim == 0 else ("constant", array)
        inputs.append(array)
        return ("input", len(inputs) - 1)

    places = [read(arg) for arg in args]
    steps = Steps([tensor.shape for tensor in inputs])

    def value(place):
        if isinstance(place, list):
            return [value(item) for item in place]
        form, what = place
        return steps.inputs[what] if form == "input" else steps.constant(what) if form == "constant" else what

    results = lower(steps, *[value(place) for place in places])
    several = isinstance(results, list)
    results = [_as_value(steps, result) for result in (results if several else [results])]
    config = steps.config(results)
    kinds = dtype if isinstance(dtype, list) else [dtype or _kept(dtypes)] * len(results)
    if symbolic:
        own = Operation(kind, module, options, config)
        outputs = own._node([result.shape for result in results], kinds, Call([*args, *further], inputs))
    else:
        outputs = [
            array if array.dtype.name == name else array.astype(name)
            for array, name in zip(_pupil.run_steps(config, inputs), kinds)
        ]
    return outputs if several else outputs[0]


# Arguments that NumPy is given by name. It takes the others by position, because it calls some of them otherwise.
_BY_NAME = ("axis", "axes", "keepdims", "dtype", "k")


def exact(function):
    """A function that NumPy computes for arrays of whole numbers: the engine's whole numbers are exact up to 2**24."""
    known, code = getattr(np, function.__name__), function.__code__
    names = code.co_varnames[:code.co_argcount]
    needed = names[:len(names) - len(function.__defaults__ or ())]

    @functools.wraps(function)
    def call(*args, **kwargs):
        given = dict(zip(names, args), **kwargs)
        wrong = len(given) < len(args) + len(kwargs) or not set(needed) <= set(given) <= set(names)
        if wrong or not are_whole(list(given.values())):
            return function(*args, **kwargs)
        named = {name: given.pop(name) for name in _BY_NAME if name in given}
        made = known(*[given[name] for name in names if name in given], **named)
        if function.__name__ in ("sum", "prod", "cumsum") and named.get("dtype") is None:
            # NumPy's sums have 64 bits. Keras gives uint32 for uint8, which is not here.
            dtype = plain_array(args[0] if args else kwargs["x"]).dtype.name
            return made if dtype == "uint8" and function.__name__ != "cumsum" else made.astype(dtype)
        return made

    return call


def are_whole(args):
    """True for arrays of whole numbers, with whole numbers and texts besides them."""
    found = False
    for leaf in flatten(args):
        if isinstance(leaf, (float, KerasTensor, Variable)):
            return False
        if hasattr(leaf, "__array__"):
            if plain_array(leaf).dtype.kind not in "iu":
                return False
            found = True
    return found


def _is_tensor(value):
    return isinstance(value, (KerasTensor, Variable, np.ndarray)) or hasattr(value, "__array__")


def _as_value(steps, result):
    return result if isinstance(result, Value) else steps.constant(np.array(result))


def _kept(dtypes):
    """Whole numbers stay whole."""
    if any(name == "weak" or name.startswith("float") for name in dtypes):
        return "float32"
    whole = [name for name in dtypes if name != "bool"]
    return widest(whole) if whole else "bool" if dtypes else "float32"


def widest(dtypes):
    """The type that holds the numbers of all these types."""
    return dtypes[0] if len(set(dtypes)) == 1 else np.result_type(*dtypes).name
