@compute @workgroup_size(256)
fn main(own: Own) {
  let row = own.group.y * GROUPS + own.group.x;
  let start = row * SIZE;
  let inside = row < COUNT;
  var largest = LOWEST;
  for (var j = own.thread; j < SIZE && inside; j += 256u) {
    largest = max(largest, x(start + j));
  }
  largest = workgroup_reduce(own, own.thread, largest, true);
  // The next reduction writes memory that this one reads.
  workgroupBarrier();
  var sum = 0.0;
  for (var j = own.thread; j < SIZE && inside; j += 256u) {
    sum += exp(x(start + j) - largest);
  }
  sum = workgroup_reduce(own, own.thread, sum, false);
  for (var j = own.thread; j < SIZE && inside; j += 256u) {
    set_y(start + j, result(x(start + j), largest, sum));
  }
}
