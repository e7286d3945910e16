"""Batches of varied pictures: `ImageDataGenerator`."""

from keras.preprocessing._generator import (
    DataFrameIterator, DirectoryIterator, ImageDataGenerator, Iterator, NumpyArrayIterator, apply_affine_transform,
)
from keras.utils import image_dataset_from_directory
from keras.utils._images import array_to_img, img_to_array, load_img, save_img, smart_resize

