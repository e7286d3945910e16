"""The engine's settings."""

from keras import _names


def clear_session(free_memory=True):
    _names.clear()


def floatx():
    return "float32"


def epsilon():
    return 1e-7


def image_data_format():
    return "channels_last"


def backend():
    return "pupil"
