"""Pictures: arrays of bytes with a mode."""

import enum
import os

import _pictures
import numpy as np


class Resampling(enum.IntEnum):
    NEAREST = 0
    LANCZOS = 1
    BILINEAR = 2
    BICUBIC = 3
    BOX = 4
    HAMMING = 5


class Transpose(enum.IntEnum):
    FLIP_LEFT_RIGHT = 0
    FLIP_TOP_BOTTOM = 1
    ROTATE_90 = 2
    ROTATE_180 = 3
    ROTATE_270 = 4
    TRANSPOSE = 5
    TRANSVERSE = 6


for _member in (*Resampling, *Transpose):
    globals()[_member.name] = _member
ANTIALIAS = LANCZOS
_FILTERS = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}
_BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
_MODES = {count: mode for mode, count in _BANDS.items()}
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG"}
_COLOURS = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "orange": (255, 165, 0), "brown": (165, 42, 42), "purple": (128, 0, 128),
    "pink": (255, 192, 203), "lime": (0, 255, 0), "navy": (0, 0, 128),
}


def _colour(colour, mode):
    """A colour as the values of a pixel."""
    if isinstance(colour, str):
        if colour.startswith("#") and len(colour) in (4, 7):
            digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
            colour = tuple(int(digits[at:at + 2], 16) for at in (0, 2, 4))
        elif colour.lower() in _COLOURS:
            colour = _COLOURS[colour.lower()]
        else:
            raise ValueError(f"unknown color specifier: {colour!r}")
        if mode in ("L", "LA"):
            colour = ((colour[0] * 19595 + colour[1] * 38470 + colour[2] * 7471 + 32768) >> 16,)
    values = tuple(colour) if isinstance(colour, (tuple, list)) else (colour,)
    count = _BANDS[mode]
    if len(values) == 1 and count > 1:
        values = values + (0,) * (3 - len(values)) if count >= 3 else values
    if len(values) == count - 1 and mode in ("LA", "RGBA"):
        values += (255,)
    if len(values) != count:
        raise TypeError(f"color must be int or tuple of {count} values for mode {mode}")
    return np.array([max(0, min(255, int(value))) for value in values], dtype="uint8")


