"""Objects that are a class and options: layers, optimizers, losses and the like."""

from keras import _names, _signatures

def bind(what, parameters, args, kwargs, common=()):
    """The arguments of a call by their names. `parameters` is as in `_signatures`."""
    names = [name.rstrip("=") for name in parameters]
    required = [name for name in parameters if not name.endswith("=")]
    if len(args) > len(names):
        raise TypeError(
            f"{what}.__init__() takes {_counted(len(names) + 1, 'positional argument')} "
            f"but {len(args) + 1} were given"
        )
    given = dict(zip(names, args))
    for name, value in kwargs.items():
        if name in given:
            raise TypeError(f"{what}.__init__() got multiple values for argument '{name}'")
        if name not in names and name not in common:
            if common:
                if "name" not in kwargs:
                    _names.fresh(_names.snake(what))
                raise ValueError(f"Unrecognized keyword arguments passed to {what}: {{{name!r}: {value!r}}}")
            raise TypeError(f"{what}.__init__() got an unexpected keyword argument '{name}'")
        given[name] = value
    missing = [name for name in required if name not in given]
    if missing:
        listed = " and ".join(f"'{name}'" for name in missing)
        raise TypeError(
            f"{what}.__init__() missing {_counted(len(missing), 'required positional argument')}: {listed}"
        )
    return given


def _counted(count, what):
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def plain(value):
    """What the engine reads: numbers, texts, lists and dicts. Objects become their serialised form."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "_serialized"):
        return value._serialized()
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, type) and issubclass(value, Configured):
        return plain(value())
    if callable(value):
        raise NotImplementedError(
            f"{getattr(value, '__name__', value)!r} is a Python function, and the engine trains only what it knows by "
            "name: use one of Keras's names here"
        )
    raise TypeError(f"{type(value).__name__} cannot be an option of a layer: {value!r}")


def is_function(value, group):
    """True for a function, or an object of a class that the engine does not know."""
    return callable(value) and not isinstance(value, type) and (
        not hasattr(value, "_serialized") or type(value).__module__ != f"keras.{group}" or hasattr(value, "_in_steps")
    )


class Configured:
    """A class of Keras and its options."""

    _group = ""
    _parameters = ()

    def __init__(self, *args, **kwargs):
        self._options = bind(type(self).__name__, self._parameters, args, kwargs, self._common_options())

    def _common_options(self):
        """Options besides the parameters."""
        return ()

    def get_config(self):
        return dict(self._options)

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def _serialized(self):
        if not type(self).__module__.startswith("keras."):
            from keras import saving

            return saving.serialized_own(self)
        return {
            "module": f"keras.{self._group}",
            "class_name": type(self).__name__,
            "config": plain(self._options),
            "registered_name": None,
        }

    def __getattr__(self, name):
        options = self.__dict__.get("_options", {})
        if name in options:
            return options[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __repr__(self):
        options = ", ".join(f"{name}={value!r}" for name, value in self._options.items())
        return f"<{type(self).__name__}({options})>"


class Named(Configured):
    """A loss or a metric, which has a name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # For an IoU, a dtype of floats is another way of counting.
        dtype = self._options.pop("dtype", None)
        if dtype is not None and type(self).__name__.endswith("IoU"):
            self._options["dtype"] = dtype

    @property
    def name(self):
        return self.__dict__.get("_name") or self._options.get("name") or _names.snake(type(self).__name__)

    @name.setter
    def name(self, value):
        self._name = value


def named(classes):
    """Classes under both of their names: GlorotUniform and glorot_uniform."""
    return {**classes, **{_names.snake(name): cls for name, cls in classes.items()}}


def classes(group, base=Configured, module=None):
    """The classes of a group, made from the table of parameters."""
    made = {}
    for name, parameters in getattr(_signatures, group).items():
        made[name] = type(
            name,
            (base,),
            {"_group": group, "_parameters": tuple(parameters.split()), "__module__": module or f"keras.{group}"},
        )
    return made
