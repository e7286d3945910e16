"""Models as files, and the names under which files know classes and functions of one's own."""

import json
import os

import _data
import _pupil
from keras import _judges, _weights_file
from keras._own import has_own

_registered = {}
_scopes = []

FORMATS = (".keras", ".h5", ".hdf5", ".safetensors", ".onnx", ".zip")


# Names


def get_custom_objects():
    """All registered names, a dict that may be changed."""
    return _registered


class custom_object_scope:
    """Within `with`, names of classes and functions of one's own."""

    def __init__(self, custom_objects):
        self.custom_objects = dict(custom_objects or {})

    def __enter__(self):
        _scopes.append(self.custom_objects)
        return self

    def __exit__(self, *args):
        _scopes.pop()


CustomObjectScope = custom_object_scope


def register_keras_serializable(package="Custom", name=None):
    def decorator(cls):
        full = f"{package}>{name or cls.__name__}"
        _registered[full] = cls
        cls._registered_name = full
        return cls

    return decorator


def get_registered_name(obj):
    return getattr(obj, "_registered_name", obj.__name__)


def get_registered_object(name, custom_objects=None, module_objects=None):
    value = registered(name)
    for known in (custom_objects, module_objects):
        if value is None and known:
            value = known.get(name)
    return value


def registered(name):
    """The class or function of this name; None if there is none."""
    for known in (*reversed(_scopes), _registered):
        if name in known:
            return known[name]
    for full, value in _registered.items():
        if full.partition(">")[2] == name:
            return value
    return None


def identified(identifier, known, what):
    """An object from its name, its config, its class, a function, or itself. `known` are those of Keras."""
    if isinstance(identifier, dict):
        return found(identifier, known)
    if isinstance(identifier, str):
        value = known.get(identifier) or registered(identifier)
        if value is None:
            raise ValueError(f"Could not interpret {what} identifier: {identifier}")
        return value() if isinstance(value, type) else value
    if isinstance(identifier, type):
        return identifier()
    if identifier is None or callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret {what} identifier: {identifier}")


def found(config, known):
    """An object of a serialised form, of a class that is registered or in `known`."""
    cls = registered(config.get("registered_name") or config["class_name"]) or registered(config["class_name"])
    cls = cls or known.get(config["class_name"])
    if cls is None:
        raise _missing(f"class '{config['class_name']}'")
    if not isinstance(cls, type):
        return cls
    options = config.get("config") or {}
    return cls.from_config(options) if hasattr(cls, "from_config") else cls(**options)


def _missing(what):
    return TypeError(
        f"Could not locate {what}. Make sure custom classes and functions are decorated with "
        "`@keras.saving.register_keras_serializable()`, or pass them as `custom_objects`."
    )


# Serialised forms


def serialized_own(thing):
    """A layer, model, loss or metric of one's own, as files have it."""
    cls = type(thing)
    form = {
        "module": None if hasattr(cls, "_registered_name") else cls.__module__,
        "class_name": cls.__name__,
        "config": serialize_keras_object(options_of(thing)),
        "registered_name": get_registered_name(cls),
    }
    if hasattr(thing, "_calls") and thing._calls:
        shapes = [list(tensor.shape) for tensor in thing._calls[0].tensors]
        form["build_config"] = {"input_shape": shapes[0] if len(shapes) == 1 else shapes}
    elif getattr(thing, "_inner", None) is not None:
        shapes = [list(shape) for shape in thing._inner.shapes]
        form["build_config"] = {"input_shape": shapes[0] if len(shapes) == 1 else shapes}
    return form


def options_of(thing):
    """What `get_config` says. Where the class has none, the arguments it was made with, as in Keras."""
    cls = type(thing)
    if not _is_default(cls):
        return thing.get_config()
    args, kwargs = thing.__dict__.get("_made_with", ((), {}))
    code = getattr(cls.__init__, "__code__", None)
    names = code.co_varnames[1:code.co_argcount] if code is not None else ()
    given = {**dict(zip(names, args)), **kwargs}
    for name, value in given.items():
        if not _is_plain(value):
            raise NotImplementedError(
                f"Object {cls.__name__} was created by passing non-serializable argument values in `__init__()`, and "
                "therefore the object must override `get_config()` in order to be serializable. "
                f"The argument is {name}."
            )
    config = {"name": thing.name} if "name" not in given and "kwargs" in _all_names(cls) else {}
    config.update(given)
    return config


