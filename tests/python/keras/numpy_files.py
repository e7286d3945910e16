import io

import numpy as np

a = np.arange(12, dtype="float32").reshape(3, 4)
np.save("a.npy", a)
back = np.load("a.npy")
print(back.dtype, back.shape, np.array_equal(a, back))
np.savez("both.npz", a=a, b=np.array([True, False]))
with np.load("both.npz") as file:
    print(file.files, file["b"], file["a"].sum())
np.savez_compressed("plain.npz", np.arange(3), np.zeros(2))
print(sorted(np.load("plain.npz").keys()), np.load("plain.npz")["arr_0"])
buffer = io.BytesIO()
np.save(buffer, np.array([1, 2], dtype="int32"))
buffer.seek(0)
print(np.load(buffer).dtype)
np.savetxt("table.csv", a, delimiter=",", fmt="%.1f", header="w,x,y,z")
print(open("table.csv").read())
print(np.loadtxt("table.csv", delimiter=","))
print(np.loadtxt("table.csv", delimiter=",", usecols=(0, 2), max_rows=2), np.loadtxt("table.csv", delimiter=",", unpack=True).shape)
print(np.genfromtxt(io.StringIO("1,2\n3,\n5,x"), delimiter=","))
np.savetxt("column.txt", np.array([0.5, 1.25]))
print(open("column.txt").read().split(), np.loadtxt("column.txt"))
print(np.frombuffer(b"\x01\x00\x02\x00", dtype="uint8"), np.ndim(a), np.size(a), np.shape([[1, 2]]))
try:
    np.loadtxt(io.StringIO("1 2\n3 y"))
except ValueError as error:
    print(error)
try:
    np.load("nothing.npy")
except FileNotFoundError as error:
    print(type(error).__name__)
