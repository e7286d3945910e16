fn each(i: u32) {
  let channel = i % CHANNELS;
  let column = i / CHANNELS % X_WIDTH;
  let row = i / (CHANNELS * X_WIDTH) % X_HEIGHT;
  let picture = i / (CHANNELS * X_WIDTH * X_HEIGHT);
  let value = x(i);
  // The windows over this pixel: those that begin at most a window's size before it.
  let down = row + TOP;
  let across = column + LEFT;
  let first_row = (max(down + 1u, POOL_HEIGHT) - POOL_HEIGHT + STRIDE_DOWN - 1u) / STRIDE_DOWN;
  let first_column = (max(across + 1u, POOL_WIDTH) - POOL_WIDTH + STRIDE_ACROSS - 1u) / STRIDE_ACROSS;
  let last_row = min(down / STRIDE_DOWN, Y_HEIGHT - 1u);
  let last_column = min(across / STRIDE_ACROSS, Y_WIDTH - 1u);
  var sum = 0.0;
  for (var wr = first_row; wr <= last_row; wr++) {
    for (var wc = first_column; wc <= last_column; wc++) {
      let output = ((picture * Y_HEIGHT + wr) * Y_WIDTH + wc) * CHANNELS + channel;
      if (y(output) == value && first_of_window(wr, wc, row, column, picture, channel, value)) {
        sum += dy(output);
      }
    }
  }
  set_dx(i, sum);
}

// True if no pixel of the window before this one, row by row, has its largest value too.
fn first_of_window(wr: u32, wc: u32, row: u32, column: u32, picture: u32, channel: u32, value: f32) -> bool {
  let left = max(wc * STRIDE_ACROSS, LEFT) - LEFT;
  let right = min(wc * STRIDE_ACROSS + POOL_WIDTH - LEFT, X_WIDTH);
  for (var r = max(wr * STRIDE_DOWN, TOP) - TOP; r <= row; r++) {
    let end = select(right, column, r == row);
    for (var c = left; c < end; c++) {
      if (x(((picture * X_HEIGHT + r) * X_WIDTH + c) * CHANNELS + channel) == value) {
        return false;
      }
    }
  }
  return true;
}
