const ROWS: u32 = 256u / LANES;
var<workgroup> shared_parts: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = thread / LANES;
  let output = (group.z * GROUPS + group.x) * LANES + lane;
  let inside = output < OUTPUTS;
  var value = START;
  if (inside) {
    let start = kept(output);
    let end = min((group.y + 1u) * PART, REDUCED);
    for (var k = group.y * PART + row; k < end; k += ROWS) {
      value = join(value, x(start + reduced(k)));
    }
  }
  shared_parts[thread] = value;
  workgroupBarrier();
  for (var half = ROWS / 2u; half > 0u; half >>= 1u) {
    if (row < half) {
      shared_parts[thread] = join(shared_parts[thread], shared_parts[thread + half * LANES]);
    }
    workgroupBarrier();
  }
  if (row == 0u && inside) {
    set_y(group.y * OUTPUTS + output, shared_parts[lane] * SCALE);
  }
}
