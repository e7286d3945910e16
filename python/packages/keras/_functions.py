"""Python functions among the options of a layer of Keras: activations, initializers, regularizers and constraints."""

import _pupil
from keras import _judged
from keras._config import is_function
from keras._layer import Layer
from keras._tensor import KerasTensor, mapped

_ENDINGS = ("initializer", "regularizer", "constraint")


def take(layer):
    """Takes functions out of a layer's options. An activation is computed after the layer, an initializer gives the
    first values of its weight, regularizers and constraints become steps of the engine. True if what is left is no
    layer of the engine."""
    options, functions = layer._options, {}
    for name, value in list(options.items()):
        ending = name.rpartition("_")[2]
        if ending not in _ENDINGS or name == "activity_regularizer":
            continue
        value = _named(value)
        if is_function(value, ending + "s"):
            functions[name] = value
            options[name] = "zeros" if ending == "initializer" else None
    if functions:
        layer._functions = functions
    inner = options.get("layer")
    if isinstance(inner, Layer):
        if layer._engine_class() == "TimeDistributed" and inner._is_own():
            layer.call = lambda inputs: _for_each_step(inner, inputs)
            return True
        if inner.__dict__.get("_functions"):
            raise NotImplementedError(
                f"{layer._engine_class()}: the layer within has Python functions as options, {', '.join(inner._functions)}; "
                "here use Keras's names"
            )
    activation = _named(options.get("activation"))
    if not callable(activation) or hasattr(activation, "_serialized"):
        return
    from keras import activations

    name = activations.name_of(activation)
    if name is not None:
        options["activation"] = name
        return
    kind = layer._engine_class()
    if kind.startswith("ConvLSTM") or kind != "Activation" and not kind.startswith(("Dense", "Conv", "Separable", "Depthwise")):
        raise NotImplementedError(
            f"{kind}: its activation is a Python function, which is possible for Dense and Conv layers and Activation; "
            "here the activation is part of each step, so use one of Keras's names"
        )
    options["activation"] = "linear"
    layer._functions = {**functions, "activation": activation}
    if kind == "Activation":
        layer.call = activation
        return
    twin = type(layer)(**{**options, **functions}, name=layer.name)
    layer._twin = twin
    layer.call = lambda inputs: activation(twin(inputs))


def _named(value):
    """The registered function or object that a name or a config of a file stands for; else the value itself."""
    from keras import saving

    if isinstance(value, str):
        return saving.registered(value) or value
    if isinstance(value, dict) and (value.get("class_name") == "function" or saving._is_own(value)):
        return saving._object(value)
    return value


def _for_each_step(layer, inputs):
    """A layer of one's own on each step: steps and samples become one axis."""
    from keras import ops

    steps = inputs.shape[1]
    outputs = layer(ops.reshape(inputs, (-1, *inputs.shape[2:])))
    return mapped(lambda output: ops.reshape(output, (-1, steps, *output.shape[1:])), outputs)


def limit(function, shape):
    """A regularizer or constraint that is a function, for a weight of this shape, as the engine reads it."""
    from keras import ops

    trace = _judged.Trace(shape)
    value = trace.run(lambda: function(trace.starts[0]))
    if value is None:
        raise ValueError(f"{getattr(function, '__name__', type(function).__name__)}: a regularizer or constraint returned None; "
                         "it must return a value computed from the weight")
    if not isinstance(value, KerasTensor):
        # The steps begin at the weight, also for a value that does not depend on it.
        value = trace.run(lambda: ops.sum(trace.starts[0]) * 0.0 + value)
    return {"class_name": "Steps", "config": {"steps": _judged.flat([value], trace.starts)}}


def weight_of(option, names):
    """The name of the weight that an option is about: recurrent_regularizer is about recurrent_kernel."""
    start = option.rpartition("_")[0]
    return next((name for name in names if name == start or name.startswith(start + "_")), None)


def limits(layer, shapes):
    """The options of the engine for a layer's regularizers and constraints that are functions. `shapes` are those of
    its inputs, for one sample."""
    functions = {option: function for option, function in layer._functions.items()
                 if option.endswith(("_regularizer", "_constraint"))}
    if not functions:
        return {}
    weights = _pupil.weight_shapes(layer._engine_class(), layer._engine_config(), shapes)
    names = {option: weight_of(option, weights) for option in functions}
    return {option: limit(functions[option], weights[name]) for option, name in names.items() if name is not None}
