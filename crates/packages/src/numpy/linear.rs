//! The functions of `np.linalg`.

use pupil_numpy::linalg::{self, Norm, QrMode};

use super::arguments::{Arguments, Outcome};
use super::failure::{Fail, unsupported};
use super::object::{Object, tuple};

fn norm_kind(a: &Arguments) -> Result<Norm, Fail> {
    Ok(match a.get(1, "ord") {
        None => Norm::Default,
        Some(Object::Str(name)) if name == "fro" => Norm::Frobenius,
        Some(Object::Str(name)) if name == "nuc" => Norm::Nuclear,
        Some(order) => Norm::Order(order.float()?),
    })
}

pub fn call(name: &str, a: &Arguments) -> Outcome {
    let x = match name {
        "multi_dot" => a.need(0, "arrays")?.items()?[0].array()?,
        _ => a.array(0, "a")?,
    };
    Ok(match name {
        "inv" => linalg::inv(&x)?.into(),
        "solve" => linalg::solve(&x, &a.array(1, "b")?)?.into(),
        "det" => linalg::det(&x)?.into(),
        "slogdet" => {
            let (sign, log) = linalg::slogdet(&x)?;
            tuple(vec![sign, log])
        }
        "norm" => {
            let axes = a.get(2, "axis").map(Object::axes).transpose()?;
            linalg::norm(&x, norm_kind(a)?, axes.as_deref(), a.flag("keepdims")?)?.into()
        }
        "cond" => linalg::cond(&x, norm_kind(a)?)?.into(),
        "cholesky" => linalg::cholesky(&x, false)?.into(),
        "qr" => {
            let mode = match a.text(1, "mode", "reduced")? {
                "complete" => QrMode::Complete,
                "r" => QrMode::R,
                _ => QrMode::Reduced,
            };
            let (q, r) = linalg::qr(&x, mode)?;
            match q {
                Some(q) => tuple(vec![q, r]),
                None => r.into(),
            }
        }
        "eigh" => {
            let (values, vectors) = linalg::eigh(&x, false)?;
            tuple(vec![values, vectors])
        }
        "eigvalsh" => linalg::eigvalsh(&x, false)?.into(),
        "eig" => {
            let (values, vectors) = linalg::eig(&x)?;
            tuple(vec![values, vectors])
        }
        "eigvals" => linalg::eigvals(&x)?.into(),
        "svd" => {
            let full = a.given("full_matrices").map_or(Ok(true), Object::truth)?;
            let (u, s, v) = linalg::svd(&x, full)?;
            tuple(vec![u, s, v])
        }
        "svdvals" => linalg::svdvals(&x)?.into(),
        "pinv" => linalg::pinv(&x, 1e-15)?.into(),
        "matrix_rank" if x.ndim() < 2 => Object::Int(linalg::matrix_rank(&x, None)?.item()?.as_i64() as i128),
        "matrix_rank" => linalg::matrix_rank(&x, None)?.into(),
        "matrix_power" => linalg::matrix_power(&x, a.int(1, "n", 1)?)?.into(),
        "lstsq" => {
            let (x, residuals, rank, s) = linalg::lstsq(&x, &a.array(1, "b")?, None)?;
            let rank = Object::Scalar(pupil_numpy::Scalar::Int32(rank as i32));
            Object::Tuple(vec![Object::Array(x), Object::Array(residuals), rank, Object::Array(s)])
        }
        "multi_dot" => {
            let mut product = x;
            for next in a.need(0, "arrays")?.arrays_of()?.iter().skip(1) {
                product = linalg::dot(&product, next)?;
            }
            product.into()
        }
        other => return unsupported(format!("np.linalg.{other}")),
    })
}
