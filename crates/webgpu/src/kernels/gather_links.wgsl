// All rows become zero. For each number: its next place (`NUMBERS` where there is none), and whether this is its first
// place. `template.rs` repeats the lines that begin with `@`, so that loads do not wait for one another.
fn each(i: u32) {
  if (i < TABLE) {
    set_table(i, 0.0);
  }
  if (i >= NUMBERS) {
    return;
  }
  let number = trunc(x(i));
  var first = x(i) >= 0.0 && number < ROWS;
  for (var t = 0u; t < i && first; t += EACH) {
@U    first = first & (trunc(x(min(t + #Uu, i - 1u))) != number);
  }
  var next = NUMBERS;
  for (var t = i + 1u; t < NUMBERS && next == NUMBERS; t += EACH) {
@U    let t_#U = min(t + #Uu, NUMBERS - 1u);
@U    next = select(next, min(next, t_#U), trunc(x(t_#U)) == number);
  }
  set_link(i, f32(next));
  set_link(NUMBERS + i, f32(first));
}
