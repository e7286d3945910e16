"""Texts as the inputs of layers and models. NumPy has no texts here, so they stand in lists: one text for each sample, or
lists of texts. The engine makes numbers of them, as the layer says that takes them."""

import _pupil

CLASSES = ("TextVectorization", "StringLookup")


def is_texts(value):
    """True for a list of texts, which may be nested."""
    if not isinstance(value, (list, tuple)):
        return False
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return isinstance(value, str)


def flat(value):
    """The texts of a nested list and its sizes."""
    sizes, level = [], list(value)
    sizes.append(len(level))
    while level and isinstance(level[0], (list, tuple)):
        size = len(level[0])
        if any(len(part) != size for part in level):
            raise ValueError("the lists of texts have different lengths; expected as many texts in each")
        sizes.append(size)
        level = [text for part in level for text in part]
    return level, tuple(sizes)


def numbers(layer, value):
    """The numbers of texts for a layer in its engine's form: rows, or one number for each in the shape of the texts."""
    texts, shape = flat(value)
    found = _pupil.texts(layer, texts)
    return found.reshape(shape) if found.ndim == 1 else found


def given(model, x):
    """The inputs of a model, with numbers in place of texts."""
    parts = list(x.values()) if isinstance(x, dict) else x
    if not is_texts(x) and not (isinstance(parts, (list, tuple)) and any(map(is_texts, parts))):
        return x
    layers = model._require().native.text_layers()

    def one(layer, value):
        if not is_texts(value):
            return value
        if layer is None:
            raise ValueError(f"{model.name}: an input holds texts, but the model takes numbers there")
        found = numbers(layer, value)
        return found.reshape(-1, 1) if found.ndim == 1 else found

    names = [tensor._history[0].name for tensor in model.inputs]
    if isinstance(x, dict):
        return {name: one(layers[names.index(name)], value) if name in names else value for name, value in x.items()}
    return one(layers[0], x) if len(layers) == 1 else [one(layer, value) for layer, value in zip(layers, x)]
