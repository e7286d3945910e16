"""Trainings that are interrupted and go on from their files."""

import json
import os

import keras
import numpy as np
from keras import callbacks, layers

rng = np.random.default_rng(3)
x = rng.random((12, 3)).astype("float32")
y = (x.sum(axis=1, keepdims=True) > 1.5).astype("float32")
start = [rng.normal(size=shape).astype("float32") * 0.5 for shape in ((3, 4), (4,), (4, 1), (1,))]


def build(optimizer):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="tanh"), layers.Dense(1)])
    model.set_weights(start)
    model.compile(optimizer, loss="mse")
    return model


class Interrupt(callbacks.Callback):
    def __init__(self, epoch, batch=None):
        super().__init__()
        self.at = (epoch, batch)
        self.epoch = None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        if (epoch, None) == self.at:
            raise RuntimeError(f"interrupted in epoch {epoch}")

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise RuntimeError(f"interrupted in batch {batch} of epoch {self.epoch}")


def fit(model, *more, epochs=6):
    history = model.fit(x, y, epochs=epochs, batch_size=4, shuffle=False, verbose=0, callbacks=list(more))
    print(history.epoch, np.round(history.history["loss"], 5))


for make in (lambda: keras.optimizers.SGD(0.1, momentum=0.9), lambda: keras.optimizers.Adam(0.05, amsgrad=True)):
    print("uninterrupted")
    fit(build(make()))
    backup = callbacks.BackupAndRestore("backup")
    try:
        fit(build(make()), backup, Interrupt(4))
    except RuntimeError as error:
        print(error, sorted(os.listdir("backup")), json.load(open("backup/training_metadata.json")).get("epoch"))
    # Another model of the same form, as after a restart.
    fit(build(make()), callbacks.BackupAndRestore("backup"))
    print(os.path.exists("backup"))

print("the learning rate comes back")
lower = callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 if epoch == 1 else rate)
try:
    fit(build(keras.optimizers.SGD(0.1)), callbacks.BackupAndRestore("rates"), lower, Interrupt(3))
except RuntimeError as error:
    print(error)
model = build(keras.optimizers.SGD(0.1))
fit(model, callbacks.BackupAndRestore("rates", delete_checkpoint=False))
print(np.round(float(model.optimizer.learning_rate), 5), int(model.optimizer.iterations))
print(sorted(os.listdir("rates")), json.load(open("rates/training_metadata.json"))["epoch"])

print("after batches")
every = callbacks.BackupAndRestore("batches", save_freq=2, double_checkpoint=True)
try:
    fit(build(keras.optimizers.SGD(0.1)), every, Interrupt(2, 1))
except RuntimeError as error:
    state = json.load(open("batches/training_metadata.json"))
    print(error, sorted(os.listdir("batches")), state["epoch"], state["batch"])
model = build(keras.optimizers.SGD(0.1))
fit(model, callbacks.BackupAndRestore("batches", save_freq=2))
print(int(model.optimizer.iterations))

for wrong in ({"backup_dir": ""}, {"backup_dir": "a", "save_freq": "batch"}):
    try:
        callbacks.BackupAndRestore(**wrong)
    except ValueError as error:
        print(error)
