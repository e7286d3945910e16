"""open, os, os.path, pathlib and glob in the current folder."""
import glob
import os
from pathlib import Path

with open("notes.txt", "w") as f:
    print(f.write("one\ntwo\nthree\n"), f.name, f.mode, f.closed)
print(f.closed)
with open("notes.txt") as f:
    print(f.readline(), [line.rstrip() for line in f])
with open("notes.txt", "a", encoding="utf-8") as f:
    f.writelines(["é\n"])
print(repr(open("notes.txt", encoding="utf-8").read()), open("notes.txt", "rb").read()[-3:], len(open("notes.txt", encoding="utf-8").readlines()))
os.makedirs("data/sub", exist_ok=True)
Path("data/a.csv").write_text("x,y\n1,2\n")
(Path("data") / "sub" / "b.csv").write_text("z\n")
Path("data/c.txt").write_bytes(b"\x00\x01")
print(sorted(os.listdir("data")), sorted(glob.glob("data/*.csv")), sorted(glob.glob("data/**/*.csv", recursive=True)), sorted(p.name for p in Path("data").iterdir()), sorted(str(p) for p in Path("data").rglob("*.csv")), sorted(map(str, Path(".").glob("*.txt"))))
print(os.path.exists("data"), os.path.isfile("data"), os.path.isdir("data"), os.path.getsize("data/a.csv"), Path("data/a.csv").exists(), Path("nope").is_file(), Path("data/a.csv").read_text(), Path("data/c.txt").read_bytes(), Path("data/a.csv").stat().st_size)
for folder, folders, files in os.walk("data"):
    print(folder, sorted(folders), sorted(files))
for action in ("open('missing.txt')", "os.listdir('missing')", "os.remove('missing')", "os.mkdir('data')", "os.rmdir('data')", "Path('missing').read_text()", "open('data/x/y.txt', 'w')", "Path('a/b/c').mkdir()", "os.makedirs('data')", "os.listdir('notes.txt')", "open('notes.txt', 'q')", "Path('x').unlink()", "open('notes.txt').write('x')"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
os.rename("notes.txt", "data/moved.txt")
os.remove("data/c.txt")
Path("data/moved.txt").unlink()
Path("new/deep").mkdir(parents=True)
Path("new/t").touch()
os.rmdir("new/deep")
print(sorted(os.listdir("data")), os.listdir("new"), os.path.exists("notes.txt"))
try:
    with open("data/a.csv", "x") as f:
        pass
except FileExistsError as error:
    print(error.errno, error.filename, error.strerror)
with open("data/a.csv", "r+") as f:
    f.read(2)
    print(f.tell(), f.seek(0), f.read())
