"""Layers and models of one's own.

`call` is run once on symbolic tensors. What it computes becomes a functional model within the engine, with the layer's
own weights as sources.
"""

import json

import numpy as np

from keras import _names
from keras._apply import Operation, apply, constant, operation, scopes
from keras._calls import Call
from keras._config import is_function, plain
from keras._layer import Layer, LayerVariable, Variable
from keras._tensor import KerasTensor, flatten, mapped, plain_array


class OwnWeight(Layer):
    """A weight that a layer of one's own has added: a layer of the engine that only gives its weight."""

    def __init__(self, name, values, trains, limits):
        self._begin(name)
        self._owner, self._trains, self._limits = None, trains, limits
        self._initial = [np.asarray(values, dtype="float32")]
        self.shape = tuple(self._initial[0].shape)

    def _native(self):
        return operation(
            self.name, "weight", shape=list(self.shape), trains=self._trains, trainable=self._trainable,
            value_initializer="zeros", **self._limits,
        )

    def _weight_name(self, variable):
        return "value"

    def get_weights(self):
        return list(self._initial) if self._holder is None else self._holder.weights_of(self)

    def set_weights(self, weights):
        if self._holder is None:
            self._initial = [np.asarray(weights[0], dtype="float32")]
        else:
            self._holder.set_weights_of(self, weights)


class OwnVariable(LayerVariable):
    """A weight that a layer of one's own has added, or will add."""

    def __init__(self, initializer, shape=None, dtype=None, trainable=True, autocast=True, aggregation="none",
                 synchronization="auto", name=None, limits=None):
        if isinstance(initializer, str) or callable(initializer):
            from keras import initializers

            if shape is None:
                raise ValueError(
                    "When creating a Variable from an initializer, the `shape` argument should be specified. "
                    f"Received: initializer={initializer} and shape=None"
                )
            dtype = dtype or "float32"
            initializer = initializers.get(initializer)(shape, dtype=dtype)
        elif dtype is None:
            # Numbers of Python have 32 bits.
            dtype = plain_array(initializer).dtype.name
            dtype = dtype if hasattr(initializer, "dtype") else dtype.replace("64", "32")
        name, dtype = name or _names.fresh("variable"), getattr(dtype, "name", dtype)
        # The engine's weights are floats. Only floats learn.
        floats = dtype.startswith("float")
        trainable = bool(trainable) and floats
        leaf = OwnWeight(name, initializer, trainable, limits or {})
        super().__init__(leaf, 0, name, leaf.shape, trainable)
        self.dtype = "float32" if floats else dtype

    @property
    def trainable(self):
        return self._layer._trains and self._layer._trainable

    @trainable.setter
    def trainable(self, value):
        self._layer._trains = bool(value)


def adopt(layer, value=()):
    """Adds variables that belong to no layer yet to this layer's weights: those in its attributes, and in `value`."""
    for variable in flatten([[value for _, value in attributes(layer)], value]):
        if isinstance(variable, OwnVariable) and variable._layer._owner is None:
            leaf, added = variable._layer, layer.__dict__.setdefault("_added", [])
            leaf._owner, leaf.name = layer, f"own_{len(added)}"
            leaf._trainable = layer.__dict__.get("_trainable", True)
            added.append(variable)


def add_weight(layer, *args, name=None, shape=None, initializer=None, dtype=None, trainable=True, autocast=True,
               regularizer=None, constraint=None, aggregation="none", overwrite_with_gradient=False, **kwargs):
    """A weight of a layer. Keras 2 has the name first, Keras 3 the shape."""
    from keras import initializers
    from keras._functions import limit

    names = ["shape", "initializer", "dtype", "trainable"]
    if args and isinstance(args[0], str):
        names, name = names[:1] + ["dtype", "initializer"], args[0]
        args = args[1:]
    given = dict(zip(names, args))
    shape, initializer = given.get("shape", shape), given.get("initializer", initializer)
    trainable = given.get("trainable", trainable)
    shape = () if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
    if None in shape:
        raise ValueError(f"The shape of a weight must be known. Received: shape={shape}")
    dtype = given.get("dtype", dtype) or "float32"
    values = initializers.get("glorot_uniform" if initializer is None else initializer)(shape, dtype=dtype)
    limits = {
        f"value_{kind}": limit(value, shape) if is_function(value, kind + "s") else plain(value)
        for kind, value in (("regularizer", regularizer), ("constraint", constraint)) if value is not None
    }
    variable = OwnVariable(values, dtype=dtype, trainable=trainable, name=name, limits=limits)
    variable.path = f"{layer.name}/{variable.name}"
    adopt(layer, variable)
    return variable


