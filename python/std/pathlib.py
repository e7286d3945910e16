"""Paths as objects."""

import fnmatch
import os
import re

__all__ = ["Path", "PosixPath", "PurePath", "PurePosixPath", "UnsupportedOperation"]


class UnsupportedOperation(NotImplementedError):
    pass


class PurePath:
    """A path that is only text."""

    def __new__(cls, *args, **kwargs):
        if cls is PurePath:
            cls = PurePosixPath
        return object.__new__(cls)

    def __init__(self, *args):
        text = ""
        for arg in args:
            part = os.fspath(arg) if hasattr(arg, "__fspath__") else arg
            if not isinstance(part, str):
                raise TypeError(
                    "argument should be a str or an os.PathLike object where __fspath__ returns a str, "
                    f"not {type(part).__name__!r}"
                )
            text = os.path.join(text, part)
        self._root = "" if not text.startswith("/") else "//" if re.match("//(?!/)", text) else "/"
        self._tail = [part for part in text.split("/") if part not in ("", ".")]

    def with_segments(self, *pathsegments):
        return type(self)(*pathsegments)

    def _with(self, root, tail):
        return self.with_segments(root + "/".join(tail))

    def __str__(self):
        return self._root + "/".join(self._tail) or "."

    def __fspath__(self):
        return str(self)

    def as_posix(self):
        return str(self)

    def as_uri(self):
        if not self._root:
            raise ValueError("relative path can't be expressed as a file URI")
        plain = b"/_.-~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return "file://" + "".join([chr(b) if b in plain else f"%{b:02X}" for b in bytes(self)])

    def __bytes__(self):
        return str(self).encode()

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return str(self) == str(other) if isinstance(other, PurePath) else NotImplemented

    def _parts_key(self):
        return str(self).split("/")

    def __lt__(self, other):
        return self._parts_key() < other._parts_key() if isinstance(other, PurePath) else NotImplemented

    def __le__(self, other):
        return self._parts_key() <= other._parts_key() if isinstance(other, PurePath) else NotImplemented

    def __gt__(self, other):
        return self._parts_key() > other._parts_key() if isinstance(other, PurePath) else NotImplemented

    def __ge__(self, other):
        return self._parts_key() >= other._parts_key() if isinstance(other, PurePath) else NotImplemented

    drive = ""
    root = property(lambda self: self._root)
    anchor = property(lambda self: self._root)

    @property
    def parts(self):
        return ((self._root,) if self._root else ()) + tuple(self._tail)

    @property
    def name(self):
        return self._tail[-1] if self._tail else ""

    @property
    def suffix(self):
        stem, point, ending = self.name.lstrip(".").rpartition(".")
        return point + ending if stem and ending else ""

    @property
    def suffixes(self):
        name = self.name
        return [] if name.endswith(".") else ["." + ending for ending in name.lstrip(".").split(".")[1:]]

    @property
    def stem(self):
        return self.name.removesuffix(self.suffix) if self.suffix else self.name

    @property
    def parent(self):
        return self._with(self._root, self._tail[:-1]) if self._tail else self

    @property
    def parents(self):
        return _Parents([self._with(self._root, self._tail[:i]) for i in range(len(self._tail) - 1, -1, -1)], self)

    def with_name(self, name):
        if not name or "/" in name or name == ".":
            raise ValueError(f"Invalid name {name!r}")
        if not self._tail:
            raise ValueError(f"{self!r} has an empty name")
        return self._with(self._root, [*self._tail[:-1], name])

    def with_stem(self, stem):
        if not stem and self.suffix:
            raise ValueError(f"{self!r} has a non-empty suffix")
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        if not self.stem:
            raise ValueError(f"{self!r} has an empty name")
        if suffix and not (suffix.startswith(".") and len(suffix) > 1 and "/" not in suffix):
            raise ValueError(f"Invalid suffix {suffix!r}")
        return self.with_name(self.stem + suffix)

    def joinpath(self, *pathsegments):
        return self.with_segments(self, *pathsegments)

    def __truediv__(self, key):
        try:
            return self.with_segments(self, key)
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, key):
        try:
            return self.with_segments(key, self)
        except TypeError:
            return NotImplemented

    def is_absolute(self):
        return bool(self._root)

    def relative_to(self, other, *, walk_up=False):
        other = self.with_segments(other)
        for steps, path in enumerate([other, *other.parents]):
            if self == path or path in self.parents:
                break
            if not walk_up:
                raise ValueError(f"{str(self)!r} is not in the subpath of {str(other)!r}")
            if path.name == "..":
                raise ValueError(f"'..' segment in {str(other)!r} cannot be walked")
        else:
            raise ValueError(f"{str(self)!r} and {str(other)!r} have different anchors")
        return self._with("", [".."] * steps + self._tail[len(path._tail) :])

    def is_relative_to(self, other):
        other = self.with_segments(other)
        return other == self or other in self.parents

    def match(self, path_pattern, *, case_sensitive=None):
        """True if the path's end matches; a pattern from the root must match all."""
        pattern = self.with_segments(path_pattern)
        own, wanted = list(self.parts), list(pattern.parts)
        if not wanted:
            raise ValueError("empty pattern")
        if len(wanted) > len(own) or len(wanted) != len(own) and pattern._root:
            return False
        return all(fnmatch.fnmatchcase(a, b) for a, b in zip(reversed(own), reversed(wanted)))

    def full_match(self, pattern, *, case_sensitive=None):
        def matches(parts, wanted):
            if not wanted:
                return not parts
            if wanted[0] == "**":
                return any(matches(parts[i:], wanted[1:]) for i in range(len(parts) + 1))
            return bool(parts) and fnmatch.fnmatchcase(parts[0], wanted[0]) and matches(parts[1:], wanted[1:])

        return matches(list(self.parts), list(self.with_segments(pattern).parts))

    def __getnewargs__(self):
        return ()


