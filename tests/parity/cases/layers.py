"""Every layer except the recurrent ones."""

from keras import layers as L
from keras import optimizers as O

from .case import small


def layer(name, about, shape, layers, flat=False, **options):
    """Layers under test, then a dense one; `flat` where they return samples of rank 1."""
    end = lambda: [*layers(), *([] if flat else [L.Flatten()]), L.Dense(2)]
    return small(f"layer_{name}", about, shape, end, "mse", O.SGD(0.05), "real", **options)


def convolutions():
    return [
        layer("conv1d_valid", "Conv1D.", (6, 2), lambda: [L.Conv1D(3, 3, activation="relu")]),
        layer("conv1d_same", "Padding 'same', an even kernel.", (5, 2), lambda: [L.Conv1D(3, 4, padding="same")]),
        layer(
            "conv1d_causal",
            "Padding 'causal': all of it at the start; with dilation too.",
            (6, 2),
            lambda: [
                L.Conv1D(3, 3, padding="causal", activation="tanh"),
                L.Conv1D(2, 2, padding="causal", dilation_rate=2),
            ],
        ),
        layer(
            "conv1d_strides",
            "Strides, valid, same and causal.",
            (9, 2),
            lambda: [
                L.Conv1D(3, 3, strides=2, padding="causal"),
                L.Conv1D(3, 2, strides=2, padding="same"),
                L.Conv1D(2, 2, strides=2, use_bias=False),
            ],
        ),
        layer(
            "conv1d_dilation",
            "Dilation, valid and same.",
            (8, 2),
            lambda: [L.Conv1D(3, 3, dilation_rate=2), L.Conv1D(2, 2, dilation_rate=3, padding="same")],
        ),
        layer("conv1d_groups", "Groups.", (5, 4), lambda: [L.Conv1D(4, 2, groups=2)]),
        layer("conv2d_groups", "Groups.", (4, 3, 4), lambda: [L.Conv2D(4, 2, groups=2, padding="same")]),
        layer("depthwise", "DepthwiseConv2D.", (4, 5, 2), lambda: [L.DepthwiseConv2D(3, activation="tanh")]),
        layer(
            "depthwise_multiplier",
            "Two filters for each channel, stride 2, same.",
            (5, 4, 2),
            lambda: [L.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2)],
        ),
        layer(
            "depthwise_dilation",
            "DepthwiseConv2D with dilation and without bias.",
            (5, 5, 2),
            lambda: [L.DepthwiseConv2D(2, dilation_rate=2, use_bias=False)],
        ),
        layer("separable", "SeparableConv2D.", (4, 4, 2), lambda: [L.SeparableConv2D(3, 2, activation="relu")]),
        layer(
            "separable_multiplier",
            "Two filters for each channel, stride 2, same, no bias.",
            (5, 4, 2),
            lambda: [L.SeparableConv2D(2, 3, strides=2, padding="same", depth_multiplier=2, use_bias=False)],
        ),
        layer(
            "conv2d_transpose",
            "Conv2DTranspose, valid and same, stride 2.",
            (3, 3, 2),
            lambda: [
                L.Conv2DTranspose(2, 3, strides=2, padding="same", activation="tanh"),
                L.Conv2DTranspose(1, 2, strides=(1, 2)),
            ],
        ),
        layer(
            "conv1d_transpose",
            "Conv1DTranspose, stride 2, same.",
            (4, 2),
            lambda: [L.Conv1DTranspose(3, 3, strides=2, padding="same", activation="tanh")],
        ),
        layer(
            "depthwise1d",
            "DepthwiseConv1D, two filters for each channel.",
            (5, 2),
            lambda: [L.DepthwiseConv1D(3, padding="same", depth_multiplier=2)],
        ),
        layer("separable1d", "SeparableConv1D.", (6, 2), lambda: [L.SeparableConv1D(3, 2, strides=2, activation="relu")]),
    ]