# The parts of a layer


def sublayers(layer):
    """The layers among the attributes, in lists too, in the order in which they were set."""
    found = []
    for _, value in attributes(layer):
        _collect(value, found)
    _collect(layer._options.get("layer"), found)
    return found


def attributes(layer):
    """The attributes that a program has set, with their names."""
    return [(name, value) for name, value in layer.__dict__.items() if name not in _INSIDE]


_INSIDE = {"_inner", "_calls", "_holder", "_engines", "_engine", "_added", "_options", "_input", "optimizer", "history",
           "_layers", "_owner", "_made_with", "_judges", "_symbol", "_home", "_constants", "_shapes", "_others"}


def _collect(value, found):
    if isinstance(value, Layer):
        if not any(value is other for other in found) and not isinstance(value, OwnWeight):
            found.append(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


def all_layers(layer):
    """A layer and all layers within it."""
    found = [layer]
    for part in sublayers(layer) if layer._is_own() else getattr(layer, "layers", []):
        found += all_layers(part)
    return found


def has_own(model):
    """True for a model with layers or operations that only Python knows."""
    own = lambda layer: layer._is_own() or isinstance(layer, Operation)
    return any(own(part) for layer in all_layers(model) for part in (layer, *layer.__dict__.get("_layers", ())))


def variables(layer):
    """The weights that a layer has added itself, those that train first."""
    adopt(layer)
    return sorted(layer.__dict__.get("_added", ()), key=lambda weight: not weight._layer._trains)


def parts(layer):
    return [variable._layer for variable in variables(layer)] + sublayers(layer)


def weights(layer):
    """All weights in Keras's order: the layer's own, then those of its sublayers."""
    return each_once([*variables(layer), *(weight for part in sublayers(layer) for weight in part.weights)])


def key_of(weight):
    """The same for all objects that stand for one weight."""
    return id(weight._layer), weight._index


def each_once(weights):
    """The list without weights that are in it already."""
    return list({key_of(weight): weight for weight in weights}.values())


def read_weights(layer):
    from keras import _engine

    return _engine.read(weights(layer))


def set_weights(layer, values):
    from keras import _engine

    known = layer.weights
    _engine.write(known, _engine.fitting(layer, values, known))


# The trace


class Scope:
    """The trace of a layer's `call`. `phase` is the argument `training`, and True if layers that are called with the
    same value follow the model; None for a `call` without that argument."""

    def __init__(self, layer, inputs, phase):
        self.layer, self.inputs, self.phase = layer, inputs, phase
        self.penalties, self.assigns = [], []

    def weight(self, variable):
        """A weight as a symbolic tensor: its newest value."""
        for other, value in reversed(self.assigns):
            if other is variable:
                return value
        return self.source(variable)

    def source(self, variable):
        """A weight as it is before the step."""
        leaf = variable._layer
        adopt(self.layer)
        if not isinstance(leaf, OwnWeight) or leaf._owner is not self.layer:
            known = self.layer.__dict__.setdefault("_others", {})
            key = key_of(variable)
            if key not in known:
                known[key] = OtherWeight(self.layer, variable)._node([variable.shape], [variable.dtype], Call([], []))[0]
            return known[key]
        if not leaf._calls:
            leaf._symbol = leaf._node([variable.shape], [variable.dtype], Call([], []))[0]
        return leaf._symbol

    def constant(self, array):
        """A large array as a weight of the engine that nothing shows or changes."""
        known = self.layer.__dict__.setdefault("_constants", {})
        if id(array) not in known:
            leaf = OwnWeight(f"constant_{len(known)}", array, False, {})
            leaf._owner = self.layer
            known[id(array)] = array, leaf._node([leaf.shape], ["float32"], Call([], []))[0]
        return known[id(array)][1]

    def batch(self):
        """A tensor whose first axis is the batch."""
        for tensor in self.inputs:
            if tensor.shape and tensor.shape[0] is None:
                return tensor
        raise ValueError(f"{self.layer.name}: no input has a batch")


def symbol(value):
    """A weight or an array as a symbolic tensor, while a layer is being traced."""
    if not scopes or isinstance(value, KerasTensor):
        return value
    return scopes[-1].weight(value) if isinstance(value, Variable) else constant(plain_array(value))


def training_of(value):
    """The argument `training` of a call within a trace: None where it follows the model."""
    if value is None:
        return None
    if scopes and scopes[-1].phase is not None and bool(value) == scopes[-1].phase[0]:
        return None if scopes[-1].phase[1] else bool(value)
    return bool(value)


class Inner:
    """A traced layer: a functional model without a name of its own."""

    def __init__(self, layer, args, kwargs):
        from keras._model import Functional

        self.shapes = _shapes(args, kwargs)
        starts = []
        masked = _is_masked(flatten(args)[0]) and "mask" in parameters(layer) and kwargs.get("mask") is None
        args, kwargs = _placed((args, kwargs), starts)
        if masked:
            kwargs["mask"] = _effect("mask", starts[0], shape=starts[0].shape[:2], dtype="bool")
        self.structure = self._run(layer, args, kwargs, starts)
        self.graph = Functional(starts, flatten(self.structure), name=layer.name)

    def _run(self, layer, args, kwargs, starts):
        takes = takes_training(layer)
        if not takes:
            return self._once(layer, args, kwargs, starts, None)
        learns = self._once(layer, args, {**kwargs, "training": True}, starts, (True, True))
        penalties = self.penalties
        other = self._once(layer, args, {**kwargs, "training": False}, starts, (False, True))
        if _signature(learns) == _signature(other):
            return learns
        if penalties or self.penalties:
            raise NotImplementedError(
                f"{layer.name}: `call` adds a loss and computes other things in training than in predictions; add the "
                "loss in a layer of its own"
            )
        other = self._once(layer, args, {**kwargs, "training": False}, starts, (False, False))
        pairs = zip(flatten(learns), flatten(other))
        joined = iter([_effect("phase", a, b) for a, b in pairs])
        return mapped(lambda _: next(joined), learns)

    def _once(self, layer, args, kwargs, starts, phase):
        """One run of `call`, whose results then carry what it adds to the loss and gives to weights."""
        scope = Scope(layer, starts, phase)
        scopes.append(scope)
        try:
            result = layer.call(*args, **kwargs)
            if result is None:
                raise ValueError(f"Layer {layer.name}: `call` returned None; it must return the layer's output")
            result = mapped(lambda tensor: _output(symbol(tensor), starts), result)
            first = flatten(result)[0]
            whole = first
            for penalty in scope.penalties:
                whole = _effect("penalty", whole, penalty)
            for variable, value in scope.assigns:
                whole = _effect("assign", whole, scope.source(variable), value)
        finally:
            scopes.pop()
        self.penalties = scope.penalties
        return mapped(lambda tensor: whole if tensor is first else tensor, result)


def _output(tensor, starts):
    """A result of `call` that an operation or a layer has computed: inputs are copied, and numbers become constants."""
    if isinstance(tensor, KerasTensor):
        if not any(tensor is start for start in starts) and not isinstance(tensor._history[0], OwnWeight):
            return tensor
        return _copied(tensor)
    array = np.asarray(tensor, dtype="float32")
    return apply("Identity", lambda steps, x: steps.constant(array), [scopes[-1].batch()], module="core")


def _copied(x):
    return apply("Identity", lambda steps, x: steps.map("a + 0", x), [x], module="core")


class Effect(Operation):
    """What a use of a layer does besides its result."""

    def __init__(self, form):
        self._begin(_names.inner(form))
        self._kind, self._module, self._own, self._form = form, "core", {}, form

    def _native(self):
        return operation(self.name, self._form)


class OtherWeight(Operation):
    """A weight of another layer, which the layer `user` uses. In a model without that other layer it is a copy, which
    learns if the layer is an attribute of the user."""

    def __init__(self, user, variable):
        self._begin(_names.inner("other"))
        self._kind, self._module, self._own, self._is_copy = "other", "core", {}, False
        self.variable, self._user = variable, user

    def _native(self):
        leaf, shape = self.variable._layer, list(self.variable.shape)
        path = next((path for layer, path in _leaves[-1]() if layer is leaf), None)
        self._is_copy = path is None
        if self._is_copy:
            trains = self.variable.trainable and key_of(self.variable) in map(key_of, weights(self._user))
            return operation(self.name, "weight", shape=shape, trains=trains, value_initializer="zeros", **self._limits())
        return operation(self.name, "other", weight=f"{path}/{leaf._weight_name(self.variable)}", shape=shape)

    def _limits(self):
        """The regularizer and the constraint of the weight."""
        from keras._functions import weight_of

        leaf = self.variable._layer
        if isinstance(leaf, OwnWeight):
            return leaf._limits
        names = [weight.name for weight in leaf.weights]
        return {
            f"value_{option.rpartition('_')[2]}": value for option, value in leaf._native()["config"].items()
            if option.endswith(("_regularizer", "_constraint")) and weight_of(option, names) == self.variable.name
        }

    def _leaves(self, prefix=""):
        return [(self, prefix + self.name)] if self._is_copy else []


# For each model that is being written for the engine: what gives its layers and their paths.
_leaves = []


def native_of(leaves, write):
    """What `write` gives: a model as the engine reads it. Weights of other layers have the names that `leaves` says."""
    _leaves.append(leaves)
    try:
        return write()
    finally:
        _leaves.pop()


def _effect(form, *tensors, shape=None, dtype=None):
    shape, dtype = shape or tensors[0].shape, dtype or tensors[0].dtype
    return Effect(form)._node([shape], [dtype], Call([list(tensors)], list(tensors)))[0]


# Layers whose outputs have the mask of their inputs.
_CARRY = ("Activation", "ActivityRegularization", "AlphaDropout", "BatchNormalization", "Bidirectional", "Dense", "Dropout",
          "ELU", "GRU", "GaussianDropout", "GaussianNoise", "LSTM", "LayerNormalization", "LeakyReLU", "PReLU", "ReLU",
          "SimpleRNN", "Softmax", "SpatialDropout1D", "TimeDistributed")


def _is_masked(tensor):
    """True for a tensor some of whose steps an Embedding or a Masking layer masks."""
    while isinstance(tensor, KerasTensor) and tensor._history and isinstance(tensor._history[0], Layer):
        layer, number, _ = tensor._history
        kind = layer._engine_class()
        if kind == "Masking" or kind == "Embedding" and layer._options.get("mask_zero"):
            return True
        if kind not in _CARRY or not layer._calls or len(tensor.shape) < 3:
            return False
        tensor = layer._calls[number].tensors[0]
    return False


def _signature(result):
    """What a result is computed from: equal for runs of `call` that compute the same."""
    seen, lines = {}, []

    def visit(tensor):
        layer, number, index = tensor._history
        if (id(layer), number) not in seen:
            sources = [visit(source) for source in (layer._calls[number].tensors if layer._calls else [])]
            what = layer._native()["config"] if isinstance(layer, Operation) else id(layer)
            if isinstance(what, dict):
                what = json.dumps({**what, "name": ""}, sort_keys=True)
            told = layer._calls[number].engine() if layer._calls else {}
            lines.append((what, told, sources))
            seen[id(layer), number] = len(lines)
        return seen[id(layer), number], index

    return [visit(tensor) for tensor in flatten(result)], lines


def _shapes(args, kwargs):
    return [tuple(leaf.shape) for leaf in flatten((args, kwargs)) if isinstance(leaf, KerasTensor)]


def _placed(structure, starts):
    """The same arguments with inputs of a model in place of tensors."""
    from keras._model import InputLayer

    def place(leaf):
        if not isinstance(leaf, KerasTensor):
            return leaf
        source = InputLayer(shape=leaf.shape[1:], dtype=leaf.dtype, name=f"in_{len(starts)}")
        start = source.output
        start.shape = leaf.shape
        starts.append(start)
        return start

    return mapped(place, structure)


def takes_training(layer):
    """True if `call` has an argument `training`."""
    return "training" in parameters(layer)


def parameters(layer):
    """The names of the arguments of `call`."""
    code = getattr(getattr(layer.call, "__func__", layer.call), "__code__", None)
    return () if code is None else code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]


