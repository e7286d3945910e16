"""Layers that make numbers and classes of tables ready for a network. The script normalization.py in tests/python/keras adapts."""

import keras
from keras import layers as L

from .functional import functional


def feature(name, about, shape, make, **options):
    def model():
        x = keras.Input(shape)
        h = make()(x)
        h = L.Flatten()(h) if len(h.shape) > 2 else h
        return keras.Model(x, L.Dense(2)(h))

    return functional(f"features_{name}", about, shape, model, **options)


def feature_cases():
    classes = {"inputs": "ints", "vocabulary": 5}
    return [
        feature("normalization_all", "one given number for all, inverted", (2, 3),
                lambda: L.Normalization(axis=None, mean=0.7, variance=2.5, invert=True)),
        feature("normalization_axes", "a given number for each place", (2, 3),
                lambda: L.Normalization(axis=(1, 2), mean=[[0.5, -1.0, 2.0], [0.1, 0.2, 0.3]],
                                        variance=[[4.0, 0.25, 1.0], [1.0, 2.0, 3.0]])),
        feature("normalization_given", "given numbers for the last axis", (2, 3),
                lambda: L.Normalization(mean=[0.5, -1.0, 2.0], variance=[4.0, 0.25, 1.0])),
        feature("normalization_one", "one given number", (4,), lambda: L.Normalization(axis=None, mean=0.3, variance=2.0)),
        feature("category_multi", "CategoryEncoding, multi_hot", (3,), lambda: L.CategoryEncoding(5), **classes),
        feature("category_one", "CategoryEncoding, one_hot", (1,), lambda: L.CategoryEncoding(5, output_mode="one_hot"), **classes),
        feature("category_several", "CategoryEncoding, one_hot of several", (3,),
                lambda: L.CategoryEncoding(5, output_mode="one_hot"), **classes),
        feature("category_count", "CategoryEncoding, count", (4,), lambda: L.CategoryEncoding(6, output_mode="count"), **classes),
        feature("bins_one", "Discretization as one_hot", (1,), lambda: L.Discretization([-0.5, 0.0, 0.8], output_mode="one_hot")),
        feature("bins_count", "Discretization as count", (3,), lambda: L.Discretization([-0.5, 0.0, 0.8], output_mode="count")),
        feature("identity", "Identity", (3,), lambda: L.Identity()),
        feature("lookup_int", "IntegerLookup, two numbers for unknown ones, a masked one", (3,),
                lambda: L.IntegerLookup(vocabulary=[3, 1], num_oov_indices=2, mask_token=0), **classes),
        feature("lookup_one", "IntegerLookup as one_hot", (1,),
                lambda: L.IntegerLookup(vocabulary=[3, 1, 4], output_mode="one_hot"), **classes),
        feature("lookup_multi", "IntegerLookup as multi_hot, padded, with a masked number", (3,),
                lambda: L.IntegerLookup(6, vocabulary=[3, 1], mask_token=2, output_mode="multi_hot", pad_to_max_tokens=True), **classes),
        feature("lookup_idf", "IntegerLookup with weights", (3,),
                lambda: L.IntegerLookup(vocabulary=[3, 1], output_mode="tf_idf", idf_weights=[0.25, 1.5]), **classes),
        *picture_cases(),
    ]


