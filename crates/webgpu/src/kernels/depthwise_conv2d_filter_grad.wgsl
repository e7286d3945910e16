var<workgroup> sums: array<f32, WIDTH * SLICES>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.z * GROUPS + group.x) * WIDTH;
  let result = min(first + thread % WIDTH, RESULTS - 1u);
  let channel = result % CHANNELS;
  // Channels count as the taps' last axis here as in a convolution's filters.
  let tap = tap_offset(result);
  let end = min((group.y + 1u) * SPLIT, PATCHES);
  var sum = 0.0;
  for (var k = group.y * SPLIT + thread / WIDTH; k < end; k += SLICES) {
    sum += x(patch_start(k) + tap) * dy(k * CHANNELS + channel);
  }
  sums[thread] = sum;
  workgroupBarrier();
  if (thread < WIDTH && first + thread < RESULTS) {
    for (var slice = 1u; slice < SLICES; slice++) {
      sum += sums[slice * WIDTH + thread];
    }
    store(group.y, result / CHANNELS, channel, sum);
  }
}