# Calls


def call(layer, args, kwargs):
    kwargs = dict(kwargs)
    args, kwargs = mapped(symbol, args), mapped(symbol, kwargs)
    if takes_training(layer):
        place = parameters(layer).index("training") - 1
        if len(args) > place:
            kwargs["training"], args = args[place], args[:place]
    training = kwargs.pop("training", None)
    tensors = [leaf for leaf in flatten((args, kwargs)) if isinstance(leaf, KerasTensor)]
    if not tensors:
        args, kwargs = mapped(_as_array, args), mapped(_as_array, kwargs)
        if hasattr(layer, "_take") and not training and not kwargs and len(args) == 1:
            # A model is built by its first call, and computes as a whole.
            if not layer._is_known():
                # The summary then shows the size of this batch, as in Keras.
                layer._batch = len(flatten(args[0])[0])
            layer._learn_shape(args[0])
            return layer._unpack(layer._predict_arrays(layer._arrays(args[0])[0], 32))
        build(layer, args)
        return layer.call(*args, **kwargs, **({"training": training} if training is not None else {}))
    if any(not isinstance(leaf, KerasTensor) and hasattr(leaf, "__array__") for leaf in flatten(args)):
        raise NotImplementedError(f"{layer.name}: some inputs are symbolic and some are arrays")
    inner = traced(layer, args, kwargs)
    graph = inner.graph
    layer._input_shape = tensors[0].shape
    outputs = iter(layer._node(
        [tensor.shape for tensor in graph.outputs], [tensor.dtype for tensor in graph.outputs],
        Call(list(args), tensors, training=training_of(training)),
    ))
    return mapped(lambda _: next(outputs), inner.structure)


