# Random.
# Data augmentation: many versions of a picture.
import matplotlib.pyplot as plt
import numpy as np
from tensorflow.keras.preprocessing.image import ImageDataGenerator

picture = np.zeros((40, 40, 3), dtype="float32")
picture[10:30, 15:25] = [255, 120, 0]
picture[5:12, 17:23] = [0, 120, 255]
generator = ImageDataGenerator(rotation_range=40, width_shift_range=0.2, zoom_range=0.3, horizontal_flip=True)
flow = generator.flow(picture[np.newaxis], batch_size=1)
figure, places = plt.subplots(1, 6, figsize=(9, 2))
for place in places:
    place.imshow(next(flow)[0].astype("uint8"))
    place.axis("off")
plt.show()
print(flow.n, next(flow).shape)