def pools():
    return [
        layer("max_pool1d", "MaxPooling1D.", (7, 2), lambda: [L.Dense(2), L.MaxPooling1D()]),
        layer(
            "max_pool1d_same",
            "Overlapping windows, same.",
            (7, 2),
            lambda: [L.Dense(2), L.MaxPooling1D(3, strides=2, padding="same")],
            shift=(1, -3.0),
        ),
        layer("average_pool1d", "AveragePooling1D.", (7, 2), lambda: [L.Dense(2), L.AveragePooling1D(2)]),
        layer(
            "average_pool1d_same",
            "Overlapping windows; padding does not count.",
            (6, 2),
            lambda: [L.Dense(2), L.AveragePooling1D(3, strides=2, padding="same")],
            shift=(1, 1.0),
        ),
        layer("average_pool2d", "AveragePooling2D.", (5, 4, 2), lambda: [L.Conv2D(2, 1), L.AveragePooling2D(2)]),
        layer(
            "average_pool2d_overlapping",
            "Overlapping windows.",
            (5, 5, 2),
            lambda: [L.Conv2D(2, 1), L.AveragePooling2D(3, strides=1), L.AveragePooling2D((2, 1), strides=1)],
        ),
        layer(
            "average_pool2d_same",
            "Padding does not count.",
            (5, 4, 2),
            lambda: [L.Conv2D(2, 1), L.AveragePooling2D(3, strides=2, padding="same")],
            shift=(1, 1.0),
        ),
        *(
            layer(name, f"{pool.__name__}.", shape, lambda pool=pool: [L.Dense(3), pool()], flat=True)
            for name, pool, shape in (
                ("global_average1d", L.GlobalAveragePooling1D, (4, 2)),
                ("global_max1d", L.GlobalMaxPooling1D, (4, 2)),
                ("global_average2d", L.GlobalAveragePooling2D, (3, 4, 2)),
                ("global_max2d", L.GlobalMaxPooling2D, (3, 4, 2)),
            )
        ),
        layer(
            "global_keepdims",
            "Global pooling that keeps the axes.",
            (3, 4, 2),
            lambda: [L.Conv2D(3, 2, padding="same"), L.GlobalAveragePooling2D(keepdims=True), L.Conv2D(2, 1)],
        ),
    ]


def shapes():
    return [
        layer(
            "reshape",
            "Reshape, with an unknown axis too.",
            (12,),
            lambda: [L.Reshape((3, 4)), L.Dense(2), L.Reshape((-1, 3)), L.Dense(2)],
        ),
        layer(
            "permute",
            "Permute of ranks 2 and 3.",
            (2, 3, 4),
            lambda: [L.Permute((3, 1, 2)), L.Dense(2), L.Reshape((4, 4)), L.Permute((2, 1)), L.Dense(3)],
        ),
        layer("flatten", "Flatten between dense layers.", (2, 3), lambda: [L.Dense(2), L.Flatten(), L.Dense(3)]),
        layer(
            "zero_padding",
            "ZeroPadding2D: equal, by axis, by side.",
            (2, 3, 1),
            lambda: [L.ZeroPadding2D(), L.Conv2D(2, 3), L.ZeroPadding2D((1, 0)), L.ZeroPadding2D(((0, 1), (2, 0)))],
        ),
        layer(
            "upsampling",
            "UpSampling2D, nearest.",
            (2, 3, 1),
            lambda: [L.Conv2D(2, 2), L.UpSampling2D(), L.Conv2D(1, 2), L.UpSampling2D((1, 3))],
        ),
        layer("upsampling1d", "UpSampling1D.", (3, 2), lambda: [L.Dense(2), L.UpSampling1D(3), L.Conv1D(2, 2)]),
        layer("zero_padding1d", "ZeroPadding1D.", (3, 2), lambda: [L.ZeroPadding1D((2, 1)), L.Conv1D(2, 3)]),
        layer(
            "cropping",
            "Cropping1D and Cropping2D.",
            (4, 6, 1),
            lambda: [L.Conv2D(2, 2), L.Cropping2D(((0, 1), (1, 2))), L.Reshape((4, 2)), L.Cropping1D((1, 1))],
        ),
        layer("repeat_vector", "RepeatVector.", (3,), lambda: [L.Dense(2), L.RepeatVector(3), L.Dense(2)]),
        layer("rescaling", "Rescaling.", (4,), lambda: [L.Rescaling(0.5, offset=-0.3), L.Dense(3)], flat=True),
        layer(
            "noise",
            "GaussianNoise and GaussianDropout do nothing outside training.",
            (4,),
            lambda: [L.GaussianNoise(0.3), L.Dense(3), L.GaussianDropout(0.3)],
            flat=True,
            trains=False,
        ),
        layer(
            "spatial_dropout",
            "Nor does dropout of channels.",
            (3, 4, 2),
            lambda: [L.SpatialDropout2D(0.4), L.Conv2D(2, 2), L.Reshape((2, 6)), L.SpatialDropout1D(0.3)],
            trains=False,
        ),
        layer("dropout", "Nor dropout.", (4,), lambda: [L.Dropout(0.4), L.Dense(3)], flat=True, trains=False),
    ]


