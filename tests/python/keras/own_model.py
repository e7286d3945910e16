import keras
import numpy as np
from keras import layers


class TwoBranches(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.left = layers.Dense(units, activation="relu")
        self.right = layers.Dense(units, activation="tanh")
        self.joined = layers.Concatenate()
        self.out = layers.Dense(1)

    def call(self, inputs):
        return self.out(self.joined([self.left(inputs), self.right(inputs)]))


rng = np.random.RandomState(5)
model = TwoBranches(4)
print(model.name, model.built, [layer.name for layer in model.layers])
x = rng.normal(size=(24, 3)).astype("float32")
y = x[:, 0] * x[:, 1]
print(model(x[:2]).shape, model.built)
model.set_weights([rng.normal(size=w.shape) * 0.5 for w in model.get_weights()])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
history = model.fit(x, y, epochs=3, batch_size=6, shuffle=False, verbose=0, validation_data=(x[:6], y[:6]))
for name, values in sorted(history.history.items()):
    print(name, np.round(values, 4))
print(np.round(model.evaluate(x, y, verbose=0), 4))
print(np.round(model.predict(x[:3], verbose=0), 4))
print(np.round(np.array(model(x[:3])), 4))
model.summary()
model.save_weights("own.weights.h5")
again = TwoBranches(4)
again(x[:1])
again.load_weights("own.weights.h5")
print(np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0)))
print(len(model.weights), model.count_params(), [w.name for w in model.weights])
