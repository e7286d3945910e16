"""Where data come from: the program around the interpreter, by the file's name."""

import io
import os

import _data
import numpy as np


def fetched(name):
    """The bytes of a data file or of a file of the program, or None."""
    content = _data.fetch(name)
    if content is None and os.path.isfile(name):
        with open(name, "rb") as file:
            content = file.read()
    return content


def missing(what, files, instead=""):
    tail = f" {instead}" if instead else ""
    return OSError(f"{what}: there is no data file {' or '.join(files)}. A page names the address of its data, "
                   f"and `pupil run` takes the folder PUPIL_DATA.{tail}")


def npz(name):
    """The arrays of a data file, or None."""
    content = fetched(name)
    return None if content is None else np.load(io.BytesIO(content))


def idx(name):
    """The array of a file as MNIST's, packed or not, or None."""
    content = fetched(name + ".gz")
    content = fetched(name) if content is None else _data.gunzip(content)
    if content is None:
        return None
    if content[:3] != b"\x00\x00\x08" or len(content) < 4:
        raise ValueError(f"{name} is no IDX file of bytes")
    axes = content[3]
    shape = [int.from_bytes(content[4 + 4 * axis:8 + 4 * axis], "big") for axis in range(axes)]
    return _data.from_bytes(content[4 + 4 * axes:], "u1", False).reshape(shape)


def idx_set(folder):
    """Training and test pictures and labels in a folder of four IDX files, or None."""
    names = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    parts = [idx(f"{folder}{name}") for name in names]
    if any(part is None for part in parts):
        return None
    return (parts[0], parts[1]), (parts[2], parts[3])
