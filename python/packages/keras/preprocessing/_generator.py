"""`ImageDataGenerator` and its batches. Random numbers are drawn in Keras's order, so that seeds give its pictures."""

import math
import os
import warnings

import _pictures
import numpy as np
from keras.utils import PyDataset
from keras.utils._images import array_to_img, img_to_array, load_img, _channels_last

_ENDINGS = ("png", "jpg", "jpeg")


def apply_affine_transform(x, theta=0, tx=0, ty=0, shear=0, zx=1, zy=1, row_axis=1, col_axis=2, channel_axis=0,
                           fill_mode="nearest", cval=0.0, order=1):
    """A picture that is turned by degrees, moved by pixels, sheared by degrees and zoomed, around its middle."""
    if (row_axis, col_axis, channel_axis) != (0, 1, 2):
        raise NotImplementedError("only arrays of rows, columns and channels are here: row_axis=0, col_axis=1, channel_axis=2")
    if order not in (0, 1):
        raise NotImplementedError(f"interpolation_order {order} is not here; there are 0 and 1")
    if not (theta or tx or ty or shear or zx != 1 or zy != 1):
        return x
    turn, slant = math.radians(theta), math.radians(shear)
    # Each step as the matrix of rows and columns; the last is done first.
    matrix = np.eye(3)
    for step in (
        [[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]],
        [[1, 0, tx], [0, 1, ty], [0, 0, 1]],
        [[1, -math.sin(slant), 0], [0, math.cos(slant), 0], [0, 0, 1]],
        [[zx, 0, 0], [0, zy, 0], [0, 0, 1]],
    ):
        matrix = matrix @ np.array(step, dtype="float64")
    rows, columns = x.shape[0] / 2 - 0.5, x.shape[1] / 2 - 0.5
    to_middle = np.array([[1, 0, rows], [0, 1, columns], [0, 0, 1]])
    back = np.array([[1, 0, -rows], [0, 1, -columns], [0, 0, 1]])
    matrix = to_middle @ matrix @ back
    # Keras's first axis is across, the second down, also where a picture is no square.
    places = matrix[[1, 0]][:, [1, 0, 2]].ravel().tolist()
    return _pictures.affine(np.asarray(x, dtype="float32"), places, fill_mode, float(cval), order == 1)


