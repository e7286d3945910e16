//! The functions of `np.random` and the methods of its generators.

use std::cell::RefCell;
use std::rc::Rc;

use pupil_numpy::random::{Generator, RandomState, SeedSequence, Source};
use pupil_numpy::{Array, DType, Operand};

use super::arguments::{Arguments, Outcome};
use super::failure::{Fail, unsupported, value_error};
use super::object::Object;

thread_local! {
    static GLOBAL: RefCell<Option<RandomState>> = const { RefCell::new(None) };
}

fn state_of(seed: &Object) -> Result<RandomState, Fail> {
    Ok(match seed {
        Object::Int(seed) => RandomState::new(*seed)?,
        Object::List(items) => {
            let seeds: Vec<i128> =
                items.iter().map(|item| item.int().map(i128::from)).collect::<Result<_, _>>()?;
            RandomState::from_list(&seeds)?
        }
        other => return unsupported(format!("the seed {}", other.repr())),
    })
}

pub fn function(name: &str, a: &Arguments) -> Outcome {
    match name {
        "seed" => {
            let state = state_of(a.need(0, "seed")?)?;
            GLOBAL.with(|global| *global.borrow_mut() = Some(state));
            Ok(Object::None)
        }
        "RandomState" => Ok(Object::RandomState(Rc::new(RefCell::new(state_of(a.need(0, "seed")?)?)))),
        "default_rng" => {
            let seed = match a.need(0, "seed")? {
                Object::Int(seed) if *seed < 0 => {
                    return value_error("expected non-negative integer");
                }
                Object::Int(seed) => SeedSequence::new(&[*seed as u128]),
                Object::List(items) => {
                    let seeds: Vec<u128> = items
                        .iter()
                        .map(|item| item.int().map(|seed| seed as u128))
                        .collect::<Result<_, _>>()?;
                    SeedSequence::new(&seeds)
                }
                other => return unsupported(format!("the seed {}", other.repr())),
            };
            Ok(Object::Generator(Rc::new(RefCell::new(Generator::new(seed)))))
        }
        _ => with_global(|state| legacy(state, name, a)),
    }
}

/// Computes with the state that the functions of `np.random` share.
fn with_global<T>(compute: impl FnOnce(&mut RandomState) -> Result<T, Fail>) -> Result<T, Fail> {
    GLOBAL.with(|global| {
        let mut global = global.borrow_mut();
        let state = match global.take() {
            Some(state) => state,
            None => RandomState::new(0)?,
        };
        compute(global.insert(state))
    })
}

/// The order into which the global state shuffles a list.
pub fn shuffled_places(count: usize) -> Result<Vec<i64>, Fail> {
    with_global(|state| Ok(state.source().shuffled_places(count)?))
}

fn size(a: &Arguments, place: usize) -> Result<Option<Vec<usize>>, Fail> {
    a.get(place, "size").map(Object::shape).transpose()
}

fn parameter(a: &Arguments, place: usize, names: &[&str], default: f64) -> Result<Operand, Fail> {
    for name in names {
        if let Some(value) = a.named.get(*name) {
            return value.operand();
        }
    }
    a.positional
        .get(place)
        .filter(|object| !matches!(object, Object::None))
        .map_or(Ok(Operand::Float(default)), Object::operand)
}

/// The result of a function: Python's numbers in place of scalars of the default types.
fn number(array: Array) -> Object {
    match Object::from(array) {
        Object::Scalar(pupil_numpy::Scalar::Float64(value)) => Object::Float(value),
        other => other,
    }
}

fn integer(array: Array) -> Object {
    match Object::from(array) {
        Object::Scalar(pupil_numpy::Scalar::Int64(value)) => Object::Int(value as i128),
        other => other,
    }
}

