// The sum of `PARTS` partial results for each of `RESULTS` elements, `SLICES` threads each.

var<workgroup> sums: array<f32, WIDTH * SLICES>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (group.z * GROUPS + group.x) * WIDTH + thread % WIDTH;
  var sum = 0.0;
  if (i < RESULTS) {
    for (var number = thread / WIDTH; number < PARTS; number += SLICES) {
      sum += part(number * RESULTS + i);
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  if (thread < WIDTH && i < RESULTS) {
    for (var slice = 1u; slice < SLICES; slice++) {
      sum += sums[slice * WIDTH + thread];
    }
    set_out(i, finish(i % N, sum));
  }
}
