"""Writes the parameters of Keras's classes to python/packages/keras/_signatures.py.

Run it from the repository's root with Keras 3.15.1 installed. A name with "=" has a default.
"""

import inspect
import os
import warnings

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import keras

GROUPS = [
    ("layers", keras.layers),
    ("optimizers", keras.optimizers),
    ("schedules", keras.optimizers.schedules),
    ("losses", keras.losses),
    ("metrics", keras.metrics),
    ("initializers", keras.initializers),
    ("regularizers", keras.regularizers),
    ("constraints", keras.constraints),
]
# They are written in Python here, or only exist in Python.
LEFT_OUT = {
    "Input", "InputSpec", "Layer", "Wrapper", "Lambda", "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper",
    "Optimizer", "OptimizerMap", "MultiOptimizer", "LossScaleOptimizer", "LearningRateSchedule", "Loss", "Metric",
    "Mean", "Sum", "MeanMetricWrapper", "Initializer", "Regularizer", "Constraint",
}


def parameters(function):
    words = []
    for parameter in list(inspect.signature(function).parameters.values()):
        if parameter.name == "self" or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        words.append(parameter.name + ("" if parameter.default is parameter.empty else "="))
    return " ".join(words)


lines = [
    '"""The parameters of Keras\'s classes, written by tests/python/generate_signatures.py."""',
    "",
]
for name, module in GROUPS:
    lines += [f"{name} = {{"]
    for key, value in sorted(vars(module).items()):
        own = value.__name__ if inspect.isclass(value) else None
        if own and (key == own or not hasattr(module, own)) and key not in LEFT_OUT:
            lines.append(f'    "{key}": "{parameters(value.__init__)}",')
    lines += ["}"]
with open("python/packages/keras/_signatures.py", "w") as file:
    file.write("\n".join(lines) + "\n")
