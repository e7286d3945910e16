struct Place {
  sample: u32,
  head: u32,
  // The head of keys and values.
  group: u32,
  step: u32,
}

fn of_query(i: u32) -> Place {
  let head = i / STEPS % HEADS;
  return Place(i / (STEPS * HEADS), head, head / (HEADS / KEY_HEADS), i % STEPS);
}

fn query_at(place: Place) -> u32 {
  return ((place.sample * STEPS + place.step) * HEADS + place.head) * SIZE;
}

fn output_at(place: Place) -> u32 {
  return ((place.sample * STEPS + place.step) * HEADS + place.head) * VALUE;
}

fn key_at(place: Place, s: u32) -> u32 {
  return ((place.sample * KEYS + s) * KEY_HEADS + place.group) * SIZE;
}

fn value_at(place: Place, s: u32) -> u32 {
  return ((place.sample * KEYS + s) * KEY_HEADS + place.group) * VALUE;
}

fn query_row(place: Place) -> array<f32, SIZE> {
  var row: array<f32, SIZE>;
  for (var j = 0u; j < SIZE; j++) {
    row[j] = q(query_at(place) + j);
  }
  return row;
}

// The number of keys that a query looks at.
fn end(step: u32) -> u32 {
  return select(KEYS, min(KEYS, step + 1u), CUT);
}

fn score(place: Place, query: array<f32, SIZE>, s: u32) -> f32 {
  if (!allowed(place, s)) {
    return HIDDEN;
  }
  var row = query;
  var sum = 0.0;
  for (var j = 0u; j < SIZE; j++) {
    sum += row[j] * k(key_at(place, s) + j);
  }
  return sum * SCALE;
}