def picture_cases():
    def picture(name, about, make, shape=(5, 4, 3), **options):
        """The layer behind a convolution whose results lie between 0 and 1."""
        def model():
            x = keras.Input(shape)
            h = L.Conv2D(shape[2], 1, activation="sigmoid")(x)
            for layer in make():
                h = layer(h)
            return keras.Model(x, L.Dense(2)(L.Flatten()(h)))

        return functional(f"pictures_{name}", about, shape, model, **options)

    unit = {"value_range": (0, 1)}
    return [
        picture("resizing_smaller", "Resizing, bilinear, to fewer pixels", lambda: [L.Resizing(3, 2)], (7, 5, 2)),
        picture("resizing_larger", "Resizing, bilinear, to more pixels", lambda: [L.Resizing(8, 7)]),
        picture("resizing_nearest", "Resizing to the nearest pixels", lambda: [L.Resizing(3, 7, "nearest")], (5, 4, 2)),
        picture("resizing_bicubic", "Resizing, bicubic", lambda: [L.Resizing(8, 3, "bicubic")], (5, 7, 2)),
        picture("resizing_lanczos", "Resizing, Lanczos", lambda: [L.Resizing(8, 6, "lanczos3")], (5, 7, 1), trains=False),
        picture("resizing_lanczos5", "Resizing, Lanczos, antialiased", lambda: [L.Resizing(3, 9, "lanczos5", antialias=True)], (5, 7, 1), trains=False),
        picture("resizing_antialias", "Resizing, bilinear, antialiased", lambda: [L.Resizing(3, 9, antialias=True)], (8, 7, 1), trains=False),
        picture("resizing_cubic_antialias", "Resizing, bicubic, antialiased", lambda: [L.Resizing(3, 9, "bicubic", antialias=True)], (8, 7, 1), trains=False),
        picture("resizing_crop", "Resizing of the largest window of this ratio", lambda: [L.Resizing(4, 6, crop_to_aspect_ratio=True)], (7, 5, 2)),
        picture("resizing_pad", "Resizing with a border", lambda: [L.Resizing(4, 3, pad_to_aspect_ratio=True, fill_value=0.4)], (3, 8, 2)),
        picture("center_crop", "CenterCrop of a larger picture", lambda: [L.CenterCrop(4, 2)], (7, 5, 2)),
        picture("center_crop_smaller", "CenterCrop of a picture that is smaller, so that it is resized", lambda: [L.CenterCrop(6, 3)], (4, 5, 2)),
        picture("random_crop_whole", "RandomCrop of the whole picture", lambda: [L.RandomCrop(5, 4)]),
        picture("hue", "RandomHue; half a turn in either direction is the same", lambda: [L.RandomHue((1, 1), **unit)]),
        picture("hue_range", "RandomHue of another range of values", lambda: [L.RandomHue((1, 1), value_range=(-1, 1))]),
        picture("saturation", "RandomSaturation by one factor", lambda: [L.RandomSaturation((0.3, 0.3), **unit)]),
        picture("degeneration", "RandomColorDegeneration", lambda: [L.RandomColorDegeneration((0.4, 0.4), **unit)]),
        picture("sharpness", "RandomSharpness", lambda: [L.RandomSharpness((0.3, 0.3), **unit)], (5, 4, 2)),
        picture("grayscale", "RandomGrayscale of all pictures", lambda: [L.RandomGrayscale(1.0)]),
        picture("invert", "RandomInvert of all pictures", lambda: [L.RandomInvert((1, 1), **unit)]),
        picture("blur", "RandomGaussianBlur of all pictures", lambda: [L.RandomGaussianBlur((1, 1), (3, 5), (0.7, 0.7), **unit)], (5, 7, 2)),
        picture("posterization", "RandomPosterization of 3 bits; no gradient goes through it",
                lambda: [L.RandomPosterization((3, 3), **unit)], trains=False),
        picture("erasing", "RandomErasing of whole pictures", lambda: [L.RandomErasing((1, 1), (1, 1), [0.3, 0.6, 2.0], **unit)]),
        picture("solarization", "Solarization by 0", lambda: [L.Solarization(0, 0, **unit)]),
        picture("auto_contrast", "AutoContrast, which also acts in predictions", lambda: [L.AutoContrast(**unit)]),
        picture("jitter", "RandomColorJitter of fixed factors",
                lambda: [L.RandomColorJitter((0, 1), (0.1, 0.1), (-0.4, 0.4), (0.3, 0.3), (1, 1))]),
        picture("shear", "RandomShear by 0", lambda: [L.RandomShear()]),
        picture("predict_only", "Layers that return their input in predictions",
                lambda: [L.RandAugment(**unit), L.AugMix(**unit), L.MixUp(), L.CutMix(0.5), L.RandomPerspective(),
                         L.RandomElasticTransform(), L.RandomCrop(5, 4), L.RandomHue(0.3),
                         L.RandomErasing(), L.Solarization(0.1, 0.2), L.RandomPosterization(4), L.RandomGaussianBlur()],
                trains=False),
    ]
