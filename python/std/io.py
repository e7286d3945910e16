"""Files in memory, and open."""

from builtins import open
from _io import BytesIO, StringIO

SEEK_SET, SEEK_CUR, SEEK_END = range(3)
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    """What a file does not do, such as reading where it is open for writing."""


def open_code(path):
    return open(path, "rb")


def text_encoding(encoding, stacklevel=2):
    return encoding or "utf-8"
