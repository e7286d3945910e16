"""Optimizers."""

import numpy as np

from keras import _config
from keras._config import Configured, plain
from keras.optimizers import schedules

_RATES = {"SGD": 0.01, "ScheduleFreeAdamW": 0.0025}
# For these options None is not the default of every optimizer.
_NULLS = ("weight_decay", "adam_weight_decay", "rms_rate")


class Optimizer(Configured):
    """The base of all optimizers."""

    _group = "optimizers"

    def __init__(self, *args, **kwargs):
        if "lr" in kwargs:
            raise ValueError(
                "Argument(s) not recognized: {'lr': " + repr(kwargs["lr"]) + "}; the name is learning_rate"
            )
        super().__init__(*args, **kwargs)
        self.name = self._options.get("name") or type(self).__name__
        self._options.setdefault("learning_rate", _RATES.get(type(self).__name__, 0.001))
        self._model = None

    def _serialized(self):
        options = {key: value for key, value in self._options.items()
                   if (value is not None or key in _NULLS) and key != "name"}
        rate = options["learning_rate"]
        if not isinstance(rate, schedules.LearningRateSchedule):
            options["learning_rate"] = float(rate)
        return {
            "module": "keras.optimizers",
            "class_name": type(self).__name__,
            "config": plain(options),
            "registered_name": None,
        }

    def _bind(self, model):
        self._model = model

    def _native(self):
        model = self._model
        return model._engine.native if model is not None and model._engine is not None else None

    @property
    def learning_rate(self):
        native = self._native()
        try:
            if native is not None:
                return self._rate(native.learning_rate())
        except ValueError:
            pass
        rate = self._options["learning_rate"]
        return rate if isinstance(rate, schedules.LearningRateSchedule) else self._rate(rate)

    def _rate(self, value):
        rate = Rate(value)
        rate._optimizer = self
        return rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._options["learning_rate"] = float(value)
        native = self._native()
        if native is not None and native.compiled() is not None:
            native.set_learning_rate(float(value))

    lr = learning_rate

    @property
    def iterations(self):
        """The number of training steps. Batches whose gradients are added up are one step."""
        native = self._native()
        state = native.optimizer_state() if native is not None else None
        return Count((state[0] if state else 0) // (self._options.get("gradient_accumulation_steps") or 1))


class Count(int):
    """A number of steps, which Keras keeps as a variable."""

    dtype, shape = "int64", ()

    def numpy(self):
        return np.int64(self)

    @property
    def value(self):
        return self


class Rate(float):
    """A learning rate, which Keras keeps as a variable."""

    def numpy(self):
        return np.float32(self)

    @property
    def value(self):
        return self

    def assign(self, value):
        self._optimizer.learning_rate = value
        return self._optimizer.learning_rate


globals().update(_config.classes("optimizers", Optimizer))


def get(identifier):
    """An optimizer from its name, its config, or itself."""
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Optimizer):
        return identifier()
    if isinstance(identifier, dict):
        config = dict(identifier["config"])
        rate = config.get("learning_rate")
        if isinstance(rate, dict):
            config["learning_rate"] = getattr(schedules, rate["class_name"])(**rate["config"])
        return globals()[identifier["class_name"]](**config)
    if isinstance(identifier, str):
        for name, value in list(globals().items()):
            if name.lower() == identifier.lower() and isinstance(value, type) and issubclass(value, Optimizer):
                return value()
    raise ValueError(f"Could not interpret optimizer identifier: {identifier}")


def serialize(optimizer):
    return optimizer._serialized()


deserialize = get
