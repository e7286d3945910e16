"""Preparing data."""

from keras.preprocessing import image, sequence, text
from keras.utils._folders import image_dataset_from_directory, text_dataset_from_directory
