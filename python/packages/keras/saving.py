"""Models as files."""

import _pupil


def save_model(model, filepath, overwrite=True, zipped=None, include_optimizer=True):
    """Writes a model; the ending of the name decides on the format."""
    path = str(filepath)
    if not path.endswith((".keras", ".h5", ".hdf5", ".safetensors", ".onnx", ".zip")):
        raise ValueError(
            "Invalid filepath extension for saving. Please add either a `.keras` extension for the native Keras "
            "format (recommended) or a `.h5` extension. Use `model.export(filepath)` if you want to export a "
            f"SavedModel for use with TFLite/TFServing/etc. Received: filepath={path}."
        )
    engine = model._require()
    engine.sync()
    with open(path, "wb") as file:
        file.write(engine.native.save(path, include_optimizer))


def save_weights(model, filepath):
    path = str(filepath)
    if not path.endswith(".weights.h5"):
        raise ValueError(
            f"The filename must end in `.weights.h5`. Received: filepath={path}"
        )
    engine = model._require()
    engine.sync()
    with open(path, "wb") as file:
        file.write(engine.native.save(path, False))


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """Reads a model in any of the engine's formats."""
    from keras import models
    from keras._engine import Engine

    path = str(filepath)
    native, notes = _pupil.open([(path.rsplit("/", 1)[-1], _read(path))])
    model = models._layer_from(native.config())
    model._engine = Engine(None, model._leaves(), native)
    for note in notes:
        print(note)
    compiled = native.compiled()
    if compile and compiled is not None:
        from keras import optimizers

        model.optimizer = optimizers.get(compiled["optimizer"])
        model.optimizer._bind(model)
        model._compiled = model._engine.compiled = compiled
        model.compiled = True
        model.loss = compiled["loss"]
    return model


def load_weights(model, filepath):
    """Takes over the weights of a file of a model, in their order."""
    path = str(filepath)
    engine = model._require()
    engine.sync()
    engine.native.load_weights(path.rsplit("/", 1)[-1], _read(path))
    engine.changed()


def register_keras_serializable(package="Custom", name=None):
    return lambda cls: cls
