"""Film reviews as word numbers: from texts, one a line after a label 1 or 0 and a tab."""

import _data
import numpy as np
from keras.datasets._source import fetched, missing
from numpy._objects import ObjectArray

_TRAIN, _TEST, _OWN = "imdb-train.tsv", "imdb-test.tsv", "reviews.tsv"
_known = {}


def _lines(name):
    """Labels and texts of a file of reviews, or None."""
    content = None
    for path in (name, f"sentiment/{name}"):
        packed = fetched(path + ".gz")
        content = content or (fetched(path) if packed is None else _data.gunzip(packed))
    if content is None:
        return None
    labels, texts = [], []
    for line in content.decode("utf-8").split("\n"):
        parts = line.rstrip("\r").split("\t")
        if len(parts) >= 2 and parts[0] in ("0", "1"):
            labels.append(int(parts[0]))
            texts.append(parts[1])
    return labels, texts


def _read():
    """Labels and word numbers of the training and the test reviews, and each word's number: the most frequent word is 1."""
    if _known:
        return _known["data"]
    train, test = _lines(_TRAIN), _lines(_TEST)
    if train is None or test is None:
        own = _lines(_OWN)
        if own is None:
            raise missing("The film reviews", [f"{_TRAIN}.gz and {_TEST}.gz", _OWN],
                          "Each line has a label 1 or 0, a tab and a text.")
        cut = len(own[0]) * 4 // 5
        order = np.random.RandomState(113).permutation(len(own[0])).tolist()
        pick = lambda part: ([own[0][number] for number in part], [own[1][number] for number in part])
        train, test = pick(order[:cut]), pick(order[cut:])
        print(f"IMDB's files are not here: these are the short reviews of {_OWN}. "
              f"{len(train[0])} are for training and {len(test[0])} for testing.")
    train_rows, test_rows, words = _data.word_numbers(train[1], test[1])
    index = {word: number for number, word in enumerate(words, 1)}
    train, test = (train[0], train_rows), (test[0], test_rows)
    _known["data"] = train, test, index
    return _known["data"]


def get_word_index(path="imdb_word_index.json"):
    """The numbers of words, before `index_from` is added."""
    return dict(_read()[2])


def load_data(path="imdb.npz", num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2, index_from=3,
              **kwargs):
    """(x_train, y_train), (x_test, y_test): lists of word numbers, and 1 for praise."""
    train, test, _ = _read()
    made = []
    for labels, numbers in (train, test):
        order = np.random.RandomState(seed).permutation(len(labels)).tolist()
        rows, kept = [], []
        for number in order:
            row = numbers[number] + index_from
            if start_char is not None:
                row = np.concatenate([[start_char], row])
            # Keras's limit is one below: a review of `maxlen` words is left out.
            if maxlen and len(row) >= maxlen:
                continue
            chosen = (row >= skip_top) & (row < (num_words or 10**9))
            rows.append((row[chosen] if oov_char is None else np.where(chosen, row, oov_char)).tolist())
            kept.append(labels[number])
        if not rows:
            raise ValueError(f"After filtering for sequences shorter than maxlen={maxlen}, no sequence was kept. Increase maxlen.")
        made.append((ObjectArray(rows), np.array(kept, dtype="int64")))
    return tuple(made)
