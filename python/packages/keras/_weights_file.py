"""Weights as Keras's files have them: each layer's under the names of the attributes that hold it."""

import warnings

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


def write(model, with_optimizer=False):
    """The bytes of a file of weights, and of the optimizer's variables."""
    listed = places(model)
    values = _engine.read([weight for _, weight in listed])
    arrays = [(path, np.asarray(value)) for (path, _), value in zip(listed, values)]
    return _pupil.h5_write(arrays + (_optimizer(model) if with_optimizer else []))


def read(model, data):
    """Gives a model the weights of a file. Returns the optimizer's variables in the file."""
    listed, known = places(model), dict(_pupil.h5_read(data))
    for path, weight in listed:
        if path not in known:
            raise ValueError(f"the file has no weight {path} for {weight.path}; it has {', '.join(list(known)[:8])}")
        if known[path].shape != tuple(weight.shape):
            raise ValueError(
                f"the weight {path} of the file has shape {known[path].shape}, {weight.path} has {tuple(weight.shape)}"
            )
    _engine.write([weight for _, weight in listed], [known[path] for path, _ in listed])
    return [known[path] for path in map(f"{_PATH}{{}}".format, range(len(known))) if path in known]


# The optimizer

_PATH = "optimizer/vars/"


def _order(model):
    """The places of the weights that train among those that the engine trains, in Keras's order. None if the model has
    a weight that its engine does not hold."""
    engine = model._engine
    trained = [at for at, (_, _, trains) in enumerate(engine.native.describe_weights()) if trains]
    weights = model.trainable_weights
    if len(weights) != len(trained) or any(id(weight._layer) not in engine._places for weight in weights):
        return None
    return [trained.index(engine.place(weight)) for weight in weights]


def _groups(optimizer, count):
    """The slots that alternate weight by weight; the groups follow one another."""
    kind, options, first = type(optimizer).__name__, optimizer._options, []
    # The engine has these slots last, Keras first.
    for is_there in (options.get("use_ema"), (options.get("gradient_accumulation_steps") or 1) > 1):
        if is_there:
            count -= 1
            first.append([count])
    if kind == "RMSprop":
        return first + [[at] for at in range(count)]
    # AMSGrad's slot comes after the two of Adam.
    return first + ([[0, 1], [2]] if kind in ("Adam", "AdamW") and count == 3 else [list(range(count))])


def _optimizer(model):
    """Pairs of a path and an array: the number of steps, the learning rate unless it follows a schedule, the slots."""
    state = model._engine.native.optimizer_state() if model._has_trained else None
    order = state and _order(model)
    if not order:
        return []
    steps, slots = state
    found = [np.array(steps, dtype="int64")]
    if isinstance(model.optimizer._options["learning_rate"], (int, float)):
        found.append(np.array(float(model.optimizer.learning_rate), dtype="float32"))
    for group in _groups(model.optimizer, len(slots)):
        found += [slots[slot][weight] for weight in order for slot in group]
    if type(model.optimizer).__name__ == "Nadam":
        # Keras keeps the product of its factors of momentum; the engine computes it from the number of steps.
        factors = model.optimizer._options.get("beta_1", 0.9) * (1 - 0.5 * 0.96 ** np.arange(1, steps + 1))
        found.append(np.array(np.prod(factors), dtype="float32"))
    return [(f"{_PATH}{at}", value) for at, value in enumerate(found)]


def restore_optimizer(model):
    """Gives a compiled model the optimizer's variables of the file that it was read from."""
    variables = model.__dict__.pop("_optimizer_variables", None)
    if not variables:
        return
    if type(model.optimizer).__name__ == "Nadam":
        variables.pop()
    order, native = _order(model), model._engine.native
    _, slots = native.optimizer_state()
    count = len(slots) * len(order or ())
    if not order or not count + 1 <= len(variables) <= count + 2:
        warnings.warn(f"The optimizer starts anew: it has {count} variables of weights, and the file has {len(variables)} "
                      "variables of another optimizer")
        return
    rest = iter(variables[len(variables) - count:])
    for group in _groups(model.optimizer, len(slots)):
        for weight in order:
            for slot in group:
                slots[slot][weight] = next(rest)
    native.set_optimizer_state(int(variables[0]), slots)
    model._has_trained = True
