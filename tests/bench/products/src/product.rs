//! Matrix products, run as the device runs those of a model.

use pupil_core::Result;
use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::graph::Graph;
use pupil_core::graph::ops::{Input, MatMul};
use pupil_core::program::{Buffer, Layout, Plan, Role, plan};
use pupil_cpu::{CpuDevice, Executable, Memory};

/// A product of two matrices, `m` by `k` and `k` by `n`. Its memory is made once.
pub struct Product {
    device: CpuDevice,
    memory: Memory,
    executable: Executable,
    result: Buffer,
}

impl Product {
    /// The product of these matrices, given row after row.
    ///
    /// # Errors
    /// When the plan refuses the shapes.
    pub fn new((m, k, n): (usize, usize, usize), a: &[f32], b: &[f32]) -> Result<Self> {
        let mut graph = Graph::new();
        let feeds = [graph.leaf(Input, [m, k]), graph.leaf(Input, [k, n])];
        let results = [graph.push(MatMul::new(false, false), &feeds)?];
        let layout = Layout::new(&[], 0);
        let program = plan(
            Plan {
                graph,
                feeds: &Role::inputs(&feeds),
                results: &Role::outputs(&results),
                ..Plan::default()
            },
            &layout,
        )?;
        let (fed, result) = (program.fed(), program.results[0].buffer);
        let mut device = CpuDevice::new();
        let mut memory = block_on(device.allocate(layout.bytes()))?;
        let executable = block_on(device.compile(&mut memory, program))?;
        for (buffer, numbers) in fed.into_iter().zip([a, b]) {
            block_on(device.write(&mut memory, buffer, numbers))?;
        }
        Ok(Self { device, memory, executable, result })
    }

    /// Multiplies `rounds` times.
    pub fn run(&mut self, rounds: usize) {
        for _ in 0..rounds {
            self.device.run_calls(&mut self.memory, &mut self.executable, &mut |_| {});
        }
    }

    /// The product, `m` rows of `n`.
    ///
    /// # Errors
    /// When the device cannot be read.
    pub fn result(&mut self) -> Result<Vec<f32>> {
        let mut out = vec![0.0; self.result.len];
        block_on(self.device.read(&self.memory, &[self.result], &mut out))?;
        Ok(out)
    }
}
