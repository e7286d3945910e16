// A product of few rows (or few columns): some dot products with each of the `WIDE` vectors of the other side, which
// are read once. A workgroup computes `LANES` of them, with `SLICES` threads each. `template.rs` repeats the lines that
// begin with `@`.

@compute @workgroup_size(256)
fn main(own: Own) {
  let first = tile_of(own.group.z * GROUPS + own.group.x) * LANES;
  // Neighbouring threads read neighbouring numbers.
  let at = select(own.thread % LANES, own.thread / SLICES, ALONG_K);
  let slice = select(own.thread / LANES, own.thread % SLICES, ALONG_K);
  let wide = wide_vector(min(first + at, WIDE - 1u));
@T let thin_#T = thin_vector(#T);
@T var sum_#T = 0.0;
  let end = min((own.group.y + 1u) * SPLIT, K);
  for (var k = own.group.y * SPLIT + slice; k < end; k += SLICES) {
    let value = wide_value(wide, wide_tap(k));
    let tap = thin_tap(k);
@T    sum_#T += value * thin_value(thin_#T, tap);
  }
  let sums = workgroup_reduce(own, slice * LANES + at, Reduced(
@T    sum_#T,
  ), false);
  if (slice == 0u && first + at < WIDE) {
@T    put(own.group.y, #T, first + at, sum_of(sums, #T));
  }
}
