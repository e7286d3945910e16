// A thread for each element; the kernel defines `each(i)`.
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * ROW + id.x;
  if (i < COUNT) {
    each(i);
  }
}
