# A file that nothing refers to is closed, and so written.
import os


def write(name, text):
    file = open(name, "w")
    file.write(text)


open("a.txt", "w").write("first")
print(open("a.txt").read())
write("b.txt", "second")
print(os.path.getsize("b.txt"), sorted(name for name in os.listdir(".") if name.endswith(".txt")))
file = open("c.txt", "w")
file.write("third")
del file
print(open("c.txt").read())
open("a.txt", "a").write(" and more")
with open("a.txt") as file:
    print(file.read())
file = open("d.txt", "w")
file.write("x")
file = open("d.txt", "w")
file.write("y")
file.close()
print(open("d.txt").read())

print(float(b"1.5"), float(b" 2 "))
try:
    float(b"x")
except ValueError as error:
    print(error)
