fn each(i: u32) {
  var best = 0u;
  for (var j = 1u; j < SIZE; j++) {
    if (x(i * SIZE + j) > x(i * SIZE + best)) {
      best = j;
    }
  }
  set_y(i, f32(best));
}
