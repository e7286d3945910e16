"""`tf.io`: files as texts of bytes, and the pictures in them."""

import numpy as np
from tensorflow._tensor import Tensor, array_of
from tensorflow.errors import NotFoundError, at_node
from tensorflow.image import decode_image, decode_jpeg, decode_png, encode_jpeg, encode_png


def read_file(filename, name=None):
    path = array_of(filename)[()].decode()
    try:
        with open(path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise NotFoundError(
            f"{at_node('ReadFile')}{path}; No such file or directory [Op:ReadFile]"
        ) from None
    return Tensor(np.array(content, dtype=object))


def write_file(filename, contents, name=None):
    with open(array_of(filename)[()].decode(), "wb") as file:
        file.write(array_of(contents)[()])


class gfile:
    """Files by their names."""

    @staticmethod
    def exists(path):
        import os

        return os.path.exists(path)

    @staticmethod
    def glob(pattern):
        import glob

        return sorted(glob.glob(pattern))

    @staticmethod
    def listdir(path):
        import os

        return sorted(os.listdir(path))


def __getattr__(name):
    raise AttributeError(f"module 'tensorflow.io' has no attribute '{name}' here; read_file, write_file and gfile are")
