import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


model = keras.Sequential([
    keras.Input((64, 64, 3)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.BatchNormalization(),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.BatchNormalization(),
    layers.MaxPooling2D(2),
    layers.SeparableConv2D(128, 3, activation="relu"),
    layers.Dropout(0.25),
    layers.Flatten(),
    layers.Dense(512, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.summary()
base = keras.Sequential([keras.Input((16,)), layers.Dense(8), layers.Dense(4)], name="base")
base.trainable = False
top = keras.Sequential([base, layers.Dense(1)], name="top")
top.build((None, 16))
top.summary()
print(len(top.trainable_weights), len(top.non_trainable_weights))
inputs = keras.Input((20,))
side = layers.Embedding(1000, 16)(inputs)
joined = layers.Concatenate()([layers.LSTM(8)(side), layers.GlobalMaxPooling1D()(side)])
keras.Model(inputs, layers.Dense(2)(joined), name="branches").summary()
