"""The losses and metrics of a `compile`, as the engine reads them."""

import numpy as np

from keras import _judged
from keras._config import plain
from keras._tensor import flatten


class Judges:
    """What `compile` was given."""

    def __init__(self, loss, loss_weights, metrics, weighted_metrics):
        from keras import losses
        from keras import metrics as metrics_module

        self.loss, self.loss_weights = _read(loss, losses.get), loss_weights
        self.metrics = _read(metrics, metrics_module.get)
        self.weighted = _read(weighted_metrics, metrics_module.get)
        self.has_own = any(
            _judged.is_own(judge) for judge in flatten([self.loss, self.metrics, self.weighted])
        )
        self._seen, self._config = None, None
        # Metrics of one's own by the names under which the engine shows their sums.
        self._sums = {}

    def config(self, model, targets=()):
        """The options of the engine's `compile`; those of one's own are traced for targets of these shapes."""
        options = {
            "optimizer": model.optimizer._serialized(),
            "loss_weights": plain(self.loss_weights),
        }
        if not self.has_own:
            return {**options, "loss": plain(self.loss), "metrics": plain(self.metrics),
                    "weighted_metrics": plain(self.weighted)}
        shapes = [_judged.shape_of_batch(target) for target in targets]
        if self._seen == shapes:
            return self._config
        outputs, names = [tensor.shape for tensor in model.outputs], model.output_names

        def loss(judge, at):
            return _judged.loss_config(judge, shapes[at], outputs[at]) if _judged.is_own(judge) else plain(judge)

        def metric(judge, at, weighted):
            if not _judged.is_own(judge):
                return plain(judge)
            if not hasattr(judge, "update_state"):
                return _judged.loss_config(_Function(judge), shapes[at], outputs[at])
            steps = _judged.metric_sums(judge, shapes[at], outputs[at], weighted)
            shown = judge.name if len(outputs) == 1 else f"{names[at]}_{judge.name}"
            self._sums[shown] = judge
            return {"class_name": "Sums", "config": {"name": judge.name, "steps": steps}}

        self._seen = shapes
        self._config = {
            **options,
            "loss": _each(self.loss, names, loss),
            "metrics": _each_list(self.metrics, names, lambda judge, at: metric(judge, at, False)),
            "weighted_metrics": _each_list(self.weighted, names, lambda judge, at: metric(judge, at, True)),
        }
        return self._config

    def finish(self, logs):
        """The logs with the results of metrics of one's own in place of their sums."""
        if not self._sums:
            return logs
        finished, parts = {}, {}
        for name, value in logs.items():
            base, bracket, _ = name.partition("[")
            prefix = "val_" if base.startswith("val_") and base not in self._sums else ""
            if base[len(prefix):] in self._sums:
                parts.setdefault((prefix, base[len(prefix):]), []).append(value)
                finished[base] = None
            else:
                finished[name] = value
        for (prefix, name), values in parts.items():
            metric, at = self._sums[name], 0
            for state in metric.variables:
                size = state.numpy().size
                state.assign(np.array(values[at:at + size], dtype="float32").reshape(state.shape))
                at += size
            finished[prefix + name] = float(metric.result())
        return finished


class _Function:
    """A metric that is a function: its targets are not given the predictions' number of axes."""

    def __init__(self, function):
        self.call, self.name = function, function.__name__


def _read(judges, get):
    if isinstance(judges, (list, tuple)):
        return [_read(judge, get) for judge in judges]
    if isinstance(judges, dict) and "class_name" not in judges:
        return {key: _read(judge, get) for key, judge in judges.items()}
    plain_name = isinstance(judges, str) and not _registered(judges)
    return judges if plain_name or isinstance(judges, dict) else get(judges)


def _registered(name):
    from keras import saving

    return saving.registered(name) is not None


def _each(judges, names, convert):
    """A loss for each output."""
    if isinstance(judges, dict) and "class_name" not in judges:
        return {name: None if judge is None else convert(judge, names.index(name)) for name, judge in judges.items()}
    if isinstance(judges, list):
        return [None if judge is None else convert(judge, at) for at, judge in enumerate(judges)]
    if len(names) == 1:
        return convert(judges, 0)
    return [convert(judges, at) for at in range(len(names))]


def _each_list(judges, names, convert):
    """A list of metrics for each output."""
    def listed(value, at):
        value = value if isinstance(value, list) else [value]
        return [convert(judge, at) for judge in value if judge is not None]

    if judges is None:
        return None
    if isinstance(judges, dict):
        return {name: listed(value, names.index(name)) for name, value in judges.items()}
    judges = judges if isinstance(judges, list) else [judges]
    if len(names) == 1:
        flat = [item for judge in judges for item in (judge if isinstance(judge, list) else [judge])]
        return listed(flat, 0)
    return [listed(judge, at) for at, judge in enumerate(judges)]
