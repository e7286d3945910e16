import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(31)
x = rng.random((10, 9, 11, 2)).astype("float32")
y = rng.random((10, 1))
for name, layer in (
    ("same", layers.Conv2D(3, 3, padding="same")), ("strides", layers.Conv2D(3, (2, 3), strides=(2, 1), activation="tanh")),
    ("dilated", layers.Conv2D(2, 2, dilation_rate=2)), ("nobias", layers.Conv2D(2, 3, use_bias=False)),
    ("depth", layers.DepthwiseConv2D(3, depth_multiplier=2)), ("separable", layers.SeparableConv2D(3, 3)),
    ("transpose", layers.Conv2DTranspose(2, 3, strides=2, padding="same")), ("max", layers.MaxPooling2D(3, strides=2, padding="same")),
    ("average", layers.AveragePooling2D((2, 3))), ("up", layers.UpSampling2D(2)), ("zeros", layers.ZeroPadding2D((1, 2))),
    ("crop", layers.Cropping2D(2)), ("permute", layers.Permute((2, 1, 3))), ("reshape", layers.Reshape((11, 18))),
):
    model = keras.Sequential([keras.Input((9, 11, 2)), layer, layers.Flatten(), layers.Dense(1)])
    fill(model, 32)
    model.compile(keras.optimizers.SGD(0.001), "mse")
    history = model.fit(x, y, epochs=2, batch_size=5, shuffle=False, verbose=0)
    print(name, model.layers[0].output.shape, model.count_params(), np.round(history.history["loss"], 4))
series = rng.random((8, 12, 3)).astype("float32")
for name, layer in (("causal", layers.Conv1D(4, 3, padding="causal")), ("valid", layers.Conv1D(4, 5, strides=2)),
                    ("pool", layers.MaxPooling1D(2)), ("repeat", layers.TimeDistributed(layers.Dense(3)))):
    model = keras.Sequential([keras.Input((12, 3)), layer, layers.GlobalAveragePooling1D(), layers.Dense(1)])
    fill(model, 33)
    print(name, model.layers[0].output.shape, np.round(model.predict(series, verbose=0).ravel()[:4], 4))
