"""Operations that change shapes, and products."""

import builtins
import math

import numpy as np

from keras._apply import are_whole, apply, exact, is_symbolic
from keras._steps import Value, axes_of, axis_of
from keras._tensor import plain_array


def as_value(steps, x):
    """A number as a value, too."""
    return x if isinstance(x, Value) else steps.constant(np.array(x))


def shape(x):
    return tuple(x.shape) if hasattr(x, "shape") else plain_array(x).shape


def ndim(x):
    return len(shape(x))


def size(x):
    if None in shape(x):
        lower = lambda steps, x: steps.map("1", x).reduce("sum", range(x.ndim))
        return apply("Size", lower, [x], dtype="int32")
    return math.prod(shape(x))


def reshape(x, newshape):
    wanted = list(newshape) if isinstance(newshape, (tuple, list)) else [newshape]
    if are_whole([x]) and None not in wanted:
        return plain_array(x).reshape(wanted)

    def lower(steps, x):
        x, target = as_value(steps, x), list(wanted)
        if None in target and -1 in target:
            # Both the batch and one more size: the latter follows from the sizes that are known.
            known = math.prod(size for size in target if size not in (None, -1))
            target[target.index(-1)] = math.prod(size for size in x.shape if size is not None) // known
        return x.reshape([None if size == -1 and None in x.shape else size for size in target])

    return apply("Reshape", lower, [x], {"newshape": wanted})


@exact
def transpose(x, axes=None):
    lower = lambda steps, x: x.permute([axis_of(a, x.ndim) for a in axes] if axes is not None else range(x.ndim)[::-1])
    return apply("Transpose", lower, [x], {"axes": None if axes is None else list(axes)})


@exact
def swapaxes(x, axis1, axis2):
    lower = lambda steps, x: x.swap(axis_of(axis1, x.ndim), axis_of(axis2, x.ndim))
    return apply("Swapaxes", lower, [x], {"axis1": axis1, "axis2": axis2})


@exact
def moveaxis(x, source, destination):
    listed = lambda axis: list(axis) if isinstance(axis, (tuple, list)) else [axis]

    def lower(steps, x):
        sources = [axis_of(a, x.ndim) for a in listed(source)]
        order = [a for a in range(x.ndim) if a not in sources]
        for target, a in sorted(zip([axis_of(a, x.ndim) for a in listed(destination)], sources)):
            order.insert(target, a)
        return x.permute(order)

    return apply("Moveaxis", lower, [x], {"source": source, "destination": destination})


@exact
def expand_dims(x, axis):
    def lower(steps, x):
        x = as_value(steps, x)
        places = list(axis) if isinstance(axis, (tuple, list)) else [axis]
        for place in sorted(axis_of(a, x.ndim + len(places)) for a in places):
            x = x.expand_dims(place)
        return x

    return apply("ExpandDims", lower, [x], {"axis": axis})


@exact
def squeeze(x, axis=None):
    def lower(steps, x):
        axes = [at for at, size in enumerate(x.shape) if size == 1] if axis is None else axes_of(axis, x.ndim)
        for at in axes:
            if x.shape[at] not in (1, None):
                raise ValueError(f"Cannot squeeze axis {at}, because the dimension is not 1: {x.shape}")
        return x.without(axes)

    return apply("Squeeze", lower, [x], {"axis": axis})


@exact
def ravel(x):
    return apply("Ravel", lambda steps, x: x.reshape((None if None in x.shape else math.prod(x.shape),)), [x])


@exact
def flip(x, axis=None):
    def lower(steps, x):
        for at in axes_of(axis, x.ndim):
            x = x.slice(at, None, None, -1)
        return x

    return apply("Flip", lower, [x], {"axis": axis})


@exact
def roll(x, shift, axis=None):
    def lower(steps, x):
        at = axis_of(axis, x.ndim)
        by = shift % x.shape[at]
        return steps.concat([x.slice(at, -by), x.slice(at, 0, -by)], at) if by else x

    return apply("Roll", lower, [x], {"shift": shift, "axis": axis})


@exact
def concatenate(xs, axis=0):
    lower = lambda steps, xs: steps.concat(xs, axis_of(axis, xs[0].ndim))
    return apply("Concatenate", lower, [_tensors(xs)], {"axis": axis})


