"""Layers and models that are called on arrays with `training=True`.

The engine computes dropout, augmentation and the statistics of batches within training steps only. So such a call becomes
one step of a model that learns nothing: its loss does not depend on the layer, and weights of its own keep the outputs.
"""

import numpy as np

from keras._layer import Layer
from keras._own import all_layers
from keras._tensor import flatten, mapped

# Layers that compute other things in training.
_KINDS = ("Dropout", "AlphaDropout", "SpatialDropout", "GaussianNoise", "GaussianDropout", "BatchNormalization", "Random",
          "SpectralNormalization")


def differs(layer):
    """True if a layer, or one within it, may compute other things in training."""
    for part in all_layers(layer):
        wrapped = part._options.get("layer") or part._options.get("cell")
        if part is not layer and part._is_own() or (part._engine_class() or "").startswith(_KINDS):
            return True
        if part._options.get("dropout") or part._options.get("recurrent_dropout"):
            return True
        inner = [wrapped, *(part._options.get("cells") or ())]
        if any(isinstance(layer, Layer) and differs(layer) for layer in inner):
            return True
    return False


class _Keep(Layer):
    """Computes what `layer` computes in training, keeps it in weights, and gives its own first input."""

    def __init__(self, layer, batch):
        super().__init__(name="keep")
        self.layer, self.batch = layer, batch

    def call(self, inputs, training=False):
        outputs = self.layer(inputs, training=training)
        if training:
            if not hasattr(self, "kept"):
                self.kept = [
                    self.add_weight(shape=(self.batch, *output.shape[1:]), initializer="zeros", trainable=False, name=f"kept_{at}")
                    for at, output in enumerate(flatten(outputs))
                ]
                self.structure = mapped(lambda _: None, outputs)
            for variable, output in zip(self.kept, flatten(outputs)):
                variable.assign(output)
        return flatten(inputs)[0]


def call(layer, inputs):
    """The outputs of a layer or a model in training, for arrays."""
    from keras._model import Functional, InputLayer
    from keras.optimizers import SGD

    arrays = mapped(lambda tensor: np.asarray(tensor, dtype="float32"), inputs)
    listed = flatten(arrays)
    # A symbolic call outside of this model shall not count as a use of the layer.
    calls, shapes = len(layer._calls), len(layer.__dict__.get("_shapes", ()))
    starts = iter([InputLayer(shape=array.shape[1:], name=f"in_{at}").output for at, array in enumerate(listed)])
    symbols = mapped(lambda _: next(starts), arrays)
    keep = _Keep(layer, len(listed[0]))
    model = Functional(flatten(symbols), keep(symbols), name="keep_model")
    model.compile(optimizer=SGD(0.0), loss="mse")
    model.train_on_batch(listed if len(listed) > 1 else listed[0], listed[0])
    del layer._calls[calls:], layer.__dict__.get("_shapes", [])[shapes:]
    kept = iter(keep.kept)
    return mapped(lambda _: next(kept).numpy(), keep.structure)
