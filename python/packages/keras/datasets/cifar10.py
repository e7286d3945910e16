"""Small colour pictures of 10 classes: CIFAR-10."""

from keras.datasets._source import missing, npz


def load(name, file):
    arrays = npz(file)
    if arrays is None:
        raise missing(name, [file], "The file has the arrays x_train, y_train, x_test and y_test, which numpy.savez writes.")
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def load_data():
    """(x_train, y_train), (x_test, y_test): pictures of 32 x 32 x 3 bytes and class numbers of shape (n, 1)."""
    return load("CIFAR-10", "cifar10.npz")
