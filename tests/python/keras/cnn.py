import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential

rng = np.random.default_rng(5)
x = rng.random((40, 12, 12, 1)).astype("float32")
y = keras.utils.to_categorical(rng.integers(0, 3, 40), 3)
model = Sequential()
model.add(Conv2D(4, (3, 3), activation="relu", input_shape=(12, 12, 1)))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(6, 3, padding="same", activation="tanh"))
model.add(Flatten())
model.add(Dropout(0.0))
model.add(Dense(3, activation="softmax"))
model.set_weights([rng.normal(size=w.shape) * 0.2 for w in model.get_weights()])
model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_data=(x[:10], y[:10]))
print(sorted(history.history))
print(np.round(history.history["loss"], 4), np.round(history.history["val_loss"], 4))
loss, accuracy = model.evaluate(x, y, verbose=0)
print(round(loss, 4), round(accuracy, 4))
print(np.argmax(model.predict(x[:8], verbose=0), axis=1))
model.summary()