def normalizations():
    dense = lambda made: lambda: [L.Dense(4), made(), L.Activation("tanh")]
    picture = lambda made: lambda: [L.Conv2D(3, 2), made()]
    return [
        layer("batch_norm", "BatchNormalization, its defaults.", (3,), dense(L.BatchNormalization), flat=True),
        layer(
            "batch_norm_picture",
            "By channel.",
            (3, 4, 2),
            picture(lambda: L.BatchNormalization(momentum=0.8, epsilon=0.01)),
        ),
        layer("batch_norm_axis", "Along another axis.", (3, 4), lambda: [L.BatchNormalization(axis=1)]),
        layer(
            "batch_norm_no_scale",
            "Without gamma.",
            (3,),
            dense(lambda: L.BatchNormalization(scale=False, momentum=0.7)),
            flat=True,
        ),
        layer(
            "batch_norm_no_center",
            "Without beta.",
            (3,),
            dense(lambda: L.BatchNormalization(center=False, momentum=0.7)),
            flat=True,
        ),
        layer(
            "batch_norm_plain",
            "With neither.",
            (3,),
            dense(lambda: L.BatchNormalization(center=False, scale=False)),
            flat=True,
        ),
        layer(
            "batch_norm_frozen",
            "Frozen: it uses its moving averages in training too, and keeps them.",
            (3,),
            dense(lambda: L.BatchNormalization(trainable=False)),
            flat=True,
        ),
        layer("frozen", "A frozen dense layer.", (3,), lambda: [L.Dense(4, trainable=False), L.ReLU()], flat=True),
        layer("layer_norm", "LayerNormalization.", (3,), dense(lambda: L.LayerNormalization()), flat=True),
        layer(
            "layer_norm_picture",
            "Over the channels; another epsilon, no gamma.",
            (3, 4, 2),
            picture(lambda: L.LayerNormalization(epsilon=0.01, scale=False)),
        ),
        layer(
            "layer_norm_axes",
            "Over two axes; no beta.",
            (3, 4, 2),
            picture(lambda: L.LayerNormalization(axis=[1, 3], center=False)),
        ),
        layer("group_norm", "GroupNormalization.", (3, 4), lambda: [L.Dense(4), L.GroupNormalization(2)]),
        layer("rms_norm", "RMSNormalization.", (3,), dense(lambda: L.RMSNormalization()), flat=True),
        layer(
            "unit_norm", "UnitNormalization.", (3,), lambda: [L.Dense(4), L.UnitNormalization(), L.Dense(3)], flat=True
        ),
    ]


