// The offset in `x` of a patch's first number.
fn patch_start(number: u32) -> u32 {
  let column = number % Y_WIDTH;
  let row = number / Y_WIDTH % Y_HEIGHT;
  let picture = number / (Y_WIDTH * Y_HEIGHT);
  return ((picture * X_HEIGHT + row * STRIDE_DOWN) * X_WIDTH + column * STRIDE_ACROSS) * CHANNELS;
}

// The offset of a number in its patch, from the first one.
fn tap_offset(tap: u32) -> u32 {
  let channel = tap % CHANNELS;
  let across = tap / CHANNELS % FILTER_WIDTH;
  let down = tap / (CHANNELS * FILTER_WIDTH);
  return (down * DILATION_DOWN * X_WIDTH + across * DILATION_ACROSS) * CHANNELS + channel;
}
