//! Recurrent runs and their gradients, each as one dispatch over all time steps.
//!
//! A workgroup takes some samples through time. Each thread has a unit of each of them: it sums the products of all its
//! gates and then computes the formulas. What other threads need of a step (states; in the backward pass, the gradients
//! of products) is in the records and in the result, with a barrier between. A dispatch for each step would wait for
//! the GPU a hundred times.

use std::fmt::Write as _;

use pupil_core::graph::ops::{Cell, Recurrent, Stage};
use pupil_core::program::Step;

use crate::formula::{MATH, statements};
use crate::place::Place;
use crate::shader::Shader;

/// Samples of a workgroup on a software adapter, so that each weight that is read is used this often. A real GPU has
/// enough processors for workgroups of one sample.
const TOGETHER: usize = 8;

/// Units of a thread where a state has one weight for each product, so that each number that is read is used this
/// often.
const BLOCK: usize = 4;

struct Run<'a> {
    cell: &'a Cell,
    steps: usize,
    batch: usize,
    units: usize,
    together: usize,
    /// Units of a thread in the backward product.
    block: usize,
    masked: bool,
}

impl<'a> Run<'a> {
    fn new(op: &'a Recurrent, step: &Step, software: bool) -> Self {
        let (steps, batch) = (step.inputs[0].shape[0], step.inputs[0].shape[1]);
        let fits = |together: &usize| software && batch.is_multiple_of(*together);
        let together = [TOGETHER, 4, 2].into_iter().find(fits).unwrap_or(1);
        let units = step.inputs[1].shape[0];
        let block = if software && units.is_multiple_of(BLOCK) { BLOCK } else { 1 };
        Self { cell: &op.cell, steps, batch, units, together, block, masked: op.masked }
    }

    fn state(&self) -> usize {
        self.batch * self.units
    }

    fn slab(&self) -> usize {
        self.cell.gates * self.state()
    }

    /// The WGSL expression for the place of gate `gate` of a sample `row` and unit `j` among the products of a step.
    fn product_at(&self, gate: usize, row: &str) -> String {
        let stage = self.cell.stages.iter().find(|stage| stage.gates.contains(&gate));
        let gates = stage.map_or(0..1, |stage| stage.gates.clone());
        let (first, within) = (gates.start * self.state(), (gate - gates.start) * self.units);
        format!("({}u + {row} * {}u + j)", first + within, gates.len() * self.units)
    }

    /// The WGSL expression for the place of state `k` of a sample and unit in a record.
    fn state_at(&self, k: usize, row: &str, unit: &str) -> String {
        format!("({}u + {row} * {}u + {unit})", self.slab() + k * self.state(), self.units)
    }

    /// The WGSL expression of an input of a stage's formula; `product` gives the one of a gate's recurrent product.
    fn input(&self, input: usize, row: &str, product: impl Fn(usize) -> String) -> String {
        let cell = self.cell;
        if input < cell.gates {
            product(input)
        } else if input < cell.previous(0) {
            let within = (input - cell.gates) * self.units;
            format!("x(t * SLAB + {row} * {}u + {within}u + j)", cell.gates * self.units)
        } else if input < cell.mask() {
            // Before the first step all states are zero.
            let at = self.state_at(input - cell.previous(0), row, "j");
            format!("previous(t, {at})")
        } else {
            format!("mask(t * BATCH + {row})")
        }
    }

    fn shader(&self, body: &str) -> Shader {
        let threads = self.units.next_multiple_of(32).min(256);
        Shader::new(body)
            .with(MATH)
            .with("fn previous(t: u32, at: u32) -> f32 { return select(0.0, records((max(t, 1u) - 1u) * RECORD + at), t > 0u); }")
            .constant("STEPS", self.steps)
            .constant("BATCH", self.batch)
            .constant("UNITS", self.units)
            .constant("COLUMNS", self.cell.gates * self.units)
            .constant("SLAB", self.slab())
            .constant("RECORD", self.cell.record(self.batch, self.units))
            .constant("THREADS", threads)
            .groups(self.batch / self.together)
    }

    /// The kernel's main function, around the code for each step.
    fn main(&self, before: &str, steps: &str, body: &str) -> String {
        let mut rows = String::new();
        for s in 0..self.together {
            let _ = writeln!(rows, "  let row{s} = group.x * {}u + {s}u;", self.together);
        }
        format!(
            "@compute @workgroup_size(THREADS)\n\
             fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {{\n\
             let group = vec2u(id.y * GROUPS + id.x, 0u);\n  if (group.x >= COUNT) {{ return; }}\n{rows}{before}\n  {steps} {{\n{body}  }}\n}}\n"
        )
    }
}

