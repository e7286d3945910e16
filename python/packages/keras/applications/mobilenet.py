"""MobileNet (Howard et al. 2017)."""

from keras.applications._network import decode_predictions, network, signed as preprocess_input


def MobileNet(input_shape=None, alpha=1.0, depth_multiplier=1, dropout=1e-3, include_top=True, weights="imagenet",
              input_tensor=None, pooling=None, classes=1000, classifier_activation="softmax", name=None):
    """The network for pictures with pixels from -1 to 1."""
    options = {"input_shape": input_shape, "alpha": alpha, "depth_multiplier": depth_multiplier, "dropout": dropout,
               "include_top": include_top, "pooling": pooling, "classes": classes,
               "classifier_activation": classifier_activation, "name": name}
    return network("MobileNet", weights, input_tensor, options)
