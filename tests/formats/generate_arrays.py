"""Makes small files of arrays with NumPy.

    python generate_arrays.py

The files go to the folder `arrays` beside this one. `arrays/expected.json` says what is in them.
"""

import gzip
import json
import os

import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "arrays")
EXPECTED = {}


def path(name):
    return os.path.join(HERE, name)


def expect(name, arrays):
    EXPECTED[name] = {
        key: {
            "bytes": value.dtype == np.uint8,
            "shape": list(value.shape) or [1],
            "data": [float(number) for number in np.asarray(value, dtype="float32").ravel()],
        }
        for key, value in arrays.items()
    }


def main():
    os.makedirs(HERE, exist_ok=True)
    rng = np.random.RandomState(3)
    pixels = rng.randint(0, 256, size=(3, 4, 5)).astype("uint8")
    cube = rng.normal(size=(2, 3, 4))

    np.save(path("bytes.npy"), pixels)
    expect("bytes.npy", {"bytes": pixels})
    np.save(path("fortran.npy"), np.asfortranarray(cube))
    expect("fortran.npy", {"fortran": cube})
    with gzip.GzipFile(path("half.npy.gz"), "wb", mtime=0) as file:
        np.save(file, cube.astype("float16"))
    expect("half.npy.gz", {"half": cube.astype("float16")})

    arrays = {
        "x_train": pixels,
        "y_train": np.array([1, 0, 255], dtype="uint8"),
        "folder/big": np.array([-1, 70000], dtype=">i4"),
        "flags": np.array([[True, False]]),
        "scalar": np.float64(0.1),
        "long": np.array([2**40, -5]),
        "empty": np.zeros((0, 3), dtype="float32"),
    }
    np.savez(path("stored.npz"), **arrays)
    expect("stored.npz", arrays)
    np.savez_compressed(path("deflated.npz"), **arrays)
    expect("deflated.npz", arrays)
    np.savez(path("objects.npz"), words=np.array([["a"], ["b", "c"]], dtype=object))

    with open(path("expected.json"), "w") as file:
        json.dump(EXPECTED, file)
        file.write("\n")


main()
