// The sum of `PARTS` partial results for each of `COUNT` elements.
fn each(i: u32) {
  var sum = 0.0;
  for (var number = 0u; number < PARTS; number++) {
    sum += part(number * COUNT + i);
  }
  set_out(i, finish(i % N, sum));
}
