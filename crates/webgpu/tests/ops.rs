//! Every operation against the CPU's.

mod common;

use common::{compare, random};
use pupil_core::graph::ops::Copy;

#[test]
fn copies() {
    compare(&[random(&[3, 5], 1)], 0.0, |graph, x| vec![graph.push(Copy, x).unwrap()]);
}
