var<workgroup> parts: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.y * GROUPS + group.x;
  let start = row * SIZE;
  let inside = row < COUNT;
  var largest = LOWEST;
  for (var j = lane; j < SIZE && inside; j += 256u) {
    largest = max(largest, x(start + j));
  }
  parts[lane] = largest;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (lane < half) {
      parts[lane] = max(parts[lane], parts[lane + half]);
    }
    workgroupBarrier();
  }
  largest = parts[0];
  workgroupBarrier();
  var sum = 0.0;
  for (var j = lane; j < SIZE && inside; j += 256u) {
    sum += exp(x(start + j) - largest);
  }
  parts[lane] = sum;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (lane < half) {
      parts[lane] += parts[lane + half];
    }
    workgroupBarrier();
  }
  sum = parts[0];
  for (var j = lane; j < SIZE && inside; j += 256u) {
    set_y(start + j, result(x(start + j), largest, sum));
  }
}
