"""The everyday part of Pillow: pictures from PNG and JPEG files."""

from PIL import Image

__version__ = "12.0.0 (Pupil)"


class UnidentifiedImageError(OSError):
    """A file that is no picture that can be read."""


Image.UnidentifiedImageError = UnidentifiedImageError


def __getattr__(name):
    if name in ("ImageDraw", "ImageFont", "ImageFilter", "ImageColor", "ImageChops", "ImageStat", "ImageSequence", "ImageGrab"):
        raise NotImplementedError(f"this PIL has no {name}: change the pixels with NumPy, or draw with matplotlib")
    raise AttributeError(f"module 'PIL' has no attribute {name!r}")
