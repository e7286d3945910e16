"""Learning rates that change with the step."""

import numpy as np

import _pupil
from keras import _config
from keras._config import Configured


class LearningRateSchedule(Configured):
    """The base of all schedules."""

    _group = "schedules"

    def _serialized(self):
        serialized = super()._serialized()
        serialized["module"] = "keras.optimizers.schedules"
        return serialized

    def __call__(self, step):
        """The learning rate after this many steps."""
        optimizer = {"class_name": "SGD", "config": {"learning_rate": self._serialized()}}
        return np.float32(_pupil.learning_rate(optimizer, int(step)))


globals().update(_config.classes("schedules", LearningRateSchedule, "keras.optimizers.schedules"))
