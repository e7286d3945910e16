// A tile of `ROWS x COLUMNS` results for each workgroup, `DEPTH` products at a time through shared memory.
//
// Four rows (or columns), a quarter of the tile apart, form a vector. So neighbouring threads read and write
// neighbouring columns, and still take four numbers at once from shared memory. The next numbers are fetched while the
// previous ones are multiplied. `template.rs` repeats the lines that begin with `@`.

var<workgroup> left_tile: array<vec4f, DEPTH * LEFT_STRIDE>;
var<workgroup> right_tile: array<vec4f, DEPTH * RIGHT_STRIDE>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let tile = tile_of(group.z * GROUPS + group.x);
  let first_row = tile / TILES_ACROSS * ROWS;
  let first_column = tile % TILES_ACROSS * COLUMNS;
  let across = thread % ACROSS;
  let down = thread / ACROSS;

  // The vectors that this thread fetches, and their places in shared memory.
@L let left_#L = thread + #L * THREADS;
@L let left_k_#L = left_depth(left_#L);
@L let left_at_#L = left_slot(left_#L);
@L @X let left_row_#L_#X = left_row(min(first_row + left_at_#L + #X * LEFT_VECTORS, M - 1u));
@L var left_next_#L = vec4f();
@R let right_#R = thread + #R * THREADS;
@R let right_k_#R = right_depth(right_#R);
@R let right_at_#R = right_slot(right_#R);
@R @X let right_column_#R_#X = right_column(min(first_column + right_at_#R + #X * RIGHT_VECTORS, N - 1u));
@R var right_next_#R = vec4f();

@V @X @W var sum_#V_#X_#W = vec4f();
  for (var step = 0u; step <= STEPS; step++) {
    if (step < STEPS) {
      let first = group.y * SPLIT + step * DEPTH;
@L      left_next_#L = vec4f();
@L      if (left_#L < DEPTH * LEFT_VECTORS && (EVEN || first + left_k_#L < K)) {
@L        let tap = left_tap(first + left_k_#L);
@L        left_next_#L = vec4f(left(left_row_#L_0, tap), left(left_row_#L_1, tap), left(left_row_#L_2, tap), left(left_row_#L_3, tap));
@L      }
@R      right_next_#R = vec4f();
@R      if (right_#R < DEPTH * RIGHT_VECTORS && (EVEN || first + right_k_#R < K)) {
@R        let tap = right_tap(first + right_k_#R);
@R        right_next_#R = vec4f(right(right_column_#R_0, tap), right(right_column_#R_1, tap), right(right_column_#R_2, tap), right(right_column_#R_3, tap));
@R      }
    }
    if (step > 0u) {
      for (var k = 0u; k < DEPTH; k++) {
@V        let l_#V = left_tile[k * LEFT_STRIDE + down + #V * DOWN];
@W        let r_#W = right_tile[k * RIGHT_STRIDE + across + #W * ACROSS];
@V @X @W        sum_#V_#X_#W += l_#V[#X] * r_#W;
      }
    }
    if (step < STEPS) {
      workgroupBarrier();
@L      if (left_#L < DEPTH * LEFT_VECTORS) {
@L        left_tile[left_k_#L * LEFT_STRIDE + left_at_#L] = left_next_#L;
@L      }
@R      if (right_#R < DEPTH * RIGHT_VECTORS) {
@R        right_tile[right_k_#R * RIGHT_STRIDE + right_at_#R] = right_next_#R;
@R      }
      workgroupBarrier();
    }
  }
@V @X @W  put(group.y, first_row + down + #V * DOWN + #X * LEFT_VECTORS, first_column + across + #W * ACROSS, sum_#V_#X_#W);
}

fn put(split: u32, row: u32, column: u32, values: vec4f) {
  if (row < M) {
@X    if (column + #X * RIGHT_VECTORS < N) {
@X      store(split, element * M + row, column + #X * RIGHT_VECTORS, values[#X]);
@X    }
  }
}
