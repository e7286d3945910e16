"""Preparing data."""

from keras.preprocessing import sequence, text
