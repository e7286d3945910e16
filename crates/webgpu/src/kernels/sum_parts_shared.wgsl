// The sum of `PARTS` partial results for each of `RESULTS` elements, `SLICES` threads each.

@compute @workgroup_size(256)
fn main(own: Own) {
  let i = (own.group.z * GROUPS + own.group.x) * LANES + own.thread % LANES;
  var sum = 0.0;
  if (i < RESULTS) {
    for (var number = own.thread / LANES; number < PARTS; number += SLICES) {
      sum += part(number * RESULTS + i);
    }
  }
  sum = workgroup_reduce(own, own.thread, sum, false);
  if (own.thread < LANES && i < RESULTS) {
    set_out(i, finish(i % N, sum));
  }
}
