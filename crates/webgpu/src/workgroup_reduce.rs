//! Folds over a workgroup: sums and maxima of what its 256 threads have found, in a fixed order.
//!
//! A kernel calls `workgroup_reduce(own, place, value, largest)` where all threads come by, and has a barrier between two calls. `own`
//! is what its `main` is given (`own.group`, `own.thread`), `place` a number below 256 of the thread's own. Threads whose
//! places agree modulo `LANES` are a lane; the threads at places below `LANES` get the result of their lane, all threads
//! where there is one lane. `join(a, b, largest)` joins two values.
//!
//! By a tree in shared memory, whose threads join up to 32 values: the more, the fewer barriers, which programs run slowly
//! and GPUs wait for. Or, where the device has subgroups (four threads or more that run in step) and there is one lane,
//! within each subgroup first, after which one value of each is left and one barrier is enough. WGSL does not say which
//! threads make up a subgroup, and nothing here depends on it. Subgroups are told apart by `subgroup_id`, which Direct3D does not
//! have: it is made of the thread's number there, as long as workgroups are lines, which these are; in others browsers
//! would count by an atomic, in no fixed order.

use crate::template::expand;

/// The WGSL of a kernel's folds to so many results each; for one, with lines of which [`variant`] keeps a part.
pub fn text(lanes: usize) -> String {
    let text = include_str!("kernels/workgroup_reduce.wgsl");
    if lanes == 1 { text.into() } else { variant(text, false) }
}

/// The lines for subgroups, or those for trees.
pub fn variant(text: &str, subgroups: bool) -> String {
    expand(text, &[("S", u32::from(subgroups)), ("T", u32::from(!subgroups))])
}
