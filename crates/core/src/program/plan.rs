//! From graph to program: drops unused nodes and gives every value its place in the arena.

use alloc::vec;
use alloc::vec::Vec;

use super::{Buffer, DType, Layout, Operand, Port, Program, Region, Role, Step, aligned};
use crate::error::{Error, Result};
use crate::graph::ops::{Copy, Op, Operation, Update};
use crate::graph::{Graph, NodeId};
use crate::memory::{MOST_NUMBERS, check_shape, refused};
use crate::shape::Shape;

/// The input of [`plan`].
#[derive(Default)]
pub struct Plan<'a> {
    /// The computation.
    pub graph: Graph,
    /// Values that are written before every run.
    pub feeds: &'a [(Role, NodeId)],
    /// Values that can be read after a run.
    pub results: &'a [(Role, NodeId)],
    /// The index of each trainable weight and its gradient; empty without training.
    pub gradients: &'a [(usize, NodeId)],
    /// Where the flat gradient begins. The gradient of a weight is as far behind this place as the weight is behind the
    /// beginning of the persistent region.
    pub gradient: GradientBase,
    /// Values that are copied to a persistent place at the end: weights that change without gradients, weights after
    /// their constraint, and the losses and metrics of a replica.
    pub assigns: &'a [(Buffer, NodeId)],
    /// The optimizer's step. It takes its numbers from the feed of role [`Role::Hyper`].
    pub update: Option<Optimize>,
    /// True if large activations are stored as 16-bit floats.
    pub float16: bool,
}

/// An optimizer's step over the flat gradient.
pub struct Optimize {
    /// The operation.
    pub update: Update,
    /// The number of the optimizer's slots.
    pub slots: usize,
    /// The parts of all replicas, one after the other. Each part begins with a flat gradient. `None` if the program
    /// itself computes the flat gradient, at the beginning of the arena.
    pub parts: Option<Buffer>,
}

/// Where the flat gradient begins in a model's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradientBase {
    /// The region.
    pub region: Region,
    /// The offset in the region, in bytes.
    pub offset: usize,
}

/// The beginning of the arena, where the optimizer of the same program reads the flat gradient.
impl Default for GradientBase {
    fn default() -> Self {
        Self { region: Region::Arena, offset: 0 }
    }
}

/// Only values of at least this many numbers are stored as 16-bit floats; smaller ones save too little.
const LARGE: usize = 4096;

/// True if an operation's results may be stored as 16-bit floats. These are the operations of the forward pass with
/// large results, because memory traffic limits most of a network's kernels on a GPU. A matrix product of the backward
/// pass has a transposed operand, so it is not one of them.
fn suits_float16(op: &Op) -> bool {
    match op {
        Op::Conv2d(_) | Op::DepthwiseConv2d(_) | Op::MaxPool2d(_) | Op::BiasAdd(_) | Op::Unary(_) => true,
        Op::MatMul(op) => !op.transpose_a && !op.transpose_b,
        _ => false,
    }
}

/// A piece of the arena and the time in which it is in use. Several values may use one block, one after the other.
struct Block {
    /// The number of values.
    len: usize,
    /// True if they are stored as 16-bit floats.
    half: bool,
    /// The index of the node that writes the block first.
    first: usize,
    /// The index of the last node that reads it.
    last: usize,
    /// The offset in the arena in bytes, once it is placed.
    offset: Option<usize>,
}

impl Block {
    fn dtype(&self) -> DType {
        if self.half { DType::F16 } else { DType::F32 }
    }

    /// The length in bytes, rounded up to a multiple of [`ALIGN`](super::ALIGN).
    fn bytes(&self) -> usize {
        let Self { len, .. } = *self;
        aligned(Buffer { len, dtype: self.dtype(), ..Buffer::floats(Region::Arena, 0, 0) }.bytes())
    }
}

