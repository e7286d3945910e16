import keras
import numpy as np
from keras import layers


def fill(model, seed):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])


from keras.callbacks import CSVLogger, EarlyStopping, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau, TerminateOnNaN

rng = np.random.default_rng(10)
x = rng.random((40, 3)).astype("float32")
y = x.sum(axis=1, keepdims=True)
model = keras.Sequential([keras.Input((3,)), layers.Dense(6, activation="relu"), layers.Dense(1)])
fill(model, 16)
model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
model.fit(x, y, epochs=8, batch_size=10, shuffle=False, verbose=0, validation_split=0.25, callbacks=[
    EarlyStopping(patience=2, min_delta=1.0, verbose=1, restore_best_weights=True),
    ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=1.0, verbose=1),
    ModelCheckpoint("best.keras", save_best_only=True, verbose=1),
    CSVLogger("log.csv"),
    TerminateOnNaN(),
])
lines = open("log.csv").read().splitlines()
print(lines[0], len(lines))
model.fit(x, y, epochs=2, shuffle=False, verbose=0, callbacks=[
    LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1), verbose=1),
])
print(round(float(model.optimizer.learning_rate), 4))
print(np.round(keras.models.load_model("best.keras").evaluate(x, y, verbose=0), 4))
