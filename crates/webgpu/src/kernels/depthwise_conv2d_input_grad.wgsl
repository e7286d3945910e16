fn each(i: u32) {
  let channel = i % CHANNELS;
  let x_column = i / CHANNELS % X_WIDTH;
  let x_row = i / (CHANNELS * X_WIDTH) % X_HEIGHT;
  let picture = i / (CHANNELS * X_WIDTH * X_HEIGHT);
  var sum = 0.0;
  for (var down = 0u; down < FILTER_HEIGHT; down++) {
    // Differences below zero wrap around to numbers that are too large.
    let top = x_row - down * DILATION_DOWN;
    let row = top / STRIDE_DOWN;
    if (row >= Y_HEIGHT || row * STRIDE_DOWN != top) {
      continue;
    }
    for (var across = 0u; across < FILTER_WIDTH; across++) {
      let first = x_column - across * DILATION_ACROSS;
      let column = first / STRIDE_ACROSS;
      if (column < Y_WIDTH && column * STRIDE_ACROSS == first) {
        let output = (picture * Y_HEIGHT + row) * Y_WIDTH + column;
        sum += dy(output * CHANNELS + channel) * w((down * FILTER_WIDTH + across) * CHANNELS + channel);
      }
    }
  }
  set_dx(i, sum);
}
