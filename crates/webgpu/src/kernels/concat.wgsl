// Copies the rows of one input into its part of the output's rows.
fn each(i: u32) {
  set_y(i / LENGTH * ROW_LENGTH + START + i % LENGTH, x(i));
}
