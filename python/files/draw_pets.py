"""Draws 30 cats and 30 dogs as JPEG files of 150 x 150 pixels in data/train, with Pillow.

Run it from the repository's root: python python/files/draw_pets.py
"""

import math
import pathlib
import random

from PIL import Image, ImageDraw

SIDE, SCALE = 150, 4
FOLDER = pathlib.Path("python/files/data/train")
FURS = {
    "cats": ["#5d5750", "#d98a3d", "#2e2b2a", "#c9c2b8", "#8a7f73", "#e8e2d8", "#a86f3f"],
    "dogs": ["#b07f4c", "#6d4523", "#e2c79c", "#3b302a", "#d9d2c5", "#9a5f33", "#8c8177"],
}
GROUNDS = ["#b9a58a", "#9fb08c", "#cfe0e8", "#e7d9c5", "#8fa7b3", "#d8b4a0", "#b5c7a3", "#a9a3c2", "#dcdde0", "#e6cf7f"]


def shade(colour, factor):
    values = [int(colour[at:at + 2], 16) for at in (1, 3, 5)]
    return tuple(max(0, min(255, int(value * factor))) for value in values)


class Sketch:
    """A drawing around a middle, turned and scaled."""

    def __init__(self, rng):
        self.rng = rng
        ground = rng.choice(GROUNDS)
        side = SIDE * SCALE
        self.image = Image.new("RGB", (side, side), shade(ground, rng.uniform(0.8, 1.15)))
        self.draw = ImageDraw.Draw(self.image)
        horizon = int(side * rng.uniform(0.55, 0.85))
        self.draw.rectangle((0, horizon, side, side), fill=shade(ground, rng.uniform(0.55, 0.8)))
        self.size = side * rng.uniform(0.3, 0.44) / 100
        self.x, self.y = side * rng.uniform(0.38, 0.62), side * rng.uniform(0.4, 0.58)
        self.turn = rng.uniform(-0.25, 0.25)

    def point(self, x, y):
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return self.x + self.size * (x * cos - y * sin), self.y + self.size * (x * sin + y * cos)

    def shape(self, colour, points):
        self.draw.polygon([self.point(*point) for point in points], fill=colour)

    def oval(self, colour, x, y, rx, ry):
        steps = [2 * math.pi * step / 60 for step in range(60)]
        self.shape(colour, [(x + rx * math.cos(step), y + ry * math.sin(step)) for step in steps])

    def line(self, colour, points, width):
        self.draw.line([self.point(*point) for point in points], fill=colour, width=max(1, int(width * self.size)), joint="curve")


def cat(sketch, fur):
    rng = sketch.rng
    dark, light = shade(fur, 0.7), shade(fur, 1.25)
    sketch.oval(shade(fur, 0.9), 0, 120, 75, 75)
    ear = rng.uniform(92, 112)
    for side in (-1, 1):
        sketch.shape(shade(fur, 1), [(side * 72, -18), (side * 62, -ear), (side * 12, -60)])
        sketch.shape((196, 140, 130), [(side * 60, -34), (side * 56, -ear + 20), (side * 26, -58)])
    sketch.oval(shade(fur, 1), 0, 0, 78, rng.uniform(64, 72))
    for stripe in range(rng.randint(0, 3)):
        sketch.line(dark, [(-14 + 14 * stripe, -66), (-12 + 12 * stripe, -34)], 6)
    eyes = rng.choice([(201, 196, 106), (120, 180, 110), (110, 160, 200), (220, 160, 60)])
    for side in (-1, 1):
        sketch.oval(eyes, side * 31, -8, 16, 13)
        sketch.oval((15, 15, 15), side * 31, -8, rng.uniform(4, 6), 12)
        sketch.oval((255, 255, 255), side * 31 + 4, -13, 3, 3)
        sketch.oval(light, side * 14, 32, 19, 14)
    sketch.shape((192, 120, 120), [(-9, 14), (9, 14), (0, 25)])
    for side in (-1, 1):
        for slope in (-10, 0, 10):
            sketch.line((240, 236, 228), [(side * 24, 32 + slope / 3), (side * 96, 28 + slope * 1.6)], 1.6)


def dog(sketch, fur):
    rng = sketch.rng
    dark, light = shade(fur, 0.6), shade(fur, 1.3)
    sketch.oval(shade(fur, 0.85), 0, 130, 78, 80)
    sketch.oval(shade(fur, 1), 0, 0, 66, 78)
    if rng.random() < 0.4:
        sketch.oval(light, rng.choice([-28, 28]), -22, 24, 30)
    length = rng.uniform(48, 72)
    for side in (-1, 1):
        sketch.oval(dark, side * 72, -22 + length / 2, rng.uniform(18, 24), length)
        sketch.oval((30, 20, 14), side * 28, -16, 10, 11)
        sketch.oval((255, 255, 255), side * 28 + 3, -20, 3, 3)
    sketch.oval(light, 0, 42, 42, 36)
    sketch.oval((28, 20, 18), 0, 22, 19, 13)
    sketch.oval((95, 86, 82), -5, 18, 6, 3)
    sketch.line((40, 28, 24), [(0, 34), (0, 52)], 3)
    sketch.line((40, 28, 24), [(-24, 52), (-12, 62), (0, 52), (12, 62), (24, 52)], 3)
    if rng.random() < 0.6:
        sketch.oval((213, 112, 122), 0, 70, 11, 17)


def main():
    for name, draw in (("cats", cat), ("dogs", dog)):
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(30):
            rng = random.Random(f"{name} {number}")
            sketch = Sketch(rng)
            draw(sketch, FURS[name][number % len(FURS[name])])
            picture = sketch.image.resize((SIDE, SIDE), Image.BOX)
            picture.save(folder / f"{name[:-1]}-{number + 1:02}.jpg", quality=62, optimize=True)


main()
