"""`tf.dtypes`."""

from tensorflow._functions import cast
from tensorflow._tensor import DTYPES, DType, as_dtype

globals().update(DTYPES)
