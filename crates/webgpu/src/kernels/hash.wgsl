// The hash of random masks and numbers, as in `pupil_core::graph::ops::Dropout`; the key comes from the `hyper` feed.
fn hash(key: u32, number: u32) -> u32 {
  var x = key ^ (number * 0x9E3779B9u);
  for (var round = 0; round < 2; round++) {
    x = (x ^ (x >> 16u)) * 0x7FEB352Du;
    x = (x ^ (x >> 15u)) * 0x846CA68Bu;
    x ^= x >> 16u;
  }
  return x;
}

fn bits(i: u32) -> u32 {
  return hash(hash(hash(SALT, u32(hyper(KEYS))), u32(hyper(KEYS + 1u))), i);
}
