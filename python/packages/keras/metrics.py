"""Metrics, by name or with options."""

from keras import _config


class Metric(_config.Named):
    """The base of all metrics that the engine knows."""

    _group = "metrics"


globals().update(_config.classes("metrics", Metric))