def _as_array(value):
    if isinstance(value, Variable):
        return value.numpy()
    if isinstance(value, float) or not hasattr(value, "dtype"):
        return value
    return value.astype("float32") if value.dtype.name == "float64" else value


def build(layer, args):
    """Calls `build` with the shapes of the first argument, once."""
    from keras._model import Model

    if layer.__dict__.get("_built") or layer.__dict__.get("_building") or type(layer).build in (Layer.build, Model.build):
        return
    layer._building = True
    try:
        shape = mapped(lambda leaf: tuple(plain_array(leaf).shape if not hasattr(leaf, "shape") else leaf.shape),
                       args[0]) if args else ()
        if isinstance(shape, tuple) and args and isinstance(args[0], tuple):
            shape = list(shape)
        layer.build(shape)
        layer._built = True
    finally:
        layer._building = False


def traced(layer, args, kwargs):
    inner = layer.__dict__.get("_inner")
    if inner is None:
        build(layer, args)
        layer._inner = inner = Inner(layer, args, kwargs)
    elif inner.shapes != _shapes(args, kwargs):
        raise ValueError(
            f"{layer.name} has been called on inputs of shapes {inner.shapes}, now on {_shapes(args, kwargs)}; a layer "
            "of one's own has one set of shapes"
        )
    return inner