/// Distributions with float results and one to three parameters: the names, defaults, and how many.
const OTHERS: [(&str, usize, [f64; 3]); 9] = [
    ("laplace", 2, [0.0, 1.0, 0.0]),
    ("logistic", 2, [0.0, 1.0, 0.0]),
    ("gumbel", 2, [0.0, 1.0, 0.0]),
    ("triangular", 3, [0.0, 0.5, 1.0]),
    ("weibull", 1, [1.0, 0.0, 0.0]),
    ("rayleigh", 1, [1.0, 0.0, 0.0]),
    ("pareto", 1, [1.0, 0.0, 0.0]),
    ("power", 1, [1.0, 0.0, 0.0]),
    ("standard_cauchy", 0, [0.0, 0.0, 0.0]),
];

fn parameters(a: &Arguments, count: usize, defaults: [f64; 3]) -> Result<Vec<Operand>, Fail> {
    (0..count).map(|i| parameter(a, i, &[], defaults[i])).collect()
}

/// Distributions that both generators have.
fn common(r: &mut dyn Source, name: &str, a: &Arguments) -> Result<Option<Object>, Fail> {
    let one = |names: &[&str], default: f64| parameter(a, 0, names, default);
    let two = |names: &[&str], default: f64| parameter(a, 1, names, default);
    if let Some((_, count, defaults)) = OTHERS.iter().find(|(other, ..)| *other == name) {
        let parameters = parameters(a, *count, *defaults)?;
        let references: Vec<&Operand> = parameters.iter().collect();
        return Ok(Some(number(r.other(name, &references, size(a, *count)?.as_deref())?)));
    }
    Ok(Some(match name {
        "standard_exponential" => number(r.exponential(&Operand::Float(1.0), size(a, 0)?.as_deref())?),
        "standard_gamma" => {
            number(r.gamma(&one(&["shape"], 1.0)?, &Operand::Float(1.0), size(a, 1)?.as_deref())?)
        }
        "uniform" => {
            number(r.uniform(&one(&["low"], 0.0)?, &two(&["high"], 1.0)?, size(a, 2)?.as_deref())?)
        }
        "normal" => number(r.normal(&one(&["loc"], 0.0)?, &two(&["scale"], 1.0)?, size(a, 2)?.as_deref())?),
        "lognormal" => {
            number(r.lognormal(&one(&["mean"], 0.0)?, &two(&["sigma"], 1.0)?, size(a, 2)?.as_deref())?)
        }
        "exponential" => number(r.exponential(&one(&["scale"], 1.0)?, size(a, 1)?.as_deref())?),
        "gamma" => number(r.gamma(&one(&["shape"], 1.0)?, &two(&["scale"], 1.0)?, size(a, 2)?.as_deref())?),
        "beta" => number(r.beta(&one(&[], 1.0)?, &two(&[], 1.0)?, size(a, 2)?.as_deref())?),
        "chisquare" => number(r.chisquare(&one(&[], 1.0)?, size(a, 1)?.as_deref())?),
        "standard_t" => number(r.standard_t(&one(&[], 1.0)?, size(a, 1)?.as_deref())?),
        "multinomial" => {
            Object::Array(r.multinomial(a.int(0, "n", 0)?, &a.array(1, "p")?, size(a, 2)?.as_deref())?)
        }
        "multivariate_normal" => Object::Array(r.multivariate_normal(
            &a.array(0, "mean")?,
            &a.array(1, "cov")?,
            size(a, 2)?.as_deref(),
        )?),
        _ => return Ok(None),
    }))
}

