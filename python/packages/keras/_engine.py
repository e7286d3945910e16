"""Models of the engine, and whose weights are the newest.

A layer can be part of several models, and each model has its own copy of the layer's weights in the engine. Before an
engine computes it takes over the weights that others have changed since.
"""

import numpy as np

import _pupil
from keras import _data
from keras._layer import LayerVariable, new_version
from keras._own import native_of

_seeds = [0]


def set_seed(seed):
    _seeds[0] = int(seed) * 1_000_003


def next_seed():
    _seeds[0] += 1
    return _seeds[0]


class Engine:
    """A model of the engine and the Python layers whose weights it holds."""

    def __init__(self, config, layers, native=None):
        """`layers` are pairs of a layer and its path in the model."""
        self.native = native or _pupil.model(config, next_seed())
        names = [name for name, _, _ in self.native.describe_weights()]
        self._places = {}
        # Weights that are copies of those of layers outside: the places, the paths, and the variables.
        self._copies = []
        for layer, path in layers:
            places = [index for index, name in enumerate(names) if name.startswith(path + "/")]
            if hasattr(layer, "_is_copy"):
                self._copies.append((places[0], path, layer.variable))
                continue
            if places and id(layer) in self._places:
                raise NotImplementedError(
                    f"{layer.name}: the model has this layer at two places, {self._places[id(layer)][1]} and {path}, and "
                    "the engine would train each by itself. Call the layer only within one model, or only outside"
                )
            self._places[id(layer)] = (layer, path, places)
        self._seen = {}
        self._trainable = {}
        # The options that the engine's model was compiled with.
        self.compiled = None
        starting = []
        for key, (layer, path, places) in self._places.items():
            if layer._holder is None:
                layer._holder, layer._version = self, new_version()
                self._seen[key] = layer._version
                if layer._initial is not None:
                    initial, layer._initial = layer._initial, None
                    self.set_weights_of(layer, initial)
                starting += [(layer, *item) for item in layer.__dict__.get("_functions", {}).items()]
            self._trainable[key] = layer._trainable
        for layer, option, function in starting:
            if option.endswith("_initializer"):
                self._start(layer, option, function)

    def _start(self, layer, option, function):
        """Gives a layer's weight the values of an initializer that is a Python function."""
        from keras._functions import weight_of

        variables = {variable.name: variable for variable in self.variables_of(layer)}
        variable = variables.get(weight_of(option, variables))
        if variable is not None:
            values = np.asarray(function(variable.shape, dtype="float32"), dtype="float32")
            write([variable], [values.reshape(variable.shape)])

    def sync(self):
        """Takes over what other engines have changed."""
        self._sync_trainable()
        weights, others = None, {}
        for key, (layer, path, places) in self._places.items():
            if places and self._seen.get(key) != layer._version:
                holder = layer._holder
                if holder is not self:
                    weights = weights or self.native.weights()
                    newest = others.get(id(holder)) or holder.native.weights()
                    others[id(holder)] = newest
                    for place, source in zip(places, holder._places[key][2]):
                        weights[place] = newest[source]
                self._seen[key] = layer._version
        for place, _, variable in self._copies:
            if self._seen.get(place) != variable._layer._version:
                weights = weights or self.native.weights()
                weights[place] = variable.numpy()
                self._seen[place] = variable._layer._version
        if weights is not None:
            self.native.set_weights(weights)

    def _sync_trainable(self):
        for place, path, variable in self._copies:
            learns = variable._layer._trainable
            if self._trainable.get(place, True) != learns:
                self._trainable[place] = learns
                self.native.set_trainable(path, learns)
        for key, (layer, path, _) in self._places.items():
            if self._trainable[key] != layer._trainable:
                self._trainable[key] = layer._trainable
                self.native.set_trainable(path, layer._trainable)

    def changed(self):
        """Says that the weights here are now the newest."""
        for key, (layer, path, places) in self._places.items():
            if places:
                layer._holder, layer._version = self, new_version()
                self._seen[key] = layer._version
        weights = self.native.weights() if self._copies else ()
        for place, _, variable in self._copies:
            variable.assign(weights[place])
            self._seen[place] = variable._layer._version

    def place(self, variable):
        return self._places[id(variable._layer)][2][variable._index]

    def weights_of(self, layer):
        weights = self.native.weights()
        return [weights[place] for place in self._places[id(layer)][2]]

    def variables_of(self, layer):
        self._sync_trainable()
        described = self.native.describe_weights()
        places = self._places[id(layer)][2]
        return [LayerVariable(layer, index, *described[place]) for index, place in enumerate(places)]

    def set_weights_of(self, layer, values):
        places = self._places[id(layer)][2]
        weights = self.native.weights()
        values = fitting(layer, values, [weights[place] for place in places])
        for place, value in zip(places, values):
            weights[place] = value
        self.native.set_weights(weights)
        layer._holder, layer._version = self, new_version()
        self._seen[id(layer)] = layer._version


