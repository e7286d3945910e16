"""Layers: options, symbolic calls and weights."""

import math

import numpy as np

import _pupil
from keras import _calls, _names
from keras._config import Configured, plain
from keras._tensor import KerasTensor, Operators, flatten

DEFAULTS = _pupil.defaults()
# Options that every layer takes besides its own.
COMMON = ("name", "trainable", "dtype", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape",
          "input_length", "weights", "autocast")

# Layers that give whole numbers, and in which modes.
_COUNTS = ("int", "one_hot", "multi_hot", "count")
WHOLE = {"Discretization": ("int",), "IntegerLookup": _COUNTS, "StringLookup": _COUNTS, "TextVectorization": _COUNTS}
# Weights that are attributes of layers.
_WEIGHTS = ("kernel", "bias", "recurrent_kernel", "gamma", "beta", "moving_mean", "moving_variance", "embeddings",
            "depthwise_kernel", "pointwise_kernel", "alpha")
_versions = [0]


def new_version():
    _versions[0] += 1
    return _versions[0]


def with_values(outputs):
    """Arrays as TensorFlow's tensors, which layers give for arrays."""
    if isinstance(outputs, np.ndarray):
        from tensorflow._tensor import Tensor

        return Tensor(outputs)
    return type(outputs)(map(with_values, outputs)) if isinstance(outputs, (list, tuple)) else outputs


def whole(layer, outputs):
    """The outputs of a layer on arrays: whole numbers where Keras's layer gives them. The engine has floats only."""
    if (layer._options.get("output_mode") or "int") in WHOLE.get(layer._engine_class(), ()):
        outputs = outputs.astype("int64")
    return with_values(outputs)


