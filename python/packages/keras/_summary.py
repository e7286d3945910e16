"""The table that `summary()` prints."""

import math

from keras import _own
from keras._table import drawn, is_chain
from keras._tensor import KerasTensor


def table(model):
    from keras._model import Functional, InputLayer

    connected = isinstance(model, Functional)
    if model._is_known():
        model._require()
    rows = []
    listed = model._layers if connected else model.layers
    for layer in listed:
        shown = "0" if isinstance(layer, InputLayer) else _count(layer)
        row = [f"{layer.name} ({layer._class})", _shape(model, layer), shown]
        if connected:
            row.append("-" if isinstance(layer, InputLayer) else _sources(model, layer))
        rows.append(row)
    heads = ["Layer (type)", "Output Shape", "Param #", "Connected to"]
    if connected and is_chain(rows):
        rows = [row[:3] for row in rows]
    lines = [f'Model: "{model.name}"', *drawn([heads[:3] if not rows else heads[:len(rows[0])], *rows])]
    weights = []
    for weight in model.weights:
        if not any(_own._same(weight, other) for other in weights):
            weights.append(weight)
    trains = sum(math.prod(weight.shape) for weight in weights if weight.trainable)
    rest = sum(math.prod(weight.shape) for weight in weights) - trains
    # Keras counts the optimizer's variables too: the step in 8 bytes, the learning rate, and the slots.
    optimizer = model._engine.native.optimizer_size() + 2 if model._has_trained else 0
    extra = 4 if optimizer else 0
    total = trains + rest + optimizer
    lines.append(f" Total params: {total:,} ({_memory(total * 4 + extra)})")
    lines.append(f" Trainable params: {trains:,} ({_memory(trains * 4)})")
    lines.append(f" Non-trainable params: {rest:,} ({_memory(rest * 4)})")
    if optimizer:
        lines.append(f" Optimizer params: {optimizer:,} ({_memory(optimizer * 4 + extra)})")
    return "\n".join(lines)


def _count(layer):
    """The number of a layer's parameters."""
    count = sum(math.prod(weight.shape) for weight in layer.weights)
    return f"{count:,}" if count or layer.built or not _has_weights(layer) else "0 (unbuilt)"


def _has_weights(layer):
    """True for a layer that gets weights when it is built."""
    if layer._is_own():
        return type(layer).build is not _own.Layer.build or any(_has_weights(part) for part in _own.sublayers(layer))
    if hasattr(layer, "_graph_layers"):
        return not layer._is_known()
    kind = layer._engine_class() or ""
    return kind.startswith(("Dense", "Conv", "Separable", "Depthwise", "LSTM", "GRU", "SimpleRNN", "Bidirectional",
                            "Embedding", "BatchNorm", "LayerNorm", "GroupNorm", "RMSNorm", "PReLU", "TimeDistributed"))


def _shape(model, layer):
    from keras._model import InputLayer, Sequential

    if isinstance(layer, InputLayer):
        return _written([(None, *layer.shape)])
    if isinstance(model, Sequential):
        if not model._is_known():
            return "?"
        tensor = model._symbols()[model._layers.index(layer) + 1]
        return _written([tensor.shape])
    if model._is_own():
        if layer._is_own() and type(layer).compute_output_shape is _own.Layer.compute_output_shape:
            return "?"
        if not layer._calls or not (_has_weights(layer) or layer._is_own()):
            return "?"
        return _written([layer.compute_output_shape(layer._calls[-1][1][0].shape)])
    number = model._numbers(layer)[-1]
    return _written(layer._outputs_of(number))


def _written(shapes):
    texts = ["(" + ", ".join(str(size) for size in shape) + ")" for shape in shapes]
    return texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"


def _sources(model, layer):
    """The tensors that a layer of a functional model takes."""
    found = []
    for number in model._numbers(layer):
        for tensor in layer._calls[number][1]:
            if isinstance(tensor, KerasTensor):
                name, use, index = model._reference(tensor)
                found.append(f"{name}[{use}][{index}]")
    return ", ".join(found)


def _memory(size):
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.2f} {unit}"
        size /= 1024
