"""`adapt` of layers that learn from data before a training."""

import numpy as np

import _pupil
from keras import _texts
from keras._layer import whole
from keras._tensor import plain_array


def _batches(data):
    """The arrays that `data` gives: itself, or the batches of a data set."""
    if hasattr(data, "__array__") or hasattr(data, "numpy"):
        return [plain_array(data)]
    return [plain_array(batch[0] if isinstance(batch, tuple) else batch) for batch in data]


def _axes(layer, rank):
    axis = layer._options.get("axis", -1)
    axes = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    return sorted(at % rank for at in axes)


def normalize(layer, data):
    """Sets the mean and the variance of a `Normalization` to those of data: an array, or batches."""
    if layer._options.get("mean") is not None:
        raise ValueError(f"Cannot `adapt` a Normalization layer that is initialized with static `mean` and `variance` ({layer.name})")
    batches = _batches(data)
    if not batches:
        raise ValueError("adapt() received an empty iterable (no batches). Expected at least one batch.")
    first = batches[0]
    kept = _axes(layer, first.ndim)
    reduced = tuple(at for at in range(first.ndim) if at not in kept)
    mean, variance, total = 0.0, 0.0, 0
    for batch in batches:
        # The means and variances of the batches, weighted by their numbers of samples.
        new, count = np.mean(batch, axis=reduced), total + batch.shape[0]
        part = batch.shape[0] / count
        joined = mean * (1 - part) + new * part
        variance = (variance + (mean - joined) ** 2) * (1 - part) + (np.var(batch, axis=reduced) + (new - joined) ** 2) * part
        mean, total = joined, count
    layer._adapted = (None, *first.shape[1:])
    layer.build(layer._adapted)
    layer.set_weights([np.asarray(mean, dtype="float32"), np.asarray(variance, dtype="float32"), np.array(0.0, dtype="float32")])


def _statistic(index, name):
    """The numbers of a layer, with sizes of 1 for the axes that share them."""

    def read(layer):
        given = layer._options.get(name)
        value = np.asarray(given, dtype="float32") if given is not None else layer.get_weights()[index]
        rank = len(layer._adapted)
        shape = [1] * rank
        for at, size in zip(_axes(layer, rank), value.shape):
            shape[at] = size
        return value.reshape(shape)

    return property(read)


def _compressed(summary, epsilon):
    """Values with weights, reduced to one for each share `epsilon` of the weights."""
    if summary.shape[1] * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = np.cumsum(summary[1])
    values = np.interp(shares, sums / sums[-1], summary[0])
    ends = np.interp(shares, sums / sums[-1], sums)
    weights = ends - np.concatenate((np.array([0.0]), ends[:-1]))
    return np.stack((values, weights)).astype("float32")


def find_bins(layer, data):
    """Sets the ends of a `Discretization`'s bins, so that each has about as many of the numbers."""
    bins, epsilon = layer._options.get("num_bins"), layer._options.get("epsilon", 0.01)
    if bins is None:
        raise ValueError("Cannot adapt a Discretization layer that has been initialized with `bin_boundaries`, use "
                         "`num_bins` instead.")
    summary = None
    for batch in _batches(data):
        values = np.sort(batch.reshape(-1).astype("float32"))
        step = max(values.size * epsilon, 1)
        values = values[int(step - 1)::int(step)]
        part = np.stack([values, np.ones(values.shape, dtype="float32") * step])
        joined = part if summary is None else np.concatenate((part, summary), axis=1)
        summary = _compressed(joined[:, np.argsort(joined[0])], epsilon)
    _learned(layer, bin_boundaries=_compressed(summary, 1.0 / bins)[0, :-1].tolist())


def _learned(layer, **options):
    """Gives a layer options that it has learned. Models that were built before keep the old ones."""
    layer._options.update(options)
    layer.__dict__.pop("_engines", None)


def count_numbers(layer, data):
    """Sets the vocabulary of an `IntegerLookup` to the most frequent numbers."""
    counts = {}
    for batch in _batches(data):
        for number in batch.reshape(-1).tolist():
            counts[int(number)] = counts.get(int(number), 0) + 1
    options = layer.get_config()
    for special in ("mask_token", "oov_token"):
        counts.pop(options.get(special), None)
    found = sorted(counts, key=lambda number: (-counts[number], -number))
    if options.get("max_tokens"):
        found = found[:max(0, options["max_tokens"] - len(_special(layer)))]
    if not found:
        raise ValueError(f"{layer.name}: adapt found no number to learn")
    _learned(layer, vocabulary=found)


def read_texts(layer, data, batch_size=None, steps=None):
    """Sets the vocabulary of a layer of texts to the most frequent tokens of a list of texts, or of batches of lists."""
    if not _texts.is_texts(data):
        data = [text for batch in data for text in (batch if _texts.is_texts(batch) else [batch])]
    native = layer._native()
    native["config"] = {**native["config"], "vocabulary": None, "idf_weights": None}
    options = _pupil.adapt_texts(native, _texts.flat(data)[0])
    _learned(layer, vocabulary=options["vocabulary"], idf_weights=options.get("idf_weights"))


def _special(layer):
    """The tokens in front of a vocabulary: that of padding or missing ones, and those of unknown ones."""
    options = layer.get_config()
    text = layer._engine_class() == "TextVectorization"
    mask, oov = ("", "[UNK]") if text else (options.get("mask_token"), options.get("oov_token"))
    unknown = 1 if text else options.get("num_oov_indices", 1)
    return [mask] * (mask is not None and options.get("output_mode", "int") == "int") + [oov] * unknown


def get_vocabulary(layer, include_special_tokens=True):
    """The tokens by their numbers."""
    special, tokens = _special(layer), list(layer._options.get("vocabulary") or [])
    if tokens[:len(special)] == special:
        tokens = tokens[len(special):]
    return special + tokens if include_special_tokens and tokens else tokens


def set_vocabulary(layer, vocabulary, idf_weights=None):
    """Gives the layer a vocabulary, with or without the special tokens in front."""
    _learned(layer, vocabulary=list(vocabulary), idf_weights=None if idf_weights is None else [float(n) for n in idf_weights])


def vocabulary_size(layer):
    """The number of tokens, with the special ones."""
    return len(get_vocabulary(layer))


def _takes_texts(base):
    def call(layer, *args, **kwargs):
        if not args or not _texts.is_texts(args[0]):
            return base.__call__(layer, *args, **kwargs)
        numbers = _texts.numbers(layer._native(), args[0])
        if layer._engine_class() == "TextVectorization":
            return whole(layer, numbers)
        return whole(layer, layer._compute([numbers]))

    return call


def install(classes):
    """Adds `adapt`, and what it finds, to the classes of layers."""
    classes["Discretization"].adapt = find_bins
    classes["IntegerLookup"].adapt = count_numbers
    for name in _texts.CLASSES:
        classes[name].adapt = read_texts
        classes[name].__call__ = _takes_texts(classes[name].__mro__[1])
    for name in ("IntegerLookup", *_texts.CLASSES):
        classes[name].get_vocabulary, classes[name].set_vocabulary = get_vocabulary, set_vocabulary
        classes[name].vocabulary_size = vocabulary_size
    normalization = classes["Normalization"]
    normalization.adapt = normalize
    normalization.mean, normalization.variance = _statistic(0, "mean"), _statistic(1, "variance")
