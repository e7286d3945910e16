// A tile of results for each thread, straight from memory. This is for software adapters: there a barrier costs more
// than reading again, and shared memory is no faster than other memory. `template.rs` repeats the lines that begin with
// `@`.

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let tile = tile_of((group.z * GROUPS + group.x) * THREADS + thread);
  if (tile >= TILES) {
    return;
  }
  let first_row = tile / TILES_ACROSS * ROWS;
  let first_column = tile % TILES_ACROSS * COLUMNS;
@V let row_#V = left_row(min(first_row + #Vu, M - 1u));
@W let column_#W = right_column(min(first_column + #Wu, N - 1u));
@V @W var sum_#V_#W = 0.0;
  let end = min((group.y + 1u) * SPLIT, K);
  for (var k = group.y * SPLIT; k < end; k++) {
    let left_at = left_tap(k);
    let right_at = right_tap(k);
@V    let l_#V = left(row_#V, left_at);
@W    let r_#W = right(column_#W, right_at);
@V @W    sum_#V_#W += l_#V * r_#W;
  }
@V @W  put(group.y, first_row + #Vu, first_column + #Wu, sum_#V_#W);
}

fn put(split: u32, row: u32, column: u32, value: f32) {
  if (row < M && column < N) {
    store(split, element * M + row, column, value);
  }
}
