// A thread for each query. Its scores are computed one by one; all threads of a head read the same key at a time.
fn each(i: u32) {
  let place = of_query(i);
  let query = query_row(place);
  var total: array<f32, VALUE>;
  var largest = LOWEST;
  var sum = 0.0;
  for (var s = 0u; s < end(place.step); s++) {
    let x = score(place, query, s);
    if (x > largest) {
      let factor = exp(largest - x);
      sum *= factor;
      for (var j = 0u; j < VALUE; j++) {
        total[j] *= factor;
      }
      largest = x;
    }
    let share = exp(x - largest);
    sum += share;
    let weight = share * kept(i * KEYS + s);
    for (var j = 0u; j < VALUE; j++) {
      total[j] += weight * v(value_at(place, s) + j);
    }
  }
  let scale = select(1.0 / sum, 0.0, ZERO && largest == HIDDEN);
  for (var j = 0u; j < VALUE; j++) {
    set_y(output_at(place) + j, total[j] * scale);
  }
}
