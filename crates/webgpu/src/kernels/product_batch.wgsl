var<private> element: u32;

fn tile_of(number: u32) -> u32 {
  let product = min(number / TILES, BATCH - 1u);
  element = product;
  return number - product * TILES;
}
