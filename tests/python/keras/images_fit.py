import os

import keras
import numpy as np
from keras import layers
from PIL import Image
from tensorflow.keras.preprocessing.image import ImageDataGenerator

rng = np.random.RandomState(51)
for kind, channel in (("blue", 2), ("red", 0)):
    os.makedirs(f"train/{kind}")
    for number in range(6):
        array = rng.randint(0, 120, (18, 18, 3))
        array[:, :, channel] += 100
        Image.fromarray(array.astype("uint8")).save(f"train/{kind}/{number}.png")


def build():
    model = keras.Sequential([
        layers.Input((16, 16, 3)),
        layers.Conv2D(4, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ])
    generator = np.random.default_rng(52)
    model.set_weights([generator.normal(size=w.shape) * 0.1 for w in model.get_weights()])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


flow = ImageDataGenerator(rescale=1 / 255).flow_from_directory("train", target_size=(16, 16), batch_size=4, class_mode="binary", shuffle=False)
model = build()
history = model.fit(flow, epochs=3, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4), np.round(history.history["accuracy"], 4))
print(np.round(model.evaluate(flow, verbose=0), 4), np.round(model.predict(flow, verbose=0).ravel()[:4], 4), model.predict(flow, verbose=0).shape)
dataset = keras.utils.image_dataset_from_directory("train", image_size=(16, 16), batch_size=5, shuffle=False)
scaled = dataset.map(lambda x, y: (x / 255.0, y)).cache().prefetch(2)
model = build()
history = model.fit(scaled, epochs=3, verbose=0, validation_data=scaled)
print(np.round(history.history["loss"], 4), np.round(history.history["val_loss"], 4))
inside = keras.Sequential([layers.Input((16, 16, 3)), layers.Rescaling(1 / 255), build()])
inside.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
print(np.round(inside.evaluate(dataset, verbose=0), 4))
