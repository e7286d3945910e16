"""Handwritten digits: MNIST, or digits that are drawn here."""

import _data
from keras.datasets._source import idx_set, npz

TRAIN, TEST = 10_000, 2_000


def load_data(path="mnist.npz"):
    """(x_train, y_train), (x_test, y_test): pictures of 28 x 28 bytes and digits."""
    arrays = npz(path)
    if arrays is not None:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    found = idx_set("mnist/") or idx_set("")
    if found is not None:
        return found
    print("MNIST's files are not here: these are digits that Pupil draws itself. "
          f"{TRAIN} are for training and {TEST} for testing.")
    pictures, digits = _data.digits(TRAIN + TEST, 1)
    return (pictures[:TRAIN], digits[:TRAIN]), (pictures[TRAIN:], digits[TRAIN:])
