"""Layers: options, symbolic calls and weights."""

import math

import numpy as np

import _pupil
from keras import _names
from keras._config import Configured, plain
from keras._tensor import KerasTensor, flatten

DEFAULTS = _pupil.defaults()
# Options that every layer takes besides its own.
COMMON = ("name", "trainable", "dtype", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape",
          "input_length", "weights", "autocast")
_versions = [0]


def new_version():
    _versions[0] += 1
    return _versions[0]


class Layer(Configured):
    """The base of all layers.

    Its weights are in the engine of a model. `_holder` is the engine whose values are the newest.
    """

    _group = "layers"
    _parameters = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        options = self._options
        self._calls = []
        self._holder = None
        self._version = 0
        self._input_shape = None
        self._initial = options.pop("weights", None)
        trainable = options.pop("trainable", None)
        self._trainable = True if trainable is None else bool(trainable)
        name = options.pop("name", None)
        self.name = name or _names.fresh(_names.snake(type(self).__name__))
        self._first_shape = self._declared_shape()
        self._check()

    def _common_options(self):
        return (*COMMON, *DEFAULTS.get(type(self).__name__, ()))

    def _check(self):
        """Refuses what the engine cannot build."""
        if type(self).__name__ in DEFAULTS:
            _pupil.check_layer(type(self).__name__, self._engine_config())
        elif type(self).__module__ == "keras.layers":
            raise NotImplementedError(
                f"the layer {type(self).__name__} is not here yet; here are {', '.join(sorted(DEFAULTS))}"
            )

    def _declared_shape(self):
        """The shape of inputs that the first layer of a model may state, with the batch."""
        options = self._options
        batch = options.pop("batch_input_shape", None)
        shape = options.pop("input_shape", None)
        length = options.pop("input_length", None)
        if batch is not None:
            return tuple(batch)
        if shape is not None:
            return (None, *((shape,) if isinstance(shape, int) else shape))
        if type(self).__name__ == "Embedding":
            return None if length is None else (None, length)
        size = options.pop("input_dim", None)
        return None if size is None else (None, size)

    def _engine_config(self):
        config = plain(self._options)
        config.pop("autocast", None)
        if config.get("dtype") is None:
            config.pop("dtype", None)
        config["name"] = self.name
        config["trainable"] = self._trainable
        return config

    def get_config(self):
        config = dict(DEFAULTS.get(type(self).__name__, {}))
        config.update(self._engine_config())
        return config

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        dtype = config.get("dtype")
        if isinstance(dtype, dict):
            config["dtype"] = dtype["config"]["name"]
        known = {name.rstrip("=") for name in cls._parameters} | {*COMMON, *DEFAULTS.get(cls.__name__, ())}
        return cls(**{name: value for name, value in config.items() if name in known})

    def _serialized(self):
        return {
            "module": "keras.layers",
            "class_name": type(self).__name__,
            "config": self.get_config(),
            "registered_name": None,
        }

    # Calls

    def __call__(self, inputs, *args, **kwargs):
        tensors = flatten(inputs)
        if any(isinstance(tensor, KerasTensor) for tensor in tensors):
            return self._symbolic(inputs, tensors)
        return self._compute([np.asarray(tensor) for tensor in tensors])

    def _symbolic(self, inputs, tensors):
        shapes = [tensor.shape[1:] for tensor in tensors]
        for shape in shapes:
            if None in shape:
                raise NotImplementedError(
                    f"{self.name}: the input has shape {(None, *shape)}; sizes other than the batch must be known"
                )
        number = len(self._calls)
        self._calls.append((inputs, tensors))
        self._input_shape = tensors[0].shape
        outputs = [
            KerasTensor((None, *shape), name=f"keras_tensor_{_names.fresh('keras_tensor')}", history=(self, number, index))
            for index, shape in enumerate(self._output_shapes(shapes))
        ]
        return outputs[0] if len(outputs) == 1 else outputs

    def _output_shapes(self, shapes):
        return _pupil.output_shapes(type(self).__name__, self._engine_config(), shapes)

    def _compute(self, arrays):
        from keras._engine import single

        return single(self, arrays)

    @property
    def input(self):
        return self._calls[0][0]

    @property
    def output(self):
        outputs = [
            KerasTensor((None, *shape), history=(self, 0, index))
            for index, shape in enumerate(self._output_shapes([tensor.shape[1:] for tensor in self._calls[0][1]]))
        ]
        return outputs[0] if len(outputs) == 1 else outputs

    def compute_output_shape(self, input_shape):
        return (None, *self._output_shapes([tuple(input_shape)[1:]])[0])

    def build(self, input_shape=None):
        if self._holder is None and input_shape is not None:
            from keras._engine import build

            build(self, tuple(input_shape))

    # Weights

    @property
    def built(self):
        return self._holder is not None

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = bool(value)

    def get_weights(self):
        if self._holder is None:
            return []
        return self._holder.weights_of(self)

    def set_weights(self, weights):
        if self._holder is None:
            raise ValueError(
                f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length "
                f"{len(weights)}, but the layer was expecting 0 weights. Build it first."
            )
        self._holder.set_weights_of(self, weights)

    @property
    def weights(self):
        if self._holder is None:
            return []
        return self._holder.variables_of(self)

    variables = weights

    @property
    def trainable_weights(self):
        return [weight for weight in self.weights if weight.trainable]

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self):
        return [weight for weight in self.weights if not weight.trainable]

    def count_params(self):
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built. "
                f"You can build it manually via: `layer.build(input_shape)`."
            )
        return sum(math.prod(weight.shape) for weight in self.weights)

    @property
    def kernel(self):
        return self.weights[0]

    @property
    def bias(self):
        return self.weights[-1]

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class Variable:
    """A weight of a layer, as it is when it is read."""

    def __init__(self, layer, index, path, shape, trainable):
        self._layer, self._index = layer, index
        self.path, self.name = path, path.rsplit("/", 1)[-1]
        self.shape, self.trainable, self.dtype = shape, trainable, "float32"

    def numpy(self):
        return self._layer.get_weights()[self._index]

    @property
    def value(self):
        return self.numpy()

    def assign(self, value):
        weights = self._layer.get_weights()
        weights[self._index] = np.asarray(value, dtype="float32")
        self._layer.set_weights(weights)
        return self

    def __array__(self, dtype=None):
        return self.numpy() if dtype is None else self.numpy().astype(dtype)

    def __repr__(self):
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.numpy()}>"
