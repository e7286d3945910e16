"""Brighter pictures and pictures with more contrast or colour."""

import numpy as np
from PIL import Image


class _Enhance:
    def enhance(self, factor):
        return Image.blend(self.degenerate, self.image, factor)


class Brightness(_Enhance):
    def __init__(self, image):
        self.image, self.degenerate = image, Image.new(image.mode, image.size, 0)


class Contrast(_Enhance):
    def __init__(self, image):
        grey = image.convert("L")
        mean = int(np.mean(grey._pixels) + 0.5)
        self.image, self.degenerate = image, Image.new("L", image.size, mean).convert(image.mode)


class Color(_Enhance):
    def __init__(self, image):
        self.image, self.degenerate = image, image.convert("L").convert(image.mode)
