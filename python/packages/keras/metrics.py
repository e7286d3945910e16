"""Metrics, by name or with options."""

from keras import _config
from keras._config import Configured


class Metric(Configured):
    """The base of all metrics that the engine knows."""

    _group = "metrics"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._options.pop("dtype", None)

    @property
    def name(self):
        from keras._names import snake

        return self._options.get("name") or snake(type(self).__name__)

    def __call__(self, y_true, y_pred, sample_weight=None):
        raise NotImplementedError(
            f"{type(self).__name__} of arrays is not here yet; compile, fit and evaluate compute it"
        )


globals().update(_config.classes("metrics", Metric))
