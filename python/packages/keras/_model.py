"""`Model` and `Sequential`."""

from keras import _names, _own
from keras._engine import Engine, read
from keras._layer import Layer
from keras._tensor import KerasTensor, flatten, mapped
from keras._training import Trainer


class InputLayer(Layer):
    """An input of a model."""

    _parameters = ("shape=", "batch_size=", "dtype=", "sparse=", "ragged=", "batch_shape=", "input_tensor=", "optional=", "name=")

    def _check(self):
        options = self._options
        shape = options.get("shape")
        if shape is None:
            batch = options.get("batch_shape")
            shape = None if batch is None else batch[1:]
        if shape is None and self._first_shape is not None:
            shape = self._first_shape[1:]
        if shape is None:
            raise ValueError("You must pass a `shape` argument.")
        if isinstance(shape, int):
            raise ValueError(f"Cannot convert '{shape}' to a shape.")
        self.shape = tuple(shape)
        self._dtype = options.get("dtype") or "float32"

    def get_config(self):
        return {"batch_shape": (None, *self.shape), "dtype": self._dtype, "sparse": False, "name": self.name}

    def _engine_config(self):
        return self.get_config()

    def _native(self):
        return {"class_name": "InputLayer", "config": self.get_config()}

    def _serialized(self):
        return {"module": "keras.layers", **self._native(), "registered_name": None}

    @property
    def output(self):
        return KerasTensor((None, *self.shape), self._dtype, name=self.name, history=(self, 0, 0))


def Input(shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, name=None, tensor=None,
          optional=False):
    """The start of a functional model."""
    options = {"shape": shape, "batch_shape": batch_shape, "dtype": dtype}
    options = {key: value for key, value in options.items() if value is not None}
    return InputLayer(name=name or _names.fresh("input_layer"), **options).output


