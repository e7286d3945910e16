"""Files and folders, over the native `_files`. The current folder is `/`."""

import abc

import _files
from os import path
from os.path import altsep, curdir, devnull, extsep, pardir, pathsep, sep

name, linesep = "posix", "\n"
error = OSError
F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4


class _Environ(dict):
    """The environment's variables: only text, and only within this program."""

    def __setitem__(self, key, value):
        for text in (key, value):
            if not isinstance(text, str):
                raise TypeError(f"str expected, not {type(text).__name__}")
        super().__setitem__(key, value)

    def __repr__(self):
        return f"environ({super().__repr__()})"


environ = _Environ()


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(name, value):
    environ[name] = value


def unsetenv(name):
    environ.pop(name, None)


class PathLike(abc.ABC):
    """An object that stands for a path."""

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        return hasattr(subclass, "__fspath__") if cls is PathLike else NotImplemented


def fspath(path):
    """The path as text."""
    if isinstance(path, (str, bytes)):
        return path
    method = getattr(type(path), "__fspath__", None)
    if method is None:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}")
    return method(path)


def fsdecode(filename):
    text = fspath(filename)
    return text.decode() if isinstance(text, bytes) else text


def fsencode(filename):
    text = fspath(filename)
    return text.encode() if isinstance(text, str) else text


def getcwd():
    return "/"


def getpid():
    return 1


def cpu_count():
    return 1


def _kind(path):
    """The kind of what lies at the path, which must exist."""
    kind = _files.kind(path)
    if kind is None:
        raise FileNotFoundError(2, "No such file or directory", path)
    return kind


def listdir(path="."):
    path = fspath(path)
    if _kind(path) == "file":
        raise NotADirectoryError(20, "Not a directory", path)
    return list(_files.list(path))


class DirEntry:
    """What scandir gives for each entry of a folder."""

    def __init__(self, folder, name):
        self.name, self.path = name, path.join(folder, name)

    def is_dir(self, *, follow_symlinks=True):
        return path.isdir(self.path)

    def is_file(self, *, follow_symlinks=True):
        return path.isfile(self.path)

    def is_symlink(self):
        return False

    def stat(self, *, follow_symlinks=True):
        return stat(self.path)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"


class _Scan:
    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self._entries

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    def close(self):
        self._entries = iter(())


def scandir(path="."):
    return _Scan([DirEntry(fspath(path), name) for name in listdir(path)])


class stat_result:
    def __init__(self, is_dir, size):
        self.st_mode, self.st_size = (0o040755 if is_dir else 0o100644), size
        self.st_mtime = self.st_atime = self.st_ctime = 0.0


def stat(path, *, follow_symlinks=True):
    path = fspath(path)
    is_dir = _kind(path) == "folder"
    return stat_result(is_dir, 0 if is_dir else len(_files.read(path)))


lstat = stat


def access(path, mode):
    return _files.kind(fspath(path)) is not None


def mkdir(path, mode=0o777):
    path = fspath(path)
    if _files.kind(path) is not None:
        raise FileExistsError(17, "File exists", path)
    parent = path.rstrip("/").rpartition("/")[0]
    if parent and _files.kind(parent) is None:
        raise FileNotFoundError(2, "No such file or directory", path)
    _files.mkdir(path)


def makedirs(name, mode=0o777, exist_ok=False):
    name = fspath(name)
    if path.isdir(name) and exist_ok:
        return
    parent = path.dirname(name.rstrip("/"))
    if parent and not path.exists(parent):
        makedirs(parent, exist_ok=True)
    mkdir(name)


def remove(path):
    path = fspath(path)
    if _kind(path) == "folder":
        raise IsADirectoryError(21, "Is a directory", path)
    _files.remove(path)


unlink = remove


def rmdir(path):
    if listdir(path):
        raise OSError(39, "Directory not empty", fspath(path))
    _files.remove(fspath(path))


def rename(src, dst):
    src, dst = fspath(src), fspath(dst)
    if _files.kind(src) is None:
        raise FileNotFoundError(2, "No such file or directory", src, None, dst)
    if _kind(src) == "file":
        _files.write(dst, _files.read(src))
    else:
        makedirs(dst, exist_ok=True)
        for name in listdir(src):
            rename(path.join(src, name), path.join(dst, name))
    _files.remove(src)


replace = rename


def walk(top, topdown=True, onerror=None, followlinks=False):
    """The folder and all below it: for each its path, its folders and its files."""
    top = fspath(top)
    if not path.isdir(top):
        return
    folders, files = [], []
    for name in listdir(top):
        (folders if path.isdir(path.join(top, name)) else files).append(name)
    if topdown:
        yield top, folders, files
    for name in folders:
        yield from walk(path.join(top, name), topdown)
    if not topdown:
        yield top, folders, files


def urandom(size):
    import random

    return random.SystemRandom().randbytes(size)
