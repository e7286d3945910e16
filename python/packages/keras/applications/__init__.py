"""Known networks, with Keras's names of layers. Their weights are random, or come from a file."""

from keras.applications import efficientnet, mobilenet, mobilenet_v2
from keras.applications.efficientnet import EfficientNetB0
from keras.applications.mobilenet import MobileNet
from keras.applications.mobilenet_v2 import MobileNetV2


def __getattr__(name):
    raise AttributeError(f"keras.applications.{name} is not here; there are EfficientNetB0, MobileNet and MobileNetV2")
