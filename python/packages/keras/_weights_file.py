"""Weights as Keras's files have them: each layer's under the names of the attributes that hold it."""

import numpy as np

import _pupil
from keras import _engine
from keras._names import snake
from keras._own import OwnWeight, attributes, variables

def places(model):
    """Pairs of a path and a weight, in the order in which Keras visits a model."""
    from keras._model import Functional, Sequential

    found, visited = [], set()

    def visit(layer, path):
        if id(layer) in visited:
            return
        visited.add(id(layer))
        twin = layer.__dict__.get("_twin")
        for part, weights in _own_weights(twin or layer):
            found.extend((f"{path}{part}vars/{at}", weight) for at, weight in enumerate(weights))
        if isinstance(layer, (Functional, Sequential)):
            inputs = [layer._input] if isinstance(layer, Sequential) and layer._input is not None else []
            several([*inputs, *layer.layers], path + "layers/")
        if layer._engine_class() is not None:
            if layer._is_own() and "layer" in layer._options:
                visit(layer._options["layer"], path + "layer/")
            return
        names = [name for name, _ in attributes(layer)]
        if layer._is_own() and hasattr(layer, "_inside"):
            names.append("layers")
        for name in sorted(names, key=lambda name: "~" + name if name.startswith("_") else name):
            value = getattr(layer, name)
            if _is_layer(value):
                visit(value, f"{path}{name}/")
            elif isinstance(value, (list, tuple, dict)):
                several(value.values() if isinstance(value, dict) else value, f"{path}{name}/")

    def several(layers, path):
        counts = {}
        for layer in layers:
            if _is_layer(layer):
                name = snake(layer._class)
                count = counts.get(name, 0)
                counts[name] = count + 1
                visit(layer, path + (name if count == 0 else f"{name}_{count}") + "/")

    visit(model, "")
    return found


def _is_layer(value):
    return hasattr(value, "_leaves") and not isinstance(value, OwnWeight)


def _own_weights(layer):
    """The weights that a layer itself holds, and where below its path."""
    kind = layer._engine_class()
    if kind is None:
        return [("", variables(layer))]
    weights = [] if layer._is_own() else layer.weights
    if kind in ("LSTM", "GRU", "SimpleRNN"):
        return [("cell/", weights)]
    if kind == "Bidirectional":
        half = len(weights) // 2
        return [("forward_layer/cell/", weights[:half]), ("backward_layer/cell/", weights[half:])]
    return [("layer/" if kind == "TimeDistributed" else "", weights)]


def write(model):
    """The bytes of a file of weights."""
    listed = places(model)
    values = _engine.read([weight for _, weight in listed])
    return _pupil.h5_write([(path, np.asarray(value)) for (path, _), value in zip(listed, values)])


def read(model, data):
    """Gives a model the weights of a file."""
    listed, known = places(model), dict(_pupil.h5_read(data))
    for path, weight in listed:
        if path not in known:
            raise ValueError(f"the file has no weight {path} for {weight.path}; it has {', '.join(list(known)[:8])}")
        if known[path].shape != tuple(weight.shape):
            raise ValueError(
                f"the weight {path} of the file has shape {known[path].shape}, {weight.path} has {tuple(weight.shape)}"
            )
    _engine.write([weight for _, weight in listed], [known[path] for path, _ in listed])
