//! Scores of attention: which steps may attend to which, and the softmax of their scores.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Signal, Trace, dropout};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::graph::ops::{Attend, Dropout, Iota, Reshape, Softmax};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// How scores that do not count are left out, as Keras's classes do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hiding {
    /// They become the smallest number. A step that may attend to nothing attends to all alike.
    Lowest,
    /// They become -1e9, and their shares 0. A step that may attend to nothing has the output 0.
    Zero,
    /// 1e9 is subtracted.
    #[cfg_attr(not(feature = "rare"), allow(dead_code, reason = "a rare layer makes it"))]
    Lowered,
}

/// What `steps` of queries may attend to among `keys`: 1 where the row is not before the column, else 0, shape
/// `(steps, keys)`.
pub(super) fn causal(graph: &mut Graph, steps: usize, keys: usize) -> Result<NodeId> {
    compared(graph, steps, keys, "q >= k", 0.0)
}

/// 1 where row and column are less than `window` apart, else 0; shape `(steps, keys)`.
pub(super) fn window(graph: &mut Graph, steps: usize, keys: usize, window: usize) -> Result<NodeId> {
    compared(graph, steps, keys, "abs(q - k) < w", window as f64)
}

fn compared(graph: &mut Graph, steps: usize, keys: usize, formula: &str, width: f64) -> Result<NodeId> {
    let row = graph.push(Iota::new(steps), &[])?;
    let row = graph.push(Reshape { shape: [steps, 1].into() }, &[row])?;
    let column = graph.push(Iota::new(keys), &[])?;
    graph.map(formula, &[("q", row), ("k", column)], &[("w", width)])
}

/// The mask of the steps of `signal`, `(batch, steps)`, as one of rows (`axis` 2) or of columns (`axis` 1).
pub(super) fn of_steps(trace: &mut Trace<'_>, signal: Signal, axis: usize) -> Result<Option<NodeId>> {
    let Some(mask) = signal.mask.filter(|_| !trace.taken.contains(&signal.node)) else { return Ok(None) };
    trace.graph.with_axis(mask, axis).map(Some)
}

/// 1 where all masks are more than one half; `None` without masks.
pub(super) fn all(graph: &mut Graph, masks: &[NodeId]) -> Result<Option<NodeId>> {
    let Some((&first, rest)) = masks.split_first() else { return Ok(None) };
    let mut all = graph.map("m > 0.5", &[("m", first)], &[])?;
    for &mask in rest {
        all = graph.map("a * (m > 0.5)", &[("a", all), ("m", mask)], &[])?;
    }
    Ok(Some(all))
}

/// The shares that scores give to their last axis. `allowed` broadcasts to the scores' shape.
pub(super) fn shares(
    graph: &mut Graph,
    scores: NodeId,
    allowed: Option<NodeId>,
    hiding: Hiding,
) -> Result<NodeId> {
    let Some(allowed) = allowed else { return graph.push(Softmax, &[scores]) };
    let formula = match hiding {
        Hiding::Lowered => "m > 0 ? x : x - low",
        _ => "m > 0 ? x : 0 - low",
    };
    let low = if hiding == Hiding::Lowest { -f64::from(Attend::HIDDEN) } else { 1e9 };
    let shape = graph.shape(scores).clone();
    let misfit = |graph: &Graph| {
        let mask = graph.shape(allowed);
        Error::invalid(format!("its masks have the shape {mask}, its scores have {shape}"))
    };
    let hidden = graph.map(formula, &[("x", scores), ("m", allowed)], &[("low", low)]);
    let hidden = hidden.map_err(|_| misfit(graph))?;
    if *graph.shape(hidden) != shape {
        return Err(misfit(graph));
    }
    let shares = graph.push(Softmax, &[hidden])?;
    match hiding {
        Hiding::Zero => graph.map("m > 0 ? y : 0", &[("y", shares), ("m", allowed)], &[]),
        _ => Ok(shares),
    }
}

/// A mask with axes of size 1 before its last `last` axes, so that it has `rank` axes.
pub(super) fn spread(graph: &mut Graph, mask: NodeId, rank: usize, last: usize) -> Result<NodeId> {
    let shape = graph.shape(mask).clone();
    let at = shape.len().saturating_sub(last);
    let missing = rank.saturating_sub(shape.len());
    let ones = alloc::vec![1; missing];
    graph.push(Reshape { shape: joined(&[&shape[..at], &ones, &shape[at..]]) }, &[mask])
}

/// Attention whose scores nobody sees: its queries, keys and values are `(batch, steps, heads, size)`. `rate` of the shares
/// are dropped in training.
pub(super) fn attend(
    trace: &mut Trace<'_>,
    mut op: Attend,
    [q, k, v]: [NodeId; 3],
    allowed: Option<NodeId>,
    rate: f32,
) -> Result<NodeId> {
    let mut inputs = alloc::vec![q, k, v];
    if let Some(mask) = allowed {
        inputs.push(spread(trace.graph, mask, 3, 2)?);
    }
    if trace.training && rate > 0.0 {
        inputs.push(trace.random_key()?);
        op.dropout = Some(Dropout { rate, salt: trace.salt });
    }
    trace.graph.push(op, &inputs)
}

/// Drops a share of the shares in training.
pub(super) fn dropped(trace: &mut Trace<'_>, shares: NodeId, rate: f32) -> Result<NodeId> {
    if !trace.training || rate == 0.0 {
        return Ok(shares);
    }
    let key = trace.random_key()?;
    trace.graph.push(Dropout { rate, salt: trace.salt }, &[shares, key])
}

/// The rate that a layer of attention drops, 0 by default.
pub(super) fn rate(config: &Config<'_>) -> Result<f32> {
    let rate = config.number("dropout", 0.0, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))?;
    Ok(rate as f32)
}

/// The rate as an argument, if it is not 0.
pub(super) fn rate_argument(rate: f32) -> String {
    match rate {
        0.0 => String::new(),
        rate => format!(", dropout={}", dropout::rate_text(rate)),
    }
}

/// A shape of these lists of sizes.
pub(super) fn joined(parts: &[&[usize]]) -> Shape {
    let all: Vec<usize> = parts.concat();
    all.into()
}
