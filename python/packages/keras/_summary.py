"""The table that `summary()` prints."""

import math

from keras import _own
from keras._tensor import KerasTensor


def table(model, line_length=None, positions=None, expand_nested=False, show_trainable=False):
    from keras._model import Functional, InputLayer

    connected = isinstance(model, Functional) and not _is_chain(model)
    if model._is_known():
        model._require()

    def rows_of(owner, listed, level=0):
        """The cells of layers; those of layers within other layers come after these."""
        rows = []
        for layer in listed:
            starts = isinstance(layer, InputLayer)
            indent = "   " * level + "└ " if level else ""
            shape = _shape(owner, layer)
            if level and model.__dict__.get("_batch"):
                shape = shape.replace("None", str(model._batch), 1)
            row = [f"{indent}{layer.name} ({layer._class})", shape, "0" if starts else _count(layer)]
            if connected:
                row.append("-" if level or starts else _sources(model, layer))
            if show_trainable:
                row.append("-" if starts or not layer.weights else "Y" if layer.trainable else "N")
            rows.append(row)
            if expand_nested and hasattr(layer, "layers"):
                rows += rows_of(layer, layer.layers, level + 1)
        return rows

    rows = rows_of(model, model.layers if model._is_own() else model._layers)
    heads = ["Layer (type)", "Output Shape", "Param #"] + ["Connected to"] * connected + ["Trainable"] * show_trainable
    widths = _widths(line_length or 76, positions, connected, show_trainable)
    line = lambda left, fill, middle, right: left + middle.join(fill * (width + 2) for width in widths) + right

    def text(bar, cells):
        wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths)]
        lines = []
        for at in range(max(len(cell) for cell in wrapped)):
            parts = [cell[at] if at < len(cell) else "" for cell in wrapped]
            shown = [f" {part:{'^' if show_trainable and column == len(widths) - 1 else '>' if column == 2 else '<'}{width}} "
                     for column, (part, width) in enumerate(zip(parts, widths))]
            lines.append(bar + bar.join(shown) + bar)
        return "\n".join(lines)

    lines = [f'Model: "{model.name}"', line("┏", "━", "┳", "┓"), text("┃", heads), line("┡", "━", "╇", "┩")]
    for at, row in enumerate(rows):
        if at:
            lines.append(line("├", "─", "┼", "┤"))
        lines.append(text("│", row))
    lines.append(line("└", "─", "┴", "┘"))
    weights = _own.each_once(model.weights)
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


def _widths(line_length, positions, connected, show_trainable):
    """The widths of the columns. `positions` are their right edges, as parts of the line."""
    positions = positions or ([0.3, 0.56, 0.74, 1.0] if connected else [0.45, 0.8, 1.0])
    if show_trainable:
        positions = [position * 0.9 for position in positions] + [1.0]
    edges = [int(position * line_length) for position in positions]
    widths = [edge - before for edge, before in zip(edges, [0, *edges])]
    if min(widths) < 4:
        raise ValueError("Insufficient console width to print summary.")
    # The lines between columns and the gaps beside them take a share of each column.
    excess = sum(widths) + 3 * len(widths) + 1 - line_length
    for at in range(len(widths)):
        share = round(excess / (len(widths) - at))
        widths[at] -= share
        excess -= share
    return widths


def _wrapped(text, width):
    """The lines of a cell: broken between words, and words that are too long are cut."""
    first, *rest = text.lstrip(" ").split(" ")
    lines = [""]
    for word in [text[:len(text) - len(text.lstrip(" "))] + first, *rest]:
        word = word if len(word) <= width else word[:width - 1] + "…"
        gap = " " if lines[-1] else ""
        if len(lines[-1]) + len(gap) + len(word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines


def _is_chain(model):
    """True for a functional model whose layers follow one another, each used once: Keras shows it as a Sequential."""
    taken = [_place(tensor) for layer, number in model._uses for tensor in layer._calls[number].tensors]
    once = len(model._uses) == len({id(layer) for layer, _ in model._uses})
    return once and len(taken) == len(model._uses) == len(set(taken))


def _place(tensor):
    layer, number, _ = tensor._history
    return id(layer), number


def _count(layer):
    """The number of a layer's parameters."""
    count = sum(math.prod(weight.shape) for weight in layer.weights)
    return f"{count:,}" if count or layer.built or not _has_weights(layer) else "0 (unbuilt)"


# Keras knows the shape of a layer within a model of one's own only if the layer has a method `build`.
_JOINS = ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")


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
        builds = _has_weights(layer) or layer._is_own() or hasattr(layer, "_inside") or layer._class in _JOINS
        if not layer._calls or not builds:
            return "?"
        return _written([(model.__dict__.get("_batch"), *shape[1:]) for shape in layer._outputs_of(-1)])
    number = model._numbers(layer)[-1]
    return _written(layer._outputs_of(number))


def _written(shapes):
    texts = ["(" + ", ".join(str(size) for size in shape) + ")" for shape in shapes]
    return texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"


def _sources(model, layer):
    """The tensors that a layer of a functional model takes."""
    found = []
    for number in model._numbers(layer):
        for tensor in layer._calls[number].tensors:
            if isinstance(tensor, KerasTensor):
                # Keras counts all calls of a layer, also those that are not part of this model.
                name, (_, use, index) = model._reference(tensor)[0], tensor._history
                found.append(f"{name}[{use}][{index}]")
    return ", ".join(found)


def _memory(size):
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.2f} {unit}"
        size /= 1024
