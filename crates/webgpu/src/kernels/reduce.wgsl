const ROWS: u32 = 256u / LANES;

@compute @workgroup_size(256)
fn main(own: Own) {
  let lane = own.thread % LANES;
  let row = own.thread / LANES;
  let output = (own.group.z * GROUPS + own.group.x) * LANES + lane;
  let inside = output < OUTPUTS;
  var value = START;
  if (inside) {
    let start = kept(output);
    let end = min((own.group.y + 1u) * PART, REDUCED);
    for (var k = own.group.y * PART + row; k < end; k += ROWS) {
      value = join(value, x(start + reduced(k)), LARGEST);
    }
  }
  value = workgroup_reduce(own, own.thread, value, LARGEST);
  if (row == 0u && inside) {
    set_y(own.group.y * OUTPUTS + output, value * SCALE);
  }
}
