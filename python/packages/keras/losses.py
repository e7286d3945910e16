"""Losses: by name, with options, and of one's own."""

import _pupil
from keras import _config
from keras._config import plain
from keras._tensor import plain_array


class Loss(_config.Named):
    """The base of all losses. One of your own has `call(self, y_true, y_pred)`, which gives a value for each sample."""

    _group = "losses"

    def __init__(self, *args, **kwargs):
        if self._parameters:
            super().__init__(*args, **kwargs)
            return
        given = dict(zip(("name", "reduction", "dtype"), args), **kwargs)
        self._options = {"name": given.pop("name", None), "reduction": given.pop("reduction", "sum_over_batch_size")}
        given.pop("dtype", None)
        if given:
            raise TypeError(f"Loss.__init__() got an unexpected keyword argument '{next(iter(given))}'")

    @property
    def reduction(self):
        return self._options.get("reduction", "sum_over_batch_size")

    def _is_own_judge(self):
        return hasattr(type(self), "call")

    def __call__(self, y_true, y_pred, sample_weight=None):
        from keras import ops

        if self._is_own_judge():
            values = self.call(ops.convert_to_tensor(y_true, "float32"), ops.convert_to_tensor(y_pred, "float32"))
        else:
            values = _values(self._serialized(), y_true, y_pred)
        count = None
        if type(self).__name__ == "Circle":
            # Rows without a partner or without an opponent do not count.
            count = ops.sum(ops.cast(values > 0, "float32"))
        if self._options.get("ignore_class") is not None:
            label = ops.reshape(ops.convert_to_tensor(y_true, "float32"), values.shape)
            count = ops.sum(ops.cast(ops.not_equal(label, self._options["ignore_class"]), "float32"))
        if sample_weight is not None:
            weight = ops.convert_to_tensor(sample_weight, "float32")
            while weight.ndim > values.ndim and weight.shape[-1] == 1:
                weight = weight[..., 0]
            values = values * weight.reshape(weight.shape + (1,) * (values.ndim - weight.ndim))
        if self.reduction in (None, "none"):
            return values
        if self.reduction == "mean_with_sample_weight" and sample_weight is not None:
            return ops.sum(values) / ops.sum(weight)
        if self.reduction == "sum":
            return ops.sum(values)
        return ops.mean(values) if count is None else ops.sum(values) / ops.maximum(count, 1.0)

    def _serialized(self):
        if not self._is_own_judge():
            return super()._serialized()
        from keras import saving

        return saving.serialized_own(self)


def _values(config, y_true, y_pred):
    """The values of a loss that the engine has, one for each row."""
    from keras import ops

    if ops.is_symbolic([y_true, y_pred]):
        raise NotImplementedError(
            f"{config['class_name']} of symbolic tensors is not here: within a loss of your own compute with keras.ops"
        )
    config = {**config, "config": {**config["config"], "reduction": "sum"}}
    pred = plain_array(y_pred).astype("float32")
    values = _pupil.loss(config, plain_array(y_true).astype("float32"), pred)
    if config["class_name"] in ("Dice", "Tversky") and config["config"].get("axis") is None:
        # One number for the whole batch.
        return values.reshape(())
    return values


_made = _config.classes("losses", Loss)
globals().update(_made)

# The functions, and what they compute from symbolic tensors.
_NAMES = {"MeanSquaredError": ("mean_squared_error", "mse"), "MeanAbsoluteError": ("mean_absolute_error", "mae"),
          "MeanAbsolutePercentageError": ("mean_absolute_percentage_error", "mape"),
          "MeanSquaredLogarithmicError": ("mean_squared_logarithmic_error", "msle"),
          "Huber": ("huber",), "LogCosh": ("log_cosh", "logcosh"), "Poisson": ("poisson",),
          "KLDivergence": ("kl_divergence", "kld"), "Hinge": ("hinge",), "SquaredHinge": ("squared_hinge",),
          "CategoricalHinge": ("categorical_hinge",), "CosineSimilarity": ("cosine_similarity",),
          "BinaryCrossentropy": ("binary_crossentropy", "bce"),
          "BinaryFocalCrossentropy": ("binary_focal_crossentropy",),
          "CategoricalCrossentropy": ("categorical_crossentropy",),
          "CategoricalFocalCrossentropy": ("categorical_focal_crossentropy",),
          "SparseCategoricalCrossentropy": ("sparse_categorical_crossentropy",),
          "CategoricalGeneralizedCrossEntropy": ("categorical_generalized_cross_entropy",),
          "Dice": ("dice",), "Tversky": ("tversky",), "Circle": ("circle",)}


def _symbolic(name, t, p, options):
    """The most used losses of symbolic tensors, for losses that add to them."""
    from keras import ops

    if name == "mean_squared_error":
        return ops.mean(ops.square(p - t), axis=-1)
    if name == "mean_absolute_error":
        return ops.mean(ops.absolute(p - t), axis=-1)
    if name == "huber":
        delta, error = options.get("delta", 1.0), ops.absolute(p - t)
        return ops.mean(ops.where(error <= delta, 0.5 * ops.square(error), delta * error - 0.5 * delta * delta), axis=-1)
    if name == "binary_crossentropy":
        return ops.mean(ops.binary_crossentropy(t, p, **options), axis=-1)
    if name == "categorical_crossentropy":
        return ops.categorical_crossentropy(t, p, **options)
    if name == "sparse_categorical_crossentropy":
        return ops.sparse_categorical_crossentropy(t, p, **options)
    if name == "kl_divergence":
        t, p = ops.clip(t, 1e-7, 1.0), ops.clip(p, 1e-7, 1.0)
        return ops.sum(t * ops.log(t / p), axis=-1)
    if name == "cosine_similarity":
        return -ops.sum(ops.normalize(t) * ops.normalize(p), axis=-1)
    raise NotImplementedError(f"{name} of symbolic tensors is not here: compute it with keras.ops")


def _function(kind, name):
    def function(y_true, y_pred, **options):
        from keras import ops

        if ops.is_symbolic([y_true, y_pred]):
            return _symbolic(name, y_true, y_pred, options)
        return _values(_made[kind](**options)._serialized(), y_true, y_pred)

    function.__name__ = function.__qualname__ = name
    function._serialized = lambda: name
    return function


_KNOWN = {**_made, "Loss": Loss}
for _kind, _names_of in _NAMES.items():
    _own = _function(_kind, _names_of[0])
    # Short names have capitals, too: mse and MSE.
    for _name in (*_names_of, *(_name.upper() for _name in _names_of if len(_name) < 5)):
        _KNOWN[_name] = _own
globals().update(_KNOWN)


def get(identifier):
    from keras import saving

    return saving.identified(identifier, _KNOWN, "loss")


def serialize(loss):
    return plain(loss)


deserialize = get
