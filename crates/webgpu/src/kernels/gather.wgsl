fn each(i: u32) {
  let number = x(i / SIZE);
  var value = 0.0;
  if (number >= 0.0 && number < f32(ROWS)) {
    value = table(u32(number) * SIZE + i % SIZE);
  }
  set_y(i, value);
}
