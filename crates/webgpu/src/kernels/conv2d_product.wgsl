// The left side is patches of `x`. The right side is `factor`: the filters or `dy`.
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
  return factor(column + tap);
}
