"""Film reviews as word numbers: from texts, one a line after a label 1 or 0 and a tab."""

import _data
import numpy as np
from keras.datasets._source import fetched, missing
from numpy._objects import ObjectArray

_TRAIN, _TEST, _OWN = "imdb-train.tsv", "imdb-test.tsv", "reviews.tsv"
_known = {}


def _lines(name):
    """Labels and words of a file of reviews, or None."""
    content = None
    for path in (name, f"sentiment/{name}"):
        packed = fetched(path + ".gz")
        content = content or (fetched(path) if packed is None else _data.gunzip(packed))
    if content is None:
        return None
    from keras.preprocessing.text import text_to_word_sequence

    labels, texts = [], []
    for line in content.decode("utf-8").split("\n"):
        parts = line.rstrip("\r").split("\t")
        if len(parts) >= 2 and parts[0] in ("0", "1"):
            labels.append(int(parts[0]))
            texts.append(text_to_word_sequence(parts[1]))
    return labels, texts


def _read():
    """Training and test reviews, and the numbers of words: the most frequent word is 1."""
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
        print("No data address is set: these are short reviews that were written for Pupil. "
              f"{len(train[0])} are for training and {len(test[0])} for testing.")
    counts = {}
    for words in train[1]:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: -counts[word])
    index = {word: number for number, word in enumerate(words, 1)}
    _known["data"] = train, test, index
    return _known["data"]


def get_word_index(path="imdb_word_index.json"):
    """The numbers of words, before `index_from` is added."""
    return dict(_read()[2])


def load_data(path="imdb.npz", num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2, index_from=3,
              **kwargs):
    """(x_train, y_train), (x_test, y_test): lists of word numbers, and 1 for praise."""
    train, test, index = _read()
    made = []
    for labels, texts in (train, test):
        order = np.random.RandomState(seed).permutation(len(labels)).tolist()
        rows, kept = [], []
        for number in order:
            row = [index[word] + index_from for word in texts[number] if word in index]
            if start_char is not None:
                row.insert(0, start_char)
            # Keras's limit is one below: a review of `maxlen` words is left out.
            if maxlen and len(row) >= maxlen:
                continue
            chosen = [word if skip_top <= word < (num_words or 10**9) else oov_char for word in row]
            rows.append([word for word in chosen if word is not None])
            kept.append(labels[number])
        if not rows:
            raise ValueError(f"After filtering for sequences shorter than maxlen={maxlen}, no sequence was kept. Increase maxlen.")
        made.append((ObjectArray(rows), np.array(kept, dtype="int64")))
    return tuple(made)