pub fn forward(op: &Recurrent, step: &Step, software: bool) -> Vec<Shader> {
    let run = Run::new(op, step, software);
    let mut body = String::new();
    for stage in &run.cell.stages {
        body.push_str("  for (var j = thread; j < UNITS; j += THREADS) {\n");
        let rows = 0..run.together;
        for (gate, s) in pairs(stage, &rows) {
            let _ = writeln!(body, "  var a{gate}_{s} = 0.0;");
        }
        // The state before the first step is zero.
        if stage.source.is_none() {
            body.push_str("  if (t > 0u) {\n");
        }
        body.push_str("  for (var k = 0u; k < UNITS; k++) {\n");
        for gate in stage.gates.clone() {
            let _ = writeln!(body, "    let w{gate} = kernel(k * COLUMNS + {}u + j);", gate * run.units);
        }
        for s in rows.clone() {
            let at = run.state_at(stage.source.unwrap_or(0), &format!("row{s}"), "k");
            let step = if stage.source.is_none() { "(t - 1u)" } else { "t" };
            let _ = writeln!(body, "    let h{s} = records({step} * RECORD + {at});");
        }
        for (gate, s) in pairs(stage, &rows) {
            let _ = writeln!(body, "    a{gate}_{s} += w{gate} * h{s};");
        }
        body.push_str("  }\n");
        if stage.source.is_none() {
            body.push_str("  }\n");
        }
        for s in rows {
            let row = format!("row{s}");
            for gate in stage.gates.clone() {
                if run.cell.joined {
                    let x = run.input(run.cell.input(gate), &row, |_| String::new());
                    let _ = writeln!(body, "  a{gate}_{s} += {x};");
                }
                if op.bias {
                    let _ = writeln!(body, "  a{gate}_{s} += bias({}u + j);", gate * run.units);
                }
                let at = run.product_at(gate, &row);
                let _ = writeln!(body, "  set_records(t * RECORD + {at}, a{gate}_{s});");
            }
            let (text, results) = statements(&stage.expression, &format!("v{s}_"), |input| {
                run.input(input, &row, |gate| {
                    if stage.gates.contains(&gate) {
                        format!("a{gate}_{s}")
                    } else {
                        format!("records(t * RECORD + {})", run.product_at(gate, &row))
                    }
                })
            });
            body.push_str(&text);
            for (&k, result) in stage.states.iter().zip(results) {
                let at = run.state_at(k, &row, "j");
                let _ = writeln!(body, "  set_records(t * RECORD + {at}, {result});");
            }
        }
        body.push_str("  }\n  storageBarrier();\n");
    }
    let main = run.main("", "for (var t = 0u; t < STEPS; t++)", &body);
    let mut shader = run.shader(&main).read("x", &step.inputs[0]).read("kernel", &step.inputs[1]);
    if op.bias {
        shader = shader.read("bias", &step.inputs[2]);
    }
    if run.masked {
        shader = shader.read("mask", &step.inputs[2 + usize::from(op.bias)]);
    }
    vec![shader.write("records", &step.outputs[0])]
}

/// All pairs of a gate of a stage and a sample.
fn pairs(stage: &Stage, rows: &std::ops::Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    let rows = rows.clone();
    stage.gates.clone().flat_map(move |gate| rows.clone().map(move |s| (gate, s)))
}