@exact
def stack(x, axis=0):
    def lower(steps, xs):
        xs = [as_value(steps, one) for one in xs]
        at = axis_of(axis, xs[0].ndim + 1)
        return steps.concat([one.expand_dims(at) for one in xs], at)

    return apply("Stack", lower, [_tensors(x)], {"axis": axis})


def _tensors(xs):
    """A list of tensors, none of which is a plain number."""
    return [x if hasattr(x, "shape") else plain_array(x) for x in xs]


def vstack(xs):
    return concatenate([x if ndim(x) > 1 else expand_dims(x, 0) for x in xs], 0)


def hstack(xs):
    return concatenate(xs, 0 if ndim(xs[0]) == 1 else 1)


@exact
def split(x, indices_or_sections, axis=0):
    def lower(steps, x):
        at = axis_of(axis, x.ndim)
        if isinstance(indices_or_sections, int):
            if x.shape[at] is None or x.shape[at] % indices_or_sections:
                raise ValueError(f"`x` size on given `axis` must be divisible by `indices_or_sections` when "
                                 f"`indices_or_sections` is an int. Received: x.shape={x.shape}, "
                                 f"indices_or_sections={indices_or_sections}, axis={axis}")
            each = x.shape[at] // indices_or_sections
            ends = [each * part for part in range(1, indices_or_sections)]
        else:
            ends = [int(end) for end in indices_or_sections]
        return [x.slice(at, start, end) for start, end in zip([0, *ends], [*ends, None])]

    sections = indices_or_sections if isinstance(indices_or_sections, int) else list(indices_or_sections)
    return apply("Split", lower, [x], {"indices_or_sections": sections, "axis": axis})


def unstack(x, num=None, axis=0):
    def lower(steps, x):
        at = axis_of(axis, x.ndim)
        return [x.slice(at, k, k + 1).without([at]) for k in range(num or x.shape[at])]

    return apply("Unstack", lower, [x], {"num": num, "axis": axis}, module="core")


def get_item(x, key):
    if not is_symbolic(x):
        return plain_array(x)[key]
    keys = list(key) if isinstance(key, tuple) else [key]

    def lower(steps, x):
        parts = list(keys)
        used = builtins.sum(1 for part in parts if part is not None and part is not Ellipsis)
        if used > x.ndim:
            raise IndexError(f"too many indices for a tensor of shape {x.shape}")
        if not builtins.any(part is Ellipsis for part in parts):
            parts.append(Ellipsis)
        at, shape = 0, []
        for part in parts:
            if part is Ellipsis:
                rest = x.ndim - used
                shape += list(x.shape[at:at + rest])
                at += rest
            elif part is None:
                shape.append(1)
            elif isinstance(part, slice):
                x = x.slice(at, part.start, part.stop, part.step)
                shape.append(x.shape[at])
                at += 1
            elif isinstance(part, (int, np.integer)):
                end = int(part) + 1 or None
                size = x.shape[at]
                if size is not None and not -size <= part < size:
                    raise IndexError(f"index {part} is out of bounds for axis {at} with size {size}")
                x = x.slice(at, int(part), end)
                x.shape = x.shape[:at] + (1,) + x.shape[at + 1:]
                at += 1
            else:
                raise NotImplementedError(
                    f"a symbolic tensor takes numbers and slices as an index, not {type(part).__name__}; ops.take takes "
                    "a list of numbers"
                )
        return x.reshape(shape)

    return apply("GetItem", lower, [x], further=[key])


