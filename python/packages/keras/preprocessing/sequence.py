"""Lists of different lengths as arrays."""

import numpy as np


def pad_sequences(sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0):
    """Lists filled up or cut to one length."""
    if not hasattr(sequences, "__len__"):
        raise ValueError("`sequences` must be iterable.")
    lengths = []
    for sequence in sequences:
        if not hasattr(sequence, "__len__"):
            raise ValueError(f"`sequences` must be a list of iterables. Found non-iterable: {sequence}")
        lengths.append(len(sequence))
    if maxlen is None:
        maxlen = max(lengths) if lengths else 0
    rows = np.full((len(lengths), maxlen), value, dtype=dtype)
    for row, sequence in enumerate(sequences):
        if not len(sequence):
            continue
        if truncating not in ("pre", "post"):
            raise ValueError(f'Truncating type "{truncating}" not understood')
        if padding not in ("pre", "post"):
            raise ValueError(f'Padding type "{padding}" not understood')
        kept = sequence[-maxlen:] if truncating == "pre" else sequence[:maxlen]
        if padding == "pre":
            rows[row, -len(kept):] = kept
        else:
            rows[row, :len(kept)] = kept
    return rows
