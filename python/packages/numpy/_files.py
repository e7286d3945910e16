"""Files of arrays: .npy, .npz and tables of numbers as text."""

import os
import re

import _data
import numpy as np

_KINDS = {"bool": "|b1", "uint8": "|u1", "int32": "<i4", "int64": "<i8", "float32": "<f4", "float64": "<f8"}


def _bytes_of(file):
    if hasattr(file, "read"):
        return file.read()
    with open(os.fspath(file), "rb") as opened:
        return opened.read()


def _write(file, content, ending):
    if hasattr(file, "write"):
        file.write(content)
        return
    name = os.fspath(file)
    with open(name if name.endswith(ending) else name + ending, "wb") as opened:
        opened.write(content)


def array_of_npy(content):
    """An array from the bytes of an .npy file."""
    if content[:6] != b"\x93NUMPY":
        raise ValueError("Cannot load file containing pickled data when allow_pickle=False")
    start = 12 if content[6] > 1 else 10
    length = int.from_bytes(content[8:start], "little")
    header = content[start:start + length].decode("latin-1")
    kind = re.search(r"'descr': *'([^']+)'", header)
    shape = re.search(r"'shape': *\(([^)]*)\)", header)
    if kind is None or shape is None or "O" in kind[1]:
        raise ValueError("Object arrays cannot be loaded when allow_pickle=False")
    array = _data.from_bytes(content[start + length:], kind[1][1:], kind[1][0] == ">")
    sizes = tuple(int(size) for size in shape[1].split(",") if size.strip())
    return array.reshape(sizes[::-1]).T if "'fortran_order': True" in header else array.reshape(sizes)


def npy_of_array(array):
    array = np.asarray(array)
    kind = _KINDS.get(array.dtype.name)
    if kind is None:
        raise ValueError(f"arrays of {array.dtype.name} cannot be saved here; arrays of numbers can")
    shape = "(" + ", ".join(map(str, array.shape)) + ("," if array.ndim == 1 else "") + ")"
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + _data.to_bytes(array)


class NpzFile:
    """The arrays of an .npz file by their names."""

    def __init__(self, content):
        self._parts = {name.removesuffix(".npy"): part for name, part in _data.unzip(content).items()}
        self.files = list(self._parts)

    def __getitem__(self, name):
        if name not in self._parts:
            raise KeyError(f"{name} is not a file in the archive")
        return array_of_npy(self._parts[name])

    def __contains__(self, name):
        return name in self._parts

    def __iter__(self):
        return iter(self.files)

    def __len__(self):
        return len(self.files)

    def keys(self):
        return self._parts.keys()

    def items(self):
        return [(name, self[name]) for name in self.files]

    def values(self):
        return [self[name] for name in self.files]

    def get(self, name, default=None):
        return self[name] if name in self._parts else default

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def load(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding="ASCII"):
    content = _bytes_of(file)
    return NpzFile(content) if content[:2] == b"PK" else array_of_npy(content)


def save(file, arr, allow_pickle=True):
    _write(file, npy_of_array(arr), ".npy")


def savez(file, *args, allow_pickle=True, **kwds):
    named = {f"arr_{number}": array for number, array in enumerate(args)}
    _write(file, _data.zip([(f"{name}.npy", npy_of_array(array)) for name, array in {**named, **kwds}.items()]), ".npz")


def savez_compressed(file, *args, allow_pickle=True, **kwds):
    """As `savez`: nothing is compressed here."""
    savez(file, *args, **kwds)


def frombuffer(buffer, dtype=float, count=-1, offset=0):
    kind = _KINDS.get(np.dtype(dtype).name)
    made = _data.from_bytes(bytes(buffer)[offset:], kind[1:], False)
    return made if count < 0 else made[:count]


def _rows(fname, delimiter, comments, skip, encoding="utf-8"):
    if isinstance(fname, (list, tuple)):
        lines = fname
    elif hasattr(fname, "read"):
        lines = fname.read().splitlines()
    else:
        with open(os.fspath(fname), encoding=encoding or "utf-8") as file:
            lines = file.read().splitlines()
    for line in lines[skip:]:
        line = line.decode() if isinstance(line, bytes) else line
        line = line.split(comments)[0].strip() if comments else line.strip()
        if line:
            yield line.split(delimiter)


def _shaped(rows, dtype, unpack, ndmin):
    array = np.array(rows, dtype=dtype)
    if ndmin < 2:
        array = np.squeeze(array)
    if ndmin and array.ndim < ndmin:
        array = array.reshape(-1)
    return array.T if unpack else array


def loadtxt(fname, dtype=float, comments="#", delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False,
            ndmin=0, encoding=None, max_rows=None, quotechar=None, like=None):
    rows = []
    columns = (usecols,) if isinstance(usecols, int) else usecols
    for number, parts in enumerate(_rows(fname, delimiter, comments, skiprows)):
        if max_rows is not None and number >= max_rows:
            break
        parts = parts if columns is None else [parts[column] for column in columns]
        if dtype is str:
            rows.append([part.strip() for part in parts])
            continue
        try:
            rows.append([float(part) for part in parts])
        except ValueError:
            wrong = next(part for part in parts if not _is_number(part))
            raise ValueError(
                f"could not convert string '{wrong}' to float64 at row {number}, column {parts.index(wrong) + 1}."
            ) from None
        if len(rows[-1]) != len(rows[0]):
            raise ValueError(
                f"the number of columns changed from {len(rows[0])} to {len(rows[-1])} at row {number + 1}; use `usecols` "
                "to select a subset and avoid this error"
            )
    return _shaped(rows, dtype, unpack, ndmin)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def genfromtxt(fname, dtype=float, comments="#", delimiter=None, skip_header=0, skip_footer=0, converters=None,
               missing_values=None, filling_values=None, usecols=None, names=None, unpack=False, ndmin=0, encoding=None,
               **options):
    if names:
        raise NotImplementedError("genfromtxt has no names here; pandas.read_csv reads tables with names")
    gap = float("nan") if filling_values is None else filling_values
    rows = list(_rows(fname, delimiter, comments, skip_header))
    rows = rows[:len(rows) - skip_footer]
    columns = (usecols,) if isinstance(usecols, int) else usecols
    chosen = [parts if columns is None else [parts[column] for column in columns] for parts in rows]
    values = [[float(part) if _is_number(part) else gap for part in parts] for parts in chosen]
    return _shaped(values, dtype, unpack, ndmin)


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# ", encoding=None):
    array = np.asarray(X)
    rows = array.reshape(-1, 1) if array.ndim < 2 else array
    lines = [comments + header] if header else []
    for row in rows.tolist():
        if isinstance(fmt, (list, tuple)):
            lines.append(delimiter.join(part % value for part, value in zip(fmt, row)))
        elif fmt.count("%") > 1:
            lines.append(fmt % tuple(row))
        else:
            lines.append(delimiter.join(fmt % value for value in row))
    lines += [comments + footer] if footer else []
    text = "".join(line + newline for line in lines)
    if hasattr(fname, "write"):
        fname.write(text)
        return
    with open(os.fspath(fname), "w", encoding=encoding or "utf-8") as file:
        file.write(text)
