@compute @workgroup_size(256)
fn main(own: Own) {
  let first = (own.group.z * GROUPS + own.group.x) * LANES;
  let result = min(first + own.thread % LANES, RESULTS - 1u);
  let channel = result % CHANNELS;
  // Channels count as the taps' last axis here as in a convolution's filters.
  let tap = tap_offset(result);
  let end = min((own.group.y + 1u) * SPLIT, PATCHES);
  var sum = 0.0;
  for (var k = own.group.y * SPLIT + own.thread / LANES; k < end; k += SLICES) {
    sum += x(patch_start(k) + tap) * dy(k * CHANNELS + channel);
  }
  sum = workgroup_reduce(own, own.thread, sum, false);
  if (own.thread < LANES && first + own.thread < RESULTS) {
    store(own.group.y, result / CHANNELS, channel, sum);
  }
}
