"""Writes small HDF5 files with h5py, packed with gzip, and what h5py reads in them.

    python tests/formats/generate_hdf5.py
    python tests/formats/generate_hdf5.py --describe FILE

The second call prints what h5py reads in a file. It adds to the file's groups first, which h5py can only do if
all their structures are right.

Written with h5py 3.14 (HDF5 1.14.6). `--large` adds files that are too large for the repository.
"""

import argparse
import gzip
import json
import tempfile
from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parent / "hdf5"


def keras(f):
    """What Keras 2 and 3 write into the HDF5 files of whole models."""
    f.attrs["model_config"] = '{"class_name": "Sequential", "config": {"name": "réseau"}}' + " " * 4500
    f.attrs["keras_version"] = "3.12.0"
    f.attrs["backend"] = np.bytes_(b"tensorflow")
    weights = f.create_group("model_weights")
    weights.attrs["layer_names"] = np.array([b"dense", b"dropout", b"dense_1"])
    weights.attrs["variable"] = ["dense", "", "größer", "x" * 300]
    dense = weights.create_group("dense").create_group("dense")
    dense["kernel:0"] = np.linspace(-1, 1, 12, dtype="f4").reshape(3, 4)
    dense["bias:0"] = np.zeros(4, "f4")
    weights["dense"].attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
    weights.create_group("dropout").attrs["weight_names"] = []
    weights.create_group("dense_1")
    f["optimizer/iteration"] = np.int64(1234)
    f["layers\\conv2d/vars/0"] = np.float16([[1.5, -2.25]])


def types(f):
    """Every type of number and text, in both byte orders."""
    for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
        limits = np.finfo(code) if code[0] == "f" else np.iinfo(code)
        values = np.array([0, 1, 77, limits.min, limits.max], dtype=code)
        f["little/" + code] = values.astype("<" + code)
        f["big/" + code] = values.astype(">" + code)
        f.attrs[code] = values.astype(">" + code)
    f["special"] = np.array([np.inf, -np.inf, -0.0, 6e-8, 2.5e-6], dtype="f2")
    f["bool"] = np.array([[True, False, True]])
    bfloat16 = np.array([0x3F80, 0xC000, 0x7F80], dtype="<u2").view("V2")
    f["bfloat16"] = bfloat16
    f["bfloat16"].attrs["dtype"] = "bfloat16"
    f["scalar"] = np.float32(3.5)
    f["none"] = np.zeros((0, 3), "f4")
    f["nothing"] = h5py.Empty("f4")
    f["unwritten"] = np.zeros(0)
    f.create_dataset("fill", (2, 3), "f4", fillvalue=2.5)
    f["texts"] = ["a", "", "größer"]
    f["fixed"] = np.array([b"ab", b"", b"abcd"])
    for name, padding, data in [
        ("terminated", h5py.h5t.STR_NULLTERM, [b"ab", b"cdefg"]),
        ("spaces", h5py.h5t.STR_SPACEPAD, [b"ab    ", b"cdef  "]),
    ]:
        dtype = h5py.h5t.C_S1.copy()
        dtype.set_size(6)
        dtype.set_strpad(padding)
        d = h5py.h5d.create(f.id, name.encode(), dtype, h5py.h5s.create_simple((2,)))
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array(data, "S6"), dtype)
    f.attrs["empty"] = h5py.Empty("f4")
    f.attrs["one"] = 7
    f.attrs["half"] = np.float32(0.5)
    f.attrs["flag"] = True
    f.attrs["pair"] = [[1.0, 2.0], [3.0, 4.0]]
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    data = np.arange(6, dtype="<i2").reshape(2, 3)
    d = h5py.h5d.create(f.id, b"compact", h5py.h5t.STD_I16LE, h5py.h5s.create_simple((2, 3)), compact)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    f["type"] = np.dtype("<f4")
    d = h5py.h5d.create(f.id, b"named type", f["type"].id, h5py.h5s.create_simple((2,)))
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.float32([1, 2]))
    f["named type"].attrs.create("named", 1.5, dtype=f["type"])
    del f["type"]


def links(f, count=300):
    """A group with so many members that its index has several levels."""
    f["first"] = np.float32([1, 2])
    group = f.create_group("many")
    for i in range(count):
        group[f"member_{i * 7919 % count}"] = f["first"]


def ordered(f):
    """Members and attributes in the order of creation, more than fit into a header."""
    for name in "zyx":
        f.attrs[name] = name
    f["last"] = np.float32([1])
    f["first"] = np.float32([2])
    group = f.create_group("group", track_order=True)
    for i in range(40):
        group[f"b{i * 23 % 40}"] = f["first"]
        group.attrs[f"a{i * 23 % 40}"] = i
    data = f.create_dataset("data", data=np.float32([3]), track_order=True)
    for i in range(12):
        data.attrs[f"text {i}"] = "x" * i


