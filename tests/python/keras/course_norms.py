import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(34)
x = (rng.normal(size=(40, 6)) * 3 + 1).astype("float32")
y = (x.sum(axis=1) > 6).astype("float32")
for name, layer in (("batch", layers.BatchNormalization(momentum=0.9)), ("layer", layers.LayerNormalization()),
                    ("unit", layers.UnitNormalization()), ("dropout", layers.Dropout(0.0))):
    model = keras.Sequential([keras.Input((6,)), layers.Dense(5), layer, layers.Activation("relu"), layers.Dense(1, activation="sigmoid")])
    generator = np.random.default_rng(35)
    model.set_weights([np.abs(generator.normal(size=w.shape)) * 0.4 + 0.1 if "variance" in v.path else generator.normal(size=w.shape) * 0.4
                       for w, v in zip(model.get_weights(), model.weights)])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=3, batch_size=10, shuffle=False, verbose=0, validation_split=0.25)
    print(name, [weight.name for weight in model.layers[1].weights], np.round(history.history["loss"], 4), np.round(history.history["val_loss"], 4))
    print(np.round(model.predict(x[:3], verbose=0).ravel(), 4), len(model.trainable_weights), len(model.non_trainable_weights))
normalizer = layers.Rescaling(1 / 10, offset=-0.5)
print(np.round(np.array(normalizer(x[:1])), 4))