def activations():
    made = {
        "relu_max": ("ReLU with a maximum.", lambda: L.ReLU(max_value=0.8)),
        "relu_slope": ("ReLU with a slope below 0.", lambda: L.ReLU(negative_slope=0.2)),
        "relu_threshold": (
            "ReLU with all its options.",
            lambda: L.ReLU(max_value=1.2, negative_slope=0.1, threshold=0.3),
        ),
        "relu_threshold_only": ("ReLU with a threshold.", lambda: L.ReLU(threshold=0.4)),
        "leaky_relu": ("LeakyReLU, its defaults.", lambda: L.LeakyReLU()),
        "leaky_relu_slope": ("LeakyReLU, another slope.", lambda: L.LeakyReLU(negative_slope=0.05)),
        "prelu": ("PReLU.", lambda: L.PReLU()),
        "elu": ("ELU, another alpha.", lambda: L.ELU(alpha=0.6)),
        "softmax": ("Softmax.", lambda: L.Softmax()),
        "activation": ("Activation.", lambda: L.Activation("gelu")),
    }
    return [
        *(
            layer(name, about, (3,), lambda make=make: [L.Dense(5), make()], flat=True, scale=2.0)
            for name, (about, make) in made.items()
        ),
        layer("softmax_axis", "Softmax along axis 1.", (3, 2), lambda: [L.Dense(3), L.Softmax(axis=1)]),
        layer("prelu_shared", "PReLU, axes shared.", (3, 4, 2), lambda: [L.Conv2D(2, 2), L.PReLU(shared_axes=[1, 2])]),
        layer("prelu_sequence", "PReLU, one axis shared.", (3, 2), lambda: [L.Dense(3), L.PReLU(shared_axes=[1])]),
    ]


def augmentations():
    """Random layers whose ranges are single numbers, so that training has fixed results."""
    # A convolution comes first: its weights show the gradient that passes back through the random layer.
    after = lambda made: lambda: [L.Conv2D(2, 2), made()]
    # Keras's rotation mixes types where floats are 64-bit.
    single = {"float64_agrees": False}
    return [
        layer(
            "random_translation",
            "RandomTranslation by parts of pixels, mirrored borders.",
            (5, 6, 1),
            after(lambda: L.RandomTranslation((0.3, 0.3), (-0.35, -0.35))),
        ),
        layer(
            "random_translation_wrap",
            "Nearest pixels, the picture repeated.",
            (5, 6, 1),
            after(lambda: L.RandomTranslation((0.4, 0.4), (-0.3, -0.3), fill_mode="wrap", interpolation="nearest")),
        ),
        layer(
            "random_translation_constant",
            "A value beyond the borders.",
            (5, 6, 1),
            after(lambda: L.RandomTranslation((-0.3, -0.3), (0.25, 0.25), fill_mode="constant", fill_value=0.4)),
        ),
        layer("random_rotation", "RandomRotation.", (6, 5, 1), after(lambda: L.RandomRotation((0.12, 0.12))), **single),
        layer(
            "random_rotation_nearest",
            "Nearest pixels; zeros beyond the borders.",
            (6, 5, 1),
            after(lambda: L.RandomRotation((-0.2, -0.2), fill_mode="constant", interpolation="nearest")),
            **single,
        ),
        layer(
            "random_rotation_wrap",
            "Over wrapped borders.",
            (6, 6, 1),
            after(lambda: L.RandomRotation((0.4, 0.4), fill_mode="wrap")),
            **single,
        ),
        layer(
            "random_zoom",
            "RandomZoom, out and in, the border's pixels beyond it.",
            (5, 6, 1),
            after(lambda: L.RandomZoom((0.3, 0.3), (-0.2, -0.2), fill_mode="nearest")),
        ),
        layer("random_zoom_both", "One factor for both axes.", (5, 6, 1), after(lambda: L.RandomZoom((0.6, 0.6)))),
        layer(
            "random_flip",
            "RandomFlip does nothing outside training.",
            (3, 4, 2),
            lambda: [L.Conv2D(2, 1), L.RandomFlip("horizontal")],
            trains=False,
        ),
        layer(
            "random_contrast",
            "RandomContrast; this range is 1.4 to 1.4.",
            (3, 4, 2),
            lambda: [L.Conv2D(2, 1), L.RandomContrast((-0.4, 0.4), value_range=(-1, 1))],
        ),
        layer(
            "random_brightness",
            "RandomBrightness.",
            (3, 4, 2),
            lambda: [L.Conv2D(2, 1), L.RandomBrightness((0.2, 0.2), value_range=(-1, 1))],
        ),
    ]


def layer_cases():
    return [*convolutions(), *pools(), *shapes(), *normalizations(), *activations(), *augmentations()]
