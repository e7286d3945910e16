import keras
import numpy as np
from keras import layers, ops


class ResidualBlock(layers.Layer):
    def __init__(self, units, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(units, activation="relu")
        self.second = layers.Dense(units)
        self.norm = layers.LayerNormalization()
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

    def call(self, x):
        y = self.second(self.first(x))
        return self.norm(x + self.scale * y)


class Stack(layers.Layer):
    def __init__(self, count, units, **kwargs):
        super().__init__(**kwargs)
        self.blocks = [ResidualBlock(units) for _ in range(count)]

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x


inputs = keras.Input(shape=(6,))
x = Stack(2, 6, name="stack")(inputs)
x = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, x)
model.summary()
print(len(model.weights), [tuple(w.shape) for w in model.layers[1].weights])
rng = np.random.RandomState(1)
model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
x = rng.normal(size=(30, 6)).astype("float32")
y = (np.abs(x[:, 0]) * 2).astype("int32") % 3
history = model.fit(x, y, epochs=3, batch_size=10, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4), np.round(history.history["accuracy"], 4))
print(np.round(model.predict(x[:2], verbose=0), 4))
stack = model.get_layer("stack")
print(len(stack.blocks), np.round(float(stack.blocks[0].scale.numpy()), 4), np.round(stack.blocks[1].second.get_weights()[1], 4))
