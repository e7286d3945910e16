"""Changes of whole pictures."""

from PIL import Image


def mirror(image):
    return image.transpose(Image.FLIP_LEFT_RIGHT)


def flip(image):
    return image.transpose(Image.FLIP_TOP_BOTTOM)


def grayscale(image):
    return image.convert("L")


def invert(image):
    return image.point(lambda value: 255 - value)


def exif_transpose(image, *, in_place=False):
    return image.copy()
