"""`tf.image`: pictures as tensors of rows, columns and values, alone or in batches."""

import _pictures
import numpy as np
from keras.utils._images import resized
from tensorflow._tensor import Tensor, array_of, as_dtype


class ResizeMethod:
    BILINEAR, NEAREST_NEIGHBOR = "bilinear", "nearest"


def _decode(contents, channels, dtype=None):
    from PIL import Image
    import io

    content = array_of(contents)[()]
    image = Image.open(io.BytesIO(content))
    wanted = {0: image.mode, 1: "L", 3: "RGB", 4: "RGBA"}.get(channels)
    if wanted is None:
        raise ValueError(f"channels is {channels}; expected 0, 1, 3 or 4")
    image = Tensor(image.convert(wanted)._pixels)
    return image if dtype in (None, "uint8") else convert_image_dtype(image, dtype)


def decode_jpeg(contents, channels=0, ratio=1, fancy_upscaling=True, try_recover_truncated=False,
                acceptable_fraction=1, dct_method="", name=None):
    return _decode(contents, channels)


def decode_png(contents, channels=0, dtype="uint8", name=None):
    return _decode(contents, channels)


def decode_image(contents, channels=None, dtype="uint8", name=None, expand_animations=True):
    return _decode(contents, channels or 0, dtype)


def encode_png(image, compression=-1, name=None):
    return Tensor(np.array(_pictures.encode(array_of(image), "PNG", 75), dtype=object))


def encode_jpeg(image, format="", quality=95, **options):
    return Tensor(np.array(_pictures.encode(array_of(image), "JPEG", int(quality)), dtype=object))


def resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None):
    if antialias or preserve_aspect_ratio:
        raise NotImplementedError("tf.image.resize has no antialias and no preserve_aspect_ratio here; PIL.Image.resize smooths")
    return Tensor(resized(array_of(images), array_of(size).tolist(), method))


def convert_image_dtype(image, dtype, saturate=False, name=None):
    array, wanted = array_of(image), as_dtype(dtype)
    if array.dtype.name == wanted.name:
        return Tensor(array)
    if array.dtype.name == "uint8" and wanted.is_floating:
        return Tensor((array.astype("float32") * np.float32(1 / 255)).astype(wanted.name))
    if wanted == "uint8" and "float" in array.dtype.name:
        return Tensor(np.clip(array * np.float32(255.5), 0, 255).astype("uint8"))
    raise NotImplementedError(f"convert_image_dtype from {array.dtype.name} to {wanted.name} is not here; use tf.cast")


def flip_left_right(image):
    return Tensor(np.ascontiguousarray(array_of(image)[..., ::-1, :]))


def flip_up_down(image):
    return Tensor(np.ascontiguousarray(np.flip(array_of(image), -3)))


def random_flip_left_right(image, seed=None):
    return flip_left_right(image) if np.random.random() < 0.5 else Tensor(array_of(image))


def random_flip_up_down(image, seed=None):
    return flip_up_down(image) if np.random.random() < 0.5 else Tensor(array_of(image))


def rot90(image, k=1, name=None):
    array = array_of(image)
    return Tensor(np.ascontiguousarray(np.rot90(array, k, (array.ndim - 3, array.ndim - 2))))


def transpose(image, name=None):
    return Tensor(np.ascontiguousarray(np.swapaxes(array_of(image), -3, -2)))


def _in_floats(image, change):
    """A change of values from 0 to 1, in the picture's own type."""
    array = array_of(image)
    made = Tensor(np.asarray(change(convert_image_dtype(array, "float32")._value)).astype("float32"))
    return convert_image_dtype(made, array.dtype.name)


def adjust_brightness(image, delta):
    return _in_floats(image, lambda values: values + np.float32(delta))


def adjust_contrast(images, contrast_factor):
    middle = lambda values: np.mean(values, axis=(-3, -2), keepdims=True)
    return _in_floats(images, lambda values: (values - middle(values)) * np.float32(contrast_factor) + middle(values))


def random_brightness(image, max_delta, seed=None):
    return adjust_brightness(image, np.random.uniform(-max_delta, max_delta))


def random_contrast(image, lower, upper, seed=None):
    return adjust_contrast(image, np.random.uniform(lower, upper))


def rgb_to_grayscale(images, name=None):
    weights = np.array([0.2989, 0.587, 0.114], dtype="float32")
    return _in_floats(images, lambda values: (values @ weights)[..., None])


def grayscale_to_rgb(images, name=None):
    return Tensor(np.repeat(array_of(images), 3, -1))


def per_image_standardization(image):
    array = array_of(image).astype("float32")
    axes = (-3, -2, -1)
    least = np.float32(1 / np.sqrt(np.prod(array.shape[-3:])))
    spread = np.maximum(np.std(array, axis=axes, keepdims=True), least)
    return Tensor(((array - np.mean(array, axis=axes, keepdims=True)) / spread).astype("float32"))


def crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    array = array_of(image)
    rows, columns = slice(offset_height, offset_height + target_height), slice(offset_width, offset_width + target_width)
    if offset_height + target_height > array.shape[-3] or offset_width + target_width > array.shape[-2]:
        raise ValueError("width must be >= target + offset.")
    return Tensor(array[..., rows, columns, :])


def central_crop(image, central_fraction):
    array = array_of(image)
    if not 0 < central_fraction <= 1:
        raise ValueError("central_fraction must be within (0, 1]")
    starts = [int((side - side * central_fraction) / 2) for side in array.shape[-3:-1]]
    return crop_to_bounding_box(array, *starts, *(side - 2 * start for side, start in zip(array.shape[-3:-1], starts)))


def pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    array = array_of(image)
    after = target_height - offset_height - array.shape[-3], target_width - offset_width - array.shape[-2]
    if min(after) < 0:
        raise ValueError("width must be <= target - offset")
    pads = [(0, 0)] * (array.ndim - 3) + [(offset_height, after[0]), (offset_width, after[1]), (0, 0)]
    return Tensor(np.pad(array, pads))


def resize_with_crop_or_pad(image, target_height, target_width):
    array = array_of(image)
    height, width = array.shape[-3:-1]
    rows, columns = min(height, target_height), min(width, target_width)
    part = crop_to_bounding_box(array, (height - rows) // 2, (width - columns) // 2, rows, columns)
    return pad_to_bounding_box(part, (target_height - rows) // 2, (target_width - columns) // 2, target_height, target_width)


def random_crop(value, size, seed=None, name=None):
    array, size = array_of(value), [int(side) for side in array_of(size)]
    starts = [int(np.random.randint(have - need + 1)) for have, need in zip(array.shape, size)]
    return Tensor(array[tuple(slice(start, start + need) for start, need in zip(starts, size))])


def __getattr__(name):
    raise AttributeError(f"module 'tensorflow.image' has no attribute '{name}' here; keras.layers and PIL.Image may do what it does")
