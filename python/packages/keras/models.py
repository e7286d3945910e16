"""Models."""

import json

import numpy as np

from keras._model import Functional, InputLayer, Model, Sequential
from keras import saving
from keras._names import snake
from keras.saving import load_model, save_model


def _layer_from(serialized):
    """A layer or a model from its serialised form."""
    from keras import layers

    name, config = serialized["class_name"], serialized["config"]
    if name == "Sequential":
        return _sequential(config)
    if name in ("Functional", "Model"):
        return _functional(config)
    if name == "InputLayer":
        config = dict(config)
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        return InputLayer(shape=tuple(shape)[1:], dtype=config.get("dtype"), name=config["name"])
    if (serialized.get("module") or "").startswith("keras.src.ops"):
        return _Operation(name, config)
    cls = saving.registered(serialized.get("registered_name") or name) or saving.registered(name)
    if cls is None and not hasattr(layers, name):
        return saving.found(serialized, {})
    layer = (cls or getattr(layers, name)).from_config(_plain(config) if cls else config)
    if cls:
        layer._input_shape = (serialized.get("build_config") or {}).get("input_shape")
    return layer


class _Operation:
    """An operation of a file: it is made anew where it is called."""

    def __init__(self, kind, config):
        self.kind, self.options = kind, {key: value for key, value in config.items() if key not in ("name", "dtype")}
        self.name = config["name"]

    def __call__(self, *args):
        from keras import ops

        function = getattr(ops, snake(self.kind))
        if self.kind == "GetItem":
            return function(args[0], tuple(args[1]) if isinstance(args[1], list) else args[1])
        if self.kind == "Einsum":
            return function(self.options["subscripts"], *args)
        return function(*args, **self.options)


def _plain(config):
    """Options of a class of one's own, with objects in place of their serialised forms."""
    return {key: saving._object(value) for key, value in config.items()}


def _sequential(config):
    return Sequential([_layer_from(layer) for layer in config["layers"]], name=config.get("name"))


def _functional(config):
    layers, outputs = {}, {}
    for layer in config["layers"]:
        layers[layer["name"] if "name" in layer else layer["config"]["name"]] = _layer_from(layer)

    def symbol(reference):
        name, number, index = reference[:3]
        layer = layers[name]
        if isinstance(layer, InputLayer):
            return outputs.setdefault((name, 0), layer.output)
        result = outputs[name, number]
        return result[index] if isinstance(result, list) else result

    def structure(value):
        if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
            return symbol(value["config"]["keras_history"])
        if isinstance(value, dict) and value.get("class_name") == "__numpy__":
            return np.array(value["config"]["value"], dtype=value["config"]["dtype"])
        if isinstance(value, dict) and value.get("class_name") == "__slice__":
            return slice(*(value["config"][end] for end in ("start", "stop", "step")))
        if isinstance(value, dict):
            return {key: structure(item) for key, item in value.items()}
        if isinstance(value, list):
            return [structure(item) for item in value]
        return value

    waiting = [
        (layer["name"], number, node) for layer in config["layers"] for number, node in enumerate(layer["inbound_nodes"])
    ]
    while waiting:
        later = []
        for name, number, node in waiting:
            try:
                args = [structure(arg) for arg in node["args"]]
            except KeyError:
                later.append((name, number, node))
                continue
            outputs[name, number] = layers[name](*args, **(node.get("kwargs") or {}))
        if len(later) == len(waiting):
            raise ValueError(f"the config of model \"{config.get('name')}\" has a circle")
        waiting = later
    ends = config["output_layers"]
    starts = config["input_layers"]
    listed = lambda value: value if value and isinstance(value[0], list) else [value]
    inputs = [symbol(reference) for reference in listed(starts)]
    results = [symbol(reference) for reference in listed(ends)]
    one = lambda values: values[0] if len(values) == 1 else values
    return Functional(one(inputs), one(results), name=config.get("name"))


def model_from_json(json_string, custom_objects=None):
    with saving.custom_object_scope(custom_objects):
        return _layer_from(json.loads(json_string))


def clone_model(model, input_tensors=None, clone_function=None, **kwargs):
    from keras import _own

    if input_tensors is not None or clone_function is not None:
        raise NotImplementedError("clone_model has no input_tensors and clone_function here; change the clone's layers")
    classes = {type(layer).__name__: type(layer) for layer in _own.all_layers(model) if layer._engine_class() is None}
    known = {name: cls for name, cls in classes.items() if not cls.__module__.startswith("keras.")}
    with saving.custom_object_scope(known):
        return _layer_from(model._serialized())