class Model(Trainer, Layer):
    """A model from symbolic inputs to symbolic outputs."""

    _parameters = ("inputs=", "outputs=", "name=")

    def __new__(cls, *args, **kwargs):
        if cls is Model and (len(args) >= 2 or "inputs" in kwargs and ("outputs" in kwargs or args)):
            return object.__new__(Functional)
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args, **kwargs):
        """The start of a model of one's own: it has `call`, or passes inputs and outputs here."""
        for name in ("train_step", "test_step", "predict_step", "compute_loss"):
            if hasattr(type(self), name):
                raise NotImplementedError(
                    f"{type(self).__name__}.{name} would run Python in the middle of each step. The engine computes a whole "
                    "step with its own gradients: give compile a loss and metrics of your own, call add_loss in a layer, "
                    "or write the loop with train_on_batch"
                )
        if len(args) >= 2 or "inputs" in kwargs:
            self.__class__ = type(type(self).__name__, (type(self), Functional), {"__module__": type(self).__module__})
            return Functional.__init__(self, *args, **kwargs)
        self._common(kwargs.pop("name", None), _names.snake(type(self).__name__))
        trainable = kwargs.pop("trainable", True)
        kwargs.pop("dtype", None)
        if args or kwargs:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs or args}")
        self._trainable = trainable

    def _common(self, name, prefix):
        self._begin(name or _names.fresh(prefix))
        self._engine = None
        self._compiled = None
        self._judges = None
        self.stop_training = False
        self._has_trained = False

    # The engine

    def _leaves(self, prefix=""):
        return self._inside(f"{prefix}{self.name}/")

    def _inside(self, prefix=""):
        """The layers within that have weights of their own in the engine, with their paths."""
        return [leaf for layer in self._graph_layers() for leaf in layer._leaves(prefix)]

    def _graph_layers(self):
        """The layers of the engine's model: for a model of one's own, those that `call` uses."""
        return self._inner.graph._layers if self._is_own() else self._layers

    def _is_known(self):
        return self.__dict__.get("_inner") is not None

    def _take_shape(self, *shapes):
        if not self._is_known():
            symbols = [KerasTensor((None, *shape)) for shape in shapes]
            self._take(symbols[0] if len(symbols) == 1 else symbols)

    def _take(self, structure):
        """Traces `call` on inputs of this structure."""
        if not self._is_own():
            raise NotImplementedError(
                f"Model {self.name} does not have a `call()` method implemented: define one, or build the model from layers"
            )
        _own.traced(self, (structure,), {})

    def build(self, input_shape=None):
        listed = input_shape and isinstance(input_shape[0], (list, tuple))
        self._take_shape(*(tuple(shape)[1:] for shape in (input_shape if listed else [input_shape])))

    @property
    def inputs(self):
        return self._inner.graph.inputs if self._is_known() else []

    @property
    def outputs(self):
        return self._inner.graph.outputs if self._is_known() else []

    @property
    def output_names(self):
        return self._inner.graph.output_names

    @property
    def _class(self):
        return type(self).__name__

    def _require(self):
        """The engine's model, made now if there is none."""
        if self._engine is None:
            if not self._is_known():
                raise ValueError(
                    "This model has not yet been built. Build the model first by calling `build()` or by calling "
                    f"the model on a batch of data."
                )
            self._engine = Engine(_own.native_of(self._inside, self._native), self._inside())
        return self._engine

    @property
    def built(self):
        return self._is_known()

    @Layer.trainable.setter
    def trainable(self, value):
        self._trainable = bool(value)
        for layer in self.layers:
            layer.trainable = value

    @property
    def layers(self):
        if self._is_own():
            return _own.sublayers(self)
        return [layer for layer in self._layers if not isinstance(layer, _own.Operation)]

    def get_layer(self, name=None, index=None):
        if index is not None:
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in self.layers]
        raise ValueError(f"No such layer: {name}. Existing layers are: {names}.")

    def summary(self, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False,
                layer_range=None):
        from keras import _summary

        if layer_range is not None:
            raise NotImplementedError("summary has no layer_range here: leave it out, and it shows all layers")
        (print_fn or print)(_summary.table(self, line_length, positions, expand_nested, show_trainable))

    def get_weights(self):
        return read(self.weights)

    def set_weights(self, weights):
        _own.set_weights(self, weights)

    @property
    def weights(self):
        if not self._is_known():
            return []
        self._require()
        if self._is_own():
            return _own.weights(self)
        return _own.each_once(weight for layer in self._layers for weight in layer.weights)

    def save(self, filepath, overwrite=True, zipped=None, include_optimizer=True):
        from keras import saving

        saving.save_model(self, filepath, overwrite, include_optimizer=include_optimizer)

    def save_weights(self, filepath, overwrite=True):
        from keras import saving

        saving.save_weights(self, filepath, overwrite)

    def load_weights(self, filepath, skip_mismatch=False, **kwargs):
        from keras import saving

        saving.load_weights(self, filepath)

    def to_json(self, **kwargs):
        import json

        return json.dumps(self._serialized(), **kwargs)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        from keras import models, saving

        if cls not in (Model, Functional, Sequential):
            return cls(**config)
        with saving.custom_object_scope(custom_objects):
            return models._layer_from({"class_name": "Sequential" if cls is Sequential else "Functional", "config": config})

    def _compute(self, arrays, flags=None):
        return self._unpack(self._predict_arrays(arrays, 32))

    def _unpack(self, arrays):
        """Arrays in the form in which the model gives its outputs."""
        arrays = [array if tensor.dtype == "float32" else array.astype(tensor.dtype)
                  for array, tensor in zip(arrays, self.outputs)]
        if self._is_own():
            rest = iter(arrays)
            return mapped(lambda _: next(rest), self._inner.structure)
        return arrays[0] if len(self.outputs) == 1 else arrays

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class Functional(Model):
    """A model of layers that were called on symbolic tensors."""

    def __init__(self, inputs=None, outputs=None, name=None, **kwargs):
        self._common(name, "functional")
        self._inputs, self._outputs = inputs, outputs
        self.inputs, self.outputs = flatten(inputs), flatten(outputs)
        for tensor in self.inputs + self.outputs:
            if not isinstance(tensor, KerasTensor):
                raise ValueError(f"All `inputs` and `outputs` values must be KerasTensors. Received: {tensor!r}")
        self._trace()
        if not kwargs.pop("trainable", True):
            self.trainable = False

    def _trace(self):
        """Finds the layers between inputs and outputs, in Keras's order: the farthest from the outputs first, and
        those at the same distance in the order in which a walk from the outputs meets them."""
        starts = {_key(tensor) for tensor in self.inputs}
        met, finished, order = {}, set(), []

        def walk(tensor):
            layer, number, _ = tensor._history
            if (id(layer), number) in finished:
                return
            met.setdefault(id(layer), len(met))
            if _key(tensor) not in starts:
                if isinstance(layer, InputLayer):
                    raise ValueError(
                        f"`inputs` not connected to `outputs`: the output depends on the input \"{layer.name}\", which "
                        "is not among the model's inputs"
                    )
                for source in layer._calls[number].tensors:
                    walk(source)
            finished.add((id(layer), number))
            order.append((layer, number))

        for tensor in self.outputs:
            walk(tensor)
        distances, of_layers = {}, {}
        inputs = {(id(tensor._history[0]), tensor._history[1]) for tensor in self.inputs}
        for layer, number in reversed(order):
            distance = max(distances.get((id(layer), number), 0), of_layers.get(id(layer), 0))
            of_layers[id(layer)] = distance
            if (id(layer), number) in inputs or isinstance(layer, InputLayer):
                continue
            for source in layer._calls[number].tensors:
                place = (id(source._history[0]), source._history[1])
                distances[place] = max(distances.get(place, 0), distance + 1)
        unused = []
        for tensor in self.inputs:
            layer = tensor._history[0]
            if id(layer) not in met:
                unused.append(layer)
        self._uses = [(layer, number) for layer, number in order if (id(layer), number) not in inputs]
        # A stable order of the layers, each once.
        found = {id(layer): layer for layer, _ in order}
        self._layers = sorted(
            found.values(), key=lambda layer: (-of_layers[id(layer)], met[id(layer)])
        ) + unused
        # A model's inputs may be outputs of layers: there the model starts with an input of its own.
        self._starts = {}
        for tensor in self.inputs:
            layer = tensor._history[0]
            if not isinstance(layer, InputLayer):
                own = InputLayer(shape=tensor.shape[1:], name=_names.fresh("input_layer"))
                self._layers[self._layers.index(layer)] = own
                self._starts[_key(tensor)] = own
            else:
                self._starts[_key(tensor)] = layer

    def _is_known(self):
        return True

    inputs, outputs = None, None

    def _reference(self, tensor):
        start = self._starts.get(_key(tensor))
        if start is not None:
            return [start.name, 0, 0]
        layer, number, index = tensor._history
        return [layer.name, self._numbers(layer).index(number), index]

    def _numbers(self, layer):
        """The numbers of a layer's calls that are part of the model."""
        return sorted(number for own, number in self._uses if own is layer)

    def _written(self, structure):
        """A structure of tensors, as configs have it."""
        if isinstance(structure, KerasTensor):
            config = {
                "shape": list(structure.shape),
                "dtype": structure.dtype,
                "keras_history": self._reference(structure),
            }
            return {"class_name": "__keras_tensor__", "config": config}
        if isinstance(structure, (list, tuple)):
            return [self._written(item) for item in structure]
        if isinstance(structure, dict):
            return {key: self._written(item) for key, item in structure.items()}
        if isinstance(structure, slice):
            ends = {"start": structure.start, "stop": structure.stop, "step": structure.step}
            return {"class_name": "__slice__", "config": ends}
        if hasattr(structure, "tolist"):
            return {"class_name": "__numpy__", "config": {"value": structure.tolist(), "dtype": structure.dtype.name}}
        return structure

    def _config(self, layers):
        return {
            "name": self.name,
            "trainable": self._trainable,
            "layers": layers,
            "input_layers": [self._reference(tensor) for tensor in self.inputs],
            "output_layers": [self._reference(tensor) for tensor in self.outputs],
        }

    def get_config(self):
        layers = []
        for layer in self._layers:
            nodes = []
            for number in self._numbers(layer):
                call = layer._calls[number]
                nodes.append({"args": self._written(call.args), "kwargs": self._written(call.written())})
            layers.append({**layer._serialized(), "name": layer.name, "inbound_nodes": nodes})
        return self._config(layers)

    def _engine_config(self):
        layers = []
        for layer in self._layers:
            nodes = []
            for number in self._numbers(layer):
                call = layer._calls[number]
                nodes.append({"args": [self._written(call.tensors)], "kwargs": call.engine()})
            layers.append({**layer._native(), "name": layer.name, "inbound_nodes": nodes})
        return self._config(layers)

    def _native(self):
        # Each layer says itself whether it learns, so that it can change.
        return {"class_name": "Functional", "config": {**self._engine_config(), "trainable": True}}

    def _serialized(self):
        return {
            "module": "keras.src.models.functional",
            "class_name": "Functional",
            "config": self.get_config(),
            "registered_name": "Functional",
        }

    def _output_shapes(self, shapes, flags=None):
        return [tensor.shape[1:] for tensor in self.outputs]

    @property
    def input(self):
        return self._inputs

    @property
    def output(self):
        return self._outputs

    @property
    def input_shape(self):
        shapes = [tensor.shape for tensor in self.inputs]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_shape(self):
        shapes = [tensor.shape for tensor in self.outputs]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_names(self):
        return [tensor._history[0].name for tensor in self.outputs]


