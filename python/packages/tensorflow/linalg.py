"""`tf.linalg`."""

import numpy as np
from tensorflow._functions import einsum, eye, l2_normalize, matmul, norm, tensordot, trace
from tensorflow._tensor import Tensor, array_of


def _of(function):
    return lambda input, name=None: Tensor(np.asarray(function(array_of(input))).astype(array_of(input).dtype))


inv, det, diag, cholesky = _of(np.linalg.inv), _of(np.linalg.det), _of(np.diag), _of(np.linalg.cholesky)
diag_part = _of(np.diag)


def matvec(a, b, name=None):
    return Tensor(array_of(a) @ array_of(b))


def solve(matrix, rhs, name=None):
    return Tensor(np.linalg.solve(array_of(matrix), array_of(rhs)).astype(array_of(matrix).dtype))
