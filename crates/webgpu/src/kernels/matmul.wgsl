fn left_row(row: u32) -> u32 {
  return element * LEFT_SIZE + row * LEFT_ROW;
}

fn left_tap(k: u32) -> u32 {
  return k * LEFT_TAP;
}

fn left(row: u32, tap: u32) -> f32 {
  return a(row + tap);
}

fn right_column(column: u32) -> u32 {
  return element * RIGHT_SIZE + column * RIGHT_COLUMN;
}

fn right_tap(k: u32) -> u32 {
  return k * RIGHT_TAP;
}

fn right(column: u32, tap: u32) -> f32 {
  return b(column + tap);
}