class ImageDataGenerator:
    """Reads and varies pictures."""

    def __init__(self, featurewise_center=False, samplewise_center=False, featurewise_std_normalization=False,
                 samplewise_std_normalization=False, zca_whitening=False, zca_epsilon=1e-6, rotation_range=0,
                 width_shift_range=0.0, height_shift_range=0.0, brightness_range=None, shear_range=0.0, zoom_range=0.0,
                 channel_shift_range=0.0, fill_mode="nearest", cval=0.0, horizontal_flip=False, vertical_flip=False,
                 rescale=None, preprocessing_function=None, data_format=None, validation_split=0.0,
                 interpolation_order=1, dtype=None):
        _channels_last(data_format)
        if zca_whitening:
            raise NotImplementedError("zca_whitening is not here; featurewise_std_normalization is")
        self.featurewise_center = featurewise_center or featurewise_std_normalization
        self.samplewise_center = samplewise_center or samplewise_std_normalization
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.channel_shift_range, self.brightness_range = channel_shift_range, brightness_range
        self.fill_mode, self.cval, self.interpolation_order = fill_mode, cval, interpolation_order
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.dtype = dtype or "float32"
        self.mean = self.std = None
        if validation_split and not 0 < validation_split < 1:
            raise ValueError(f"`validation_split` must be strictly between 0 and 1.  Received: {validation_split}")
        self._validation_split = validation_split
        if isinstance(zoom_range, (int, float)):
            self.zoom_range = [1 - zoom_range, 1 + zoom_range]
        elif len(zoom_range) == 2 and all(isinstance(value, (int, float)) for value in zoom_range):
            self.zoom_range = [zoom_range[0], zoom_range[1]]
        else:
            raise ValueError(f"`zoom_range` should be a float or a tuple or list of two floats. Received: {zoom_range}")
        if brightness_range is not None and (not isinstance(brightness_range, (tuple, list)) or len(brightness_range) != 2):
            raise ValueError(f"`brightness_range should be tuple or list of two floats. Received: {brightness_range}")

    def flow(self, x, y=None, batch_size=32, shuffle=True, sample_weight=None, seed=None, save_to_dir=None, save_prefix="",
             save_format="png", ignore_class_split=False, subset=None):
        return NumpyArrayIterator(x, y, self, batch_size, shuffle, sample_weight, seed, ignore_class_split, subset,
                                  (save_to_dir, save_prefix, save_format))

    def flow_from_directory(self, directory, target_size=(256, 256), color_mode="rgb", classes=None,
                            class_mode="categorical", batch_size=32, shuffle=True, seed=None, save_to_dir=None,
                            save_prefix="", save_format="png", follow_links=False, subset=None, interpolation="nearest",
                            keep_aspect_ratio=False):
        return DirectoryIterator(directory, self, classes, class_mode, batch_size, shuffle, seed, target_size=target_size,
                                 color_mode=color_mode, subset=subset, interpolation=interpolation,
                                 keep_aspect_ratio=keep_aspect_ratio, saving=(save_to_dir, save_prefix, save_format))

    def flow_from_dataframe(self, dataframe, directory=None, x_col="filename", y_col="class", weight_col=None,
                            target_size=(256, 256), color_mode="rgb", classes=None, class_mode="categorical", batch_size=32,
                            shuffle=True, seed=None, save_to_dir=None, save_prefix="", save_format="png", subset=None,
                            interpolation="nearest", validate_filenames=True, **kwargs):
        return DataFrameIterator(dataframe, directory, self, x_col, y_col, weight_col, classes, class_mode, batch_size,
                                 shuffle, seed, validate_filenames, target_size=target_size, color_mode=color_mode,
                                 subset=subset, interpolation=interpolation,
                                 saving=(save_to_dir, save_prefix, save_format))

    def standardize(self, x):
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        if self.rescale:
            x = x * np.float32(self.rescale)
        if self.samplewise_center:
            x = x - np.mean(x)
        if self.samplewise_std_normalization:
            x = x / (np.std(x) + 1e-6)
        for wanted, value in ((self.featurewise_center, self.mean), (self.featurewise_std_normalization, self.std)):
            if wanted and value is None:
                warnings.warn("This ImageDataGenerator specifies `featurewise_center` or "
                              "`featurewise_std_normalization`, but it hasn't been fit on any training data. Fit it "
                              "first by calling `.fit(numpy_data)`.")
        if self.featurewise_center and self.mean is not None:
            x = x - self.mean
        if self.featurewise_std_normalization and self.std is not None:
            x = x / (self.std + 1e-6)
        return x

    def get_random_transform(self, img_shape, seed=None):
        if seed is not None:
            np.random.seed(seed)
        uniform = np.random.uniform
        theta = uniform(-self.rotation_range, self.rotation_range) if self.rotation_range else 0
        tx = _shift(self.height_shift_range, img_shape[0])
        ty = _shift(self.width_shift_range, img_shape[1])
        shear = uniform(-self.shear_range, self.shear_range) if self.shear_range else 0
        zx, zy = (1, 1) if self.zoom_range == [1, 1] else uniform(self.zoom_range[0], self.zoom_range[1], 2)
        flip_horizontal = (np.random.random() < 0.5) * self.horizontal_flip
        flip_vertical = (np.random.random() < 0.5) * self.vertical_flip
        intensity = uniform(-self.channel_shift_range, self.channel_shift_range) if self.channel_shift_range else None
        brightness = None if self.brightness_range is None else uniform(*self.brightness_range)
        return {
            "theta": theta, "tx": tx, "ty": ty, "shear": shear, "zx": zx, "zy": zy, "flip_horizontal": flip_horizontal,
            "flip_vertical": flip_vertical, "channel_shift_intensity": intensity, "brightness": brightness,
        }

    def apply_transform(self, x, transform_parameters):
        given = transform_parameters
        moves = {name: given[name] for name in ("theta", "tx", "ty", "shear", "zx", "zy") if name in given}
        x = apply_affine_transform(x, **moves, row_axis=0, col_axis=1, channel_axis=2, fill_mode=self.fill_mode,
                                   cval=self.cval, order=self.interpolation_order)
        intensity = given.get("channel_shift_intensity")
        if intensity is not None:
            x = np.clip(x + np.asarray(intensity, dtype=x.dtype), np.min(x), np.max(x))
        if given.get("flip_horizontal"):
            x = x[:, ::-1]
        if given.get("flip_vertical"):
            x = x[::-1]
        if given.get("brightness") is not None:
            x = _brightened(x, given["brightness"])
        return x

    def random_transform(self, x, seed=None):
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(self, x, augment=False, rounds=1, seed=None):
        x = np.array(x, dtype=self.dtype)
        if x.ndim != 4:
            raise ValueError(f"Input to `.fit()` should have rank 4. Got array with shape: {x.shape}")
        if seed is not None:
            np.random.seed(seed)
        if self.rescale:
            x = x * np.float32(self.rescale)
        if augment:
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
        if self.featurewise_center:
            self.mean = np.mean(x, axis=(0, 1, 2)).reshape(1, 1, -1)
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axis=(0, 1, 2)).reshape(1, 1, -1)


