"""Metrics: by name, with options, and of one's own."""

import numpy as np

import _pupil
from keras import _config, losses
from keras._tensor import plain_array


class Metric(_config.Named):
    """The base of all metrics. One of your own adds weights, and has `update_state(self, y_true, y_pred,
    sample_weight=None)` and `result(self)`."""

    _group = "metrics"

    def __init__(self, *args, **kwargs):
        self._states, self._sums = [], None
        if self._parameters:
            super().__init__(*args, **kwargs)
            return
        given = dict(zip(("dtype", "name"), args), **kwargs)
        given.pop("dtype", None)
        self._options = {"name": given.pop("name", None)}
        if given:
            raise TypeError(f"Metric.__init__() got an unexpected keyword argument '{next(iter(given))}'")

    def _is_own_judge(self):
        return not self._parameters_of_engine()

    def _parameters_of_engine(self):
        return type(self).update_state is Metric.update_state

    def add_weight(self, *args, name=None, shape=(), initializer="zeros", dtype=None, **kwargs):
        from keras import initializers
        from keras._judged import State

        if args and isinstance(args[0], str):
            name, args = args[0], args[1:]
        if args:
            shape = args[0]
        shape = (shape,) if isinstance(shape, int) else tuple(shape or ())
        state = State(name or "variable", initializers.get(initializer or "zeros")(shape, dtype=dtype or "float32"))
        self._states.append(state)
        return state

    add_variable = add_weight

    @property
    def variables(self):
        return list(self._states)

    weights = variables

    def update_state(self, y_true, y_pred, sample_weight=None):
        weight = None if sample_weight is None else plain_array(sample_weight).astype("float32").reshape(-1)
        pred = plain_array(y_pred).astype("float32")
        true = plain_array(y_true).astype("float32")
        if pred.ndim == 1 and "axis=" in self._parameters and "num_classes" not in self._parameters:
            # The axis is the only one.
            pred, true = pred.reshape(1, -1), true.reshape(1, -1)
        elif pred.ndim == 1:
            pred, true = pred.reshape(-1, 1), true.reshape(-1, 1)
        new = _pupil.metric_sums(self._serialized(), true, pred, weight)
        self._sums = new if self._sums is None else [a + b for a, b in zip(self._sums, new)]

    def result(self):
        sums = self._sums
        values = [0.0] if sums is None else _pupil.metric_value(self._serialized(), sums)
        return np.float32(values[0]) if len(values) == 1 else np.array(values, dtype="float32")

    def reset_state(self):
        self._sums = None
        for state in self._states:
            state.assign(np.zeros(state.shape, "float32"))

    reset_states = reset_state

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def _serialized(self):
        if not self._is_own_judge():
            return super()._serialized()
        from keras import saving

        return saving.serialized_own(self)


_made = _config.classes("metrics", Metric)
globals().update(_made)


class Mean(Metric):
    """The mean of all values."""

    def __init__(self, name="mean", dtype=None):
        super().__init__(name=name)
        self.total, self.count = self.add_weight(name="total"), self.add_weight(name="count")

    def update_state(self, values, sample_weight=None):
        from keras import ops

        values = ops.convert_to_tensor(values, "float32")
        weight = ops.ones_like(values) if sample_weight is None else ops.ones_like(values) * _aligned(sample_weight, values)
        self.total.assign_add(ops.sum(values * weight))
        self.count.assign_add(ops.sum(weight))

    def result(self):
        count = float(self.count)
        return np.float32(float(self.total) / count if count else 0.0)


class Sum(Metric):
    """The sum of all values."""

    def __init__(self, name="sum", dtype=None):
        super().__init__(name=name)
        self.total = self.add_weight(name="total")

    def update_state(self, values, sample_weight=None):
        from keras import ops

        values = ops.convert_to_tensor(values, "float32")
        self.total.assign_add(ops.sum(values if sample_weight is None else values * _aligned(sample_weight, values)))

    def result(self):
        return np.float32(float(self.total))


class MeanMetricWrapper(Mean):
    """The mean of a function of targets and predictions."""

    def __init__(self, fn, name=None, dtype=None, **kwargs):
        super().__init__(name=name or fn.__name__)
        self._fn, self._fn_options = fn, kwargs

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(self._fn(y_true, y_pred, **self._fn_options), sample_weight)


class Accuracy(MeanMetricWrapper):
    """How often predictions equal their targets."""

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(_equal, name=name)


def _equal(y_true, y_pred):
    from keras import ops

    same = ops.cast(ops.equal(y_true, y_pred), "float32")
    return ops.mean(same, axis=-1) if ops.ndim(same) else same


def _aligned(weight, values):
    from keras import ops

    weight = ops.convert_to_tensor(weight, "float32")
    while len(weight.shape) < len(values.shape):
        weight = ops.expand_dims(weight, -1)
    return weight


_KNOWN = _config.named({**_made, "Metric": Metric, "Mean": Mean, "Sum": Sum, "MeanMetricWrapper": MeanMetricWrapper,
                        "Accuracy": Accuracy})
for _name, _value in losses._KNOWN.items():
    if not isinstance(_value, type):
        globals()[_name] = _value
        if len(_name) < 5 and _name.lower() != "kld":
            _KNOWN.setdefault(_name, _KNOWN.get(_value.__name__))


def get(identifier):
    from keras import saving

    return saving.identified(identifier, _KNOWN, "metric")


def serialize(metric):
    return _config.plain(metric)


deserialize = get
