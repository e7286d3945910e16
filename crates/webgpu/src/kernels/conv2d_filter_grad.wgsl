fn left_row(row: u32) -> u32 {
  return tap_offset(row);
}

fn left_tap(k: u32) -> u32 {
  return patch_start(k);
}

fn left(row: u32, tap: u32) -> f32 {
  return x(row + tap);
}

fn right_column(column: u32) -> u32 {
  return column;
}

fn right_tap(k: u32) -> u32 {
  return k * FILTERS;
}

fn right(column: u32, tap: u32) -> f32 {
  return dy(column + tap);
}
