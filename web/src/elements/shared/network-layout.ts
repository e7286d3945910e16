// Where the maps and units of a network's layers are drawn: a column for each layer, all at the same scale if possible.

/** A layer's output for one sample. */
export interface LayerOutput {
  /** The layer's name in the model. */
  name: string;
  /** What is written above its column. */
  label: string;
  /** `[height, width, channels]` for maps, `[units]` for units. */
  shape: number[];
  data: ArrayLike<number>;
  /** The names of the units of the last layer. */
  units?: readonly string[];
  /** How much larger than other maps its maps are drawn; 1 by default. */
  scale?: number;
  /** What is written below the label; by default the shape. */
  about?: string;
}

/** A column of maps or units. */
export interface Column {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Across and down of a map, or of the square of a unit, without the gap. */
  cellWidth: number;
  cellHeight: number;
  gap: number;
  /** Maps or units side by side, and in all. */
  across: number;
  count: number;
}

/** Pixels above the columns, for their labels. */
export const LABELS = 34;

const MAP_GAP = 2;
const UNIT_GAP = 1;
const LEAST_UNIT = 4;
/** A layer with more units than this draws them smaller. */
const MANY_UNITS = 512;
const LEAST_OF_MANY = 2;
const MOST_UNIT = 16;
/** Pixels between columns: on a wide stage and on a narrow one. */
const BETWEEN = [28, 10] as const;
const NARROW = 480;

/** The width of the column of the named units with short names, and what each letter of longer ones needs. */
const NAMED = 46;
const LETTER = 7;

/** A number of maps side by side with full rows, at least `least`, if there is one close to that. */
function evenly(count: number, least: number): number {
  for (let across = least; across <= Math.min(count, least + 2); across += 1) if (count % across === 0) return across;
  return least;
}

const isMaps = ({ shape }: LayerOutput): boolean => shape.length === 3;

function columnOf(layer: LayerOutput, scale: number, height: number): Omit<Column, "x" | "y"> {
  const maps = isMaps(layer);
  if (layer.units) {
    const count = layer.shape[0]!;
    const cellHeight = Math.min(MOST_UNIT, Math.floor(height / count) - UNIT_GAP);
    const step = Math.min(height / count, 2 * MOST_UNIT);
    const longest = Math.max(...layer.units.map((name) => name.length));
    return { width: Math.max(NAMED, cellHeight + 6 + LETTER * longest), height: step * count, cellWidth: cellHeight, cellHeight, gap: step - cellHeight, across: 1, count };
  }
  const count = maps ? layer.shape[2]! : layer.shape[0]!;
  const least = !maps && count > MANY_UNITS ? LEAST_OF_MANY : LEAST_UNIT;
  const unit = Math.min(MOST_UNIT, Math.max(least, Math.round(5 * scale)));
  const pixel = scale * (layer.scale ?? 1);
  const cellHeight = maps ? Math.max(2, Math.round(layer.shape[0]! * pixel)) : unit;
  const cellWidth = maps ? Math.max(2, Math.round(layer.shape[1]! * pixel)) : unit;
  const gap = maps ? MAP_GAP : UNIT_GAP;
  const down = Math.max(1, Math.floor((height + gap) / (cellHeight + gap)));
  const across = evenly(count, Math.ceil(count / down));
  const rows = Math.ceil(count / across);
  return { width: across * (cellWidth + gap) - gap, height: rows * (cellHeight + gap) - gap, cellWidth, cellHeight, gap, across, count };
}

/** The columns of these layers in a box of this size, at the largest scale that fits. */
export function columnsOf(layers: readonly LayerOutput[], width: number, height: number): Column[] {
  const room = height - LABELS;
  const between = BETWEEN[width < NARROW ? 1 : 0];
  const widthOf = (columns: { width: number }[]) => columns.reduce((sum, column) => sum + column.width, between * (columns.length - 1));
  let columns: Omit<Column, "x" | "y">[] = [];
  for (let scale = 6; scale > 0.15; scale *= 0.97) {
    columns = layers.map((layer) => columnOf(layer, scale, room));
    if (widthOf(columns) <= width && columns.every((column) => column.height <= room)) break;
  }
  const spare = Math.max(0, width - widthOf(columns));
  const space = columns.length > 1 ? between + Math.min(spare / (columns.length - 1), 1.5 * between) : 0;
  const all = widthOf(columns) + (space - between) * Math.max(0, columns.length - 1);
  let x = Math.max(0, (width - all) / 2);
  return columns.map((column) => {
    const placed = { ...column, x, y: LABELS + (room - column.height) / 2 };
    x += column.width + space;
    return placed;
  });
}

/** The place of a map or unit. */
export function cellOf({ x, y, cellWidth, cellHeight, gap, across }: Column, index: number): { x: number; y: number } {
  return { x: x + (index % across) * (cellWidth + gap), y: y + Math.floor(index / across) * (cellHeight + gap) };
}

/** A value in a layer: of a map's pixel or of a unit. */
export interface Hit {
  /** The index of the layer among those that are shown. */
  layer: number;
  /** The map or the unit. */
  channel: number;
  /** The map's pixel; 0 for units. */
  row: number;
  column: number;
}

/** What is drawn at a point; undefined for a gap. */
export function hitAt(layers: readonly LayerOutput[], columns: readonly Column[], px: number, py: number): Hit | undefined {
  for (const [layer, column] of columns.entries()) {
    const { cellWidth, cellHeight, gap, across, count } = column;
    const dx = px - column.x;
    const dy = py - column.y;
    if (dx < 0 || dy < 0 || dx > column.width || dy > column.height) continue;
    const right = Math.min(across - 1, Math.floor(dx / (cellWidth + gap)));
    const down = Math.floor(dy / (cellHeight + gap));
    const channel = down * across + right;
    if (channel >= count) return undefined;
    const { shape } = layers[layer]!;
    if (shape.length !== 3) return { layer, channel, row: 0, column: 0 };
    const inside = (offset: number, size: number, pixels: number) =>
      Math.min(pixels - 1, Math.max(0, Math.floor((offset / size) * pixels)));
    return {
      layer,
      channel,
      row: inside(dy - down * (cellHeight + gap), cellHeight, shape[0]!),
      column: inside(dx - right * (cellWidth + gap), cellWidth, shape[1]!),
    };
  }
  return undefined;
}