def _all_names(cls):
    code = getattr(cls.__init__, "__code__", None)
    return () if code is None else code.co_varnames


def _is_default(cls):
    for base in cls.__mro__:
        if "get_config" in base.__dict__:
            return base.__name__ in ("Layer", "Model", "Configured")
    return True


def _is_plain(value):
    return value is None or isinstance(value, (bool, int, float, str)) or (
        isinstance(value, (list, tuple)) and all(_is_plain(item) for item in value)
    ) or isinstance(value, dict) and all(_is_plain(item) for item in value.values())


def serialize_keras_object(obj):
    """A value of a config as files have it."""
    if hasattr(obj, "_serialized"):
        return obj._serialized()
    if isinstance(obj, (list, tuple)):
        return [serialize_keras_object(item) for item in obj]
    if isinstance(obj, dict):
        return {key: serialize_keras_object(item) for key, item in obj.items()}
    if hasattr(obj, "tolist"):
        return obj.tolist()
    if callable(obj):
        if obj.__name__ == "<lambda>":
            raise NotImplementedError("a lambda cannot be written to a file: give it a name with def and register it")
        return {"module": "builtins", "class_name": "function", "config": obj.__name__,
                "registered_name": get_registered_name(obj)}
    return obj


def deserialize_keras_object(config, custom_objects=None, safe_mode=True, **kwargs):
    """The object of a serialised form."""
    with custom_object_scope(custom_objects):
        return _object(config)


