fn left_row(row: u32) -> u32 {
  return tap_offset(row);
}

fn left_tap(k: u32) -> u32 {
  return patch_start(k);
}
