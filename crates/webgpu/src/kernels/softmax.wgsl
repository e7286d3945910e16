fn each(i: u32) {
  let start = i * SIZE;
  var largest = x(start);
  for (var j = 1u; j < SIZE; j++) {
    largest = max(largest, x(start + j));
  }
  var sum = 0.0;
  for (var j = 0u; j < SIZE; j++) {
    sum += exp(x(start + j) - largest);
  }
  for (var j = 0u; j < SIZE; j++) {
    set_y(start + j, result(x(start + j), largest, sum));
  }
}