def take(x, indices, axis=None):
    if not is_symbolic([x, indices]):
        return np.take(plain_array(x), plain_array(indices), axis)

    def lower(steps, x, rows):
        rows = as_value(steps, rows)
        if axis is None:
            x = x.reshape((math.prod(x.shape), 1))
            return x.gather(rows.stop()).reshape(rows.shape)
        at = axis_of(axis, x.ndim)
        if None in x.shape:
            if not static:
                raise NotImplementedError("ops.take with symbolic indices takes from a table without a batch")
            size, listed = x.shape[at], numbers.reshape(-1).tolist()
            wrong = [k for k in listed if not -size <= k < size]
            if wrong:
                raise IndexError(f"index {wrong[0]} is out of bounds for axis {at} with size {size}")
            parts = [x.slice(at, k % size, k % size + 1) for k in listed]
            return steps.concat(parts, at).reshape(x.shape[:at] + numbers.shape + x.shape[at + 1:])
        order = [at, *(a for a in range(x.ndim) if a != at)]
        rest = [x.shape[a] for a in order[1:]]
        rows = steps.map("a < 0 ? a + n : a", rows, n=float(x.shape[at]))
        table = x.permute(order).reshape((x.shape[at], math.prod(rest)))
        found = table.gather(rows.stop()).reshape([*rows.shape, *rest])
        many = len(rows.shape)
        moved = list(range(many, many + at)) + list(range(many)) + list(range(many + at, found.ndim))
        return found.permute(moved)

    static = not is_symbolic(indices)
    numbers = plain_array(indices) if static else None
    return apply("Take", lower, [x, numbers if static else indices], {"axis": axis}, getattr(x, "dtype", None))


@exact
def repeat(x, repeats, axis=None):
    def lower(steps, x):
        if axis is None:
            x = x.reshape((None if None in x.shape else math.prod(x.shape),))
        at = 0 if axis is None else axis_of(axis, x.ndim)
        return _times(x, at, int(repeats), at + 1)

    return apply("Repeat", lower, [x], {"repeats": repeats, "axis": axis})


@exact
def tile(x, repeats):
    def lower(steps, x):
        times = [repeats] if isinstance(repeats, int) else list(repeats)
        times = [1] * (x.ndim - len(times)) + times
        while x.ndim < len(times):
            x = x.expand_dims(0)
        for at, count in enumerate(times):
            x = x if count == 1 else _times(x, at, int(count), at)
        return x

    return apply("Tile", lower, [x], {"repeats": repeats})


def _times(x, axis, count, at):
    """An axis made longer: by a new axis of this length at `at`, and then both as one."""
    size, shape = x.shape[axis], x.shape
    many = x.expand_dims(at)
    many = many.expand(many.shape[:at] + (count,) + many.shape[at + 1:])
    return many.reshape(shape[:axis] + (None if size is None else size * count,) + shape[axis + 1:])


@exact
def broadcast_to(x, shape):
    return apply("BroadcastTo", lambda steps, x: as_value(steps, x).expand(shape), [x], {"shape": list(shape)})


def pad(x, pad_width, mode="constant", constant_values=None):
    if mode != "constant":
        raise NotImplementedError("ops.pad has mode=\"constant\" only")
    if are_whole([x]):
        return np.pad(plain_array(x), pad_width, constant_values=constant_values or 0)

    def lower(steps, x):
        widths = pad_width
        if isinstance(widths, int):
            widths = [(widths, widths)] * x.ndim
        elif len(widths) == 2 and isinstance(widths[0], int):
            widths = [tuple(widths)] * x.ndim
        for at, (before, after) in enumerate(widths):
            parts = [x]
            for width, place in ((before, 0), (after, 2)):
                if width:
                    border = steps.map("v", x.slice(at, 0, 1), v=float(constant_values or 0))
                    parts.insert(place, border.expand(border.shape[:at] + (int(width),) + border.shape[at + 1:]))
            x = steps.concat(parts, at)
        return x

    return apply("Pad", lower, [x], {"pad_width": pad_width, "mode": mode})


@exact
def tril(x, k=0):
    return _triangle("Tril", "b - a <= k ? c : 0", x, k)


@exact
def triu(x, k=0):
    return _triangle("Triu", "b - a >= k ? c : 0", x, k)


def _triangle(kind, formula, x, k):
    def lower(steps, x):
        rows, columns = steps.iota(x.shape[-2]).reshape((x.shape[-2], 1)), steps.iota(x.shape[-1])
        return steps.map(formula, rows, columns, x, k=float(k))

    return apply(kind, lower, [x], {"k": k})


# Products


def matmul(x1, x2):
    def lower(steps, a, b):
        first, second = a.ndim == 1, b.ndim == 1
        a, b = a.expand_dims(0) if first else a, b.expand_dims(1) if second else b
        product = a.matmul(b)
        drop = [product.ndim - 2] * first + [product.ndim - 1] * second
        return product.without(drop) if drop else product

    return apply("Matmul", lower, [x1, x2])


