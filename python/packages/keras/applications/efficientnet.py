"""EfficientNetB0 (Tan & Le 2019)."""

from keras.applications._network import decode_predictions, network


def preprocess_input(x, data_format=None):
    """The pictures as they are: the network takes pixels from 0 to 255."""
    return x


def EfficientNetB0(include_top=True, weights="imagenet", input_tensor=None, input_shape=None, pooling=None, classes=1000,
                   classifier_activation="softmax", name="efficientnetb0"):
    """The network for pictures with pixels from 0 to 255."""
    options = {"input_shape": input_shape, "include_top": include_top, "pooling": pooling, "classes": classes,
               "classifier_activation": classifier_activation, "name": name}
    return network("EfficientNetB0", weights, input_tensor, options)
