// A thread for each query: its gradient, and what the keys' threads need of its softmax: the largest score, the sum, and
// the product of its output and the output's gradient.
fn each(i: u32) {
  let place = of_query(i);
  let query = query_row(place);
  var gradient: array<f32, VALUE>;
  var mean = 0.0;
  for (var j = 0u; j < VALUE; j++) {
    gradient[j] = dy(output_at(place) + j);
    mean += gradient[j] * y(output_at(place) + j);
  }
  var largest = LOWEST;
  var sum = 0.0;
  for (var s = 0u; s < end(place.step); s++) {
    let x = score(place, query, s);
    let most = max(x, largest);
    sum = sum * exp(largest - most) + exp(x - most);
    largest = most;
  }
  // With this, all shares are 0.
  largest = select(largest, -LOWEST, ZERO && largest == HIDDEN);
  var total: array<f32, SIZE>;
  for (var s = 0u; s < end(place.step); s++) {
    if (!allowed(place, s)) {
      continue;
    }
    var product = 0.0;
    for (var j = 0u; j < VALUE; j++) {
      product += gradient[j] * v(value_at(place, s) + j);
    }
    let share = exp(score(place, query, s) - largest) / sum;
    let d = share * (product * kept(i * KEYS + s) - mean) * SCALE;
    for (var j = 0u; j < SIZE; j++) {
      total[j] += d * k(key_at(place, s) + j);
    }
  }
  let to = place.sample * ALL + (place.step * HEADS + place.head) * SIZE;
  for (var j = 0u; j < SIZE; j++) {
    set_dx(to + j, total[j]);
  }
  set_softmax(3u * i, largest);
  set_softmax(3u * i + 1u, sum);
  set_softmax(3u * i + 2u, mean);
}
