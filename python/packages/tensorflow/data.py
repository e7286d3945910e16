"""`tf.data`: elements that are made one after another."""

import itertools

import numpy as np
from tensorflow._parts import TensorSpec
from tensorflow._tensor import Numbers, Tensor, array_of, name_of
from tensorflow.errors import InvalidArgumentError, at_node

AUTOTUNE = -1
INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2


def _map(function, value):
    """A function of every leaf of tuples and dicts."""
    if isinstance(value, tuple):
        made = [_map(function, item) for item in value]
        return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    if isinstance(value, dict):
        return {key: _map(function, item) for key, item in value.items()}
    return function(value)


def _leaves(value):
    if isinstance(value, tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [value]


def _together(values):
    """Values of one structure as a structure of lists."""
    first = values[0]
    if isinstance(first, tuple):
        made = [_together([value[at] for value in values]) for at in range(len(first))]
        return type(first)(*made) if hasattr(first, "_fields") else tuple(made)
    if isinstance(first, dict):
        return {key: _together([value[key] for value in values]) for key in first}
    return values


def _tensor(value):
    return value if isinstance(value, (Tensor, Dataset)) else Tensor(array_of(value))


def _stacked(values):
    """A list of tensors as one. `_together` made the lists."""
    if isinstance(values, (tuple, dict)):
        return _map(_stacked, values)
    if isinstance(values[0], Dataset):
        raise TypeError("datasets of windows cannot be batched; use flat_map(lambda window: window.batch(size))")
    arrays = [value._value for value in values]
    for array in arrays[1:]:
        if array.shape != arrays[0].shape:
            shown = [str(list(a.shape)).replace(" ", "") for a in (array, arrays[0])]
            raise InvalidArgumentError(
                f"{at_node('IteratorGetNext_output_types_1')}Cannot batch tensors with different shapes in component 0. First element had shape {shown[1]} and "
                f"element {next(at for at, a in enumerate(arrays) if a is array)} had shape {shown[0]}. [Op:IteratorGetNext] name: "
            )
    if name_of(arrays[0]) == "string" and not arrays[0].ndim:
        return Tensor(np.array([array[()] for array in arrays], dtype=object))
    return Tensor(np.stack(arrays))


def _spec(value):
    if isinstance(value, Dataset):
        return f"DatasetSpec({value.element_spec!r}, TensorShape([]))"
    return TensorSpec(value.shape, value.dtype)


def _at_least(least, value, what):
    if int(value) < least:
        raise ValueError(f"{what} is {value}; expected a whole number from {least}")
    return int(value)


def _ends(shapes):
    """The sizes in a structure of shapes."""
    if shapes is None or isinstance(shapes, int):
        return [shapes]
    return [end for part in (shapes.values() if isinstance(shapes, dict) else shapes) for end in _ends(part)]


def _apply(function, element):
    return function(*element) if isinstance(element, tuple) else function(element)


class Dataset:
    """Elements that a function makes, as often as they are asked for. `count` is their number, or -1 or -2."""

    def __init__(self, make, count, kind, spec=None):
        self._make, self._count, self._kind, self._known_spec = make, count, kind, spec

    # Sources

    @staticmethod
    def from_tensor_slices(tensors, name=None):
        arrays = _map(array_of, tensors)
        sizes = {len(array) if array.ndim else None for array in _leaves(arrays)}
        if None in sizes:
            raise ValueError("Unbatching a tensor is only supported for rank >= 1")
        if len(sizes) != 1:
            raise ValueError(f"Dimensions {' and '.join(str(size) for size in sorted(sizes))} are not compatible")
        return _Slices(arrays, sizes.pop(), "TensorSlice")

    @staticmethod
    def from_tensors(tensors, name=None):
        element = _map(_tensor, tensors)
        return Dataset(lambda: iter([element]), 1, "Tensor", _map(_spec, element))

    @staticmethod
    def from_generator(generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None):
        if not callable(generator):
            raise TypeError("`generator` must be a Python callable.")
        spec = output_signature
        if spec is None:
            if output_types is None:
                raise TypeError("`from_generator` needs output_signature, such as tf.TensorSpec(shape=(2,), dtype=tf.float32)")
            shapes = output_shapes if output_shapes is not None else _map(lambda _: None, output_types)
            pairs = zip(_leaves(output_types), _leaves(shapes) if isinstance(output_types, tuple) else [shapes])
            leaves = iter([TensorSpec(shape, kind) for kind, shape in pairs])
            spec = _map(lambda _: next(leaves), output_types)
        kinds = [leaf.dtype for leaf in _leaves(spec)]

        def make():
            for element in generator(*(args or ())):
                if isinstance(element, list) and isinstance(spec, tuple):
                    element = tuple(element)
                if len(_leaves(element)) != len(kinds):
                    raise TypeError(f"`generator` yielded an element that did not match the expected structure. The expected structure was {spec}, but the yielded element was {element}.")
                at = iter(kinds)
                yield _map(lambda leaf: Tensor(array_of(leaf, next(at))), element)

        return Dataset(make, UNKNOWN_CARDINALITY, "FlatMap", spec)

    @staticmethod
    def range(*args, output_type="int64", name=None):
        numbers = range(*(int(value) for value in args))
        kind = str(getattr(output_type, "name", output_type))
        make = lambda: (Tensor(np.array(number, dtype=kind)) for number in numbers)
        return Dataset(make, len(numbers), "Range", TensorSpec((), kind))

    @staticmethod
    def zip(*args, datasets=None, name=None):
        structure = datasets if datasets is not None else args[0] if len(args) == 1 else args
        parts = _leaves(structure)

        def make():
            for row in zip(*(part._make() for part in parts)):
                at = iter(row)
                yield _map(lambda _: next(at), structure)

        counts = [part._count for part in parts]
        known = [count for count in counts if count != INFINITE_CARDINALITY]
        count = UNKNOWN_CARDINALITY if UNKNOWN_CARDINALITY in counts else min(known) if known else INFINITE_CARDINALITY
        return Dataset(make, count, "Zip", lambda: _map(lambda part: part.element_spec, structure))

    @staticmethod
    def list_files(file_pattern, shuffle=None, seed=None, name=None):
        import glob

        patterns = [file_pattern] if isinstance(file_pattern, str) else list(file_pattern)
        names = sorted(name for pattern in patterns for name in glob.glob(str(pattern)))
        if not names:
            raise InvalidArgumentError(f"No files matched pattern: {file_pattern}")
        found = Dataset.from_tensor_slices(names)
        return found.shuffle(len(names), seed) if shuffle is None or shuffle else found

    # Steps

    def _then(self, make, kind, count=None, spec=None):
        return Dataset(make, self._count if count is None else count, kind, spec or (lambda: self.element_spec))

    def _per_element(self, function):
        return function(self._count) if self._count >= 0 else self._count

    def map(self, map_func, num_parallel_calls=None, deterministic=None, name=None):
        def make():
            for element in self._make():
                yield _map(_tensor, _apply(map_func, element))

        def spec():
            known = _leaves(self.element_spec)
            open_start = any(isinstance(leaf, TensorSpec) and leaf.shape.rank and leaf.shape[0] is None for leaf in known)
            for element in make():
                made = _map(_spec, element)
                if open_start:
                    made = _map(lambda leaf: TensorSpec((None, *leaf.shape[1:]), leaf.dtype) if leaf.shape.rank else leaf, made)
                return made
            return ()

        return self._then(make, "Map" if num_parallel_calls is None else "ParallelMap", spec=spec)

    def filter(self, predicate, name=None):
        make = lambda: (element for element in self._make() if bool(_apply(predicate, element)))
        return self._then(make, "Filter", UNKNOWN_CARDINALITY)

    def flat_map(self, map_func, name=None):
        make = lambda: (inner for element in self._make() for inner in _apply(map_func, element)._make())

        def spec():
            for element in self._make():
                return _apply(map_func, element).element_spec
            return ()

        return self._then(make, "FlatMap", UNKNOWN_CARDINALITY, spec)

    def batch(self, batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None):
        size, count = self._batches(batch_size, drop_remainder)

        def make():
            elements = self._make()
            while True:
                block = list(itertools.islice(elements, size))
                if len(block) == size or block and not drop_remainder:
                    yield _stacked(_together(block))
                if len(block) < size:
                    return

        def spec():
            start = (size if drop_remainder else None,)
            return _map(lambda leaf: TensorSpec(start + tuple(leaf.shape), leaf.dtype), self.element_spec)

        return self._then(self._blocks(size, drop_remainder) or make, "Batch", count, spec)

    def _batches(self, batch_size, drop_remainder):
        """The size of batches, and their number."""
        size = _at_least(1, batch_size, "batch_size")
        return size, self._per_element(lambda count: count // size if drop_remainder else -(-count // size))

    def _blocks(self, size, drop_remainder):
        """A faster way to make batches, if there is one."""

    def padded_batch(self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, name=None):
        if any(end is not None and end >= 0 for end in _ends(padded_shapes)):
            raise NotImplementedError("padded_batch has no sizes in padded_shapes here: each batch is as long as its longest "
                                      "element. Pad the elements with map")
        size, count = self._batches(batch_size, drop_remainder)
        value = 0 if padding_values is None else padding_values

        def padded(values):
            if isinstance(values, (tuple, dict)):
                return _map(padded, values)
            arrays = [item._value for item in values]
            ends = np.max([array.shape for array in arrays], axis=0) if arrays[0].ndim else ()
            made = np.full((len(arrays), *(int(end) for end in ends)), value, dtype=arrays[0].dtype)
            for row, array in enumerate(arrays):
                made[(row, *(slice(0, end) for end in array.shape))] = array
            return Tensor(made)

        def make():
            elements = self._make()
            while block := list(itertools.islice(elements, size)):
                if len(block) == size or not drop_remainder:
                    yield padded(_together(block))

        def spec():
            opened = lambda leaf: TensorSpec((None,) * (1 + len(leaf.shape)), leaf.dtype)
            return _map(opened, self.element_spec)

        return self._then(make, "PaddedBatch", count, spec)

    def unbatch(self, name=None):
        def make():
            for element in self._make():
                for at in range(len(_leaves(element)[0])):
                    yield _map(lambda leaf: leaf[at], element)

        spec = lambda: _map(lambda leaf: TensorSpec(leaf.shape[1:], leaf.dtype), self.element_spec)
        return self._then(make, "Unbatch", UNKNOWN_CARDINALITY, spec)

    def window(self, size, shift=None, stride=1, drop_remainder=False, name=None):
        size, stride = _at_least(1, size, "size"), _at_least(1, stride, "stride")
        shift = size if shift is None else _at_least(1, shift, "shift")
        reach = (size - 1) * stride + 1

        def make():
            elements, held, start, ended = self._make(), [], 0, False
            while True:
                if not ended:
                    more = list(itertools.islice(elements, reach - len(held)))
                    ended = len(held) + len(more) < reach
                    held += more
                if not held or ended and drop_remainder:
                    return
                rows = held[:reach:stride]
                inner = lambda rows: Dataset(lambda: iter(rows), len(rows), "Variant", lambda: _map(_spec, rows[0]))
                parts = _together(rows)
                yield _map(inner, parts) if isinstance(parts, (tuple, dict)) else inner(rows)
                skipped = len(held[shift:]) == 0 and shift > len(held)
                if skipped and not ended:
                    list(itertools.islice(elements, shift - len(held)))
                held = held[shift:]

        return self._then(make, "Window", UNKNOWN_CARDINALITY, lambda: "DatasetSpec")

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=None, name=None):
        size = _at_least(1, buffer_size, "buffer_size")
        first = int(np.random.randint(2**31)) if seed is None else int(seed)
        passes = itertools.count() if reshuffle_each_iteration is None or reshuffle_each_iteration else itertools.repeat(0)
        generator = lambda: np.random.RandomState((first + 7919 * next(passes)) % 2**32)
        return self._shuffled(size, generator)

    def _shuffled(self, size, generator):
        def make():
            random, elements = generator(), self._make()
            buffer = list(itertools.islice(elements, size))
            for element in elements:
                at = int(random.randint(len(buffer)))
                yield buffer[at]
                buffer[at] = element
            for at in random.permutation(len(buffer)).tolist():
                yield buffer[at]

        return self._then(make, "Shuffle")

    def repeat(self, count=None, name=None):
        times = INFINITE_CARDINALITY if count is None else int(count)

        def make():
            for _ in itertools.count() if times < 0 else range(times):
                empty = True
                for element in self._make():
                    empty = False
                    yield element
                if empty:
                    return

        total = INFINITE_CARDINALITY if times < 0 else self._per_element(lambda count: count * times)
        return self._then(make, "Repeat", total)

    def take(self, count, name=None):
        count = int(count)
        if count < 0:
            return self._then(self._make, "Take")
        total = self._per_element(lambda known: min(known, count))
        total = count if total == INFINITE_CARDINALITY else total
        return self._then(lambda: itertools.islice(self._make(), count), "Take", total)

    def skip(self, count, name=None):
        count = int(count)
        if count < 0:
            return self.take(0)
        total = self._per_element(lambda known: max(known - count, 0))
        return self._then(lambda: itertools.islice(self._make(), count, None), "Skip", total)

    def shard(self, num_shards, index, name=None):
        num_shards, index = _at_least(1, num_shards, "num_shards"), _at_least(0, index, "index")
        total = self._per_element(lambda known: len(range(index, known, num_shards)))
        return self._then(lambda: itertools.islice(self._make(), index, None, num_shards), "Shard", total)

    def concatenate(self, dataset, name=None):
        counts = (self._count, dataset._count)
        total = sum(counts) if min(counts) >= 0 else min(counts) if UNKNOWN_CARDINALITY in counts else INFINITE_CARDINALITY
        return self._then(lambda: itertools.chain(self._make(), dataset._make()), "Concatenate", total)

    def enumerate(self, start=0, name=None):
        make = lambda: ((Tensor(np.array(at, dtype="int64")), element) for at, element in enumerate(self._make(), start))
        return self._then(make, "Zip", spec=lambda: (TensorSpec((), "int64"), self.element_spec))

    def cache(self, filename="", name=None):
        """Keeps the elements of the first whole pass."""
        kept = []

        def make():
            if kept:
                yield from kept[0]
                return
            seen = []
            for element in self._make():
                seen.append(element)
                yield element
            kept.append(seen)

        return self._then(make, "Cache")

    def prefetch(self, buffer_size=None, name=None):
        return self._then(self._make, "Prefetch")

    def with_options(self, options, name=None):
        return self

    def apply(self, transformation_func):
        return transformation_func(self)

    def reduce(self, initial_state, reduce_func, name=None):
        state = _map(_tensor, initial_state)
        for element in self._make():
            state = _map(_tensor, reduce_func(state, element))
        return state

    # Reading

    @property
    def element_spec(self):
        if callable(self._known_spec):
            self._known_spec = self._known_spec()
        return self._known_spec

    def cardinality(self, name=None):
        return Tensor(np.array(self._count, dtype="int64"))

    def as_numpy_iterator(self):
        return (_map(lambda leaf: leaf.numpy() if isinstance(leaf, Numbers) else leaf, element) for element in self._make())

    def get_single_element(self, name=None):
        return next(self._make())

    def __iter__(self):
        return iter(self._make())

    def __len__(self):
        if self._count == INFINITE_CARDINALITY:
            raise TypeError("The dataset is infinite.")
        if self._count == UNKNOWN_CARDINALITY:
            raise TypeError("The dataset length is unknown.")
        return self._count

    def __bool__(self):
        return True

    def __repr__(self):
        return f"<_{self._kind}Dataset element_spec={self.element_spec!r}>"


class _Slices(Dataset):
    """Rows of arrays, whose batches are cut out at once. `order` gives the rows' numbers, or None for all in order."""

    def __init__(self, arrays, count, kind, order=None):
        self._arrays, self._order = arrays, order
        super().__init__(self._rows, count, kind, lambda: _map(
            lambda array: TensorSpec(array.shape[1:], name_of(array)), arrays))

    def _rows(self):
        numbers = range(self._count) if self._order is None else self._order().tolist()
        for number in numbers:
            yield _map(lambda array: Tensor(array[number]), self._arrays)

    def _blocks(self, size, drop_remainder):
        if any(name_of(array) == "string" for array in _leaves(self._arrays)):
            return None

        def make():
            order = None if self._order is None else self._order()
            for start in range(0, self._count, size):
                end = min(start + size, self._count)
                if drop_remainder and end - start < size:
                    return
                part = slice(start, end) if order is None else order[start:end]
                yield _map(lambda array: Tensor(array[part]), self._arrays)

        return make

    def _shuffled(self, size, generator):
        if size < self._count or self._order is not None:
            return super()._shuffled(size, generator)
        return _Slices(self._arrays, self._count, "Shuffle", lambda: generator().permutation(self._count))


class Options:
    """Takes what it is given; nothing here depends on it."""


class TextLineDataset(Dataset):
    """The lines of text files."""

    def __init__(self, filenames, **options):
        names = [filenames] if isinstance(filenames, str) else list(filenames)

        def make():
            for name in names:
                with open(name, encoding="utf-8") as file:
                    for line in file:
                        yield Tensor(np.array(line.rstrip("\r\n").encode(), dtype=object))

        super().__init__(make, UNKNOWN_CARDINALITY, "TextLine", TensorSpec((), "string"))


class experimental:
    AUTOTUNE = AUTOTUNE
    INFINITE_CARDINALITY, UNKNOWN_CARDINALITY = INFINITE_CARDINALITY, UNKNOWN_CARDINALITY

    @staticmethod
    def cardinality(dataset):
        return dataset.cardinality()


def __getattr__(name):
    raise AttributeError(f"module 'tensorflow.data' has no attribute '{name}' here; there are Dataset and TextLineDataset")
