"""The everyday part of Pillow: pictures from PNG and JPEG files."""

from PIL import Image

__version__ = "12.0.0 (Pupil)"


class UnidentifiedImageError(OSError):
    """A file that is no picture that can be read."""


Image.UnidentifiedImageError = UnidentifiedImageError
