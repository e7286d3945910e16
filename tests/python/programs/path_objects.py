"""os.path and pathlib on paths that do not exist."""
import os.path
from pathlib import Path, PurePath, PurePosixPath

print(os.path.join("a", "b", "c.txt"), os.path.join("a", "/b"), os.path.join("a/", "", "b"), os.path.split("/x/y.txt"), os.path.basename("/x/y"), os.path.dirname("/x/y"), os.path.splitext("a.tar.gz"), os.path.splitext(".bashrc"), os.path.normpath("/a/./b//../c"), os.path.isabs("/a"), os.path.commonpath(["/a/b", "/a/c"]), os.path.commonprefix(["abc", "abd"]), os.path.relpath("/a/b/c", "/a/d"), os.path.normpath(""), os.path.join("x"), os.path.split("a"), os.sep, os.path.splitext("x/.y.z"))
p = PurePosixPath("/usr/lib/python3.13/site.tar.gz")
print(p, repr(p), p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parents[1], list(map(str, p.parents)), p.parts, p.anchor, p.root, p.is_absolute(), p.as_posix(), p.with_name("x"), p.with_suffix(".zip"), p.with_stem("new"), p.relative_to("/usr"), p.is_relative_to("/usr"), p.match("*.gz"), p.match("lib/*/*.gz"), p.full_match("/usr/**/*.gz"), p.joinpath("a", "b"), p / "x" / "../y")
print(repr(Path("a/b") / "c"), "root" / Path("x"), Path("a//b/./c/"), Path("."), Path(""), Path("a") == Path("a/"), Path("a") < Path("b"), sorted([Path("b"), Path("a/z"), Path("a")]), {Path("k"): 1}[Path("k")], str(Path("x", "y")), f"{Path('z')}", Path("a/../b"), PurePath("x").name, Path("noext").suffix, Path(".hidden").suffix, Path("a.b.c").with_suffix(""), Path("/") / "a", Path("/").parent, Path("a").parent, Path("a/b").parent.parent.parent, os.fspath(Path("q")), Path("x.PY").suffix.lower())
for action in ("Path('a').relative_to('b')", "Path('').with_name('x')", "Path('a').with_suffix('x')", "Path(5)", "Path('a') / 5", "Path('a').with_name('a/b')", "os.path.join('a', 5)", "os.path.join(5)", "Path('a') < 'a'", "Path('a') + 'b'", "os.path.commonpath(['/a', 'b'])", "os.path.commonpath([])"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(Path("a/b/c").relative_to("a/d", walk_up=True), Path("data.csv").exists(), type(Path("a")).__name__, isinstance(Path("a"), PurePath), Path("x/y/z").parts[-1], Path("archive.tar.gz").name.split(".")[0])
