//! Operations, losses and metrics of arrays, and the initial values of weights.

use pupil_core::block_on::block_on;
use pupil_core::device::Device as _;
use pupil_core::graph::ops::Input;
use pupil_core::graph::{Graph, NodeId, Steps, no_random};
use pupil_core::initializers::Initializer;
use pupil_core::losses::Loss;
use pupil_core::metrics::Metric;
use pupil_core::optimizers::Optimizer;
use pupil_core::program::{Layout, Plan, Program, Role, plan};
use pupil_core::random::Generator;
use pupil_core::{Error, Result, Tensor};
use pupil_cpu::CpuDevice;
use pupil_python::{Dict, Value, Vm};

use super::convert::{array, arrays, tensor, tensors};
use super::json::to_json;
use super::sizes;
use crate::native::{failed, set};

/// Adds `run_steps(steps, arrays)`, `loss(loss, targets, predictions)`, `metric_sums(metric, targets, predictions,
/// weights)`, `metric_value(metric, sums)`, `learning_rate(optimizer, step)` and `initial(initializer, shape, seed)`.
pub fn install(vm: &mut Vm, globals: &Dict) {
    set(vm, globals, "run_steps", |vm, args| {
        let inputs = tensors(vm, args.get(1))?;
        let config = to_json(vm, args.get(0))?;
        let outputs = Steps::from_config(&config)
            .and_then(|steps| compute(&inputs, |graph, nodes| steps.trace(graph, nodes, &mut no_random)));
        let outputs = outputs.map_err(|error| failed(vm, error))?;
        arrays(vm, &outputs)
    });
    set(vm, globals, "loss", |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let inputs = [tensor(vm, args.get(1))?, tensor(vm, args.get(2))?];
        let values = Loss::from_config(&config).and_then(|loss| {
            compute(&inputs, |graph, nodes| loss.rows(graph, nodes[1], nodes[0]).map(|rows| vec![rows]))
        });
        let values = values.map_err(|error| failed(vm, error))?;
        array(vm, &values[0])
    });
    set(vm, globals, "metric_sums", |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let mut inputs = vec![tensor(vm, args.get(1))?, tensor(vm, args.get(2))?];
        if !args.get(3).is_none() {
            inputs.push(tensor(vm, args.get(3))?);
        }
        let sums = Metric::from_config(&config).and_then(|(metric, _)| {
            compute(&inputs, |graph, nodes| metric.trace(graph, nodes[1], nodes[0], nodes.get(2).copied()))
        });
        let sums = sums.map_err(|error| failed(vm, error))?;
        let numbers = sums.iter().flat_map(|sum| sum.to_f32());
        Ok(Value::list(numbers.map(|number| Value::Float(number.into())).collect()))
    });
    set(vm, globals, "metric_value", |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let mut sums = Vec::new();
        for sum in vm.to_vec(args.get(1))? {
            sums.push(vm.float(&sum)?);
        }
        let (metric, _) = Metric::from_config(&config).map_err(|error| failed(vm, error))?;
        Ok(Value::list(metric.finish(&sums).into_iter().map(Value::Float).collect()))
    });
    set(vm, globals, "learning_rate", |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let step = u64::try_from(vm.index(args.get(1))?).unwrap_or(0);
        let optimizer = Optimizer::from_config(&config).map_err(|error| failed(vm, error))?;
        Ok(Value::Float(optimizer.learning_rate(step)))
    });
    set(vm, globals, "initial", |vm, args| {
        let config = to_json(vm, args.get(0))?;
        let shape = sizes(vm, args.get(1))?.known();
        let shape = shape.ok_or_else(|| vm.value_error("a weight needs a shape of known sizes".into()))?;
        let seed = vm.index(args.get(2))? as u64;
        vm.reserve(shape.size().saturating_mul(size_of::<f32>()))?;
        let made = Initializer::from_config(&config).and_then(|initializer| {
            initializer.check(&shape).map_err(Error::Invalid)?;
            let mut values = vec![0.0; shape.size()];
            initializer.fill(&shape, &mut Generator::stream(seed, 0), &mut values)?;
            Tensor::from_f32(shape, values)
        });
        let made = made.map_err(|error| failed(vm, error))?;
        array(vm, &made)
    });
}

/// What a graph gives for these inputs; `trace` makes it from their nodes.
fn compute(
    inputs: &[Tensor],
    trace: impl FnOnce(&mut Graph, &[NodeId]) -> Result<Vec<NodeId>>,
) -> Result<Vec<Tensor>> {
    let mut graph = Graph::new();
    let nodes: Vec<NodeId> = inputs.iter().map(|input| graph.leaf(Input, input.shape().clone())).collect();
    let outputs = trace(&mut graph, &nodes)?;
    let (feeds, results) = (Role::inputs(&nodes), Role::outputs(&outputs));
    let program = Plan { graph, feeds: &feeds, results: &results, ..Plan::default() };
    run(plan(program, &Layout::default())?, inputs)
}

/// Runs a program once.
fn run(program: Program, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
    let mut device = CpuDevice::new();
    let (fed, results) = (program.fed(), program.results.clone());
    block_on(async {
        let mut memory = device.allocate(0).await?;
        let mut executable = device.compile(&mut memory, program).await?;
        for (buffer, input) in fed.into_iter().zip(inputs) {
            device.write(&mut memory, buffer, &input.to_f32()).await?;
        }
        device.run(&mut memory, &mut executable).await?;
        let mut outputs = Vec::new();
        for port in results {
            let mut values = vec![0.0; port.buffer.len];
            device.read(&memory, &[port.buffer], &mut values).await?;
            outputs.push(Tensor::from_f32(port.shape, values)?);
        }
        Ok(outputs)
    })
}
