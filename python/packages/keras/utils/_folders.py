"""Datasets of files in folders, one folder for each class."""

import os

import numpy as np
from keras.utils import to_categorical


def _listed(directory, labels, class_names, endings):
    """File names, class numbers and class names."""
    if not os.path.isdir(directory):
        raise FileNotFoundError(f"[Errno 2] No such file or directory: '{directory}'")
    subfolders = [name for name in sorted(os.listdir(directory)) if os.path.isdir(os.path.join(directory, name))]
    if labels is None:
        subfolders, names = [""], []
    else:
        if class_names is not None and set(class_names) != set(subfolders):
            raise ValueError(
                "The `class_names` passed did not match the names of the subdirectories of the target directory. "
                f"Expected: {subfolders}, but received: {class_names}"
            )
        names = list(class_names or subfolders)
        subfolders = names
    files, numbers = [], []
    for number, folder in enumerate(subfolders):
        found = _walk(os.path.join(directory, folder) if folder else directory, endings)
        files += found
        numbers += [number] * len(found)
    if isinstance(labels, (list, tuple, np.ndarray)):
        if len(labels) != len(files):
            raise ValueError(
                "Expected the lengths of `labels` to match the number of files in the target directory. len(labels) is "
                f"{len(labels)} while we found {len(files)} files in directory {directory}."
            )
        numbers = list(labels)
    return files, numbers, names


def _walk(folder, endings):
    names = sorted(os.listdir(folder))
    found = []
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            found += _walk(path, endings)
        elif name.lower().endswith(endings):
            found.append(path)
    return found


def _check_split(validation_split, subset, shuffle, seed):
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(f"`validation_split` must be between 0 and 1, received: {validation_split}")
    if bool(validation_split) != (subset is not None):
        raise ValueError("If `subset` is set, `validation_split` must be set, and inversely.")
    if subset not in ("training", "validation", "both", None):
        raise ValueError(f'`subset` must be either "training", "validation" or "both", received: {subset}')
    if validation_split and shuffle and seed is None:
        raise ValueError(
            "If using `validation_split` and shuffling the data, you must provide a `seed` argument, to make sure that "
            "there is no overlap between the training and validation subset."
        )


def _chosen(files, numbers, validation_split, subset, shuffle, seed, verbose):
    """Shuffled files, and the part of them that is asked for."""
    if shuffle:
        seed = int(np.random.randint(1e6)) if seed is None else int(seed)
        # Keras shuffles both lists with the same seed.
        numbers, files = list(numbers), list(files)
        for values in (files, numbers):
            np.random.RandomState(seed).shuffle(values)
    if not validation_split:
        return [(files, numbers)], seed
    count = int(validation_split * len(files))
    parts = {"training": (files[:-count], numbers[:-count]), "validation": (files[-count:], numbers[-count:])}
    for name, (part, _) in parts.items():
        if verbose and subset in (name, "both"):
            print(f"Using {len(part)} files for {name}.")
    return [parts[name] for name in parts if subset in (name, "both")], seed


def _targets(numbers, label_mode, count):
    if label_mode == "binary":
        return np.array(numbers, dtype="float32").reshape(-1, 1)
    if label_mode == "categorical":
        return to_categorical(numbers, count).astype("float32")
    return np.array(numbers, dtype="int32")


def _datasets(what, read, directory, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset,
              endings, shape, kind, verbose):
    from tensorflow.data import Dataset
    from tensorflow._parts import TensorSpec
    from tensorflow._tensor import Tensor

    if label_mode not in ("int", "categorical", "binary", None):
        raise ValueError(f'`label_mode` argument must be one of "int", "categorical", "binary", or None. Received: label_mode={label_mode}')
    if labels is None and label_mode is not None:
        label_mode = None
    _check_split(validation_split, subset, shuffle, seed)
    files, numbers, names = _listed(directory, labels, class_names, endings)
    if label_mode == "binary" and len(names) != 2:
        raise ValueError(
            'When passing `label_mode="binary"`, there must be exactly 2 class_names. Received: '
            f"class_names={names}"
        )
    if not files:
        raise ValueError(f"No {what} found in directory {directory}. Allowed formats: {endings}")
    if verbose:
        print(f"Found {len(files)} files" + (f" belonging to {len(names)} classes." if label_mode else "."))
    parts, seed = _chosen(files, numbers, validation_split, subset, shuffle, seed, verbose)
    made = []
    for paths, marks in parts:
        targets = _targets(marks, label_mode, len(names)) if label_mode else None
        order = np.arange(len(paths))
        passes = [0]

        def make(paths=paths, targets=targets, passes=passes):
            numbers = np.arange(len(paths))
            if shuffle and batch_size is not None:
                numbers = np.random.RandomState((seed + passes[0]) % 2**32).permutation(len(paths))
                passes[0] += 1
            for number in numbers.tolist():
                element = Tensor(read(paths[number]))
                yield element if targets is None else (element, Tensor(targets[number]))

        spec = TensorSpec(shape, kind)
        if targets is not None:
            spec = (spec, TensorSpec(targets.shape[1:], targets.dtype.name))
        dataset = Dataset(make, len(paths), "Map", spec)
        dataset = (dataset.batch(batch_size) if batch_size is not None else dataset).prefetch(-1)
        dataset.class_names, dataset.file_paths = names, paths
        made.append(dataset)
    return made[0] if len(made) == 1 else made


def image_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, color_mode="rgb",
                                 batch_size=32, image_size=(256, 256), shuffle=True, seed=None, validation_split=None,
                                 subset=None, interpolation="bilinear", follow_links=False, crop_to_aspect_ratio=False,
                                 pad_to_aspect_ratio=False, data_format=None, format="tf", verbose=True):
    """Pictures and class numbers from folders. They are read when they are asked for."""
    from keras.utils._images import img_to_array, load_img, resized, smart_resize

    channels = {"rgb": 3, "rgba": 4, "grayscale": 1}
    if color_mode not in channels:
        raise ValueError(f'`color_mode` must be one of {{"rgb", "rgba", "grayscale"}}. Received: color_mode={color_mode}')
    if pad_to_aspect_ratio:
        raise NotImplementedError("pad_to_aspect_ratio is not here; crop_to_aspect_ratio is")
    size = tuple(int(side) for side in image_size)

    def read(path):
        x = img_to_array(load_img(path, color_mode=color_mode))
        if crop_to_aspect_ratio:
            return smart_resize(x, size, interpolation).astype("float32")
        return resized(x, size, interpolation).astype("float32")

    return _datasets("images", read, directory, labels, label_mode, class_names, batch_size, shuffle, seed,
                     validation_split, subset, (".jpeg", ".jpg", ".png"), (*size, channels[color_mode]), "float32",
                     verbose)


def text_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, batch_size=32,
                                max_length=None, shuffle=True, seed=None, validation_split=None, subset=None,
                                follow_links=False, format="tf", verbose=True):
    """Texts and class numbers from folders of .txt files."""

    def read(path):
        with open(path, "rb") as file:
            content = file.read()
        return np.array(content if max_length is None else content[:max_length], dtype=object)

    return _datasets("text files", read, directory, labels, label_mode, class_names, batch_size, shuffle, seed,
                     validation_split, subset, (".txt",), (), "string", verbose)
