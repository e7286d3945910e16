"""Small colour pictures of 100 classes: CIFAR-100."""

from keras.datasets.cifar10 import load


def load_data(label_mode="fine"):
    if label_mode not in ("fine", "coarse"):
        raise ValueError(f'`label_mode` must be one of `"fine"`, `"coarse"`. Received: label_mode={label_mode}.')
    return load("CIFAR-100", f"cifar100_{label_mode}.npz")
