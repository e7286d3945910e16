"""MobileNetV2 (Sandler et al. 2018)."""

from keras.applications._network import decode_predictions, network, signed as preprocess_input


def MobileNetV2(input_shape=None, alpha=1.0, include_top=True, weights="imagenet", input_tensor=None, pooling=None,
                classes=1000, classifier_activation="softmax", name=None):
    """The network for pictures with pixels from -1 to 1."""
    options = {"input_shape": input_shape, "alpha": alpha, "include_top": include_top, "pooling": pooling,
               "classes": classes, "classifier_activation": classifier_activation, "name": name}
    return network("MobileNetV2", weights, input_tensor, options)