def einsum(subscripts, *operands, **kwargs):
    return apply("Einsum", lambda steps, *values: _einsum(steps, subscripts, values), list(operands),
                 {"subscripts": subscripts})


def _einsum(steps, subscripts, values):
    text = subscripts.replace(" ", "")
    terms, arrow, out = text.partition("->")
    terms = terms.split(",")
    if len(terms) != len(values) or len(values) > 2:
        raise NotImplementedError(f"ops.einsum takes one or two tensors here; \"{subscripts}\" has {len(terms)}")
    if "..." in text:
        free = [letter for letter in "ABCDEFGHIJ" if letter not in text]
        dotted = [(term, value) for term, value in zip(terms, values) if "..." in term]
        count = builtins.max(value.ndim - len(term.replace("...", "")) for term, value in dotted)
        full = "".join(free[:count])
        own = lambda term, value: full[count - (value.ndim - len(term.replace("...", ""))):]
        terms = [term.replace("...", own(term, value)) for term, value in zip(terms, values)]
        out = out.replace("...", full)
    joined = "".join(terms)
    if not arrow:
        out = "".join(sorted(letter for letter in set(joined) if joined.count(letter) == 1))
    sizes = {}
    for term, value in zip(terms, values):
        if len(term) != value.ndim or len(set(term)) != len(term):
            raise ValueError(f"einsum: \"{term}\" does not name the axes of a tensor of shape {value.shape}")
        for letter, size in zip(term, value.shape):
            known = sizes.setdefault(letter, size)
            if known != size and None not in (size, known):
                raise ValueError(f"einsum: axis \"{letter}\" has sizes {sizes[letter]} and {size}")
    if len(values) == 1:
        only = terms[0]
        summed = [at for at, letter in enumerate(only) if letter not in out]
        value = values[0].reduce("sum", summed) if summed else values[0]
        left = [letter for letter in only if letter in out]
        return value.permute([left.index(letter) for letter in out])
    sides = []
    for term, value, other in ((terms[0], values[0], terms[1]), (terms[1], values[1], terms[0])):
        alone = [at for at, letter in enumerate(term) if letter not in out and letter not in other]
        sides.append(("".join(letter for at, letter in enumerate(term) if at not in alone),
                      value.reduce("sum", alone) if alone else value))
    (first, a), (second, b) = sides
    batch = [letter for letter in first if letter in second and letter in out]
    inner = [letter for letter in first if letter in second and letter not in out]
    left = [letter for letter in first if letter not in second]
    right = [letter for letter in second if letter not in first]

    def size(letters):
        known = [sizes[letter] for letter in letters]
        return None if None in known else math.prod(known)

    grouped = lambda value, term, order, groups: value.permute([term.index(letter) for letter in order]).reshape(groups)
    leading = [size(batch)] if batch else []
    a = grouped(a, first, batch + left + inner, [*leading, size(left), size(inner)])
    b = grouped(b, second, batch + inner + right, [*leading, size(inner), size(right)])
    order = batch + left + right
    product = a.matmul(b).reshape([sizes[letter] for letter in order])
    return product.permute([order.index(letter) for letter in out])


def tensordot(x1, x2, axes=2):
    a, b = ndim(x1), ndim(x2)
    if isinstance(axes, int):
        first, second = list(range(a - axes, a)), list(range(axes))
    else:
        first, second = [[one] if isinstance(one, int) else list(one) for one in axes]
    letters = "abcdefghijklmnopqrstuvwxyz"
    left, right = list(letters[:a]), list(letters[a:a + b])
    for one, two in zip(first, second):
        right[axis_of(two, b)] = left[axis_of(one, a)]
    shared = {left[axis_of(one, a)] for one in first}
    out = [letter for letter in left + right if letter not in shared]
    text = f"{''.join(left)},{''.join(right)}->{''.join(out)}"
    return apply("Tensordot", lambda steps, *values: _einsum(steps, text, values), [x1, x2], {"axes": axes})


def dot(x1, x2):
    a, b = ndim(x1), ndim(x2)
    if a == 0 or b == 0:
        return x1 * x2
    if a <= 2 and b <= 2:
        return matmul(x1, x2)
    return tensordot(x1, x2, [[a - 1], [0 if b == 1 else b - 2]])


def outer(x1, x2):
    return reshape(x1, (-1, 1)) * reshape(x2, (1, -1))
