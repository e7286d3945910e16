"""Clothes: Fashion-MNIST."""

from keras.datasets._source import idx_set, missing, npz


def load_data():
    """(x_train, y_train), (x_test, y_test): pictures of 28 x 28 bytes and class numbers."""
    arrays = npz("fashion_mnist.npz")
    if arrays is not None:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    found = idx_set("fashion-mnist/")
    if found is None:
        raise missing("Fashion-MNIST", ["fashion-mnist/train-images-idx3-ubyte.gz", "fashion_mnist.npz"],
                      "keras.datasets.mnist needs no data: it draws digits.")
    return found
