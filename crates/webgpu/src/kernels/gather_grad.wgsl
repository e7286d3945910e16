var<workgroup> hits: array<atomic<u32>, 2>;
var<workgroup> earlier: atomic<u32>;
var<workgroup> known: u32;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let own = min(group.y * GROUPS + group.x, COUNT - 1u);
  let number = x(own);
  if (lane == 0u) {
    atomicStore(&earlier, u32(number < 0.0 || number >= f32(ROWS) || group.y * GROUPS + group.x >= COUNT));
  }
  workgroupBarrier();
  for (var t = lane; t < own; t += 64u) {
    if (x(t) == number) {
      atomicStore(&earlier, 1u);
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    known = atomicLoad(&earlier);
  }
  if (workgroupUniformLoad(&known) != 0u) {
    return;
  }
  let row = u32(max(number, 0.0)) * SIZE;
  // The columns of the row, 64 at a time; which of 64 numbers are this row's is found by all lanes together.
  for (var start = 0u; start < SIZE; start += 64u) {
    let column = start + lane;
    var sum = 0.0;
    for (var begin = own / 64u * 64u; begin < COUNT; begin += 64u) {
      if (lane < 2u) {
        atomicStore(&hits[lane], 0u);
      }
      workgroupBarrier();
      let t = begin + lane;
      if (t >= own && t < COUNT && x(min(t, COUNT - 1u)) == number) {
        atomicOr(&hits[lane / 32u], 1u << (lane % 32u));
      }
      workgroupBarrier();
      for (var word = 0u; word < 2u; word++) {
        var bits = atomicLoad(&hits[word]);
        while (bits != 0u) {
          let at = begin + word * 32u + firstTrailingBit(bits);
          bits &= bits - 1u;
          if (column < SIZE) {
            sum += dy(at * SIZE + column);
          }
        }
      }
      workgroupBarrier();
    }
    if (column < SIZE) {
      set_table(row + column, sum);
    }
  }
}
