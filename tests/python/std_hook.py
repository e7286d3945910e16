"""Makes imports load the modules of `python/std` on CPython, over stand-ins for the interpreter's native modules."""

import importlib.abc
import importlib.util
import linecache
import os
import re
import sys
import traceback
import types

# The modules that the interpreter has natively. CPython has all of them but two, which are made below.
NATIVE = {
    "_collections", "_files", "_functools", "_io", "_random", "_re", "builtins", "itertools", "math", "sys", "time",
}


class StdFinder(importlib.abc.MetaPathFinder):
    """Finds modules in the folder, and refuses those that the interpreter has not."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, name, path=None, target=None):
        place = self.folder.joinpath(*name.split("."))
        package = place / "__init__.py"
        file = package if package.exists() else place.with_name(place.name + ".py")
        if file.exists():
            search = [str(place)] if file is package else None
            return importlib.util.spec_from_file_location(name, file, submodule_search_locations=search)
        frame = sys._getframe(1)
        while "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        # A module of CPython may import others on its own behalf; the folder's modules and the programs may not.
        ours = frame.f_code.co_filename.startswith(str(self.folder)) or not os.path.isabs(frame.f_code.co_filename)
        # CPython's compiler imports this one itself, for names that are not ASCII.
        if ours and name not in NATIVE | {"unicodedata"} and any(other.find_spec(name, path) for other in sys.meta_path[1:]):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def install(folder):
    """From here on, imports load the folder's modules. What CPython itself has imported stays with CPython."""
    sys.modules["_re"], sys.modules["_files"] = _re_module(), _files_module()
    sys._getsource = lambda name: "".join(linecache.getlines(name)) or None
    # CPython's own hook would look for its functions in the folder's `traceback`.
    sys.excepthook = lambda kind, value, trace: traceback.print_exception(kind, value, trace)
    for name in list(sys.modules):
        if name not in NATIVE and name != "__main__":
            top = name.partition(".")[0]
            if (folder / top).exists() or (folder / f"{top}.py").exists():
                del sys.modules[name]
    sys.meta_path.insert(0, StdFinder(folder.resolve()))


def _re_module():
    """The interface of the native `_re`, on CPython's own engine."""

    class Program:
        def __init__(self, pattern, flags):
            try:
                self.compiled = re.compile(pattern, flags)
            except re.error as error:
                raise ValueError(error.msg, error.pos) from None
            self.groups, self.count = dict(self.compiled.groupindex), self.compiled.groups
            self.flags = int(self.compiled.flags) & ~32

        def find(self, text, pos, endpos, mode):
            if mode == 3:
                # After its first match, which is the empty one at pos, finditer goes on in this way.
                matches = self.compiled.finditer(text, pos, endpos)
                found = next((match for match in matches if match.span() != (pos, pos)), None)
            else:
                method = (self.compiled.search, self.compiled.match, self.compiled.fullmatch)[mode]
                found = method(text, pos, endpos)
            if found is None:
                return None
            spans = [found.span(i) for i in range(self.count + 1)]
            return tuple(None if span == (-1, -1) else span for span in spans)

    module = types.ModuleType("_re")
    module.compile = Program
    return module


def _files_module():
    """The interface of the native `_files`, on the real files."""
    module = types.ModuleType("_files")

    def kind(path):
        return "folder" if os.path.isdir(path) else "file" if os.path.exists(path) else None

    def read(path):
        with open(path, "rb") as file:
            return file.read()

    def write(path, content):
        with open(path, "wb") as file:
            file.write(content)

    def remove(path):
        os.rmdir(path) if os.path.isdir(path) else os.remove(path)

    module.kind, module.read, module.write, module.remove = kind, read, write, remove
    module.list, module.mkdir = os.listdir, os.mkdir
    return module
