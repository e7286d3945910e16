"""Images."""

import numpy as np

from .artist import Artist
from .colors import ScalarMappable

SMOOTH = ("bilinear", "bicubic", "spline16", "spline36", "hanning", "hamming", "hermite", "kaiser", "quadric", "catrom", "gaussian", "bessel", "mitchell", "sinc", "lanczos")
INTERPOLATIONS = ("auto", "antialiased", "nearest", "none", *SMOOTH)
PIXELS = 4_000_000


class AxesImage(Artist, ScalarMappable):
    """An array as an image."""

    PROPERTIES = {"zorder": 0, "interpolation": None, "origin": "upper", "filternorm": True, "resample": None}

    def __init__(self, ax, *, cmap=None, norm=None, interpolation=None, origin=None, extent=None, vmin=None, vmax=None, **options):
        super().__init__(**options)
        self._init_norm(norm, cmap, vmin, vmax)
        from ._rc import rcParams

        self.set_interpolation(interpolation or rcParams["image.interpolation"])
        self._origin = origin or rcParams["image.origin"]
        if self._origin not in ("upper", "lower"):
            raise ValueError(f"{self._origin!r} is not a valid value for origin; supported values are 'upper', 'lower'")
        self._extent = extent

    def set_interpolation(self, name):
        name = "auto" if name is None else name.lower()
        if name not in INTERPOLATIONS:
            raise ValueError(f"{name!r} is not a valid value for interpolation; supported values are {', '.join(map(repr, INTERPOLATIONS))}")
        self._interpolation = name

    def set_data(self, A):
        A = np.asarray(A)
        if A.dtype.kind not in "biuf":
            raise TypeError(f"Image data of dtype {A.dtype} cannot be converted to float")
        if A.ndim == 3 and A.shape[2] == 1:
            A = A[:, :, 0]
        if not (A.ndim == 2 or A.ndim == 3 and A.shape[2] in (3, 4)):
            raise TypeError(f"Invalid shape {A.shape} for image data")
        if A.shape[0] * A.shape[1] > PIXELS:
            raise ValueError(f"an image of {A.shape[1]} x {A.shape[0]} pixels is too large: at most {PIXELS} pixels can be shown")
        if A.ndim == 3 and A.dtype.kind == "f" and A.size and (A.min() < 0 or A.max() > 1):
            import warnings

            warnings.warn(f"Clipping input data to the valid range for imshow with RGB data ([0..1] for floats or [0..255] for integers). Got range [{A.min()}..{A.max()}].")
            A = np.clip(A, 0, 1)
        self._A = A.copy()

    set_array = set_data

    def get_size(self):
        return self._A.shape[:2]

    def get_extent(self):
        if self._extent is not None:
            return [float(v) for v in self._extent]
        rows, columns = self.get_size()
        return [-0.5, columns - 0.5, rows - 0.5, -0.5] if self._origin == "upper" else [-0.5, columns - 0.5, -0.5, rows - 0.5]

    def set_extent(self, extent):
        self._extent = extent
        self.axes._image_view(self)

    def _limits(self):
        x0, x1, y0, y1 = self.get_extent()
        return [np.array([x0, x1])], [np.array([y0, y1])]

    def _pixels(self):
        A = self._A
        if A.ndim == 3:
            pixels = A if A.dtype == np.uint8 else np.clip(A, 0, 255).astype(np.uint8) if A.dtype.kind in "iu" else np.round(A * 255).astype(np.uint8)
        else:
            self.autoscale_None()
            pixels = self.cmap(self.norm(A), bytes=True)
            if pixels[..., 3].min() == 255:
                pixels = pixels[..., :3]
        alpha = self._alpha
        if alpha is not None:
            parts = np.zeros((*pixels.shape[:2], 4), dtype=np.uint8)
            parts[..., : pixels.shape[2]] = pixels
            base = pixels[..., 3] if pixels.shape[2] == 4 else 255
            parts[..., 3] = np.round(np.asarray(alpha) * base).astype(np.uint8)
            pixels = parts
        return pixels

    def draw(self, page):
        if not self._A.size:
            return
        x0, x1, y0, y1 = self.get_extent()
        px, py = self._trans().page([x0, x1], [y0, y1])
        pixels = self._pixels()
        # Row 0 is at the top of the extent or at its bottom; columns may run to the left.
        first = py[1] if self._origin == "upper" else py[0]
        last = py[0] if self._origin == "upper" else py[1]
        if first > last:
            pixels = pixels[::-1]
        if px[0] > px[1]:
            pixels = pixels[:, ::-1]
        w, h = abs(float(px[1] - px[0])), abs(float(py[1] - py[0]))
        smooth = self._interpolation in SMOOTH
        if self._interpolation in ("auto", "antialiased"):
            # Large images are made smaller with a filter.
            rows, columns = self.get_size()
            scale = (self.figure or self.axes.figure).dpi / 72
            smooth = w * scale < columns or h * scale < rows
        pixels = _smaller(pixels, round(w * page.scale), round(h * page.scale), self._interpolation == "nearest")
        clip = page.clip(self.axes._clip_rectangle()) if self._clip_on else ""
        page.image(pixels, float(min(px)), float(min(py)), w, h, smooth, clip)


def _smaller(pixels, width, height, nearest):
    """An image with no more than a few times the pixels that are seen of it: means of squares of its pixels."""
    part = min(pixels.shape[0] // max(2 * height, 1), pixels.shape[1] // max(2 * width, 1))
    if part < 2:
        return pixels
    if nearest:
        return pixels[part // 2 :: part, part // 2 :: part]
    rows, columns = pixels.shape[0] // part, pixels.shape[1] // part
    blocks = pixels[: rows * part, : columns * part].reshape(rows, part, columns, part, -1)
    return np.round(blocks.mean(axis=(1, 3))).astype(np.uint8)


def imread(fname, format=None):
    raise NotImplementedError("this matplotlib cannot read image files; make the array with NumPy")


def imsave(fname, arr, **options):
    raise NotImplementedError("this matplotlib cannot write image files; use plt.imshow(arr) and plt.savefig('x.svg')")
