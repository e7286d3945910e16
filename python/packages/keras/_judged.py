"""Losses and metrics of one's own: traced into steps, which the engine computes for each batch."""

import numpy as np

from keras import _names, _own
from keras._apply import Operation, scopes
from keras._steps import Steps
from keras._tensor import KerasTensor, plain_array


def same_rank(y_true, y_pred):
    """Targets with as many axes as the predictions, where one axis of one element is between them, as in Keras."""
    from keras import ops

    true, pred = y_true.shape, y_pred.shape
    if len(true) == len(pred) - 1 and pred[-1] == 1:
        y_true = ops.expand_dims(y_true, -1)
    elif len(true) == len(pred) + 1 and true[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    return y_true, y_pred


def flat(outputs, starts):
    """The steps of several operations as one list, from the tensors `starts` to the tensors `outputs`."""
    steps, places = Steps([start.shape for start in starts]), {}

    def visit(tensor):
        layer, number, index = tensor._history
        for at, start in enumerate(starts):
            if tensor is start:
                return steps.inputs[at].at
        if isinstance(layer, Trace):
            raise NotImplementedError(
                "a metric of your own adds to its variables for each batch, with assign_add; it cannot read them in "
                "update_state. What is computed from them belongs in result"
            )
        if not isinstance(layer, Operation) or not hasattr(layer, "_steps"):
            raise NotImplementedError(
                f"a loss or metric of your own computes with operations of keras.ops, not with the layer {layer.name}"
            )
        if id(layer) not in places:
            sources = [visit(source) for source in layer._calls[number].tensors]
            own = layer._steps
            shift = len(starts) + len(steps.list) - own["inputs"]
            move = lambda at: sources[at] if at < own["inputs"] else at + shift
            for name, operands, *options in own["steps"]:
                steps.list.append([name, [move(at) for at in operands], *options])
            places[id(layer)] = [move(at) for at in own["outputs"]]
        return places[id(layer)][index]

    ends = [visit(output) for output in outputs]
    return {"inputs": len(starts), "steps": steps.list, "outputs": ends}


class Trace:
    """A scope for functions of the targets and predictions of a batch; `state` are a metric's variables."""

    phase = None
    layer = None

    def __init__(self, *shapes, dtypes=None):
        self.starts = [
            KerasTensor(shape, dtype, history=(self, at, 0))
            for at, (shape, dtype) in enumerate(zip(shapes, dtypes or ["float32"] * len(shapes)))
        ]
        self.inputs = self.starts
        self.values, self.symbols = {}, {}
        self.name = "the loss"
        self.penalties = []

    def batch(self):
        return self.starts[-1]

    def weight(self, variable):
        if isinstance(variable, State):
            if id(variable) not in self.symbols:
                self.symbols[id(variable)] = KerasTensor(variable.shape, history=(self, len(self.symbols) + 100, 0))
            return self.symbols[id(variable)]
        if variable._layer is not None:
            raise NotImplementedError(f"a loss or a metric cannot use the weight {variable.path} of a layer here")

    def assign(self, variable, value):
        """Takes a new value, which is the old one plus something."""
        old = self.symbols.get(id(variable))
        layer = value._history[0] if isinstance(value, KerasTensor) else None
        if not isinstance(layer, Operation) or layer._kind != "Add" or not any(
            part is old or part is variable for part in layer._calls[0].args
        ):
            raise NotImplementedError(
                f"the variable {variable.name} of a metric gets a value that is not its old value plus something; the "
                "engine adds up what batches give, so use assign_add"
            )
        first, second = layer._calls[0].args
        self.add(variable, second if first is old or first is variable else first)

    def add(self, variable, value):
        """Adds to a variable."""
        before = self.values.get(id(variable))
        self.values[id(variable)] = value if before is None else before + value

    def run(self, function, *args):
        scopes.append(self)
        try:
            return function(*args)
        finally:
            scopes.pop()


def loss_config(loss, target, output):
    """A loss of one's own for a target and an output of these shapes of a batch, as the engine reads it."""
    trace = Trace(target, output)
    function = loss.call if hasattr(loss, "call") else loss
    values = trace.run(lambda: function(*(trace.starts if hasattr(loss, "call") else same_rank(*trace.starts))))
    if not isinstance(values, KerasTensor):
        raise ValueError(f"the loss {name_of(loss)} returned {values!r}; it must compute with y_true and y_pred")
    return {
        "class_name": "Steps",
        "config": {
            "name": name_of(loss), "steps": flat([values], trace.starts), "target": list(target[1:]),
            "reduction": getattr(loss, "reduction", "sum_over_batch_size"),
        },
    }


def name_of(function):
    name = getattr(function, "name", None) or getattr(function, "__name__", None)
    return name or _names.snake(type(function).__name__)


class State(_own.Variable):
    """A variable of a metric: an array, and within a trace the sum over the batches."""

    def __init__(self, name, values):
        self._layer, self._index = None, 0
        self.path = self.name = name
        self._value = np.asarray(values, dtype="float32")
        self.shape, self.dtype, self.trainable = self._value.shape, "float32", False

    def numpy(self):
        return self._value

    def assign_add(self, value):
        if scopes and hasattr(scopes[-1], "add"):
            scopes[-1].add(self, value)
            return self
        return super().assign_add(value)

    def assign(self, value):
        if scopes and hasattr(scopes[-1], "assign"):
            scopes[-1].assign(self, value)
        else:
            self._value = np.asarray(value.numpy() if isinstance(value, _own.Variable) else value, dtype="float32")
            self._value = self._value.reshape(self.shape) if self._value.shape != self.shape else self._value
        return self


def metric_sums(metric, target, output, weighted):
    """What a metric adds to its variables for a batch: for each of them steps of the engine."""
    starts = [target, output] + ([(None,)] if weighted else [])
    trace = Trace(*starts)
    states = metric.variables
    if any(np.any(state._value != 0) for state in states):
        raise NotImplementedError(f"{metric.name}: a metric of your own starts with variables of zeros here")
    weight = {"sample_weight": trace.starts[2]} if weighted else {}
    trace.run(lambda: metric.update_state(*trace.starts[:2], **weight))
    sums = []
    for state in states:
        value = trace.values.get(id(state), 0.0)
        sums.append(trace.run(lambda: _shaped(value, state.shape, trace.starts[1])))
    return flat(sums, trace.starts)


def _shaped(value, shape, prediction):
    """What is added to a variable, with the variable's shape."""
    from keras import ops

    if not isinstance(value, KerasTensor):
        value = ops.sum(prediction) * 0.0 + value
    return ops.broadcast_to(value, shape) if value.shape != tuple(shape) else value


def is_own(judge):
    """True for a loss or a metric that is Python code of one's own."""
    if isinstance(judge, type):
        return False
    if hasattr(judge, "_is_own_judge"):
        return judge._is_own_judge()
    return callable(judge) and not hasattr(judge, "_serialized")


def shape_of_batch(array):
    return (None, *plain_array(array).shape[1:])