class Image:
    """A picture. `_pixels` has rows, columns and values."""

    format = None

    def __init__(self, pixels=None, mode=None):
        self._pixels = np.zeros((0, 0, 1), dtype="uint8") if pixels is None else pixels
        self.mode = mode or _MODES[self._pixels.shape[2]]
        self.info, self.filename, self._format_class = {}, "", "PIL.Image.Image"

    @property
    def width(self):
        return self._pixels.shape[1]

    @property
    def height(self):
        return self._pixels.shape[0]

    @property
    def size(self):
        return self.width, self.height

    def _like(self, pixels, mode=None):
        return Image(np.ascontiguousarray(pixels), mode or self.mode)

    def __array__(self, dtype=None, copy=None):
        pixels = self._pixels[:, :, 0] if self.mode == "L" else self._pixels
        return pixels.copy() if dtype is None else pixels.astype(dtype)

    def __eq__(self, other):
        return isinstance(other, Image) and self.mode == other.mode and np.array_equal(self._pixels, other._pixels)

    def __repr__(self):
        return f"<{self._format_class} image mode={self.mode} size={self.width}x{self.height} at {id(self):#x}>"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def close(self):
        pass

    def load(self):
        return _Access(self)

    def copy(self):
        return self._like(self._pixels.copy())

    def getbands(self):
        return tuple(self.mode)

    def getpixel(self, xy):
        x, y = xy
        if not (-self.width <= x < self.width and -self.height <= y < self.height):
            raise IndexError("image index out of range")
        values = tuple(self._pixels[y, x].tolist())
        return values[0] if len(values) == 1 else values

    def putpixel(self, xy, value):
        x, y = xy
        if not (0 <= x < self.width and 0 <= y < self.height):
            raise IndexError("image index out of range")
        self._pixels[y, x] = _colour(value, self.mode)

    def getdata(self, band=None):
        rows = self._pixels.reshape(-1, self._pixels.shape[2]).tolist()
        if band is not None:
            return [row[band] for row in rows]
        return [row[0] for row in rows] if self.mode == "L" else [tuple(row) for row in rows]

    def tobytes(self, *args):
        return bytes(self._pixels.ravel().tolist())

    def getextrema(self):
        pairs = tuple((int(self._pixels[:, :, at].min()), int(self._pixels[:, :, at].max())) for at in range(len(self.mode)))
        return pairs[0] if len(pairs) == 1 else pairs

    def histogram(self):
        return [count for at in range(len(self.mode))
                for count in np.bincount(self._pixels[:, :, at].ravel(), minlength=256).tolist()]

    def split(self):
        return tuple(self._like(self._pixels[:, :, at:at + 1], "L") for at in range(len(self.mode)))

    def getchannel(self, channel):
        return self.split()[self.mode.index(channel) if isinstance(channel, str) else channel]

    def convert(self, mode=None, matrix=None, dither=None, palette=0, colors=256):
        if mode is None or mode == self.mode:
            return self.copy()
        if mode not in _BANDS:
            raise NotImplementedError(f"pictures of mode {mode!r} are not here; there are {', '.join(_BANDS)}")
        pixels = self._pixels
        grey, opaque = self.mode in ("L", "LA"), self.mode in ("LA", "RGBA")
        colours = pixels[:, :, :1 if grey else 3]
        if mode in ("L", "LA") and not grey:
            wide = colours.astype("int32")
            wide = (wide[:, :, 0] * 19595 + wide[:, :, 1] * 38470 + wide[:, :, 2] * 7471 + 32768) >> 16
            colours = wide.astype("uint8")[:, :, None]
        elif mode in ("RGB", "RGBA") and grey:
            colours = np.repeat(colours, 3, 2)
        if mode in ("LA", "RGBA"):
            opacity = pixels[:, :, -1:] if opaque else np.full((*pixels.shape[:2], 1), 255, dtype="uint8")
            colours = np.concatenate([colours, opacity], axis=2)
        return self._like(colours, mode)

    def resize(self, size, resample=None, box=None, reducing_gap=None):
        resample = BICUBIC if resample is None else resample
        if resample not in _FILTERS:
            raise ValueError(f"Unknown resampling filter ({resample}).")
        source = self if box is None else self.crop(box)
        width, height = (int(side) for side in size)
        if (width, height) == source.size:
            return source.copy()
        return self._like(_pictures.resize(source._pixels, width, height, _FILTERS[int(resample)]))

    def thumbnail(self, size, resample=BICUBIC, reducing_gap=2.0):
        width, height = size
        scale = min(width / self.width, height / self.height)
        if scale < 1:
            sides = max(1, round(self.width * scale)), max(1, round(self.height * scale))
            self._pixels = self.resize(sides, resample)._pixels

    def crop(self, box=None):
        left, top, right, bottom = (0, 0, *self.size) if box is None else (int(round(side)) for side in box)
        if right < left:
            raise ValueError("Coordinate 'right' is less than 'left'")
        if bottom < top:
            raise ValueError("Coordinate 'lower' is less than 'upper'")
        if (right - left) * (bottom - top) > 100_000_000:
            raise ValueError("the part that is cut out is too large")
        made = np.zeros((bottom - top, right - left, self._pixels.shape[2]), dtype="uint8")
        x0, x1 = min(max(left, 0), self.width), min(max(right, 0), self.width)
        y0, y1 = min(max(top, 0), self.height), min(max(bottom, 0), self.height)
        if x1 > x0 and y1 > y0:
            made[y0 - top:y1 - top, x0 - left:x1 - left] = self._pixels[y0:y1, x0:x1]
        return self._like(made)

    def paste(self, im, box=None, mask=None):
        left, top = (0, 0) if box is None else box[:2]
        if isinstance(im, Image):
            new = im.convert(self.mode)._pixels
        else:
            width, height = (self.size if box is None else (box[2] - left, box[3] - top))
            new = np.broadcast_to(_colour(im, self.mode), (height, width, self._pixels.shape[2]))
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + new.shape[1], self.width), min(top + new.shape[0], self.height)
        if x1 <= x0 or y1 <= y0:
            return
        part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        place = (slice(y0, y1), slice(x0, x1))
        new = new[part]
        if mask is not None:
            share = mask._pixels[part][:, :, -1:].astype("int32")
            mixed = new.astype("int32") * share + self._pixels[place].astype("int32") * (255 - share) + 128
            new = (((mixed >> 8) + mixed) >> 8).astype("uint8")
        self._pixels[place] = new

    def rotate(self, angle, resample=NEAREST, expand=False, center=None, translate=None, fillcolor=None):
        turns, rest = divmod(angle % 360, 90)
        square = self.width == self.height
        if rest or center or translate or not (expand or square or turns in (0, 2)):
            raise NotImplementedError(
                "rotate turns by 90, 180 and 270 degrees here, with expand=True if the picture is no square; "
                "keras.layers.RandomRotation and ImageDataGenerator turn by other angles"
            )
        return self._like(np.rot90(self._pixels, int(turns)))

    def transpose(self, method):
        pixels = self._pixels
        turned = {
            0: lambda: pixels[:, ::-1], 1: lambda: pixels[::-1], 2: lambda: np.rot90(pixels, 1),
            3: lambda: np.rot90(pixels, 2), 4: lambda: np.rot90(pixels, 3), 5: lambda: np.swapaxes(pixels, 0, 1),
            6: lambda: np.swapaxes(pixels[::-1, ::-1], 0, 1),
        }
        return self._like(turned[int(method)]())

    def point(self, lut, mode=None):
        table = [lut(value) for value in range(256)] if callable(lut) else list(lut)
        table = np.array([max(0, min(255, int(value))) for value in table], dtype="uint8")
        if len(table) == 256:
            return self._like(table[self._pixels.astype("int64")])
        parts = [table[256 * at:256 * at + 256][self._pixels[:, :, at].astype("int64")] for at in range(len(self.mode))]
        return self._like(np.stack(parts, axis=2))

    def save(self, fp, format=None, **params):
        name = fp if isinstance(fp, str) else os.fspath(fp) if hasattr(fp, "__fspath__") else None
        if format is None:
            ending = os.path.splitext(name or "")[1].lower()
            if ending not in _FORMATS:
                raise ValueError(f"unknown file extension: {ending}; .png, .jpg and .jpeg are here")
            format = _FORMATS[ending]
        format = {"JPG": "JPEG"}.get(format.upper(), format.upper())
        if format == "JPEG" and self.mode in ("RGBA", "LA"):
            raise OSError(f"cannot write mode {self.mode} as JPEG")
        packed = _pictures.encode(np.ascontiguousarray(self._pixels), format, int(params.get("quality", 75)))
        if name is None:
            fp.write(packed)
            return
        with open_file(name, "wb") as file:
            file.write(packed)

    def show(self, title=None):
        print(f"{self!r}: plt.imshow(image) shows it")


