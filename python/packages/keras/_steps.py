"""Operations as steps of the engine: what each step is, and the shape it gives. None is the size of the batch."""

import math

import numpy as np

NAMES = "abcdefgh"


def broadcast(a, b):
    """The shape of two shapes together, as NumPy broadcasts."""
    count = max(len(a), len(b))
    full = []
    for x, y in zip((1,) * (count - len(a)) + tuple(a), (1,) * (count - len(b)) + tuple(b)):
        if x != y and x != 1 and y != 1 and x is not None and y is not None:
            raise ValueError(f"Cannot broadcast shapes: {tuple(a)} and {tuple(b)}")
        full.append(y if x == 1 or x is None and y != 1 else x)
    return tuple(full)


def axis_of(axis, rank):
    """An axis counted from the front."""
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of bounds for an array of dimension {rank}")
    return axis % rank


def axes_of(axis, rank):
    """Axes of a reduction; None means all."""
    if axis is None:
        return list(range(rank))
    return sorted({axis_of(int(one), rank) for one in (axis if isinstance(axis, (tuple, list)) else [axis])})


class Value:
    """A value within steps."""

    def __init__(self, steps, at, shape):
        self.steps, self.at, self.shape = steps, at, tuple(shape)

    @property
    def ndim(self):
        return len(self.shape)

    def _add(self, name, shape, *options, others=()):
        return self.steps.add(name, [self, *others], shape, *options)

    def activation(self, name):
        return self._add("activation", self.shape, name)

    def reduce(self, kind, axes, keepdims=False):
        kept = tuple(1 if at in axes else size for at, size in enumerate(self.shape))
        value = self._add("reduce", kept, kind, list(axes))
        return value if keepdims else value.without(axes)

    def without(self, axes):
        """Without axes of one element."""
        return self._arranged([at for at in range(self.ndim) if at not in axes])

    def _arranged(self, axes):
        """With these of its axes; None stands for a new one of one element. The other axes have one element."""
        shape = tuple(1 if at is None else self.shape[at] for at in axes)
        if shape.count(None) < 2:
            return self.reshape(shape)
        # The engine reads a number below -1 as an axis of the value.
        return self._add("reshape", shape, [1 if at is None else -2 - at for at in axes])

    def reshape(self, shape):
        shape = tuple(shape)
        if shape == self.shape:
            return self
        wanted = [-1 if size is None else int(size) for size in shape]
        if wanted.count(-1) > 1:
            raise ValueError(f"Cannot reshape a tensor of shape {self.shape} into shape {shape}")
        known = math.prod(size for size in wanted if size != -1)
        if None not in self.shape:
            size = math.prod(self.shape)
            if -1 in wanted and known and size % known == 0:
                wanted[wanted.index(-1)] = size // known
            if math.prod(wanted) != size:
                raise ValueError(f"Cannot reshape a tensor of shape {self.shape} into shape {shape}")
            return self._add("reshape", wanted, wanted)
        if -1 not in wanted:
            # The batch is one of the sizes that are stated.
            return self._add("reshape", wanted, wanted)
        own = math.prod(size for size in self.shape if size is not None)
        if known == 0 or own % known and known % own:
            raise ValueError(f"Cannot reshape a tensor of shape {self.shape} into shape {shape}")
        return self._add("reshape", [None if size == -1 else size for size in wanted], wanted)

    def permute(self, order):
        return self._add("permute", [self.shape[at] for at in order], list(order))

    def swap(self, a, b):
        order = list(range(self.ndim))
        order[a], order[b] = order[b], order[a]
        return self if a == b else self.permute(order)

    def slice(self, axis, start=None, stop=None, step=None):
        size = self.shape[axis]
        if (start, stop, step) in ((None, None, None), (0, None, None), (None, None, 1), (0, None, 1)):
            return self
        if size is not None:
            size = len(range(*slice(start, stop, step).indices(size)))
        return self._add(
            "slice", self.shape[:axis] + (size,) + self.shape[axis + 1:], axis,
            *(None if at is None else int(at) for at in (start, stop, step)),
        )

    def expand_dims(self, axis):
        order = list(range(self.ndim))
        return self._arranged([*order[:axis], None, *order[axis:]])

    def expand(self, shape):
        if tuple(shape) == self.shape:
            return self
        full = broadcast(self.shape, shape)
        return self._add("expand", full, [-1 if size is None else size for size in full])

    def matmul(self, other, transpose_a=False, transpose_b=False):
        m, k = self.shape[-2:][::-1] if transpose_a else self.shape[-2:]
        other_k, n = other.shape[-2:][::-1] if transpose_b else other.shape[-2:]
        if k != other_k and None not in (k, other_k):
            raise ValueError(f"Inner dimensions must match for matmul: {self.shape} and {other.shape}")
        leading = broadcast(self.shape[:-2], other.shape[:-2])
        return self._add("matmul", (*leading, m, n), transpose_a, transpose_b, others=[other])

    def arg_max(self):
        return self._add("arg_max", self.shape[:-1] + (1,))

    def stop(self):
        return self._add("stop", self.shape)

    def gather(self, rows):
        return self._add("gather", rows.shape + self.shape[1:], others=[rows])

    def softmax(self, axis, name="softmax"):
        last = self.ndim - 1
        return self.swap(axis, last).activation(name).swap(axis, last)


