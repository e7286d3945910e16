// A thread for each key and its value: their gradients, from all queries of the heads that use them.
fn each(i: u32) {
  let s = i % KEYS;
  let group = i / KEYS % KEY_HEADS;
  var place = Place(i / (KEYS * KEY_HEADS), 0u, group, 0u);
  var of_key: array<f32, SIZE>;
  var of_value: array<f32, VALUE>;
  var value: array<f32, VALUE>;
  for (var j = 0u; j < VALUE; j++) {
    value[j] = v(value_at(place, s) + j);
  }
  let each_group = HEADS / KEY_HEADS;
  for (var n = 0u; n < each_group * STEPS; n++) {
    place.head = group * each_group + n / STEPS;
    place.step = n % STEPS;
    if (CUT && s > place.step) {
      continue;
    }
    let query = query_row(place);
    let number = (place.sample * HEADS + place.head) * STEPS + place.step;
    let share = exp(score(place, query, s) - softmax(3u * number)) / softmax(3u * number + 1u);
    let factor = kept(number * KEYS + s);
    var product = 0.0;
    for (var j = 0u; j < VALUE; j++) {
      let gradient = dy(output_at(place) + j);
      product += gradient * value[j];
      of_value[j] += share * factor * gradient;
    }
    let d = select(0.0, share * (product * factor - softmax(3u * number + 2u)) * SCALE, allowed(place, s));
    var row = query;
    for (var j = 0u; j < SIZE; j++) {
      of_key[j] += d * row[j];
    }
  }
  let first = place.sample * ALL + STEPS * HEADS * SIZE;
  for (var j = 0u; j < SIZE; j++) {
    set_dx(first + (s * KEY_HEADS + group) * SIZE + j, of_key[j]);
  }
  for (var j = 0u; j < VALUE; j++) {
    set_dx(first + KEYS * KEY_HEADS * SIZE + (s * KEY_HEADS + group) * VALUE + j, of_value[j]);
  }
}
