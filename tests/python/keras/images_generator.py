import os

import numpy as np
import pandas as pd
from PIL import Image
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img

rng = np.random.RandomState(7)
x = (np.add.outer(np.arange(20) * 6, np.arange(24) * 4)[None, ..., None] + rng.randint(0, 40, (6, 20, 24, 3))).astype("float32")
y = np.arange(6)
settings = {
    "rescale": {"rescale": 1 / 255},
    "rotation": {"rotation_range": 40},
    "shift": {"width_shift_range": 0.2, "height_shift_range": 0.3, "fill_mode": "constant", "cval": 9.0},
    "pixels": {"width_shift_range": 3, "height_shift_range": [1, 2], "fill_mode": "wrap"},
    "shear": {"shear_range": 20.0, "fill_mode": "reflect"},
    "zoom": {"zoom_range": 0.4},
    "zooms": {"zoom_range": (0.5, 0.8), "fill_mode": "reflect", "rotation_range": 10},
    "flips": {"horizontal_flip": True, "vertical_flip": True},
    "channel": {"channel_shift_range": 30.0},
    "bright": {"brightness_range": (0.5, 1.5)},
    "samplewise": {"samplewise_center": True, "samplewise_std_normalization": True},
    "function": {"preprocessing_function": lambda image: image / 2 - 1},
    "all": {"rescale": 1 / 255, "rotation_range": 20, "width_shift_range": 0.1, "height_shift_range": 0.1,
            "shear_range": 0.2, "zoom_range": 0.2, "horizontal_flip": True, "fill_mode": "nearest"},
}
for name, options in settings.items():
    flow = ImageDataGenerator(**options).flow(x, y, batch_size=4, seed=11)
    for _ in range(2):
        pictures, labels = next(flow)
        print(name, pictures.shape, labels, np.round(pictures[0, 3, 5], 2), np.round(pictures[1, 10, -2], 2),
              np.round(pictures.mean(axis=(1, 2, 3)), 2))
feature = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
feature.fit(x)
print(np.round(feature.mean.ravel(), 3), np.round(feature.std.ravel(), 3))
print(np.round(next(feature.flow(x, batch_size=2, shuffle=False))[0, 0, 0], 3))
split = ImageDataGenerator(validation_split=0.34)
print(len(split.flow(x, batch_size=2, subset="training")), split.flow(x, batch_size=2, subset="validation").n)
print(ImageDataGenerator(rotation_range=30).random_transform(x[0], seed=2).mean().round(3))
for kind in ("cat", "dog", "fox"):
    os.makedirs(f"animals/{kind}")
    for number in range(5):
        Image.fromarray(rng.randint(0, 255, (10, 14, 3)).astype("uint8")).save(f"animals/{kind}/{kind}{number}.png")
generator = ImageDataGenerator(rescale=1 / 255, validation_split=0.2)
train = generator.flow_from_directory("animals", target_size=(8, 8), batch_size=4, class_mode="categorical", subset="training", seed=3)
print(train.class_indices, train.classes, train.samples, train.n, len(train), train.num_classes, train.image_shape)
pictures, labels = next(train)
print(pictures.shape, labels.shape, labels.dtype, np.round(pictures.sum(axis=(1, 2, 3)), 2), labels.argmax(axis=1))
valid = generator.flow_from_directory("animals", target_size=(8, 8), class_mode="sparse", subset="validation", shuffle=False)
print(valid.filenames, next(valid)[1])
for mode in ("input", None):
    flow = ImageDataGenerator().flow_from_directory("animals", target_size=(6, 7), classes=["dog", "fox"], class_mode=mode,
                                                    color_mode="grayscale", batch_size=3, shuffle=False)
    batch = next(flow)
    print(type(batch).__name__, len(batch), flow[1][0].shape)
table = pd.DataFrame({"file": [f"cat/cat{n}.png" for n in range(5)] + ["dog/dog1.png", "dog/none.png"],
                      "kind": ["cat"] * 5 + ["dog", "dog"], "size": [1.0, 2, 3, 4, 5, 6, 7]})
frame = ImageDataGenerator().flow_from_dataframe(table[:6], "animals", x_col="file", y_col="kind", target_size=(5, 5),
                                                 class_mode="binary", shuffle=False, batch_size=4)
print(frame.class_indices, next(frame)[1], next(frame)[0].shape)
raw = ImageDataGenerator().flow_from_dataframe(table[:6], "animals", x_col="file", y_col="size", target_size=(5, 5),
                                               class_mode="raw", shuffle=False)
print(next(raw)[1])
for options in ({"zoom_range": "much"}, {"validation_split": 2}, {"brightness_range": 3}):
    try:
        ImageDataGenerator(**options)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, str(error)[:60])
print(img_to_array(load_img("animals/fox/fox1.png", target_size=(3, 3)))[0])
