// Copies the rows of one input into the part of the output's rows that is theirs.
fn each(i: u32) {
  set_y(i / LENGTH * ROW_LENGTH + START + i % LENGTH, x(i));
}