class _Access:
    """Pixels by their places: image.load()[x, y]."""

    def __init__(self, image):
        self._image = image

    def __getitem__(self, xy):
        return self._image.getpixel(xy)

    def __setitem__(self, xy, value):
        self._image.putpixel(xy, value)


open_file = open


def open(fp, mode="r", formats=None):
    """A picture from a file or from what reads one."""
    from PIL import UnidentifiedImageError

    name = fp if isinstance(fp, str) else os.fspath(fp) if hasattr(fp, "__fspath__") else ""
    if name:
        with open_file(name, "rb") as file:
            content = file.read()
    else:
        content = fp.read()
    try:
        format, pixels = _pictures.decode(bytes(content))
    except ValueError as error:
        shown = repr(name) if name else repr(fp)
        kinds = {b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP"}
        kind = "WebP" if content[8:12] == b"WEBP" else kinds.get(content[:4]) or kinds.get(content[:2])
        known = content[:4] == b"\x89PNG" or content[:2] == b"\xff\xd8"
        reason = f": {kind} files are not read here, save it as PNG or JPEG" if kind else f"; {error}" if known else ""
        raise UnidentifiedImageError(f"cannot identify image file {shown}{reason}") from None
    image = Image(pixels)
    image.format, image.filename = format, name
    image._format_class = {"PNG": "PIL.PngImagePlugin.PngImageFile", "JPEG": "PIL.JpegImagePlugin.JpegImageFile"}[format]
    return image


def new(mode, size, color=0):
    if mode not in _BANDS:
        raise ValueError(f"unrecognized image mode {mode!r}; there are {', '.join(_BANDS)}")
    width, height = size
    if width < 0 or height < 0:
        raise ValueError("Width and height must be >= 0")
    if width * height > 25_000_000:
        raise ValueError(f"a picture of {width} x {height} pixels is too large")
    made = np.zeros((height, width, _BANDS[mode]), dtype="uint8")
    made[:] = _colour(color, mode) if color is not None else 0
    return Image(made, mode)


def fromarray(obj, mode=None):
    array = np.asarray(obj)
    if array.dtype.name == "bool":
        raise NotImplementedError("pictures of mode '1' are not here; use array.astype('uint8') * 255")
    if array.dtype.name != "uint8":
        raise TypeError(f"Cannot handle this data type: {(1, 1, *array.shape[2:])}, {array.dtype.name}; make it array.astype('uint8')")
    array = array[:, :, None] if array.ndim == 2 else array
    if array.ndim != 3 or array.shape[2] not in _MODES or array.shape[2] == 1 and np.asarray(obj).ndim == 3:
        raise TypeError(f"Cannot handle this data type: {(1, 1, *array.shape[2:])}, |u1")
    return Image(np.array(array))


def merge(mode, bands):
    return Image(np.concatenate([band._pixels for band in bands], axis=2), mode)


def blend(im1, im2, alpha):
    first, second = im1._pixels.astype("float32"), im2._pixels.astype("float32")
    return Image(np.clip(first + np.float32(alpha) * (second - first), 0, 255).astype("uint8"), im1.mode)


def __getattr__(name):
    raise AttributeError(f"module 'PIL.Image' has no attribute '{name}' here; docs/reference/python.md says what there is")
