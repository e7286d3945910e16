// A product of few rows (or few columns): `THIN` dot products with each of the `WIDE` vectors of the other side, which
// are read once. A workgroup does `WIDTH` of them, `SLICES` threads each. `template.rs` repeats the lines that begin
// with `@`.

var<workgroup> sums: array<f32, THIN * WIDTH * SLICES>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = (group.z * GROUPS + group.x) * WIDTH;
  // Neighbouring threads read neighbouring numbers.
  let at = select(thread % WIDTH, thread / SLICES, ALONG_K);
  let slice = select(thread / WIDTH, thread % SLICES, ALONG_K);
  let wide = wide_vector(min(first + at, WIDE - 1u));
@T let thin_#T = thin_vector(#T);
@T var sum_#T = 0.0;
  let end = min((group.y + 1u) * SPLIT, K);
  for (var k = group.y * SPLIT + slice; k < end; k += SLICES) {
    let value = wide_value(wide, wide_tap(k));
    let tap = thin_tap(k);
@T    sum_#T += value * thin_value(thin_#T, tap);
  }
@T sums[(#T * SLICES + slice) * WIDTH + at] = sum_#T;
  workgroupBarrier();
  if (thread < THIN * WIDTH) {
    let vector = thread / WIDTH;
    let result = first + thread % WIDTH;
    var sum = 0.0;
    for (var slice = 0u; slice < SLICES; slice++) {
      sum += sums[(vector * SLICES + slice) * WIDTH + thread % WIDTH];
    }
    if (result < WIDE) {
      put(group.y, vector, result, sum);
    }
  }
}