/// Makes a program whose weights have the places of `layout`.
///
/// # Errors
/// When a value or the arena is larger than any memory, or a value is assigned to a weight that is stored in 8 bits.
pub fn plan(plan: Plan<'_>, layout: &Layout) -> Result<Program> {
    let Plan { mut graph, feeds, results, gradients, gradient, assigns, update, float16 } = plan;
    let hyper = feeds.iter().find(|(role, _)| *role == Role::Hyper && update.is_some()).map(|&(_, id)| id);
    let nodes_of = |ports: &[(Role, NodeId)]| -> Vec<NodeId> { ports.iter().map(|&(_, id)| id).collect() };
    let (fed, read) = (nodes_of(feeds), nodes_of(results));
    // Each gradient gets its place in the flat gradient. A node that is a leaf, a result or already another weight's
    // gradient has another place, so it is copied.
    let mut gradient_roots: Vec<(usize, NodeId)> = Vec::new();
    for &(parameter, gradient) in gradients {
        let root = storage_root(&graph, gradient);
        let taken = gradient_roots.iter().any(|&(_, other)| other == root) || read.contains(&root);
        let root =
            if graph.node(root).inputs.is_empty() || taken { graph.push(Copy, &[gradient])? } else { root };
        gradient_roots.push((parameter, root));
    }

    // `Graph::push` has checked the results of operations. Nodes without inputs were not checked.
    for (_, node) in graph.nodes().filter(|(_, node)| node.inputs.is_empty()) {
        check_shape(&node.shape).map_err(Error::Memory)?;
    }
    let nodes = graph.nodes().len();
    let mut used = vec![false; nodes];
    let kept = || gradient_roots.iter().map(|&(_, id)| id).chain(assigns.iter().map(|&(_, id)| id));
    for id in read.iter().chain(&fed).copied().chain(kept()) {
        used[id.0] = true;
    }
    for (id, node) in graph.nodes().rev() {
        if used[id.0] {
            node.inputs.iter().for_each(|input| used[input.0] = true);
        }
    }

    // Lifetimes, counted in nodes. Feeds are written before the first step, and results live past the last step.
    let end = nodes + 1;
    let roots: Vec<NodeId> = (0..nodes).map(|i| storage_root(&graph, NodeId(i))).collect();
    let mut last_use: Vec<usize> = (0..nodes).collect();
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.0]) {
        for input in &node.inputs {
            let root = roots[input.0].0;
            last_use[root] = last_use[root].max(id.0);
        }
    }
    for id in read.iter().copied().chain(hyper).chain(kept()) {
        last_use[roots[id.0].0] = end;
    }

    let mut blocks: Vec<Block> = Vec::new();
    let mut block_of: Vec<Option<usize>> = vec![None; nodes];
    let flat = layout.trainable;
    if update.as_ref().is_some_and(|update| update.parts.is_none()) {
        blocks.push(Block { len: flat, half: false, first: 0, last: end, offset: Some(0) });
    }
    let mut is_fed = vec![false; nodes];
    fed.iter().for_each(|id| is_fed[id.0] = true);
    // Values that are read after the run or copied to a persistent place stay in 32 bits.
    let mut leaves = vec![false; nodes];
    read.iter().copied().chain(kept()).for_each(|id| leaves[roots[id.0].0] = true);
    // For each node that is a gradient, the index of its weight.
    let mut gradient_of: Vec<Option<usize>> = vec![None; nodes];
    gradient_roots.iter().for_each(|&(parameter, root)| gradient_of[root.0] = Some(parameter));
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.0]) {
        if roots[id.0] != id || matches!(node.op, Op::Parameter(_)) || gradient_of[id.0].is_some() {
            continue;
        }
        let len = node.shape.size();
        let half = float16 && len >= LARGE && !is_fed[id.0] && !leaves[id.0] && suits_float16(&node.op);
        let takeover = node.op.in_place().map(|i| roots[node.inputs[i].0]).filter(|root| {
            last_use[root.0] == id.0
                && !is_fed[root.0]
                && block_of[root.0]
                    .is_some_and(|block| blocks[block].len == len && blocks[block].last == id.0)
                && node.inputs.iter().filter(|input| roots[input.0] == *root).count() == 1
        });
        let last = last_use[id.0];
        block_of[id.0] = Some(match takeover.and_then(|root| block_of[root.0]) {
            Some(block) => {
                blocks[block].last = last;
                // Values that share a block have the same dtype.
                blocks[block].half &= half;
                block
            }
            None => {
                let first = if is_fed[id.0] { 0 } else { id.0 };
                blocks.push(Block { len, half, first, last, offset: None });
                blocks.len() - 1
            }
        });
    }
    // The gradient of max pooling finds the largest value by comparing it with the input, so both are stored alike.
    for (id, node) in graph.nodes().filter(|(_, node)| matches!(node.op, Op::MaxPool2d(_))) {
        let block = |id: NodeId| block_of[roots[id.0].0];
        if let Some(own) = block(id) {
            let is_half = block(node.inputs[0]).is_some_and(|input| blocks[input].half);
            blocks[own].half &= is_half;
        }
    }
    let arena = place(&mut blocks);
    if arena / 4 > MOST_NUMBERS {
        return Err(refused("a step", arena as u64));
    }

    let buffer = |id: NodeId| -> Buffer {
        let root = roots[id.0];
        let len = graph.shape(root).size();
        if let Op::Parameter(parameter) = graph.node(root).op {
            return layout.weight(parameter.index);
        }
        if let Some(parameter) = gradient_of[root.0] {
            let GradientBase { region, offset } = gradient;
            return Buffer::floats(region, offset + layout.weight(parameter).offset, len);
        }
        let block = &blocks[block_of[root.0].expect("every value that is used has a block")];
        let offset = block.offset.expect("blocks are placed");
        Buffer { dtype: block.dtype(), ..Buffer::floats(Region::Arena, offset, len) }
    };
    let operand = |id: NodeId| Operand { buffer: buffer(id), shape: graph.shape(id).clone() };
    let mut steps: Vec<Step> = graph
        .nodes()
        .filter(|(id, node)| {
            used[id.0] && roots[id.0] == *id && !matches!(node.op, Op::Input(_) | Op::Parameter(_))
        })
        .map(|(id, node)| Step {
            op: node.op.clone(),
            inputs: node.inputs.iter().map(|&input| operand(input)).collect(),
            outputs: vec![operand(id)],
            layer: node.layer.clone(),
        })
        .collect();
    // The optimizer changes the weights in place, so new values of trainable weights come before its step.
    let trained = layout.trainables();
    let is_early = |buffer: &Buffer| {
        update.is_some()
            && buffer.region == trained.region
            && buffer.offset < trained.offset + 4 * trained.len
    };
    let assign = |&(buffer, value): &(Buffer, NodeId)| {
        if buffer.dtype != DType::F32 {
            return Err(Error::invalid("a step assigns to a weight that is stored in 8 bits"));
        }
        let value = operand(value);
        let outputs = vec![Operand { buffer, shape: value.shape.clone() }];
        Ok(Step { op: Copy.into(), inputs: vec![value], outputs, layer: "assign".into() })
    };
    let (early, late): (Vec<_>, Vec<_>) = assigns.iter().partition(|(buffer, _)| is_early(buffer));
    for of in early {
        steps.push(assign(of)?);
    }
    if let (Some(Optimize { update, slots, parts }), Some(hyper)) = (update, hyper) {
        let whole = |buffer: Buffer| Operand { buffer, shape: Shape::from([buffer.len]) };
        let own = Buffer::floats(Region::Arena, 0, flat);
        steps.push(Step {
            op: update.into(),
            inputs: vec![whole(parts.unwrap_or(own)), operand(hyper)],
            outputs: core::iter::once(layout.trainables())
                .chain((0..slots).map(|slot| layout.slot(slot)))
                .map(whole)
                .collect(),
            layer: "optimizer".into(),
        });
    }
    for of in late {
        steps.push(assign(of)?);
    }
    let port = |&(role, id): &(Role, NodeId)| {
        let Operand { buffer, shape } = operand(id);
        Port { role, buffer, shape }
    };
    let feeds = feeds.iter().map(port).collect();
    let results = results.iter().map(port).collect();
    Ok(Program { steps, arena, feeds, results })
}