def _object(config):
    from keras import activations, constraints, initializers, losses, metrics, models, optimizers, regularizers

    if isinstance(config, list):
        return [_object(item) for item in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config:
        return {key: _object(item) for key, item in config.items()}
    if config["class_name"] == "function":
        function = registered(config["config"])
        if function is None:
            raise _missing(f"function '{config['config']}'")
        return function
    if config["class_name"] == "DTypePolicy":
        return config["config"]["name"]
    module = (config.get("module") or "").rpartition(".")[2]
    groups = {"activations": activations, "constraints": constraints, "initializers": initializers, "losses": losses,
              "metrics": metrics, "optimizers": optimizers, "regularizers": regularizers}
    if module in groups:
        return groups[module].get(config)
    return models._layer_from(config)


# Files


def _is_own(serialized):
    """True for a model with classes or operations that only Python knows."""
    if isinstance(serialized, dict):
        module = serialized.get("module", "")
        if "class_name" in serialized and "config" in serialized:
            if module is None or isinstance(module, str) and module.startswith("keras.src.ops"):
                return True
            if isinstance(module, str) and module and not module.startswith(("keras", "builtins")):
                return True
            if serialized["class_name"] == "Lambda" or ">" in str(serialized.get("registered_name")):
                return True
        return any(_is_own(value) for value in serialized.values())
    return isinstance(serialized, list) and any(_is_own(item) for item in serialized)


def save_model(model, filepath, overwrite=True, zipped=None, include_optimizer=True):
    """Writes a model; the ending of the name decides on the format."""
    path = str(filepath)
    if not path.endswith(FORMATS):
        raise ValueError(
            "Invalid filepath extension for saving. Please add either a `.keras` extension for the native Keras "
            "format (recommended) or a `.h5` extension. Use `model.export(filepath)` if you want to export a "
            f"SavedModel for use with TFLite/TFServing/etc. Received: filepath={path}."
        )
    if not _may_write(path, overwrite):
        return
    engine = model._require()
    engine.sync()
    judges = model._judges
    if has_own(model) or judges is not None and judges.has_own:
        data = _own_file(model, path, include_optimizer)
    else:
        data = engine.native.save(path, include_optimizer)
    with open(path, "wb") as file:
        file.write(data)


def _own_file(model, path, include_optimizer):
    """A Keras archive of a model with classes of one's own."""
    if not path.endswith(".keras"):
        raise NotImplementedError(
            f"{path}: a model with layers, functions or operations of your own is saved as .keras; its weights alone also "
            "as .weights.h5"
        )
    config, judges = model._serialized(), model._judges
    if judges is not None:
        parts = {"loss": judges.loss, "loss_weights": judges.loss_weights, "metrics": judges.metrics,
                 "weighted_metrics": judges.weighted}
        config["compile_config"] = {"optimizer": model.optimizer._serialized(), **serialize_keras_object(parts)}
    metadata = {"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}
    return _data.zip([
        ("metadata.json", json.dumps(metadata).encode()),
        ("config.json", json.dumps(config).encode()),
        ("model.weights.h5", _weights_file.write(model, include_optimizer)),
    ])


def _may_write(path, overwrite):
    """False if there is a file of this name and the user wants to keep it."""
    if overwrite or not os.path.exists(path):
        return True
    while True:
        answer = input(f"[WARNING] {path} already exists - overwrite? [y/n]").strip().lower()
        if answer in ("y", "n"):
            return answer == "y"


def save_weights(model, filepath, overwrite=True):
    path = str(filepath)
    if not path.endswith(".weights.h5"):
        raise ValueError(
            f"The filename must end in `.weights.h5`. Received: filepath={path}"
        )
    if not _may_write(path, overwrite):
        return
    engine = model._require()
    engine.sync()
    own = has_own(model)
    with open(path, "wb") as file:
        file.write(_weights_file.write(model) if own else engine.native.save(path, False))


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """Reads a model in any of the engine's formats."""
    from keras import models
    from keras._engine import Engine

    path = str(filepath)
    data = _read(path)
    with custom_object_scope(custom_objects):
        if path.endswith(".keras"):
            members = _data.unzip(data)
            config = json.loads(members["config.json"].decode())
            if _is_own(config):
                return _own_model(config, members["model.weights.h5"], compile)
        native, notes = _pupil.open([(path.rsplit("/", 1)[-1], data)])
        model = models._layer_from(native.config())
        model._engine = Engine(None, model._inside(), native)
        for note in notes:
            print(note)
        compiled = native.compiled()
        if compile and compiled is not None:
            from keras import optimizers

            model.optimizer = optimizers.get(compiled["optimizer"])
            model.optimizer._bind(model)
            model._compiled = model._engine.compiled = compiled
            model._judges = _judges.Judges(
                *(compiled[key] for key in ("loss", "loss_weights", "metrics", "weighted_metrics"))
            )
            model.compiled = True
            model.loss = compiled["loss"]
        return model


def _own_model(config, weights, compile):
    """A model with classes of one's own, whose weights are in the engine's order."""
    from keras import models, optimizers

    model = models._layer_from(config)
    if not model._is_known():
        shape = (config.get("build_config") or {}).get("input_shape")
        if shape is None:
            raise ValueError(f"the file does not say for which inputs the model {model.name} was built")
        model.build(shape)
    model._require()
    variables = _weights_file.read(model, weights)
    compiled = config.get("compile_config")
    if compile and compiled and "optimizer" in compiled:
        parts = {key: _object(compiled.get(key)) for key in ("loss", "loss_weights", "metrics", "weighted_metrics")}
        model.compile(optimizers.get(compiled["optimizer"]), **parts)
        model._optimizer_variables = variables
        if model._compiled is not None:
            _weights_file.restore_optimizer(model)
    return model


def load_weights(model, filepath):
    """Takes over the weights of a file of a model, in their order."""
    path = str(filepath)
    engine = model._require()
    engine.sync()
    if path.endswith(".weights.h5") and has_own(model):
        _weights_file.read(model, _read(path))
        return
    engine.native.load_weights(path.rsplit("/", 1)[-1], _read(path))
    engine.changed()
