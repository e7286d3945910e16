fn each(i: u32) {
  set_y(i, x(i));
}
