"""Seeds."""

from keras.utils import set_random_seed
