// The sum of `PARTS` partial results for each of `COUNT` elements, `SLICES` threads each.

var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.z * GROUPS + group.x) * WIDTH + thread % WIDTH;
  var sum = 0.0;
  if (i < COUNT) {
    for (var number = thread / WIDTH; number < PARTS; number += SLICES) {
      sum += part(number * COUNT + i);
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  if (thread < WIDTH && i < COUNT) {
    for (var slice = 1u; slice < SLICES; slice++) {
      sum += sums[slice * WIDTH + thread];
    }
    set_out(i, finish(i % N, sum));
  }
}
