// For windows that do not overlap: a thread for each window and the gap between it and the next ones.
fn each(i: u32) {
  let channel = i % CHANNELS;
  let column = i / CHANNELS % CELLS_ACROSS;
  let row = i / (CHANNELS * CELLS_ACROSS) % CELLS_DOWN;
  let picture = i / (CHANNELS * CELLS_ACROSS * CELLS_DOWN);
  // True until a pixel gets the gradient; the last rows and columns may have no window.
  var open = row < Y_HEIGHT && column < Y_WIDTH;
  let output = ((picture * Y_HEIGHT + min(row, Y_HEIGHT - 1u)) * Y_WIDTH + min(column, Y_WIDTH - 1u)) * CHANNELS + channel;
  let largest = y(output);
  let gradient = dy(output);
  for (var down = 0u; down < STRIDE_DOWN; down++) {
    for (var across = 0u; across < STRIDE_ACROSS; across++) {
      let r = row * STRIDE_DOWN + down;
      let c = column * STRIDE_ACROSS + across;
      if (r < X_HEIGHT && c < X_WIDTH) {
        let at = ((picture * X_HEIGHT + r) * X_WIDTH + c) * CHANNELS + channel;
        let hit = open && down < POOL_HEIGHT && across < POOL_WIDTH && x(at) == largest;
        set_dx(at, select(0.0, gradient, hit));
        open = open && !hit;
      }
    }
  }
}
