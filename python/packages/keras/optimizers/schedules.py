"""Learning rates that change with the step."""

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
        raise NotImplementedError("a schedule is computed by the engine while it trains")


globals().update(_config.classes("schedules", LearningRateSchedule, "keras.optimizers.schedules"))
