import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(10)
rng = np.random.RandomState(10)
x = rng.normal(size=(200, 8))
y = (x[:, 0] - x[:, 1] > 0).astype(int)
model = keras.Sequential([layers.Input((8,)), layers.Dense(32, activation="relu"), layers.Dropout(0.3),
                          layers.BatchNormalization(), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])
history = model.fit(x, y, epochs=30, batch_size=20, verbose=0, validation_split=0.2)
print(sorted(history.history))
print("final accuracy", model.evaluate(x, y, verbose=0, return_dict=True)["accuracy"])
# final accuracy >= 0.88
