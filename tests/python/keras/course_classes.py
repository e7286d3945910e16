import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


rng = np.random.default_rng(2)
centres = np.array([[0, 0], [3, 0], [0, 3]])
labels = np.arange(90) % 3
x = (centres[labels] + rng.normal(size=(90, 2)) * 0.4).astype("float32")
onehot = keras.utils.to_categorical(labels, 3)
print(onehot.shape, onehot.dtype, onehot[:3])
model = keras.models.Sequential([
    layers.Input((2,)),
    layers.Dense(12, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
fill(model, 5)
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.02), loss="categorical_crossentropy",
              metrics=["accuracy"])
history = model.fit(x, onehot, epochs=6, batch_size=30, shuffle=False, verbose=0)
print(np.round(history.history["accuracy"], 4))
print(np.round(history.history["loss"], 4))
probabilities = model.predict(x[:6], verbose=0)
print(np.round(probabilities.sum(axis=1), 4))
print(np.argmax(probabilities, axis=1), labels[:6])
confusion = np.zeros((3, 3), dtype=int)
for true, guess in zip(labels, model.predict(x, verbose=0).argmax(axis=-1)):
    confusion[true, guess] += 1
print(confusion)