pub fn legacy(r: &mut RandomState, name: &str, a: &Arguments) -> Outcome {
    let one = |names: &[&str], default: f64| parameter(a, 0, names, default);
    let two = |names: &[&str], default: f64| parameter(a, 1, names, default);
    if let Some(drawn) = common(r.source(), name, a)? {
        return Ok(drawn);
    }
    Ok(match name {
        "rand" | "randn" => {
            let shape = Object::Tuple(a.positional.clone()).shape()?;
            let size = (!shape.is_empty()).then_some(&shape[..]);
            number(if name == "rand" { r.random_sample(size)? } else { r.standard_normal(size)? })
        }
        "random" | "random_sample" => number(r.random_sample(size(a, 0)?.as_deref())?),
        "standard_normal" => number(r.standard_normal(size(a, 0)?.as_deref())?),
        "poisson" => integer(r.source().poisson(&one(&["lam"], 1.0)?, size(a, 1)?.as_deref())?),
        "binomial" => integer(r.binomial(&one(&["n"], 1.0)?, &two(&["p"], 1.0)?, size(a, 2)?.as_deref())?),
        "geometric" => integer(r.source().geometric(&one(&["p"], 1.0)?, size(a, 1)?.as_deref())?),
        "randint" => {
            let high = a.get(1, "high").map(Object::int).transpose()?;
            integer(r.randint(
                a.int(0, "low", 0)?,
                high,
                size(a, 2)?.as_deref(),
                a.dtype(3)?.unwrap_or(DType::Int64),
            )?)
        }
        "choice" => {
            let p = a.get(3, "p").map(Object::array).transpose()?;
            let replace = a.get(2, "replace").is_none_or(|flag| flag.truth().unwrap_or(true));
            integer(r.choice(&population(a)?, size(a, 1)?.as_deref(), replace, p.as_ref())?)
        }
        "permutation" => Object::Array(r.permutation(&a.array(0, "x")?)?),
        "shuffle" => {
            r.shuffle(&a.array(0, "x")?)?;
            Object::None
        }
        other => return unsupported(format!("np.random.{other}")),
    })
}

fn population(a: &Arguments) -> Result<Array, Fail> {
    a.array(0, "a")
}

pub fn generator(r: &mut Generator, name: &str, a: &Arguments) -> Outcome {
    let one = |names: &[&str], default: f64| parameter(a, 0, names, default);
    let two = |names: &[&str], default: f64| parameter(a, 1, names, default);
    let float = a.named.get("dtype").map_or(Ok(DType::Float64), Object::dtype)?;
    if let Some(drawn) = common(r.source(), name, a)? {
        return Ok(drawn);
    }
    Ok(match name {
        "random" => number(r.random(size(a, 0)?.as_deref(), float)?),
        "standard_normal" => number(r.standard_normal(size(a, 0)?.as_deref(), float)?),
        "poisson" => r.source().poisson(&one(&["lam"], 1.0)?, size(a, 1)?.as_deref())?.into(),
        "binomial" => r.binomial(&one(&["n"], 1.0)?, &two(&["p"], 1.0)?, size(a, 2)?.as_deref())?.into(),
        "geometric" => r.source().geometric(&one(&["p"], 1.0)?, size(a, 1)?.as_deref())?.into(),
        "integers" => {
            let high = a.get(1, "high").map(Object::int).transpose()?;
            let dtype = a.dtype(3)?.unwrap_or(DType::Int64);
            r.integers(a.int(0, "low", 0)?, high, size(a, 2)?.as_deref(), dtype, a.flag("endpoint")?)?.into()
        }
        "choice" => {
            let p = a.get(3, "p").map(Object::array).transpose()?;
            let replace = a.get(2, "replace").is_none_or(|flag| flag.truth().unwrap_or(true));
            let shuffle = a.named.get("shuffle").is_none_or(|flag| flag.truth().unwrap_or(true));
            let axis = a.int(4, "axis", 0)? as isize;
            let a0 = population(a)?;
            let chosen = r.choice(&a0, size(a, 1)?.as_deref(), replace, p.as_ref(), axis, shuffle)?;
            if a0.ndim() == 0 { integer(chosen) } else { chosen.into() }
        }
        "permutation" => Object::Array(r.permutation(&a.array(0, "x")?, a.int(1, "axis", 0)? as isize)?),
        "shuffle" => {
            r.shuffle(&a.array(0, "x")?, a.int(1, "axis", 0)? as isize)?;
            Object::None
        }
        "spawn" => {
            let children = r.spawn(a.int(0, "n", 0)? as u32)?.into_iter();
            Object::List(children.map(|child| Object::Generator(Rc::new(RefCell::new(child)))).collect())
        }
        other => return unsupported(format!("Generator.{other}")),
    })
}