def _shift(span, side):
    """Pixels of a shift: a share of the side up to a float, or one of some numbers."""
    if isinstance(span, float) or not span and np.asarray(span).ndim == 0:
        moved = np.random.uniform(-span, span) if span else 0
    else:
        moved = np.random.choice(span)
        moved = moved * np.random.choice([-1, 1])
    return moved * side if span and np.max(span) < 1 else moved


def _brightened(x, brightness):
    from PIL import ImageEnhance

    low, high = np.min(x), np.max(x)
    scale = low < 0 or high > 255
    bright = img_to_array(ImageEnhance.Brightness(array_to_img(x, scale=scale)).enhance(brightness))
    return bright / 255 * (high - low) + low if scale else bright


class Iterator(PyDataset):
    """Batches without an end; also by their number, for `fit`."""

    def __init__(self, n, batch_size, shuffle, seed, **kwargs):
        super().__init__()
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.batch_index = self.total_batches_seen = 0
        self.index_array = None

    def _set_index_array(self):
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _seed(self):
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def __len__(self):
        return -(-self.n // self.batch_size)

    def __getitem__(self, idx):
        if idx >= len(self):
            raise ValueError(f"Asked to retrieve element {idx}, but the Sequence has length {len(self)}")
        self._seed()
        self.total_batches_seen += 1
        if self.index_array is None:
            self._set_index_array()
        return self._get_batches_of_transformed_samples(self.index_array[self.batch_size * idx:self.batch_size * (idx + 1)])

    def on_epoch_end(self):
        self._set_index_array()

    def reset(self):
        self.batch_index = 0

    def __iter__(self):
        return self

    def __next__(self):
        self._seed()
        if self.batch_index == 0:
            self._set_index_array()
        start = self.batch_index * self.batch_size % self.n if self.n else 0
        self.batch_index = self.batch_index + 1 if self.n > start + self.batch_size else 0
        self.total_batches_seen += 1
        return self._get_batches_of_transformed_samples(self.index_array[start:start + self.batch_size])

    next = __next__

    def _varied(self, x):
        generator = self.image_data_generator
        x = generator.apply_transform(x, generator.get_random_transform(x.shape))
        return generator.standardize(x)

    def _save(self, batch, numbers):
        folder, prefix, ending = self._saving
        if folder:
            for number, x in zip(numbers, batch):
                array_to_img(x).save(os.path.join(folder, f"{prefix}_{number}_{np.random.randint(1e7)}.{ending}"))


class NumpyArrayIterator(Iterator):
    """Batches of arrays of pictures."""

    def __init__(self, x, y, image_data_generator, batch_size=32, shuffle=False, sample_weight=None, seed=None,
                 ignore_class_split=False, subset=None, saving=(None, "", "png"), **kwargs):
        others = [np.asarray(part) for part in x[1]] if isinstance(x, tuple) and isinstance(x[1], list) else \
            [np.asarray(x[1])] if isinstance(x, tuple) else []
        x = np.asarray(x[0] if isinstance(x, tuple) else x, dtype=image_data_generator.dtype)
        for name, value in (("labels", y), ("sample weights", sample_weight)):
            if value is not None and len(value) != len(x):
                raise ValueError(f"`x` (images tensor) and `{name}` should have the same length. "
                                 f"Found: x.shape = {x.shape}, length of {name} = {len(value)}")
        if subset is not None:
            if subset not in ("training", "validation"):
                raise ValueError(f'Invalid subset name: {subset}; expected "training" or "validation".')
            cut = int(len(x) * image_data_generator._validation_split)
            if y is not None and not ignore_class_split and not np.array_equal(np.unique(y[:cut]), np.unique(y[cut:])):
                raise ValueError("Training and validation subsets have different number of classes after the split. "
                                 "If your numpy arrays are sorted by the label, you might want to shuffle them.")
            part = slice(None, cut) if subset == "validation" else slice(cut, None)
            x, others = x[part], [other[part] for other in others]
            y = None if y is None else y[part]
            sample_weight = None if sample_weight is None else sample_weight[part]
        if x.ndim != 4:
            raise ValueError(f"Input data in `NumpyArrayIterator` should have rank 4. You passed an array with shape {x.shape}")
        self.x, self.x_misc = x, others
        self.y = None if y is None else np.asarray(y)
        self.sample_weight = None if sample_weight is None else np.asarray(sample_weight)
        self.image_data_generator, self._saving = image_data_generator, saving
        super().__init__(len(x), batch_size, shuffle, seed)

    def _get_batches_of_transformed_samples(self, index_array):
        batch = np.stack([self._varied(self.x[number]) for number in index_array.tolist()]).astype("float32")
        self._save(batch, index_array.tolist())
        first = batch if not self.x_misc else [batch] + [other[index_array] for other in self.x_misc]
        if self.y is None:
            return first if self.x_misc else batch
        if self.sample_weight is None:
            return first, self.y[index_array]
        return first, self.y[index_array], self.sample_weight[index_array]


class _FromFiles(Iterator):
    """Batches of files. `filepaths` and `classes` are lists; `class_mode` says what the targets are."""

    _raw = None
    sample_weight = None

    def _set_up(self, generator, target_size, color_mode, subset, interpolation, keep_aspect_ratio=False,
                saving=(None, "", "png")):
        channels = {"rgb": 3, "rgba": 4, "grayscale": 1}
        if color_mode not in channels:
            raise ValueError(f'Invalid color mode: {color_mode}; expected "rgb", "rgba", or "grayscale".')
        if subset not in (None, "training", "validation"):
            raise ValueError(f'Invalid subset name: {subset};expected "training" or "validation"')
        self.image_data_generator, self.target_size, self.color_mode = generator, tuple(target_size), color_mode
        self.interpolation, self.keep_aspect_ratio, self.subset = interpolation, keep_aspect_ratio, subset
        self.image_shape, self.data_format, self._saving = (*self.target_size, channels[color_mode]), "channels_last", saving
        share = generator._validation_split
        self.split = {None: None, "validation": (0, share), "training": (share, 1)}[subset]

    def _part(self, names):
        if self.split is None:
            return names
        return names[int(self.split[0] * len(names)):int(self.split[1] * len(names))]

    def _get_batches_of_transformed_samples(self, index_array):
        numbers = index_array.tolist()
        batch = np.zeros((len(numbers), *self.image_shape), dtype="float32")
        for row, number in enumerate(numbers):
            image = load_img(self.filepaths[number], self.color_mode, self.target_size, self.interpolation,
                             self.keep_aspect_ratio)
            batch[row] = self._varied(img_to_array(image))
        self._save(batch, numbers)
        if self.class_mode is None:
            return batch
        if self.class_mode == "input":
            targets = batch.copy()
        elif self.class_mode == "raw":
            targets = self._raw[index_array]
        elif self.class_mode == "multi_output":
            targets = [output[index_array] for output in self._raw]
        elif self.class_mode == "categorical":
            targets = np.zeros((len(numbers), len(self.class_indices)), dtype="float32")
            for row, number in enumerate(numbers):
                targets[row, self.classes[number]] = 1
        else:
            targets = np.array([self.classes[number] for number in numbers], dtype="float32")
        if self.sample_weight is None:
            return batch, targets
        return batch, targets, self.sample_weight[index_array]


class DirectoryIterator(_FromFiles):
    """Batches of the files in a folder that has a folder for each class."""

    def __init__(self, directory, image_data_generator, classes=None, class_mode="categorical", batch_size=32, shuffle=True,
                 seed=None, target_size=(256, 256), color_mode="rgb", subset=None, interpolation="nearest",
                 keep_aspect_ratio=False, saving=(None, "", "png"), **kwargs):
        self._set_up(image_data_generator, target_size, color_mode, subset, interpolation, keep_aspect_ratio, saving)
        allowed = ("categorical", "binary", "sparse", "input", None)
        if class_mode not in allowed:
            raise ValueError(f"Invalid class_mode: {class_mode}; expected one of: {set(allowed)}")
        self.directory, self.class_mode, self.dtype = directory, class_mode, "float32"
        if not classes:
            classes = [name for name in sorted(os.listdir(directory)) if os.path.isdir(os.path.join(directory, name))]
        self.num_classes = len(classes)
        self.class_indices = dict(zip(classes, range(len(classes))))
        self.filenames, numbers = [], []
        for name in classes:
            found = self._part(_pictures_in(os.path.join(directory, name)))
            self.filenames += [os.path.join(name, file) for file in found]
            numbers += [self.class_indices[name]] * len(found)
        self.classes = np.array(numbers, dtype="int32")
        self.samples = len(self.filenames)
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        self._filepaths = [os.path.join(directory, name) for name in self.filenames]
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self):
        return self._filepaths

    @property
    def labels(self):
        return self.classes