def read(variables):
    """The values of weights; each engine is asked once."""
    known, values = {}, []
    for variable in variables:
        holder = variable._layer._holder
        if holder is None:
            values.append(variable.numpy())
            continue
        if id(holder) not in known:
            known[id(holder)] = holder.native.weights()
        value = known[id(holder)][holder.place(variable)]
        values.append(variable._typed(value))
    return values


def write(variables, values):
    """Gives weights values; each engine is told once."""
    changed = {}
    for variable, value in zip(variables, values):
        holder = variable._layer._holder
        if holder is None:
            variable.assign(value)
            continue
        if id(holder) not in changed:
            changed[id(holder)] = holder, holder.native.weights(), []
        _, weights, layers = changed[id(holder)]
        weights[holder.place(variable)] = value
        layers.append(variable._layer)
    for holder, weights, layers in changed.values():
        holder.native.set_weights(weights)
        for layer in layers:
            layer._version = new_version()
            holder._seen[id(layer)] = layer._version


def fitting(layer, values, known):
    """Values for weights of a layer or a model, as arrays of the shapes of those that are known."""
    if len(values) != len(known):
        raise ValueError(
            f"You called `set_weights(weights)` on layer '{layer.name}' with a weight list of length "
            f"{len(values)}, but the layer was expecting {len(known)} weights."
        )
    values = [np.asarray(value, dtype="float32") for value in values]
    for value, old in zip(values, known):
        if value.shape != old.shape:
            raise ValueError(
                f"Layer {layer.name} weight shape {old.shape} is not compatible with provided weight shape "
                f"{value.shape}."
            )
    return values


def _config_of_one(layer, shapes, flags):
    """A model of one layer, called with these flags."""
    inputs = [
        {
            "class_name": "InputLayer",
            "name": f"input_{index}",
            "config": {"batch_shape": [None, *shape], "dtype": "float32", "name": f"input_{index}"},
            "inbound_nodes": [],
        }
        for index, shape in enumerate(shapes)
    ]
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {"shape": [None, *shape], "dtype": "float32", "keras_history": [f"input_{index}", 0, 0]},
        }
        for index, shape in enumerate(shapes)
    ]
    node = {"args": tensors if len(tensors) == 1 else [tensors], "kwargs": flags}
    outputs = len(layer._output_shapes(shapes, flags)) if layer._engine_class() else 1
    if layer.__dict__.get("_functions"):
        layer._output_shapes(shapes)
    own = {**layer._native(), "name": layer.name, "inbound_nodes": [node]}
    config = {
        "name": "single",
        "trainable": True,
        "layers": [*inputs, own],
        "input_layers": [[f"input_{index}", 0, 0] for index in range(len(shapes))],
        "output_layers": [[layer.name, 0, index] for index in range(outputs)],
    }
    return {"class_name": "Functional", "config": config}


def _engine_of_one(layer, shapes, flags):
    engines = layer.__dict__.setdefault("_engines", {})
    key = (tuple(shapes), *flags)
    if key not in engines:
        config = native_of(layer._leaves, lambda: _config_of_one(layer, shapes, flags))
        engines[key] = Engine(config, layer._leaves())
    return engines[key]


def build(layer, *shapes):
    _engine_of_one(layer, [tuple(shape[1:]) for shape in shapes], {})


def single(layer, arrays, flags):
    """The outputs of one layer for arrays."""
    engine = _engine_of_one(layer, [array.shape[1:] for array in arrays], flags)
    engine.sync()
    outputs = engine.native.predict([_data.array(array, "x") for array in arrays], 32)
    return outputs[0] if len(outputs) == 1 else outputs