class _Parents(tuple):
    """The folders above a path."""

    def __new__(cls, paths, path):
        self = super().__new__(cls, paths)
        self._path = path
        return self

    def __repr__(self):
        return f"<{type(self._path).__name__}.parents>"


class PurePosixPath(PurePath):
    pass


class Path(PurePath):
    """A path with what lies there."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(PosixPath if cls is Path else cls)

    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        return cls(os.path.expanduser("~"))

    def exists(self, *, follow_symlinks=True):
        return os.path.exists(self)

    def is_file(self, *, follow_symlinks=True):
        return os.path.isfile(self)

    def is_dir(self, *, follow_symlinks=True):
        return os.path.isdir(self)

    def is_symlink(self):
        return False

    def stat(self, *, follow_symlinks=True):
        return os.stat(self)

    def absolute(self):
        return self if self._root else self.with_segments(os.getcwd(), self)

    def resolve(self, strict=False):
        path = self.with_segments(os.path.abspath(self))
        if strict and not path.exists():
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return path

    def expanduser(self):
        return self.with_segments(os.path.expanduser(self))

    def samefile(self, other_path):
        return os.path.samefile(self, other_path)

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        return open(str(self), mode, buffering, encoding, errors, newline)

    def read_text(self, encoding=None, errors=None, newline=None):
        with self.open(encoding=encoding, errors=errors, newline=newline) as file:
            return file.read()

    def read_bytes(self):
        with self.open("rb") as file:
            return file.read()

    def write_text(self, data, encoding=None, errors=None, newline=None):
        if not isinstance(data, str):
            raise TypeError(f"data must be str, not {type(data).__name__}")
        with self.open("w", encoding=encoding, errors=errors, newline=newline) as file:
            return file.write(data)

    def write_bytes(self, data):
        with self.open("wb") as file:
            return file.write(data)

    def touch(self, mode=0o666, exist_ok=True):
        if self.exists():
            if not exist_ok:
                raise FileExistsError(17, "File exists", str(self))
        else:
            self.write_bytes(b"")

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        if exist_ok and self.is_dir():
            return
        if parents and not self.parent.exists():
            self.parent.mkdir(parents=True, exist_ok=True)
        os.mkdir(str(self))

    def unlink(self, missing_ok=False):
        if not missing_ok or self.exists():
            os.remove(str(self))

    def rmdir(self):
        os.rmdir(str(self))

    def rename(self, target):
        os.rename(str(self), os.fspath(target))
        return self.with_segments(target)

    replace = rename

    def iterdir(self):
        return iter([self / name for name in os.listdir(str(self))])

    def glob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """The paths below this one that match."""
        pattern = os.fspath(pattern)
        if not pattern:
            raise ValueError(f"Unacceptable pattern: {pattern!r}")
        if pattern.startswith("/"):
            raise NotImplementedError("Non-relative patterns are unsupported")
        return self._glob([part for part in pattern.split("/") if part not in ("", ".")])

    def rglob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        return self._glob(["**", *[part for part in os.fspath(pattern).split("/") if part not in ("", ".")]])

    def _glob(self, parts):
        found = {}
        for path in self._find(parts):
            found[path] = None
        return iter(found)

    def _find(self, parts):
        if not parts:
            yield self
        elif parts[0] == "**":
            yield from self._find(parts[1:])
            for path in self.iterdir() if self.is_dir() else ():
                if path.is_dir():
                    yield from path._find(parts)
                elif len(parts) == 1:
                    yield path
        elif self.is_dir():
            for path in self.iterdir():
                if fnmatch.fnmatchcase(path.name, parts[0]):
                    yield from path._find(parts[1:])

    def walk(self, top_down=True, on_error=None, follow_symlinks=False):
        for folder, folders, files in os.walk(str(self), top_down):
            yield self.with_segments(folder), folders, files


class PosixPath(Path, PurePosixPath):
    pass