def output_shapes(layer, shapes):
    """The shapes of the outputs for inputs of these shapes, all of one sample."""
    if layer.__dict__.get("_inner") is None:
        symbols = [KerasTensor((None, *shape)) for shape in shapes]
        traced(layer, (symbols[0] if len(symbols) == 1 else symbols,), {})
    return [tensor.shape[1:] for tensor in layer._inner.graph.outputs]


def native(layer):
    config = {**layer._inner.graph._engine_config(), "name": layer.name, "trainable": True}
    return {"class_name": "Functional", "config": config}


def leaves(layer, prefix):
    found = []
    for part in layer._inner.graph._layers if layer.__dict__.get("_inner") else ():
        found += part._leaves(prefix)
    return found


def add_loss(layer, loss):
    for one in flatten(loss):
        if callable(one) and not isinstance(one, (KerasTensor, Variable)):
            one = one()
        if not isinstance(one, KerasTensor):
            if not scopes:
                return
            one = _copied(one)
        if not scopes:
            raise NotImplementedError("add_loss adds a loss within `call`; a whole model's loss is an argument of compile")
        scopes[-1].penalties.append(one)


def assigned(variable, value):
    """Records a new value of a weight within a trace; False outside."""
    if not scopes:
        return False
    if hasattr(scopes[-1], "assign"):
        scopes[-1].assign(variable, value)
    else:
        if not isinstance(value, KerasTensor):
            value = scopes[-1].source(variable) * 0.0 + value
        scopes[-1].assigns.append((variable, value))
    return True


# Configs


def config_of(layer):
    """The options of a layer of one's own: those of every layer, which `get_config` of the class adds to."""
    policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
    return {"name": layer.name, "trainable": layer._trainable, "dtype": policy}
