"""Layers of three dimensions, adaptive pooling, and layers whose channels come first."""

from keras import layers as L

from .layers import layer

VOLUME = (4, 5, 4, 2)
# TensorFlow pools the largest values of volumes only in float32.
SINGLE = {"float64_agrees": False}


def volumes():
    return [
        layer("conv3d", "Conv3D.", VOLUME, lambda: [L.Conv3D(3, 3, activation="relu")]),
        layer("conv3d_same", "Conv3D, padding 'same', odd and even kernels.", (4, 3, 4, 2),
              lambda: [L.Conv3D(2, (3, 2, 1), padding="same", activation="tanh")]),
        layer("conv3d_strides", "Conv3D with strides, valid and same, without bias.", (5, 5, 6, 1),
              lambda: [L.Conv3D(2, 2, strides=(2, 1, 2), padding="same"), L.Conv3D(2, 2, strides=2, use_bias=False)]),
        layer("conv3d_dilation", "Conv3D with dilation.", (5, 5, 4, 1),
              lambda: [L.Conv3D(2, (3, 2, 2), dilation_rate=(2, 1, 2))]),
        layer("conv3d_pointwise", "Conv3D of size 1, then one of depth 1.", (3, 3, 3, 2),
              lambda: [L.Conv3D(3, 1, activation="tanh"), L.Conv3D(2, (1, 2, 2))]),
        layer("conv3d_transpose", "Conv3DTranspose.", (2, 3, 2, 2), lambda: [L.Conv3DTranspose(2, 2, activation="tanh")]),
        layer("conv3d_transpose_strides", "Conv3DTranspose with strides, valid and same.", (2, 2, 2, 1),
              lambda: [L.Conv3DTranspose(2, (3, 2, 1), strides=(2, 1, 2)), L.Conv3DTranspose(1, 3, strides=(1, 2, 1), padding="same")]),
        layer("pool3d", "MaxPooling3D and AveragePooling3D.", (6, 5, 4, 2),
              lambda: [L.MaxPooling3D(2, strides=1), L.AveragePooling3D((2, 1, 3), strides=(1, 2, 1))], **SINGLE),
        layer("pool3d_same", "The same with padding 'same'.", (5, 4, 3, 1),
              lambda: [L.Conv3D(2, 2), L.MaxPooling3D((3, 2, 2), strides=2, padding="same"), L.AveragePooling3D(2, strides=1, padding="same")], **SINGLE),
        layer("global_average_3d", "GlobalAveragePooling3D.", (3, 2, 3, 4), lambda: [L.GlobalAveragePooling3D()], True),
        layer("global_max_3d", "GlobalMaxPooling3D that keeps its axes.", (3, 2, 3, 4), lambda: [L.GlobalMaxPooling3D(keepdims=True)]),
        layer("padding3d", "ZeroPadding3D and Cropping3D.", (3, 4, 3, 2),
              lambda: [L.ZeroPadding3D(((1, 2), (0, 1), (2, 0))), L.Conv3D(2, 2), L.Cropping3D((1, 0, 1)), L.ZeroPadding3D(1),
                       L.Cropping3D(((1, 0), (0, 1), (1, 1)))]),
        layer("up_sampling3d", "UpSampling3D.", (2, 2, 1, 2), lambda: [L.UpSampling3D((2, 1, 3)), L.Conv3D(1, 2)]),
        layer("spatial_dropout3d", "SpatialDropout3D predicts what it is given.", (2, 2, 2, 3), lambda: [L.SpatialDropout3D(0.5)],
              trains=False),
    ]


def adaptive():
    return [
        layer("adaptive_average_1d", "AdaptiveAveragePooling1D, parts that overlap.", (7, 2), lambda: [L.AdaptiveAveragePooling1D(3)]),
        layer("adaptive_average_2d", "AdaptiveAveragePooling2D, also to the size of the input.", (6, 5, 2),
              lambda: [L.AdaptiveAveragePooling2D((3, 2)), L.AdaptiveAveragePooling2D((3, 2))]),
        layer("adaptive_average_3d", "AdaptiveAveragePooling3D.", (4, 5, 3, 2), lambda: [L.AdaptiveAveragePooling3D((2, 3, 2))], **SINGLE),
        layer("adaptive_max_1d", "AdaptiveMaxPooling1D.", (7, 2), lambda: [L.Conv1D(3, 2), L.AdaptiveMaxPooling1D(4)]),
        layer("adaptive_max_2d", "AdaptiveMaxPooling2D.", (6, 5, 2), lambda: [L.AdaptiveMaxPooling2D((4, 2))]),
        layer("adaptive_max_3d", "AdaptiveMaxPooling3D.", (4, 5, 3, 2), lambda: [L.AdaptiveMaxPooling3D(2)], **SINGLE),
        layer("adaptive_larger", "Adaptive pooling to more places than there are.", (3, 2),
              lambda: [L.AdaptiveAveragePooling1D(5), L.AdaptiveMaxPooling1D(4)]),
    ]


def transposed():
    return [
        layer("conv1d_transpose_output_padding", "output_padding, valid.", (4, 2),
              lambda: [L.Conv1DTranspose(2, 2, strides=3, output_padding=2)]),
        layer("conv2d_transpose_output_padding", "output_padding of each axis, same, an odd kernel.", (3, 4, 2),
              lambda: [L.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=(0, 1))]),
        layer("conv2d_transpose_output_padding_even", "output_padding, same, an even kernel.", (3, 3, 1),
              lambda: [L.Conv2DTranspose(2, (2, 4), strides=(2, 3), padding="same", output_padding=(1, 2), activation="tanh")]),
        layer("conv3d_transpose_output_padding", "output_padding of three axes.", (2, 2, 2, 1),
              lambda: [L.Conv3DTranspose(1, 2, strides=(2, 1, 3), output_padding=(1, 0, 2))]),
    ]


def first(name, about, shape, layers, flat=False, **options):
    """Channels come first in each of `layers`, functions of the option that says so."""
    made = lambda: [make(data_format="channels_first") for make in layers]
    return layer(f"first_{name}", f"channels_first: {about}.", shape, made, flat, xla=True, **options)


def channels_first():
    """TensorFlow's CPU kernels do not convolve or average with channels that come first, so here are the other layers."""
    return [
        first("borders", "the other layers of pictures", (2, 3, 3),
              [lambda **o: L.ZeroPadding2D(((1, 0), (2, 1)), **o), lambda **o: L.Cropping2D(((0, 1), (1, 0)), **o),
               lambda **o: L.SpatialDropout2D(0.0, **o), lambda **o: L.UpSampling2D((2, 1), **o),
               lambda **o: L.AdaptiveAveragePooling2D((3, 2), **o), lambda **o: L.Flatten(**o)], True),
        first("pool3d", "MaxPooling3D", (2, 4, 3, 4), [lambda **o: L.MaxPooling3D((2, 2, 1), **o)], **SINGLE),
    ]


def volume_cases():
    return [*volumes(), *adaptive(), *transposed(), *channels_first()]
