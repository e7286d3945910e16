"""Lists every name that Keras has, with its options: `names.json`, from which `docs/reference/keras.md` is made."""

import inspect
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402

# Arguments that are not listed: options of every layer, and names such as `self` and `kwargs`.
COMMON = {"self", "kwargs", "args", "name", "dtype", "trainable", "activity_regularizer"}


def options(cls):
    """The arguments of a class's own constructor."""
    return [name for name in inspect.signature(inspect.unwrap(cls.__init__)).parameters if name not in COMMON]


def classes(module, base):
    """The public classes of a module, each once, under their own names."""
    found = {}
    for name in dir(module):
        value = getattr(module, name)
        if not inspect.isclass(value) or not issubclass(value, base) or value is base:
            continue
        # A class is listed once. `GroupQueryAttention` has another name within Keras.
        if name == value.__name__ or not hasattr(module, value.__name__):
            found[name] = options(value)
    return dict(sorted(found.items()))


def functions(module):
    """The public functions of a module."""
    skip = {"serialize", "deserialize", "get"}
    return sorted(n for n in dir(module) if n[0] != "_" and n not in skip and inspect.isfunction(getattr(module, n)))


def main():
    k = keras
    names = {
        "keras": k.__version__,
        "layers": classes(k.layers, k.layers.Layer),
        "activations": functions(k.activations),
        "losses": classes(k.losses, k.losses.Loss),
        "metrics": classes(k.metrics, k.metrics.Metric),
        "optimizers": classes(k.optimizers, k.optimizers.Optimizer),
        "schedules": classes(k.optimizers.schedules, k.optimizers.schedules.LearningRateSchedule),
        "initializers": classes(k.initializers, k.initializers.Initializer),
        "regularizers": classes(k.regularizers, k.regularizers.Regularizer),
        "constraints": classes(k.constraints, k.constraints.Constraint),
        "callbacks": classes(k.callbacks, k.callbacks.Callback),
    }
    path = Path(__file__).parent / "names.json"
    path.write_text(json.dumps(names, indent=1) + "\n")
    print({key: len(value) for key, value in names.items() if key != "keras"})


if __name__ == "__main__":
    main()
