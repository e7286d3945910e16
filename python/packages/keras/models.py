"""Models."""

import json

from keras._model import Functional, InputLayer, Model, Sequential
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
    return getattr(layers, name).from_config(config)


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
        if isinstance(value, dict):
            return symbol(value["config"]["keras_history"])
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
                inputs = structure(node["args"][0])
            except KeyError:
                later.append((name, number, node))
                continue
            outputs[name, number] = layers[name](inputs)
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


def model_from_json(text, custom_objects=None):
    return _layer_from(json.loads(text))


def clone_model(model, input_tensors=None, clone_function=None, **kwargs):
    return _layer_from(model._serialized())