class Steps:
    """A list of steps that grows."""

    def __init__(self, shapes):
        self.list = []
        self.inputs = [Value(self, at, shape) for at, shape in enumerate(shapes)]

    def add(self, name, operands, shape, *options):
        self.list.append([name, [value.at for value in operands], *options])
        return Value(self, len(self.inputs) + len(self.list) - 1, shape)

    def map(self, formula, *operands, **constants):
        """A formula of values and numbers, which are a, b, c and so on in it."""
        names, values = "", []
        if not any(isinstance(operand, Value) for operand in operands):
            operands = (self.constant(np.array(operands[0])), *operands[1:])
        for name, operand in zip(NAMES, operands):
            if isinstance(operand, Value):
                names, values = names + name, [*values, operand]
            else:
                constants[name] = finite(operand)
        shape = ()
        for value in values:
            shape = broadcast(shape, value.shape)
        return self.add("map", values, shape, formula, constants, names)

    def concat(self, values, axis):
        first = values[0].shape
        for value in values:
            other = value.shape
            if len(other) != len(first) or any(
                a != b and at != axis and None not in (a, b) for at, (a, b) in enumerate(zip(first, other))
            ):
                raise ValueError(
                    "A `Concatenate` operation needs inputs of the same shape besides the axis. Received: "
                    f"{[value.shape for value in values]} and axis {axis}"
                )
        sizes = [value.shape[axis] for value in values]
        size = None if None in sizes else sum(sizes)
        if len(values) == 1:
            return values[0]
        return self.add("concat", values, first[:axis] + (size,) + first[axis + 1:], axis)

    def iota(self, count):
        return self.add("iota", [], (count,), count)

    def constant(self, array):
        """A given array as a value."""
        numbers = [finite(number) for number in array.reshape(-1).tolist()]
        if len(set(numbers)) == 1 and len(numbers) > 1:
            return self.constant(array.reshape(-1)[:1].reshape((1,) * array.ndim)).expand(array.shape)
        return self.add("constant", [], array.shape, list(array.shape), numbers)

    def uniform(self, shape, like=None):
        return self.add("uniform", [] if like is None else [like], shape, [size for size in shape])

    def config(self, outputs):
        return {"inputs": len(self.inputs), "steps": self.list, "outputs": [value.at for value in outputs]}


def finite(number):
    """A number as configs can hold it: what is beyond 32 bits is infinite there."""
    number = float(number)
    if number != number:
        raise ValueError("a constant is not a number (nan)")
    return max(min(number, 1e300), -1e300)
