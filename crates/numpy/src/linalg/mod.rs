//! Products of arrays and linear algebra (`np.linalg`).

mod decompose;
mod einsum;
mod general;
mod matrix;
mod measure;
mod products;
mod singular;
mod solve;
mod symmetric;

pub use decompose::{QrMode, cholesky, qr, svd, svdvals};
pub use einsum::einsum;
pub use general::{eig, eigvals};
pub use measure::{Norm, cond, lstsq, matrix_rank, norm, pinv};
pub use products::{cross, dot, inner, kron, matmul, outer, tensordot, trace, vdot};
pub use solve::{det, inv, matrix_power, slogdet, solve};
pub use symmetric::{eigh, eigvalsh};