def _pictures_in(folder, inside=""):
    """The names of pictures in a folder and in the folders in it."""
    names = sorted(os.listdir(folder))
    folders = [name for name in names if os.path.isdir(os.path.join(folder, name))]
    found = [os.path.join(inside, name) for name in names if name not in folders and name.lower().endswith(_ENDINGS)]
    for name in folders:
        found += _pictures_in(os.path.join(folder, name), os.path.join(inside, name))
    return found


class DataFrameIterator(_FromFiles):
    """Batches of the files that a table names."""

    def __init__(self, dataframe, directory=None, image_data_generator=None, x_col="filename", y_col="class",
                 weight_col=None, classes=None, class_mode="categorical", batch_size=32, shuffle=True, seed=None,
                 validate_filenames=True, target_size=(256, 256), color_mode="rgb", subset=None, interpolation="nearest",
                 keep_aspect_ratio=False, saving=(None, "", "png"), **kwargs):
        self._set_up(image_data_generator, target_size, color_mode, subset, interpolation, keep_aspect_ratio, saving)
        allowed = ("binary", "categorical", "input", "multi_output", "raw", "sparse", None)
        if class_mode not in allowed:
            raise ValueError(f"Invalid class_mode: {class_mode}. expected one of: {set(allowed)}")
        self.directory, self.class_mode, self.dtype = directory or "", class_mode, "float32"
        table = dataframe
        names = [str(name) for name in table[x_col].tolist()]
        by_class = class_mode in ("binary", "categorical", "sparse")
        labels = table[y_col].tolist() if by_class else [None] * len(names)
        if by_class and not all(isinstance(label, (str, list, tuple)) for label in labels):
            raise TypeError(f'If class_mode="{class_mode}", y_col="{y_col}" column values must be strings.')
        rows = range(len(names))
        if validate_filenames:
            rows = [row for row in rows if names[row].lower().endswith(_ENDINGS)
                    and os.path.isfile(os.path.join(self.directory, names[row]))]
            if len(rows) < len(names):
                warnings.warn(f'Found {len(names) - len(rows)} invalid image filename(s) in x_col="{x_col}". These '
                              "filename(s) will be ignored.")
        if by_class:
            listed = lambda label: [label] if isinstance(label, str) else list(label)
            if classes is None:
                classes = sorted({part for row in rows for part in listed(labels[row])})
            else:
                rows = [row for row in rows if set(listed(labels[row])) & set(classes)]
            self.class_indices = dict(zip(classes, range(len(classes))))
        rows = self._part(list(rows))
        self.filenames = [names[row] for row in rows]
        self._filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        self.classes = []
        if by_class:
            self.classes = [self.class_indices[labels[row]] if isinstance(labels[row], str)
                            else [self.class_indices[part] for part in labels[row]] for row in rows]
        elif class_mode == "raw":
            self._raw = np.array(table[y_col].to_numpy())[np.array(rows, dtype="int64")]
        elif class_mode == "multi_output":
            self._raw = [np.array(table[column].to_numpy())[np.array(rows, dtype="int64")] for column in y_col]
        if weight_col:
            self.sample_weight = np.array(table[weight_col].to_numpy())[np.array(rows, dtype="int64")]
        self.samples = len(rows)
        kind = "validated" if validate_filenames else "non-validated"
        tail = f" belonging to {len(self.class_indices)} classes" if by_class else ""
        print(f"Found {self.samples} {kind} image filenames{tail}.")
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self):
        return self._filepaths

    @property
    def labels(self):
        return self.classes if self._raw is None else self._raw
