//! Reductions over a workgroup: sums or maxima of one value of each of its 256 threads, in a fixed order.
//!
//! A kernel calls `workgroup_reduce(own, place, value, largest)` in uniform control flow, with a barrier between two
//! calls. `own` is the argument of its `main` (`own.group`, `own.thread`). `place` is a number below 256 that no other
//! thread has. `largest` is true for a maximum, false for a sum. Threads whose places agree modulo `LANES` are a lane.
//! The threads at places below `LANES` get the result of their lane; if there is only one lane, all threads get it.
//! `join(a, b, largest)` joins two values.
//!
//! By default a workgroup reduces by a tree in shared memory. In each step of the tree, a thread joins up to 32 values.
//! So there are few barriers, which are slow on software adapters and which GPUs wait for.
//!
//! If the device has subgroups (four threads or more that run in step) and there is one lane, each subgroup reduces its
//! values first. Then one value of each subgroup is left, and one barrier is enough. WGSL does not say which threads
//! make up a subgroup, and nothing here depends on it. `subgroup_id` tells subgroups apart. Direct3D does not have it:
//! a browser computes it there from the thread's number if the workgroup is one line of threads, as it is here. For
//! other workgroups it would count with an atomic, in no fixed order.

use crate::template::expand;

/// The WGSL of reductions with `lanes` results each. With one lane it has lines for trees and lines for subgroups, and
/// [`variant`] must choose between them.
pub fn text(lanes: usize) -> String {
    let text = include_str!("kernels/workgroup_reduce.wgsl");
    if lanes == 1 { text.into() } else { variant(text, false) }
}

/// The text with only its lines for subgroups, or only its lines for trees.
pub fn variant(text: &str, subgroups: bool) -> String {
    expand(text, &[("S", u32::from(subgroups)), ("T", u32::from(!subgroups))])
}
