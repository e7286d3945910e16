"""Windows of a time series."""

import keras
import numpy as np

series = np.arange(30, dtype="float32")
windows = keras.utils.timeseries_dataset_from_array(series[:-5], series[5:], sequence_length=5, batch_size=4)
print(len(windows))
for x, y in windows.take(2):
    print(x.shape, y.shape)
    print(x.numpy().tolist(), y.numpy().tolist())

table = np.arange(40).reshape(20, 2)
for x in keras.utils.timeseries_dataset_from_array(table, None, 4, sequence_stride=3, sampling_rate=2, batch_size=2):
    print(x.shape, x.numpy().tolist())
for x, y in keras.utils.timeseries_dataset_from_array(table, table[:, 0], 3, start_index=4, end_index=12, batch_size=None):
    print(x.numpy().tolist(), int(y))
shuffled = keras.utils.timeseries_dataset_from_array(series, series, 3, shuffle=True, seed=3, batch_size=40)
print(sorted(y for _, batch in shuffled for y in batch.numpy().tolist()))
for wrong in ({"start_index": 10, "end_index": 5}, {"end_index": len(series)}, {"start_index": 40}, {"end_index": -1}, {"sampling_rate": 0}, {"sequence_stride": 50}):
    try:
        keras.utils.timeseries_dataset_from_array(series, None, 3, **wrong)
    except ValueError as error:
        print(error)

data = keras.utils.timeseries_dataset_from_array(series[:, None] / 30, series[3:, None] / 30, 3, batch_size=8)
model = keras.Sequential([keras.Input((3, 1)), keras.layers.Flatten(), keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss="mse")
print([round(value, 4) for value in model.fit(data, epochs=3, verbose=0).history["loss"]])
