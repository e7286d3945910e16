import io

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

rng = np.random.RandomState(3)
array = (np.add.outer(np.arange(24) * 7, np.arange(30) * 5)[..., None] + rng.randint(0, 60, (24, 30, 3))).clip(0, 255).astype("uint8")
image = Image.fromarray(array)
print(image.size, image.mode, image.width, image.height, image.format, image.getbands())
image.save("small.png")
again = Image.open("small.png")
print(again.format, again.mode, again.size, np.array_equal(np.array(again), array), np.asarray(again).dtype)
grey = image.convert("L")
print(np.array(grey).shape, np.array(grey)[:2, :8], grey.getpixel((3, 2)), image.getpixel((3, 2)))
for name in ("NEAREST", "BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS"):
    way = getattr(Image, name)
    for size in ((10, 8), (45, 50), (30, 7), (7, 24)):
        small = np.array(image.resize(size, way)).astype(int)
        print(name, size, small.shape, small.sum(), small[0, 0].tolist(), small[-1, -2].tolist(), (small * (np.arange(size[0]) + 1)[:, None]).sum())
print(np.array(image.resize((15, 12))).astype(int).sum(), np.array(grey.resize((9, 9))).astype(int).sum())
part = image.crop((5, 4, 20, 28))
print(part.size, np.array(part)[-1].sum(), np.array(part)[0, 0])
print(np.array_equal(np.array(image.rotate(90, expand=True)), np.rot90(array)), image.rotate(180).size)
for name in ("FLIP_LEFT_RIGHT", "FLIP_TOP_BOTTOM", "ROTATE_90", "ROTATE_180", "ROTATE_270", "TRANSPOSE", "TRANSVERSE"):
    turned = image.transpose(getattr(Image, name))
    print(name, turned.size, turned.getpixel((0, 0)))
rgba = image.convert("RGBA")
rgba.putpixel((0, 0), (1, 2, 3, 0))
print(rgba.mode, rgba.getpixel((0, 0)), np.array(rgba.resize((6, 6), Image.BILINEAR))[0, 0])
blank = Image.new("RGB", (4, 3), (255, 0, 10))
blank.paste(Image.new("RGB", (2, 2), "blue"), (1, 1))
print(np.array(blank).tolist())
print([band.size for band in image.split()], Image.merge("RGB", image.split()) == image)
print(image.point(lambda value: 255 - value).getpixel((0, 0)), ImageOps.invert(image).getpixel((0, 0)), image.getextrema())
for factor in (0.3, 1.0, 1.8):
    print(np.array(ImageEnhance.Brightness(image).enhance(factor)).astype(int).sum(),
          np.array(ImageEnhance.Contrast(image).enhance(factor)).astype(int).sum(),
          np.array(ImageEnhance.Color(image).enhance(factor)).astype(int).sum())
buffer = io.BytesIO()
grey.save(buffer, format="PNG")
buffer.seek(0)
print(Image.open(buffer).mode, len(grey.histogram()), sum(grey.histogram()), list(grey.getdata())[:4])
image.thumbnail((12, 12))
print(image.size)
smooth = Image.fromarray(np.add.outer(np.arange(64) * 2, np.arange(64)).astype("uint8"))
smooth.save("smooth.jpg", quality=95)
back = np.array(Image.open("smooth.jpg")).astype(int)
print(Image.open("smooth.jpg").format, back.shape, np.abs(back - np.array(smooth)).max() < 6)
try:
    Image.open("nothing.png")
except FileNotFoundError as error:
    print(type(error).__name__)
with open("text.png", "w") as file:
    file.write("no picture")
try:
    Image.open("text.png")
except Exception as error:
    print(type(error).__name__, str(error)[:40])
