//! NumPy's arrays.
