import keras
import numpy as np
from keras import layers

# TensorFlow's tutorial of regression: features are normalized by a layer that has seen them.
rng = np.random.RandomState(4)
features = np.stack([rng.uniform(50, 200, 40), rng.uniform(1, 6, 40), rng.normal(0, 0.1, 40)], axis=1).astype("float32")
price = (features @ np.array([2.0, 10.0, -30.0]) + 20).astype("float32")

normalizer = layers.Normalization(axis=-1)
normalizer.adapt(features)
print(np.round(normalizer.mean, 3), np.round(normalizer.variance, 3))
print(np.round(np.asarray(normalizer(features[:2])), 4))

model = keras.Sequential([normalizer, layers.Dense(1)])
model.build((None, 3))
draws = np.random.RandomState(1)
model.layers[1].set_weights([draws.uniform(-1, 1, (3, 1)), np.zeros(1)])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", metrics=["mae"])
history = model.fit(features, price, batch_size=10, epochs=5, shuffle=False, verbose=0)
print([round(v, 2) for v in history.history["mae"]])
print(np.round(model.predict(features[:3], verbose=0).ravel(), 3))
print([w.shape for w in normalizer.get_weights()], len(model.trainable_weights), len(model.non_trainable_weights))

back = layers.Normalization(mean=5.0, variance=4.0, axis=None, invert=True)
print(np.asarray(back(np.array([[-1.0, 0.0, 2.0]]))))
one = layers.Normalization(axis=None)
one.adapt([features[:20], features[20:]])
print(np.round(one.mean, 3), np.round(one.variance, 2))

kinds = layers.CategoryEncoding(num_tokens=4, output_mode="one_hot")
print(np.asarray(kinds(np.array([[3], [0], [1]]))))
print(np.asarray(layers.CategoryEncoding(num_tokens=4, output_mode="count")(np.array([[3, 3, 0], [1, 2, 1]]))))
print(np.asarray(layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])(np.array([[-1.0, 0.5, 1.0, 7.0]]))).astype(int).tolist())

inputs = keras.Input((3,))
kind = keras.Input((1,), dtype="int32")
joined = layers.Concatenate()([normalizer(inputs), kinds(kind)])
model = keras.Model([inputs, kind], layers.Dense(1)(joined))
model.layers[-1].set_weights([draws.uniform(-1, 1, (7, 1)), np.zeros(1)])
print(np.round(model.predict([features[:3], np.array([[0], [2], [3]])], verbose=0).ravel(), 3))
model.save("mixed.keras")
again = keras.models.load_model("mixed.keras")
print(np.round(again.predict([features[:3], np.array([[0], [2], [3]])], verbose=0).ravel(), 3))
