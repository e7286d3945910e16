# Pictures are arrays.
import numpy as np
from PIL import Image

rows, columns = np.meshgrid(np.arange(40), np.arange(60), indexing="ij")
picture = np.stack([rows * 6, columns * 4, 255 - rows * 3], axis=2).astype("uint8")
image = Image.fromarray(picture)
image.save("colours.png")
image = Image.open("colours.png")
print(image.size, image.mode, image.getpixel((10, 20)))
grey = np.array(image.convert("L"))
print("grey:", grey.shape, grey.mean().round(2))
print("half:", image.resize((30, 20)).size, "part:", image.crop((5, 5, 15, 25)).size)
# An edge filter: the difference of neighbours.
edges = np.abs(np.diff(grey.astype(int), axis=1))
print("edges:", edges.shape, edges.max(), np.array_equal(np.array(image.transpose(Image.FLIP_LEFT_RIGHT)), picture[:, ::-1]))
