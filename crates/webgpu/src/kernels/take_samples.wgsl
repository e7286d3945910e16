@group(0) @binding(0) var<storage, read> samples: array<u32>;
@group(0) @binding(1) var<storage, read> numbers: array<u32>;
// As bits, so that no GPU rounds them.
@group(0) @binding(2) var<storage, read_write> feed: array<u32>;

fn each(i: u32) {
  let at = numbers[i / SIZE] * SIZE + i % SIZE;
  if (BYTES) {
    feed[i] = bitcast<u32>(f32((samples[at / 4u] >> (at % 4u * 8u)) & 255u) * SCALE);
  } else {
    feed[i] = samples[at];
  }
}
