fn each(i: u32) {
  let channel = i % CHANNELS;
  let column = i / CHANNELS % Y_WIDTH;
  let row = i / (CHANNELS * Y_WIDTH) % Y_HEIGHT;
  let picture = i / (CHANNELS * Y_WIDTH * Y_HEIGHT);
  var sum = 0.0;
  for (var down = 0u; down < FILTER_HEIGHT; down++) {
    let line = picture * X_HEIGHT + row * STRIDE_DOWN + down * DILATION_DOWN;
    for (var across = 0u; across < FILTER_WIDTH; across++) {
      let pixel = line * X_WIDTH + column * STRIDE_ACROSS + across * DILATION_ACROSS;
      sum += x(pixel * CHANNELS + channel) * w((down * FILTER_WIDTH + across) * CHANNELS + channel);
    }
  }
  set_y(i, sum);
}
