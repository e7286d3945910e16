"""Helpers."""

import random as _random

import numpy as np

from keras import _engine

_fits = [0, 0]


def set_random_seed(seed):
    """Seeds Python, NumPy and the engine."""
    _random.seed(seed)
    np.random.seed(seed)
    _engine.set_seed(seed)
    _fits[0], _fits[1] = int(seed) * 7919, 0


def _next_fit_seed():
    _fits[1] += 1
    return _fits[0] + _fits[1]


def to_categorical(x, num_classes=None):
    """Class numbers as rows with a one at the class."""
    x = np.asarray(x)
    shape = x.shape
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    numbers = x.reshape(-1).astype("int64")
    count = int(num_classes) if num_classes else int(numbers.max()) + 1
    rows = np.zeros((len(numbers), count))
    rows[np.arange(len(numbers)), numbers] = 1
    return rows.reshape(*shape, count)


def normalize(x, axis=-1, order=2):
    """Rows divided by their norm."""
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return x / np.expand_dims(norm, axis)


def split_dataset(dataset, left_size=None, right_size=None, shuffle=False, seed=None, preferred_backend=None):
    """Two datasets from one, from arrays or from lists."""
    from tensorflow.data import Dataset

    if not isinstance(dataset, Dataset):
        if isinstance(dataset, list) and dataset and not hasattr(dataset[0], "shape"):
            dataset = np.asarray(dataset)
        dataset = Dataset.from_tensor_slices(tuple(dataset) if isinstance(dataset, list) else dataset)
    if left_size is None and right_size is None:
        raise ValueError("At least one of the `left_size` or `right_size` must be specified. Received: left_size=None and right_size=None")
    elements = list(dataset)
    if shuffle:
        order = np.random.RandomState(int(np.random.randint(1e6)) if seed is None else seed).permutation(len(elements))
        elements = [elements[number] for number in order.tolist()]
    count = len(elements)
    sizes = [round(size * count) if isinstance(size, float) else size for size in (left_size, right_size)]
    left = count - sizes[1] if sizes[0] is None else sizes[0]
    right = count - left if sizes[1] is None else sizes[1]
    if min(left, right) < 0 or left + right > count:
        raise ValueError(f"The sum of `left_size` and `right_size` must be smaller than the length of the dataset, {count}")
    made = lambda part: Dataset(lambda: iter(part), len(part), "TensorSlice", lambda: dataset.element_spec)
    return made(elements[:left]), made(elements[left:left + right])


def get_file(fname=None, origin=None, **kwargs):
    """The path of a data file that the page has. Nothing is downloaded."""
    from keras.datasets._source import fetched

    if fname is None:
        if origin is None:
            raise ValueError('Please specify the "origin" argument (URL of the file to download).')
        fname = origin.rsplit("/", 1)[-1]
    content = fetched(fname)
    if content is None:
        raise OSError(
            f"{fname}: programs here download nothing, and there is no data file of this name. Put the file among the "
            "page's data, or add it to the cell's files and open it by its name"
        )
    with open(fname, "wb") as file:
        file.write(content)
    return fname


def plot_model(*args, **kwargs):
    raise NotImplementedError("plot_model is not here yet; model.summary() shows the layers")


class PyDataset:
    """Batches by their number; a class of your own has __len__ and __getitem__."""

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        pass

    def on_epoch_end(self):
        pass


Sequence = PyDataset


from keras.utils._folders import image_dataset_from_directory, text_dataset_from_directory
from keras.utils._images import array_to_img, img_to_array, load_img, save_img
from keras.utils._windows import timeseries_dataset_from_array
from keras.preprocessing.sequence import pad_sequences


def __getattr__(name):
    if name in ("CustomObjectScope", "custom_object_scope", "get_custom_objects", "get_registered_name",
                "get_registered_object", "register_keras_serializable", "serialize_keras_object",
                "deserialize_keras_object"):
        from keras import saving

        return getattr(saving, name)
    raise AttributeError(f"module 'keras.utils' has no attribute '{name}'")