/// The gradients of products. First the recurrent kernel is transposed, so that neighbouring threads read neighbours.
pub fn backward(op: &Recurrent, step: &Step, software: bool) -> Vec<Shader> {
    let run = Run::new(op, step, software);
    let cell = run.cell;
    let kernel = &step.inputs[1];
    let transposed = Place::scratch(kernel.shape.size());
    let transpose = Shader::new("fn each(i: u32) { set_y(i, x(i % UNITS * COLUMNS + i / UNITS)); }")
        .constant("UNITS", run.units)
        .constant("COLUMNS", cell.gates * run.units)
        .read("x", kernel)
        .write("y", transposed)
        .elements(kernel.shape.size());

    let mut inputs: Vec<usize> = (0..cell.gates).map(|k| cell.recurrent(k)).collect();
    if !cell.joined {
        inputs.extend((0..cell.gates).map(|k| cell.input(k)));
    }
    inputs.extend((0..cell.carried).map(|k| cell.previous(k)));
    let parts = if cell.joined { 1 } else { 2 };
    // Where they differ, the gradients of the input's product come first in a step's result.
    let products = (parts - 1) * run.slab();
    let last = cell.gates * parts;
    let several = cell.stages.len() > 1;
    let place = |k: usize, row: &str| format!("({}u + {row} * UNITS + j)", k * run.state());

    let units = "  for (var j = thread; j < UNITS; j += THREADS) {\n";
    let mut before = String::from(units);
    let mut body = String::from(units);
    for s in 0..run.together {
        let row = format!("row{s}");
        for k in 0..cell.carried {
            let _ = writeln!(before, "  set_carry({}, 0.0);", place(k, &row));
        }
        for k in 0..cell.states {
            let at = place(k, &row);
            let given = format!("grads(t * RECORD + {})", run.state_at(k, &row, "j"));
            let carried = if k < cell.carried { format!(" + carry({at})") } else { String::new() };
            let _ = writeln!(body, "  set_grad({at}, {given}{carried});");
            if several && k < cell.carried {
                let _ = writeln!(body, "  set_carry({at}, 0.0);");
            }
        }
        if several {
            for gate in 0..cell.gates {
                let at = run.product_at(gate, &row);
                let _ = writeln!(body, "  set_y(t * OUT + {products}u + {at}, 0.0);");
                if parts > 1 {
                    let within = gate * run.units;
                    let _ = writeln!(body, "  set_y(t * OUT + {row} * COLUMNS + {within}u + j, 0.0);");
                }
            }
        }
    }
    before.push_str("  }\n");
    body.push_str("  }\n");
    for stage in cell.stages.iter().rev() {
        let gradient = stage.expression.backward(&inputs, cell.mask() + 1, &[]);
        body.push_str(units);
        for s in 0..run.together {
            let row = format!("row{s}");
            let (text, results) = statements(&gradient, &format!("v{s}_"), |input| {
                if input > cell.mask() {
                    return format!("grad({})", place(stage.states[input - cell.mask() - 1], &row));
                }
                run.input(input, &row, |gate| format!("records(t * RECORD + {})", run.product_at(gate, &row)))
            });
            body.push_str(&text);
            for (number, result) in results.iter().enumerate() {
                let (name, at) = if number < cell.gates {
                    ("y", format!("t * OUT + {products}u + {}", run.product_at(number, &row)))
                } else if number < last {
                    let within = (number - cell.gates) * run.units;
                    ("y", format!("t * OUT + {row} * COLUMNS + {within}u + j"))
                } else {
                    ("carry", place(number - last, &row))
                };
                let sum = if several { format!("{name}({at}) + {result}") } else { result.clone() };
                let _ = writeln!(body, "  set_{name}({at}, {sum});");
            }
        }
        body.push_str("  }\n  storageBarrier();\n");
        // From the gradients of the products to the gradient of the state that was multiplied.
        let (block, apart) = (run.block, run.units / run.block);
        let _ = writeln!(body, "  for (var first = thread; first < {apart}u; first += THREADS) {{");
        let both = || (0..run.together).flat_map(|s| (0..block).map(move |b| (s, b)));
        for (s, b) in both() {
            let _ = writeln!(body, "  var a{s}_{b} = 0.0;");
        }
        let (from, wide) = (stage.gates.start, stage.gates.len() * run.units);
        let _ = writeln!(body, "  for (var c = 0u; c < {wide}u; c++) {{");
        for b in 0..block {
            let (column, unit) = (from * run.units, b * apart);
            let _ = writeln!(body, "    let w{b} = kernel(({column}u + c) * UNITS + first + {unit}u);");
        }
        for s in 0..run.together {
            let at = products + from * run.state();
            let _ = writeln!(body, "    let y{s} = y(t * OUT + {at}u + row{s} * {wide}u + c);");
        }
        for (s, b) in both() {
            let _ = writeln!(body, "    a{s}_{b} += w{b} * y{s};");
        }
        body.push_str("  }\n");
        let (name, k) = stage.source.map_or(("carry", 0), |k| ("grad", k));
        for (s, b) in both() {
            let at = place(k, &format!("row{s}"));
            let unit = b * apart;
            let _ =
                writeln!(body, "  {{ let j = first + {unit}u; set_{name}({at}, {name}({at}) + a{s}_{b}); }}");
        }
        body.push_str("  }\n");
        if several {
            body.push_str("  storageBarrier();\n");
        }
    }
    let main =
        run.main(&before, "for (var i = 0u; i < STEPS; i++)", &format!("  let t = STEPS - 1u - i;\n{body}"));
    let carry = transposed.after(cell.carried * run.state());
    let mut shader = run.shader(&main).constant("OUT", parts * run.slab());
    for (name, place) in [
        ("x", (&step.inputs[0]).into()),
        ("kernel", transposed),
        ("records", (&step.inputs[2]).into()),
        ("grads", (&step.inputs[3]).into()),
    ] {
        shader = shader.read(name, place);
    }
    if run.masked {
        shader = shader.read("mask", &step.inputs[4]);
    }
    let shader = shader
        .write("y", &step.outputs[0])
        .write("carry", carry)
        .write("grad", carry.after(cell.states * run.state()));
    vec![transpose, shader]
}
