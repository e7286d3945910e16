"""Districts of California in 1990 and the prices of their houses."""

from keras.datasets.boston_housing import split


def load_data(version="large", path="california_housing.npz", test_split=0.2, seed=113):
    if version not in ("large", "small"):
        raise ValueError(f"Argument 'version' must be one of 'small', 'large'. Received: version={version}")
    return split("The table of California's houses", path, test_split, seed)