def chunks(f):
    """Chunks with every filter, at the ends of axes, and never written."""
    ramp = np.arange(7 * 5, dtype="f4").reshape(7, 5)
    f.create_dataset("gzip", data=ramp, chunks=(3, 2), compression="gzip")
    f.create_dataset("all", data=ramp, chunks=(3, 2), compression=9, shuffle=True, fletcher32=True)
    f.create_dataset("plain", data=ramp, chunks=(4, 4))
    f.create_dataset("shuffled", data=ramp.astype("f8"), chunks=(7, 5), shuffle=True)
    f.create_dataset("checked", data=ramp.astype("i2"), chunks=(7, 2), fletcher32=True)
    f.create_dataset("one", data=ramp, chunks=(7, 5), compression="gzip")
    f.create_dataset("one plain", data=ramp, chunks=(7, 5))
    f.create_dataset("deep", data=np.arange(120, dtype="u1").reshape(2, 3, 4, 5), chunks=(1, 2, 3, 2))
    sparse = f.create_dataset("sparse", (6, 6), "f4", chunks=(2, 2), fillvalue=-1, maxshape=(None, 6))
    sparse[3:5, 1:4] = 5
    grown = f.create_dataset("grown", (2, 40), "i4", chunks=(1, 3), maxshape=(10, None), compression="gzip")
    grown[...] = np.arange(80).reshape(2, 40)
    grown.resize((3, 37))
    both = f.create_dataset("both", (9, 9), "i2", chunks=(2, 2), maxshape=(None, None), compression="gzip")
    both[...] = np.arange(81).reshape(9, 9)
    both = f.create_dataset("both plain", (9, 9), "i2", chunks=(2, 2), maxshape=(None, None))
    both[...] = np.arange(81).reshape(9, 9)
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((2, 3))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    d = h5py.h5d.create(f.id, b"early", h5py.h5t.STD_I16LE, h5py.h5s.create_simple((4, 7)), early)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(28, dtype="<i2").reshape(4, 7))
    texts = np.array(["a", "bc", "", "d"], dtype=object)
    f.create_dataset("texts", data=texts, chunks=(3,), dtype=h5py.string_dtype(), compression="gzip")


def pages(f):
    """So many chunks that their index has pages."""
    paged = f.create_dataset("paged", (1100,), "u1", chunks=(1,), fillvalue=9)
    paged[1050:] = np.arange(50)
    growing = f.create_dataset("growing", (700,), "u1", chunks=(1,), maxshape=(None,), fillvalue=9)
    growing[3] = 1
    growing[690:] = 2


def refused(f):
    """What is refused."""
    f["data"] = np.float32([1])
    f["soft"] = h5py.SoftLink("/data")
    f["external"] = h5py.ExternalLink("other.h5", "/data")
    f.create_dataset("lzf", data=np.zeros(9, "f4"), chunks=(3,), compression="lzf")
    f.create_dataset("outside", (3,), "f4", external=[("other.bin", 0, 12)])
    f["compound"] = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])
    f.create_dataset("array", (2,), np.dtype("(3,)f4"))
    f["complex"] = np.complex64([1])
    f.create_dataset("sequences", (1,), h5py.vlen_dtype("i4"))
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "data", (4,))
    f.create_virtual_dataset("virtual", layout)


def circle(f):
    """A group that is its own member."""
    f["loop"] = f["/"]


def small(f):
    """The file whose bytes the tests change."""
    f.attrs["text"] = "a text"
    f.attrs["texts"] = ["ab", "c"]
    f["group/data"] = np.float32([1, 2])
    f.create_dataset("gzip", data=np.arange(20, dtype="f4"), chunks=(8,), compression="gzip", shuffle=True)
    for i in range(10):
        f[f"group/{i}"] = f["group/data"]


def large(f):
    """What needs many bytes: indexes with pages in every kind of block, and attributes of more than 64 KB."""
    growing = f.create_dataset("growing", (300000,), "u1", chunks=(1,), maxshape=(None,), fillvalue=9)
    growing[3] = 1
    growing[131072 + 20 : 131072 + 1040] = 2
    growing[200000] = 3
    growing[299999] = 4
    packed = f.create_dataset("packed", (300000,), "u1", chunks=(1,), maxshape=(None,), compression="gzip")
    packed[140000] = 3
    tree = f.create_dataset("tree", (90, 90), "u1", chunks=(1, 1), maxshape=(None, None), compression="gzip")
    tree[...] = np.arange(8100).reshape(90, 90) % 256
    f.attrs["huge"] = np.arange(20000.0)
    f["scalar"] = 1.0
    f.attrs["small"] = 1
    for i in range(5000):
        f[f"many/member {i * 7919 % 5000}"] = f["scalar"]
    for i in range(100):
        f["many"].attrs[f"text {i}"] = ["text"] * i * 10
    f["many"].attrs["huge"] = np.arange(10000.0)


def create(path, write, **options):
    """Writes a file. New versions of the format hold the time, so their bytes differ each time."""
    with h5py.File(path, "w", **options) as f:
        write(f)


def create_with(path, write, change):
    """Writes a file whose creation properties are changed."""
    properties = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    change(properties)
    file = h5py.h5f.create(str(path).encode(), h5py.h5f.ACC_TRUNC, fcpl=properties)
    with h5py.File(file) as f:
        write(f)


