//! Scaled dot-product attention of several heads (Vaswani et al. 2017) in one operation:
//! `y[b,t,h] = sum_s p[s] v[b,s,g]` with `p = softmax over s of scale * q[b,t,h] . k[b,s,g]`, where `g` is the head of keys
//! and values that head `h` of the queries uses.
//!
//! The scores `(batch, heads, steps, keys)` never exist as a whole: kernels compute a block of rows at a time, and compute
//! them again for the gradients (Dao et al. 2022). With `dp[s] = dy . v[s]` and `d = dy . y`:
//! `ds[s] = p[s] (dp[s] - d)`, `dq = scale sum_s ds[s] k[s]`, `dk[s] = scale sum_t ds[t,s] q[t]`,
//! `dv[s] = sum_t p[t,s] dy[t]`. Dropout multiplies `p` in `y` and `dv`, and `dp`, by its mask.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Dropout, Operation, Reshape, View};
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::{Shape, product};

/// Attention. Inputs: queries `(batch, steps, heads, size)`, keys `(batch, keys, groups, size)` and values `(batch, keys,
/// groups, value size)`, where `groups` divides `heads`; then, if there is one, the mask, and for dropout the `hyper` feed.
/// Output: `(batch, steps, heads, value size)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attend {
    /// What the scores are multiplied by.
    pub scale: f32,
    /// True if a step attends only to keys that are not after it.
    pub causal: bool,
    /// True if there is a mask that broadcasts to `(batch, steps, keys)`: a step attends to keys where it is not 0.
    pub masked: bool,
    /// What a step gives that may attend to no key: true for 0, false for the mean of all values.
    pub zero: bool,
    /// Drops shares of keys.
    pub dropout: Option<Dropout>,
}

/// The gradients of queries, keys and values, one behind the other: `(batch, numbers)`. Inputs: those of the attention,
/// then its output and the output's gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttendGrad(pub Attend);

/// The sizes of an attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttendSizes {
    /// Number of samples.
    pub batch: usize,
    /// Steps of the queries.
    pub steps: usize,
    /// Steps of keys and values.
    pub keys: usize,
    /// Heads of the queries.
    pub heads: usize,
    /// Heads of keys and values.
    pub groups: usize,
    /// Numbers of a query and of a key.
    pub size: usize,
    /// Numbers of a value.
    pub value: usize,
}

impl AttendSizes {
    /// The sizes of these queries, keys and values, if they fit together.
    pub fn of(q: &Shape, k: &Shape, v: &Shape) -> Option<Self> {
        let (&[batch, steps, heads, size], &[_, keys, groups, _], &[_, _, _, value]) = (&**q, &**k, &**v)
        else {
            return None;
        };
        let fits = **k == [batch, keys, groups, size] && **v == [batch, keys, groups, value];
        (fits && groups > 0 && heads % groups == 0).then_some(Self {
            batch,
            steps,
            keys,
            heads,
            groups,
            size,
            value,
        })
    }

    /// The numbers of one sample's queries, keys and values.
    pub fn numbers(&self) -> [usize; 3] {
        let keys = self.keys * self.groups;
        [self.steps * self.heads * self.size, keys * self.size, keys * self.value]
    }

    /// The multiplications and additions of one product of queries and keys, and of one of scores and values.
    fn products(&self) -> u64 {
        2 * (self.batch * self.heads * self.steps) as u64 * (self.keys * (self.size + self.value)) as u64
    }
}

impl Attend {
    /// The score of a key that does not count; all other scores are larger.
    pub const HIDDEN: f32 = -2.3e38;

    /// The index of the mask among the inputs.
    pub const MASK: usize = 3;

    /// The number of inputs; the `hyper` feed is the last one.
    pub fn inputs(&self) -> usize {
        Self::MASK + usize::from(self.masked) + usize::from(self.dropout.is_some())
    }
}

impl Operation for Attend {
    fn name(&self) -> &'static str {
        "attend"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (q, k, v) = (inputs[0], inputs[1], inputs[2]);
        let sizes = AttendSizes::of(q, k, v).ok_or_else(|| {
            format!("expected queries, keys and values (batch, steps, heads, size), got shapes {q}, {k}, {v}")
        })?;
        let AttendSizes { batch, steps, keys, heads, value, .. } = sizes;
        if self.masked {
            let mask = inputs[Self::MASK];
            let fits = |(&size, full): (&usize, usize)| size == 1 || size == full;
            if mask.len() != 3 || !mask.iter().zip([batch, steps, keys]).all(fits) {
                return Err(format!("expected a mask ({batch}, {steps}, {keys}), got shape {mask}"));
            }
        }
        Ok([batch, steps, heads, value].into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let mut inputs = at.inputs.to_vec();
        inputs.extend([at.output, at.grad]);
        let all = at.graph.push(AttendGrad(*self), &inputs)?;
        let row = at.graph.shape(all)[1];
        let mut offset = 0;
        for input in 0..3 {
            let shape = at.graph.shape(at.inputs[input]).clone();
            let numbers = product(&shape[1..]);
            if at.needs(input) {
                let strides: Vec<isize> = [row as isize, 1].into();
                let part = View { shape: [shape[0], numbers].into(), strides, offset };
                let part = at.graph.push(part, &[all])?;
                at.push(input, Reshape { shape }, &[part])?;
            }
            offset += numbers;
        }
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        AttendSizes::of(inputs[0], inputs[1], inputs[2]).map_or(0, |sizes| sizes.products())
    }
}

impl Operation for AttendGrad {
    fn name(&self) -> &'static str {
        "attend_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let numbers = inputs[..3].iter().map(|shape| product(&shape[1..])).sum();
        Ok([inputs[0][0], numbers].into())
    }

    fn flops(&self, inputs: &[&Shape], output: &Shape) -> u64 {
        // The scores once more, and four products.
        self.0.flops(inputs, output) * 5 / 2
    }
}
