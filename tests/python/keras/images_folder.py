import os

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

rng = np.random.RandomState(5)
for kind, base in (("ants", 60), ("bees", 160), ("cows", 220)):
    os.makedirs(f"pictures/{kind}")
    for number in range(4):
        array = rng.randint(0, 30, (12 + number, 16, 3)) + base
        Image.fromarray(array.clip(0, 255).astype("uint8")).save(f"pictures/{kind}/{number}.png")
image = keras.utils.load_img("pictures/ants/1.png")
print(image.size, image.mode)
array = keras.utils.img_to_array(image)
print(array.shape, array.dtype, array[0, 0])
for way in ("nearest", "bilinear", "bicubic", "lanczos"):
    small = keras.utils.img_to_array(keras.utils.load_img("pictures/bees/2.png", target_size=(8, 8), interpolation=way))
    print(way, small.shape, small.sum(), small[3, 4])
kept = keras.utils.load_img("pictures/bees/2.png", color_mode="grayscale", target_size=(6, 9), keep_aspect_ratio=True)
print(kept.mode, kept.size, np.array(kept).sum())
picture = keras.utils.array_to_img(array)
print(picture.mode, picture.size, np.array(picture)[0, 0], np.array(keras.utils.array_to_img(array, scale=False))[0, 0])
keras.utils.save_img("copy.png", array, scale=False)
print(np.array_equal(np.array(Image.open("copy.png")), array))
dataset = keras.utils.image_dataset_from_directory("pictures", image_size=(8, 8), batch_size=5, shuffle=False)
print(dataset.class_names, len(dataset), dataset.element_spec)
for x, y in dataset:
    print(x.shape, x.dtype, y.numpy(), np.round(float(tf.reduce_sum(x)), 0))
train, valid = keras.utils.image_dataset_from_directory(
    "pictures", image_size=(4, 4), batch_size=4, validation_split=0.25, subset="both", seed=1, label_mode="categorical")
print(len(train), len(valid), sorted(os.path.basename(path) for path in valid.file_paths), len(train.file_paths))
print(next(iter(valid))[1].shape)
grey = keras.utils.image_dataset_from_directory("pictures", labels=None, color_mode="grayscale", image_size=(6, 5), shuffle=False)
print(next(iter(grey)).shape)
x, _ = next(iter(dataset))
for size in ((3, 5), (16, 20)):
    for method in ("bilinear", "nearest"):
        made = tf.image.resize(x, size, method=method)
        print(size, method, made.shape, np.round(float(tf.reduce_sum(made)), -1), np.round(made[0, -1, -1].numpy(), 3))
content = tf.io.read_file("pictures/cows/0.png")
decoded = tf.image.decode_png(content, channels=3)
print(decoded.shape, decoded.dtype, tf.image.convert_image_dtype(decoded, tf.float32)[0, 0])
names = tf.data.Dataset.list_files("pictures/*/0.png", shuffle=False)


def load(path):
    return tf.image.resize(tf.image.decode_image(tf.io.read_file(path), channels=3, expand_animations=False), [4, 4]) / 255.0


for picture in names.map(load).batch(3):
    print(picture.shape, np.round(picture[:, 0, 0, 0].numpy(), 4))
print(tf.image.flip_left_right(decoded)[0, 0].numpy(), tf.image.rot90(decoded).shape, tf.image.central_crop(decoded, 0.5).shape)
print(np.round(tf.image.rgb_to_grayscale(x)[0, 0, 0].numpy(), 3), np.round(tf.image.adjust_contrast(x / 255.0, 2.0)[0, 0, 0].numpy(), 4))
print(np.round(tf.image.per_image_standardization(x)[0, 0, 0].numpy(), 4), tf.image.resize_with_crop_or_pad(x, 4, 12).shape)