def files(with_large):
    """All files: name, then the function that writes one to a path."""
    latest = {"libver": "latest"}
    made = {
        "keras": lambda p: create(p, keras),
        "keras_latest": lambda p: create(p, keras, **latest),
        "keras_v108": lambda p: create(p, keras, libver=("v108", "v108")),
        "types": lambda p: create(p, types),
        "types_latest": lambda p: create(p, types, **latest),
        "links": lambda p: create(p, links),
        "links_latest": lambda p: create(p, links, **latest),
        "ordered": lambda p: create(p, ordered, track_order=True),
        "ordered_latest": lambda p: create(p, ordered, track_order=True, **latest),
        "chunks": lambda p: create(p, chunks),
        "chunks_latest": lambda p: create(p, chunks, **latest),
        "pages_latest": lambda p: create(p, pages, **latest),
        "refused": lambda p: create(p, refused),
        "refused_latest": lambda p: create(p, refused, **latest),
        "circle": lambda p: create(p, circle),
        "small": lambda p: create(p, small),
        "small_latest": lambda p: create(p, small, track_order=True, **latest),
        "user_block": lambda p: create(p, small, userblock_size=1024),
        "sizes_4": lambda p: create_with(p, small, lambda fcpl: fcpl.set_sizes(4, 4)),
    }
    if with_large:
        made |= {
            "large": lambda p: create(p, lambda f: large(f), **latest),
            "large_ordered": lambda p: create(p, large, track_order=True, **latest),
        }
    return made


def numbers(values):
    """Numbers as JSON has them: those that are not whole are texts, which every reader rounds alike."""
    found = [float(v) for v in np.asarray(values).ravel()]
    return [int(v) if v.is_integer() and abs(v) < 1e9 and str(v) != "-0.0" else str(v) for v in found]


def text(value):
    """A text, from bytes too."""
    return value.decode() if isinstance(value, bytes) else str(value)


def values(data, shape, dtype):
    """Values with their shape: `numbers` or `texts`."""
    if isinstance(data, h5py.Empty):
        return {"shape": [0], "numbers": []}
    if h5py.check_string_dtype(dtype):
        return {"shape": list(shape), "texts": [text(v) for v in np.asarray(data, object).ravel()]}
    return {"shape": list(shape), "numbers": numbers(data)}


def attributes(node):
    """The attributes of a group or data set."""
    found = {}
    for name in node.attrs:
        attribute = node.attrs.get_id(name)
        found[name] = values(node.attrs[name], attribute.shape or (), attribute.dtype)
    return found


def describe(node):
    """What h5py reads: each group is a list of its members, in order."""
    if isinstance(node, h5py.Dataset):
        data = node[()]
        if "dtype" in node.attrs and node.attrs["dtype"] == "bfloat16":
            data = (np.asarray(data).view("<u2").astype("<u4") << 16).view("<f4")
            found = values(data, node.shape, data.dtype)
            return {"attributes": attributes(node), "dtype": "bfloat16", **found}
        name = "text" if h5py.check_string_dtype(node.dtype) else node.dtype.newbyteorder("=").name
        return {"attributes": attributes(node), "dtype": name, **values(data, node.shape or (), node.dtype)}
    return {"attributes": attributes(node), "members": [[name, describe(node[name])] for name in node]}


def once(node, seen):
    """Describes a data set that has many links only once: later ones are its first path."""
    if isinstance(node, list):
        return [node[0], once(node[1], seen)]
    if "members" in node:
        return node | {"members": [once(member, seen) for member in node["members"]]}
    key = json.dumps(node)
    if key in seen:
        return seen[key]
    seen[key] = len(seen)
    return node


def extend(path):
    """Adds members and attributes to each group, and removes them again."""
    with h5py.File(path, "r+") as f:
        groups = [f]
        f.visititems(lambda _, node: groups.append(node) if isinstance(node, h5py.Group) else None)
        for group in groups:
            names, texts = list(group), dict(group.attrs.items())
            for i in range(20):
                group[f"added {i}"] = np.float32([i])
                group.attrs[f"added {i}"] = "text" * i
            assert len(group) == len(names) + 20
            for i in range(20):
                del group[f"added {i}"]
                del group.attrs[f"added {i}"]
            assert list(group) == names and list(group.attrs) == list(texts)


def main():
    """Writes all files and `expected.json`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--describe", type=Path)
    arguments = parser.parse_args()
    if arguments.describe:
        extend(arguments.describe)
        with h5py.File(arguments.describe) as f:
            print(json.dumps(describe(f), ensure_ascii=False))
        return
    arguments.folder.mkdir(exist_ok=True)
    expected = {}
    for name, write in files(arguments.large).items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.h5"
            write(path)
            packed = gzip.compress(path.read_bytes(), mtime=0)
            (arguments.folder / f"{name}.h5.gz").write_bytes(packed)
            if name.startswith(("refused", "circle")):
                continue
            with h5py.File(path) as f:
                tree = once(describe(f), {})
            same = [other for other in expected if expected[other] == tree]
            expected[name] = same[0] if same else tree
    lines = [f"{json.dumps(name)}: {json.dumps(tree, ensure_ascii=False)}" for name, tree in expected.items()]
    (arguments.folder / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
