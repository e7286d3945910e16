"""Windows of time series."""

import numpy as np


def timeseries_dataset_from_array(data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128,
                                  shuffle=False, seed=None, start_index=None, end_index=None):
    """Windows of rows that follow one another, each with the target of its first row."""
    from tensorflow.data import Dataset

    data = np.asarray(data)
    for name, value, least, most in (
        ("start_index", start_index, 0, len(data)), ("end_index", end_index, 1, len(data)),
        ("sampling_rate", sampling_rate, 1, len(data)), ("sequence_stride", sequence_stride, 1, len(data)),
    ):
        if value is not None and value < least:
            raise ValueError(f"`{name}` must be {'0 or greater' if not least else 'higher than 0'}. Received: {name}={value}")
        if value is not None and value >= most:
            raise ValueError(f"`{name}` must be lower than the length of the data. Received: {name}={value}, for data of "
                             f"length {len(data)}")
    if start_index and end_index and end_index <= start_index:
        raise ValueError(f"`end_index` must be higher than `start_index`. Received: start_index={start_index}, and "
                         f"end_index={end_index} ")
    start, end = start_index or 0, len(data) if end_index is None else end_index
    data, span = data[start:end], sequence_length * sampling_rate
    count = len(data) - span + sampling_rate
    if targets is not None:
        targets = np.asarray(targets)[start:end]
        count = min(count, len(targets))
    firsts = np.arange(0, max(count, 0), sequence_stride)
    if shuffle:
        firsts = np.random.RandomState(int(np.random.randint(1e6)) if seed is None else seed).permutation(firsts)

    def element(first):
        window = data[int(first):int(first) + span:sampling_rate]
        return window if targets is None else (window, targets[int(first)])

    dataset = Dataset.from_tensor_slices(firsts).map(element)
    if batch_size is None:
        return dataset.prefetch(-1)
    return (dataset.shuffle(batch_size * 8, seed=seed) if shuffle else dataset).batch(batch_size).prefetch(-1)
