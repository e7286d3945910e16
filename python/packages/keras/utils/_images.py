"""Pictures as arrays and back."""

import numpy as np

_WAYS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def load_img(path, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False):
    from PIL import Image

    image = Image.open(path)
    modes = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
    if color_mode not in modes:
        raise ValueError('color_mode must be "grayscale", "rgb", or "rgba"')
    if image.mode != modes[color_mode]:
        image = image.convert(modes[color_mode])
    if target_size is None:
        return image
    height, width = target_size
    if image.size == (width, height):
        return image
    if interpolation not in _WAYS:
        raise ValueError(
            f"Invalid interpolation method {interpolation} specified. Supported methods are {', '.join(_WAYS)}"
        )
    if keep_aspect_ratio:
        top, left, part_h, part_w = _middle(*image.size[::-1], height, width)
        return image.resize((width, height), _WAYS[interpolation], box=(left, top, left + part_w, top + part_h))
    return image.resize((width, height), _WAYS[interpolation])


def _middle(h, w, height, width):
    """The largest part in the middle of a picture that has other proportions: its top, left, height and width."""
    part_h, part_w = max(min(w * height // width, h), 1), max(min(h * width // height, w), 1)
    return (h - part_h) // 2, (w - part_w) // 2, part_h, part_w


def _channels_last(data_format):
    if data_format not in (None, "channels_last"):
        raise NotImplementedError(f"data_format {data_format!r} is not here; arrays are channels_last")


def img_to_array(img, data_format=None, dtype=None):
    _channels_last(data_format)
    x = np.asarray(img, dtype=dtype or "float32")
    if x.ndim == 2:
        return x[:, :, None]
    if x.ndim != 3:
        raise ValueError(f"Unsupported image shape: {x.shape}")
    return x


def array_to_img(x, data_format=None, scale=True, dtype=None):
    from PIL import Image

    _channels_last(data_format)
    x = np.array(x, dtype=dtype or "float32")
    if x.ndim != 3:
        raise ValueError(f"Expected image array to have rank 3 (single image). Got array with shape: {x.shape}")
    if scale:
        x = x - np.min(x)
        top = np.max(x)
        if top != 0:
            x = x / top
        x = x * 255
    if x.shape[2] not in (1, 3, 4):
        raise ValueError(f"Unsupported channel number: {x.shape[2]}")
    x = x.astype("int64").astype("uint8")
    return Image.fromarray(x[:, :, 0] if x.shape[2] == 1 else x)


def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs):
    image = array_to_img(x, data_format=data_format, scale=scale)
    if image.mode == "RGBA" and (file_format or str(path)).lower().endswith(("jpg", "jpeg")):
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)


def smart_resize(x, size, interpolation="bilinear", data_format="channels_last", backend_module=None):
    """The largest part in the middle with the new proportions, in the new size."""
    _channels_last(data_format)
    array = np.asarray(x)
    top, left, part_h, part_w = _middle(*array.shape[-3:-1], *size)
    part = array[..., top:top + part_h, left:left + part_w, :]
    return resized(part, size, interpolation)


def resized(images, size, interpolation="bilinear"):
    """Pictures in another size, as tf.image.resize computes it: floats, or for nearest of the type they have."""
    import _pictures

    if interpolation not in ("bilinear", "nearest"):
        raise NotImplementedError(f"interpolation {interpolation!r} is not here; there are bilinear and nearest")
    array = np.asarray(images)
    height, width = (int(side) for side in size)
    smooth = interpolation == "bilinear"
    if array.ndim == 3:
        made = _pictures.resize_floats(array.astype("float32"), width, height, smooth)
    else:
        made = np.stack([_pictures.resize_floats(image.astype("float32"), width, height, smooth) for image in array])
    return made if smooth else made.astype(array.dtype)