/// The node whose memory holds the values of `id`. A reshape has no memory of its own, nor has a stop of gradients.
fn storage_root(graph: &Graph, mut id: NodeId) -> NodeId {
    while let Op::Reshape(_) | Op::Stop(_) = graph.node(id).op {
        id = graph.node(id).inputs[0];
    }
    id
}

/// Places blocks, the longest first. Each block gets the lowest offset at which it overlaps no block that is in use at
/// the same time. Returns the arena's length in bytes.
fn place(blocks: &mut [Block]) -> usize {
    // Insertion into sorted lists is fast enough for a few hundred blocks, and has a tenth of the code of a general
    // sort.
    let mut order: Vec<usize> = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        let at = order.partition_point(|&other| blocks[other].bytes() >= block.bytes());
        order.insert(at, i);
    }
    let mut arena = blocks
        .iter()
        .filter_map(|block| block.offset.map(|at| at.saturating_add(block.bytes())))
        .max()
        .unwrap_or(0);
    for &i in &order {
        if blocks[i].offset.is_some() {
            continue;
        }
        let bytes = blocks[i].bytes();
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for other in blocks.iter().filter(|b| b.first <= blocks[i].last && blocks[i].first <= b.last) {
            if let Some(offset) = other.offset {
                let end = offset.saturating_add(other.bytes());
                let at = taken.partition_point(|&earlier| earlier < (offset, end));
                taken.insert(at, (offset, end));
            }
        }
        let mut offset: usize = 0;
        for (from, to) in taken {
            if offset.saturating_add(bytes) <= from {
                break;
            }
            offset = offset.max(to);
        }
        blocks[i].offset = Some(offset);
        arena = arena.max(offset.saturating_add(bytes));
    }
    arena
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Expression;
    use crate::graph::ops::{Input, Parameter, Reshape, Unary};

    fn feed(graph: &mut Graph) -> NodeId {
        graph.leaf(Input, [2, 64])
    }

    fn program(graph: Graph, feed: NodeId, result: NodeId) -> Program {
        let (feeds, results) = (&[(Role::Input(0), feed)], &[(Role::Output(0), result)]);
        plan(Plan { graph, feeds, results, ..Plan::default() }, &Layout::default()).unwrap()
    }

    #[test]
    fn a_chain_runs_in_place_and_unused_nodes_are_dropped() {
        let mut graph = Graph::new();
        let x = feed(&mut graph);
        let a = graph.push(Unary::Relu, &[x]).unwrap();
        let b = graph.push(Unary::Tanh, &[a]).unwrap();
        graph.push(Unary::Sigmoid, &[x]).unwrap();
        let c = graph.push(Reshape { shape: [128].into() }, &[b]).unwrap();
        let program = program(graph, x, c);
        assert_eq!(program.steps.len(), 2);
        assert_eq!(program.steps[1].inputs[0].buffer, program.steps[1].outputs[0].buffer);
        assert_eq!(program.arena, 1024, "the feed and one value");
    }

    #[test]
    fn large_activations_are_stored_as_16_bit_floats() {
        let mut graph = Graph::new();
        let x = graph.leaf(Input, [64, 64]);
        let y = graph.push(Unary::Relu, &[x]).unwrap();
        let z = graph.push(Unary::Tanh, &[y]).unwrap();
        let sum = graph.map("a + b", &[("a", x), ("b", y)], &[]).unwrap();
        let result = graph.map("a + b", &[("a", sum), ("b", z)], &[]).unwrap();
        let arena = |float16: bool| {
            let (feeds, results) = (&[(Role::Input(0), x)], &[(Role::Output(0), result)]);
            let graph = graph.clone();
            let program =
                plan(Plan { graph, feeds, results, float16, ..Plan::default() }, &Layout::default());
            let program = program.unwrap();
            let stored = |step: usize| program.steps[step].outputs[0].buffer.dtype;
            (program.arena, [stored(0), stored(1), stored(2), stored(3)])
        };
        let (large, all) = arena(false);
        assert_eq!(all, [DType::F32; 4]);
        let (small, stored) = arena(true);
        assert_eq!(stored, [DType::F16, DType::F16, DType::F32, DType::F32], "sums stay 32 bits");
        assert!(small < large, "{small} bytes of {large}");
    }

    #[test]
    fn values_alive_together_never_share_memory() {
        let mut graph = Graph::new();
        let x = feed(&mut graph);
        let a = graph.push(Unary::Relu, &[x]).unwrap();
        let b = graph.push(Unary::Tanh, &[a]).unwrap();
        let sum = graph.map("a + b", &[("b", b), ("a", a)], &[]).unwrap();
        let program = program(graph, x, sum);
        let step = &program.steps[1];
        assert_ne!(
            step.inputs[0].buffer.offset, step.outputs[0].buffer.offset,
            "relu's output is needed later"
        );
    }

    #[test]
    fn gradients_stand_in_the_order_of_the_weights() {
        let mut graph = Graph::new();
        let x = feed(&mut graph);
        let w = graph.leaf(Parameter { index: 0 }, [2, 64]);
        let first = graph.map("a + b", &[("a", x), ("b", w)], &[]).unwrap();
        let second = graph.push(Unary::Tanh, &[x]).unwrap();
        let layout =
            Layout::new(&[(128, DType::F32, true), (128, DType::F32, false), (128, DType::F32, true)], 0);
        let update = Update { expression: Expression::default(), adam: None };
        let program = plan(
            Plan {
                graph,
                feeds: &[(Role::Hyper, x)],
                gradients: &[(0, first), (2, second)],
                update: Some(Optimize { update, slots: 0, parts: None }),
                ..Plan::default()
            },
            &layout,
        )
        .unwrap();
        assert_eq!(layout.weight(1).offset, 1024, "weights that do not train stand behind those that do");
        assert_eq!(program.steps[0].outputs[0].buffer.offset, 0);
        assert_eq!(program.steps[1].outputs[0].buffer.offset, 512);
        assert!(program.feeds[0].buffer.offset >= 1024, "feeds stay clear of the flat gradient");
    }
}