def _key(tensor):
    layer, number, index = tensor._history
    return id(layer), number, index


class Sequential(Model):
    """Layers one after another."""

    def __init__(self, layers=None, trainable=True, name=None):
        self._common(name, "sequential")
        self._layers = []
        self._input = None
        self._whole = None
        # The shapes after the last layer, as far as they are known without running code of one's own.
        self._ends = None
        if layers is not None:
            if not isinstance(layers, (list, tuple)):
                raise TypeError(f"'{type(layers).__name__}' object is not iterable")
            for layer in layers:
                self.add(layer)
        self._trainable = trainable

    def add(self, layer, rebuild=True):
        if isinstance(layer, KerasTensor) and isinstance(layer._history[0], InputLayer):
            layer = layer._history[0]
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Only instances of `keras.Layer` can be added to a Sequential model. Received: {layer} "
                f"(of type {type(layer)})"
            )
        if isinstance(layer, InputLayer):
            if self._input is not None or self._layers:
                raise ValueError(
                    f"Sequential model '{self.name}' has already been configured to use input shape "
                    f"{(None, *self._start())}. You cannot add a different Input layer to it."
                )
            self._input, self._ends = layer, [layer.shape]
            return
        if any(own.name == layer.name for own in self._layers):
            raise ValueError(
                f"All layers added to a Sequential model should have unique names. Name '{layer.name}' is already the "
                f"name of a layer in this model. Update the `name` argument to pass a unique name."
            )
        if not self._layers and self._input is None:
            shape = layer._first_shape
            if shape is None and isinstance(layer, Functional):
                shape = layer.input_shape
            if shape is not None:
                self._input = InputLayer(shape=shape[1:], name=_names.fresh("input_layer"))
                self._ends = [self._input.shape]
        self._layers.append(layer)
        layer.__dict__.setdefault("_home", self)
        self._changed()
        # A layer that does not fit is refused here, as in Keras.
        own = layer._is_own() or _own.has_own(layer)
        self._ends = None if own or self._ends is None else layer._output_shapes(self._ends)

    def pop(self, rebuild=True):
        layer = self._layers.pop()
        self._ends = None
        self._changed()
        return layer

    def _changed(self):
        self._engine, self._whole, self._holder = None, None, None

    def _is_known(self):
        return self._input is not None and bool(self._layers)

    def _start(self):
        return self._input.shape

    def build(self, input_shape=None):
        if self._input is None and input_shape is not None:
            self._input = InputLayer(shape=tuple(input_shape)[1:], name=_names.fresh("input_layer"))
        self._require()

    def _take_shape(self, shape):
        if self._input is None:
            self._input = InputLayer(shape=tuple(shape), name=_names.fresh("input_layer"))

    def _symbols(self):
        """The outputs of the layers, one after another."""
        if self._whole is None:
            if not self._is_known():
                raise ValueError(
                    f"Sequential model '{self.name}' has no defined outputs yet."
                )
            tensors = [self._input.output]
            for layer in self._layers:
                tensors.append(layer(tensors[-1]))
            self._whole = tensors
        return self._whole

    def _output_shapes(self, shapes, flags=None):
        for layer in self._layers:
            shapes = layer._output_shapes(shapes)
        return shapes

    def _symbolic(self, call):
        self._take_shape(call.tensors[0].shape[1:])
        return super()._symbolic(call)

    @property
    def inputs(self):
        return [self._input.output] if self._input is not None else []

    @property
    def outputs(self):
        return [self._symbols()[-1]]

    @property
    def input(self):
        return self.inputs[0]

    @property
    def output(self):
        return self.outputs[0]

    @property
    def input_shape(self):
        if self._input is None:
            raise AttributeError(f"The layer {self.name} has never been called and thus has no defined input.")
        return (None, *self._start())

    @property
    def output_shape(self):
        return (None, *self._output_shapes([self._start()])[0])

    @property
    def output_names(self):
        return [self._layers[-1].name]

    def _config(self, form):
        layers = [form(layer) for layer in self._layers]
        if self._input is not None:
            layers.insert(0, form(self._input))
        config = {"name": self.name, "trainable": self._trainable, "dtype": "float32", "layers": layers}
        if self._input is not None:
            config["build_input_shape"] = [None, *self._start()]
        return config

    def get_config(self):
        return self._config(lambda layer: layer._serialized())

    def _native(self):
        if self._is_known():
            # Layers of one's own are traced for the shapes that they get here.
            self._symbols()
        config = self._config(lambda layer: layer._native())
        # Each layer says itself whether it learns, so that it can change.
        return {"class_name": "Sequential", "config": {**config, "trainable": True}}

    def _serialized(self):
        return {
            "module": "keras",
            "class_name": "Sequential",
            "config": self.get_config(),
            "registered_name": None,
        }
