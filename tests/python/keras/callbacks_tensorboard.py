"""Event files of TensorBoard, read here by hand."""

import os

import keras
import numpy as np
from keras import callbacks, layers


def varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def fields(data):
    """The fields of a message by their numbers."""
    found, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(tag & 7)
            if size is None:
                size, at = varint(data, at)
            value = data[at:at + size]
            at += size
        found.setdefault(tag >> 3, []).append(value)
    return found


def events(folder):
    """The steps, names, plugins and values of all events in the files of a folder."""
    found = []
    for name in sorted(os.listdir(folder)):
        assert name.startswith("events.out.tfevents.") and name.endswith(".v2"), name
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        at = 0
        while at < len(data):
            size = int.from_bytes(data[at:at + 8], "little")
            event = fields(data[at + 12:at + 12 + size])
            at += size + 16
            if 3 in event:
                found.append(event[3][0].decode())
                continue
            value = fields(fields(event[5][0])[1][0])
            tensor = fields(value[8][0])
            plugin = fields(fields(value[9][0])[1][0])[1][0].decode()
            step = event.get(2, [0])[0]
            if plugin == "graph_keras_model":
                content = len(tensor[8][0]) > 100
            elif plugin == "histograms":
                content = np.frombuffer(tensor[4][0], dtype="float64").reshape(-1, 3)
                content = (content.shape, round(float(content[0, 0]), 4), float(content[:, 2].sum()))
            else:
                content = round(float(np.frombuffer(tensor[4][0], dtype="float32")[0]), 4)
            found.append((step, value[1][0].decode(), plugin, content))
    return found


x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], "float32")
y = np.array([[0.0], [1.0], [0.0], [1.0]], "float32")


def build():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, name="first"), layers.Dense(1, name="last")], name="net")
    model.set_weights([np.ones((2, 2)) * 0.5, np.zeros(2), np.ones((2, 1)), np.zeros(1)])
    model.compile(keras.optimizers.SGD(0.001), "mse", metrics=["mae"])
    return model


def show(folder):
    for event in events(folder):
        print(event)


board = callbacks.TensorBoard("logs")
build().fit(x, y, epochs=2, batch_size=2, shuffle=False, verbose=0, validation_data=(x, y), callbacks=[board])
print(sorted(os.listdir("logs")))
show("logs/train")
show("logs/validation")

print("batches and histograms")
board = callbacks.TensorBoard(log_dir="more", update_freq="batch", histogram_freq=1, write_graph=False)
build().fit(x, y, epochs=2, batch_size=2, shuffle=False, verbose=0, callbacks=[board])
print(sorted(os.listdir("more")))
show("more/train")

print("every second batch")
board = callbacks.TensorBoard(log_dir="second", update_freq=2, write_graph=False)
build().fit(x, y, epochs=2, batch_size=1, shuffle=False, verbose=0, callbacks=[board])
print([event[:2] for event in events("second/train")[1:]])