class Layer(Configured):
    """The base of all layers.

    Its weights are in the engine of a model. `_holder` is the engine whose values are the newest.
    """

    _group = "layers"
    _parameters = ()

    def __new__(cls, *args, **kwargs):
        layer = object.__new__(cls)
        # Files of a class without `get_config` hold these.
        layer.__dict__["_made_with"] = args, kwargs
        return layer

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        options = self._options
        initial = options.pop("weights", None)
        trainable = options.pop("trainable", None)
        self._begin(options.pop("name", None) or _names.fresh(_names.snake(type(self).__name__)), options)
        self._initial = initial
        self._trainable = True if trainable is None else bool(trainable)
        self._first_shape = self._declared_shape()
        self._check()

    def _begin(self, name, options=None):
        """What every layer has."""
        self._options = {} if options is None else options
        self._calls = []
        self._holder = None
        self._version = 0
        self._input_shape = None
        self._initial = None
        self._first_shape = None
        self._trainable = True
        self.name = name

    @classmethod
    def _engine_class(cls):
        """The class of the engine that this class is, or is derived from; None for a layer of one's own."""
        for base in cls.__mro__:
            if base.__module__ == "keras.layers":
                return base.__name__
        return None

    @property
    def _class(self):
        """The class in summaries and files."""
        return type(self).__name__

    def _common_options(self):
        return (*COMMON, *DEFAULTS.get(self._engine_class(), ()))

    def _check(self):
        """Refuses what the engine cannot build."""
        name = self._engine_class()
        if name in DEFAULTS:
            from keras import _functions

            if not _functions.take(self):
                _pupil.check_layer(name, self._engine_config())
        elif name is not None:
            raise NotImplementedError(f"the layer {name} is not here yet; here are {', '.join(sorted(DEFAULTS))}")

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
        if self._engine_class() in ("Embedding", "ReversibleEmbedding"):
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
        if self._engine_class() is None:
            return own.config_of(self)
        config = dict(DEFAULTS.get(self._engine_class(), {}))
        config.update(self._engine_config())
        for option, function in self.__dict__.get("_functions", {}).items():
            from keras import saving

            config[option] = saving.serialize_keras_object(function)
        return config

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        dtype = config.get("dtype")
        if isinstance(dtype, dict):
            config["dtype"] = dtype["config"]["name"]
        if cls.__module__ != "keras.layers":
            return cls(**config)
        known = {name.rstrip("=") for name in cls._parameters} | {*COMMON, *DEFAULTS.get(cls._engine_class(), ())}
        return cls(**{name: value for name, value in config.items() if name in known})

    def _serialized(self):
        """The layer as files have it."""
        if self._engine_class() is None:
            from keras import saving

            return saving.serialized_own(self)
        return {
            "module": "keras.layers",
            "class_name": type(self).__name__,
            "config": self.get_config(),
            "registered_name": None,
        }

    def _native(self):
        """The layer as the engine reads it."""
        if self._is_own():
            return own.native(self)
        return {"class_name": self._engine_class(), "config": {**self._engine_config(), **self.__dict__.get("_limits", {})}}

    def _leaves(self, prefix=""):
        """The layers that have weights of their own in the engine, with their paths."""
        if self._is_own():
            return own.leaves(self, prefix + self.name + "/")
        return [(self, prefix + self.name)]

    def __setattr__(self, name, value):
        if isinstance(value, (Variable, list, tuple, dict)):
            own.adopt(self, value)
        object.__setattr__(self, name, value)

    # Calls

    def _is_own(self):
        """True for a layer that computes with Python code of one's own."""
        return "call" in self.__dict__ or hasattr(type(self), "call")

    def __call__(self, *args, **kwargs):
        if self._is_own():
            return with_values(own.call(self, args, kwargs))
        call = _calls.read(self, args, kwargs)
        call.tensors = [own.symbol(tensor) for tensor in call.tensors]
        training = call.training
        if any(isinstance(tensor, KerasTensor) for tensor in call.tensors):
            call.training = own.training_of(training)
            return self._symbolic(call)
        if training:
            from keras import _phase

            if _phase.differs(self):
                if call.named or call.flags or len(call.args) > 1:
                    raise NotImplementedError(f"{self.name}: called on arrays with training=True, a layer takes one argument")
                return with_values(_phase.call(self, call.args[0]))
        return whole(self, self._compute([np.asarray(tensor) for tensor in call.tensors], call.flags))

    def _symbolic(self, call):
        tensors = call.tensors
        shapes = [tensor.shape[1:] for tensor in tensors]
        self._input_shape = tensors[0].shape
        # An array in a layer of one's own has a size where others have the batch.
        batch = tensors[0].shape[:1]
        shapes = [(*batch, *shape) for shape in self._output_shapes(shapes, call.flags)]
        outputs = self._node(shapes, ["float32"] * len(shapes), call)
        return outputs[0] if len(outputs) == 1 else outputs

    def _node(self, shapes, dtypes, call):
        """Records a use of the layer and returns the tensors that it gives."""
        number = len(self._calls)
        self._calls.append(call)
        self.__dict__.setdefault("_shapes", []).append([tuple(shape) for shape in shapes])
        return [
            KerasTensor(shape, dtype, history=(self, number, index))
            for index, (shape, dtype) in enumerate(zip(shapes, dtypes))
        ]

    def _outputs_of(self, number):
        """The shapes of what a use gives."""
        return self._shapes[number]

    def _output_shapes(self, shapes, flags=None):
        if self._is_own():
            for shape in shapes:
                if None in shape:
                    raise NotImplementedError(
                        f"{self.name}: the input has shape {(None, *shape)}; a layer of one's own needs sizes that are known, "
                        "other than that of the batch"
                    )
            return own.output_shapes(self, shapes)
        # Where a layer of one's own asks for weights, they are made for these inputs.
        self._input_shape = (None, *shapes[0])
        if self.__dict__.get("_functions"):
            from keras import _functions

            self._limits = _functions.limits(self, shapes)
        return _pupil.output_shapes(self._engine_class(), self._engine_config(), shapes, flags or {})

    def _compute(self, arrays, flags=None):
        from keras._engine import single

        return single(self, arrays, flags or {})

    @property
    def input(self):
        self._called()
        return self._calls[0].args[0]

    @property
    def output(self):
        self._called()
        outputs = [
            KerasTensor((None, *shape), history=(self, 0, index))
            for index, shape in enumerate(
                self._output_shapes([tensor.shape[1:] for tensor in self._calls[0].tensors], self._calls[0].flags)
            )
        ]
        return outputs[0] if len(outputs) == 1 else outputs

    def _called(self):
        """Calls the layers of a Sequential model, which Keras does when they are added."""
        home = self.__dict__.get("_home")
        if not self._calls and home is not None and home._is_known():
            home._symbols()
        if not self._calls:
            raise AttributeError(f"The layer {self.name} has never been called and thus has no defined input.")

    def compute_output_shape(self, input_shape):
        return (None, *self._output_shapes([tuple(input_shape)[1:]])[0])

    def build(self, input_shape=None):
        if self._is_own():
            self._built = True
        elif self._holder is None and input_shape is not None:
            from keras._engine import build

            build(self, tuple(input_shape))

    # Weights

    @property
    def built(self):
        return self.__dict__.get("_built", False) or self._is_built()

    def _is_built(self):
        """True if the layer has weights in an engine, which it gets now where its inputs are known."""
        if self._holder is None:
            from keras._engine import build

            home = self.__dict__.get("_home")
            if own.scopes and self._input_shape is not None:
                # The model is only known after this trace.
                build(self, self._input_shape)
            elif home is not None and home._is_known():
                home._require()
            elif self._calls and self._calls[0].tensors:
                build(self, *[tensor.shape for tensor in self._calls[0].tensors])
        return self._holder is not None

    @built.setter
    def built(self, value):
        self._built = bool(value)

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = bool(value)
        if self._is_own():
            for part in own.parts(self):
                part.trainable = value

    def add_weight(self, *args, **kwargs):
        return own.add_weight(self, *args, **kwargs)

    add_variable = add_weight

    def add_loss(self, loss):
        own.add_loss(self, loss)

    def add_metric(self, *args, **kwargs):
        raise NotImplementedError("add_metric is not in Keras 3; pass metrics to compile")

    def get_weights(self):
        if self._is_own():
            return own.read_weights(self)
        return self._holder.weights_of(self) if self._is_built() else []

    def set_weights(self, weights):
        if self._is_own():
            return own.set_weights(self, weights)
        if not self._is_built():
            raise ValueError(
                f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length "
                f"{len(weights)}, but the layer was expecting 0 weights. Build it first."
            )
        self._holder.set_weights_of(self, weights)

    def _weight_name(self, variable):
        """The name of one of the layer's weights, below the layer."""
        return variable.path[len(self._holder._places[id(self)][1]) + 1:]

    @property
    def weights(self):
        if self._is_own():
            return own.weights(self)
        return self._holder.variables_of(self) if self._is_built() else []

    @property
    def variables(self):
        return self.weights

    @property
    def trainable_weights(self):
        return [weight for weight in self.weights if weight.trainable]

    @property
    def trainable_variables(self):
        return self.trainable_weights

    @property
    def non_trainable_weights(self):
        return [weight for weight in self.weights if not weight.trainable]

    @property
    def dtype(self):
        return "float32"

    compute_dtype = variable_dtype = dtype

    def count_params(self):
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built. "
                f"You can build it manually via: `layer.build(input_shape)`."
            )
        return sum(math.prod(weight.shape) for weight in self.weights)

    def __getattr__(self, name):
        if name in _WEIGHTS and name not in self.__dict__.get("_options", {}) and "_calls" in self.__dict__:
            for weight in self.weights:
                if weight.name == name:
                    return weight
        functions = self.__dict__.get("_functions", {})
        return functions[name] if name in functions else super().__getattr__(name)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class Variable(Operators):
    """A weight. `Variable(...)` makes one that a layer of one's own takes as an attribute."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(own.OwnVariable if cls is Variable else cls)

    def numpy(self):
        return self._typed(self._layer.get_weights()[self._index])

    def _typed(self, value):
        """A value with the variable's type: the engine's weights are floats."""
        return value if value.dtype.name == self.dtype else value.astype(self.dtype)

    @property
    def value(self):
        return self.numpy()

    @property
    def ndim(self):
        return len(self.shape)

    def __float__(self):
        return float(self.numpy())

    def __len__(self):
        return self.shape[0]

    def assign_add(self, value):
        return self.assign(self + value)

    def assign_sub(self, value):
        return self.assign(self - value)

    def assign(self, value):
        if own.assigned(self, value):
            return self
        value = np.asarray(value, dtype="float32")
        if value.shape != tuple(self.shape):
            raise ValueError(
                "The shape of the target variable and the shape of the target value in `variable.assign(value)` must "
                f"match. variable.shape={self.shape}, Received: value.shape={value.shape}. Target variable: {self}"
            )
        weights = self._layer.get_weights()
        weights[self._index] = value
        self._layer.set_weights(weights)
        return self

    def __array__(self, dtype=None):
        return self.numpy() if dtype is None else self.numpy().astype(dtype)

    def __repr__(self):
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.numpy()}>"


class LayerVariable(Variable):
    """A weight of a layer of the engine, as it is when it is read."""

    def __init__(self, layer, index, path, shape, trainable):
        self._layer, self._index = layer, index
        self.path, self.name = path, path.rsplit("/", 1)[-1]
        self.shape, self.trainable, self.dtype = shape, trainable, "float32"


from keras import _own as own  # The two modules know each other.
