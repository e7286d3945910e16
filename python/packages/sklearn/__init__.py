"""scikit-learn is not here: importing it says so."""

raise ModuleNotFoundError(
    "No module named 'sklearn': scikit-learn is not here. NumPy splits and scales data, keras.utils has split_dataset and "
    "to_categorical, and keras trains the models",
    name="sklearn",
)
