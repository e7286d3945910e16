"""Writes applications.json: the layers of Keras's own networks, which the engine's networks of the same names must have."""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402

# The options of each network, and whether all of its layers are written or only the numbers of their parameters.
CASES = [
    ("MobileNetV2", {"alpha": 0.35, "input_shape": [96, 96, 3]}, True),
    ("MobileNetV2", {"include_top": False}, True),
    ("MobileNetV2", {"alpha": 1.3, "input_shape": [65, 80, 3], "include_top": False, "pooling": "max"}, True),
    *(("MobileNetV2", {"alpha": alpha}, False) for alpha in (0.5, 0.75, 1.0, 1.4)),
    ("MobileNet", {"alpha": 0.25, "input_shape": [128, 128, 1], "classes": 7, "classifier_activation": None}, True),
    ("MobileNet", {"depth_multiplier": 2, "include_top": False, "pooling": "avg"}, True),
    *(("MobileNet", {"alpha": alpha}, False) for alpha in (0.5, 0.75, 1.0)),
    ("EfficientNetB0", {"input_shape": [70, 64, 3]}, True),
    ("EfficientNetB0", {"include_top": False, "pooling": "avg"}, False),
    ("EfficientNetB0", {}, False),
]

# The options of layers that are compared.
OPTIONS = ["filters", "kernel_size", "strides", "padding", "use_bias", "activation", "depth_multiplier", "momentum", "epsilon",
           "axis", "max_value", "rate", "noise_shape", "scale", "offset", "keepdims", "target_shape", "units", "batch_shape"]


def layers(model):
    described = []
    for layer in json.loads(model.to_json())["config"]["layers"]:
        config, nodes = layer["config"], layer["inbound_nodes"]
        arguments = nodes[0]["args"][0] if nodes else []
        tensors = arguments if isinstance(arguments, list) else [arguments]
        initializer = next((config[key] for key in ("kernel_initializer", "depthwise_initializer") if config.get(key)), None)
        described.append({
            "class": layer["class_name"],
            "name": layer["name"],
            "options": {key: config[key] for key in OPTIONS if key in config},
            "initializer": initializer and {"class": initializer["class_name"], "scale": initializer["config"].get("scale")},
            "inputs": [tensor["config"]["keras_history"][0] for tensor in tensors],
        })
    return described


def main():
    cases = []
    for name, options, whole in CASES:
        keras.utils.clear_session()
        model = getattr(keras.applications, name)(weights=None, **options)
        case = {"network": name, "options": options, "name": model.name, "parameters": [layer.count_params() for layer in model.layers],
                "output": model.output_shape[1:]}
        cases.append(case | ({"layers": layers(model)} if whole else {}))
        print(model.name, model.count_params())
    text = json.dumps({"keras": keras.__version__, "cases": cases}, separators=(",", ":"))
    (Path(__file__).parent / "applications.json").write_text(text.replace('{"network"', '\n{"network"') + "\n")


if __name__ == "__main__":
    main()
