"""What the known networks have in common."""

import _pupil
import numpy as np
from keras import models


def network(function, weights, input_tensor, options):
    """A model of the network with the name of this function."""
    if input_tensor is not None:
        raise NotImplementedError(
            f"{function} has no input_tensor here: give input_shape, and call the model on the tensor"
        )
    if weights == "imagenet":
        raise ValueError(
            f'{function}(weights="imagenet") downloads weights, which a page cannot: pass weights=None, or the name of a '
            "weights file that you dropped here"
        )
    if options["input_shape"] is not None:
        options["input_shape"] = list(options["input_shape"])
    config = _pupil.known_network(function, options)
    model = models._layer_from(config)
    if weights is not None:
        model.load_weights(weights)
    return model


def signed(x, data_format=None):
    """Pixels from 0 to 255 as numbers from -1 to 1."""
    return np.asarray(x, dtype="float32") / 127.5 - 1.0 if not hasattr(x, "_history") else x / 127.5 - 1.0


def decode_predictions(preds, top=5):
    raise NotImplementedError("decode_predictions downloads ImageNet's names of classes, which a page cannot")
