// Pictures to begin with. They are drawn here, because photos belong to somebody.

import { random } from "../shared/random.ts";

const SIDE = 400;

/** The drawings to choose from. */
export const DRAWINGS = ["cat", "dog", "mug", "glasses", "apple", "shoe"] as const;
export type Drawing = (typeof DRAWINGS)[number];

type Point = readonly [number, number];

/** A canvas with a few shapes. */
class Sketch {
  readonly canvas = new OffscreenCanvas(SIDE, SIDE);
  readonly context = this.canvas.getContext("2d")!;

  /** A ground that goes from one colour on top to another below. */
  ground(top: string, bottom: string): void {
    this.context.fillStyle = this.shade([0, 0], [0, SIDE], top, bottom);
    this.context.fillRect(0, 0, SIDE, SIDE);
  }

  shade([x0, y0]: Point, [x1, y1]: Point, from: string, to: string): CanvasGradient {
    const shade = this.context.createLinearGradient(x0, y0, x1, y1);
    shade.addColorStop(0, from);
    shade.addColorStop(1, to);
    return shade;
  }

  shape(colour: string | CanvasGradient, points: readonly Point[]): void {
    this.context.fillStyle = colour;
    this.context.beginPath();
    for (const [x, y] of points) this.context.lineTo(x, y);
    this.context.fill();
  }

  oval(colour: string | CanvasGradient, x: number, y: number, rx: number, ry: number, turn = 0): void {
    this.context.fillStyle = colour;
    this.context.beginPath();
    this.context.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI);
    this.context.fill();
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    this.context.beginPath();
    this.context.moveTo(x0, y0);
    this.context.lineTo(x1, y1);
    this.context.stroke();
  }

  /** An SVG path, filled, or drawn as a line of this width. */
  path(colour: string | CanvasGradient, path: string, width?: number): void {
    if (width === undefined) {
      this.context.fillStyle = colour;
      this.context.fill(new Path2D(path));
      return;
    }
    Object.assign(this.context, { strokeStyle: colour, lineWidth: width, lineCap: "round", lineJoin: "round" });
    this.context.stroke(new Path2D(path));
  }

  /** A soft shadow on the ground. */
  shadow(x: number, y: number, rx: number, ry: number): void {
    this.context.filter = "blur(9px)";
    this.oval("rgba(20,15,10,0.4)", x, y, rx, ry);
    this.context.filter = "none";
  }

  /** Short strokes away from a middle, in an oval, in a colour that varies. */
  fur(seed: number, [x0, y0]: Point, [rx, ry]: Point, [red, green, blue]: readonly [number, number, number], stripes: number): void {
    const uniform = random(seed);
    for (let i = 0; i < 5200; i += 1) {
      const [angle, radius] = [2 * Math.PI * uniform(), Math.sqrt(uniform())];
      const [x, y] = [x0 + rx * radius * Math.cos(angle), y0 + ry * radius * Math.sin(angle)];
      const shade = 70 * uniform() + (Math.sin(angle * 9) > 0.5 ? -stripes : 0);
      this.context.strokeStyle = `rgba(${red + shade},${green + shade},${blue + shade},0.6)`;
      this.line(x, y, x + 9 * Math.cos(angle), y + 9 * Math.sin(angle));
    }
  }

  /** Grain as a camera makes it. */
  grain(seed: number): void {
    const uniform = random(seed);
    const image = this.context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 0; i < image.data.length; i += 4) {
      const noise = 14 * (uniform() - 0.5);
      for (let c = 0; c < 3; c += 1) image.data[i + c] = image.data[i + c]! + noise;
    }
    this.context.putImageData(image, 0, 0);
  }
}

function cat(sketch: Sketch): void {
  sketch.ground("#b9a58a", "#7d6a55");
  sketch.oval("#5d5750", 200, 380, 140, 110);
  for (const [outer, inner] of [
    [105, 118],
    [295, 282],
  ] as const) {
    const mirrored = (x: number) => (outer > 200 ? SIDE - x : x);
    sketch.shape("#5d5750", [[mirrored(95), 190], [outer, 60], [mirrored(185), 130]]);
    sketch.shape("#b98a80", [[mirrored(115), 160], [inner, 92], [mirrored(162), 130]]);
  }
  sketch.oval("#66605a", 200, 210, 112, 98);
  sketch.fur(7, [200, 215], [118, 104], [63, 55, 47], 30);
  for (const x of [155, 245]) {
    sketch.oval("#c9c46a", x, 200, 23, 19);
    sketch.oval("#111", x, 200, 7, 18);
    sketch.oval("#fff", x + 6, 192, 4, 4);
  }
  sketch.oval("#d8cfc4", 178, 258, 30, 22);
  sketch.oval("#d8cfc4", 222, 258, 30, 22);
  sketch.shape("#c07f7c", [[186, 236], [214, 236], [200, 252]]);
  sketch.context.strokeStyle = "#f4efe6";
  for (const side of [-1, 1]) {
    for (const slope of [-12, 0, 12]) sketch.line(200 + side * 40, 256 + slope / 3, 200 + side * 150, 250 + slope * 2);
  }
}

function dog(sketch: Sketch): void {
  sketch.ground("#9fb08c", "#5f7a4d");
  sketch.oval("#9a6b3c", 200, 390, 130, 110);
  sketch.oval("#b07f4c", 200, 190, 96, 112);
  sketch.fur(11, [200, 190], [100, 116], [132, 92, 48], 8);
  for (const side of [-1, 1]) {
    const x = (offset: number) => 200 + side * offset;
    sketch.path("#6d4523", `M${x(62)} 96 C${x(120)} 78 ${x(150)} 150 ${x(138)} 246 C${x(132)} 282 ${x(100)} 272 ${x(94)} 232 C${x(88)} 190 ${x(84)} 150 ${x(62)} 96 Z`);
    sketch.oval("#2a1a10", x(40), 172, 14, 15);
    sketch.oval("#fff", x(40) + 5, 166, 4, 4);
  }
  sketch.oval("#d9b98c", 200, 258, 62, 54);
  sketch.fur(13, [200, 258], [60, 52], [168, 140, 100], 0);
  sketch.oval("#1d1512", 200, 228, 26, 18);
  sketch.oval("#5b5350", 192, 222, 8, 4);
  sketch.path("#1d1512", "M200 246 L200 272 M200 272 C186 292 166 288 158 276 M200 272 C214 292 234 288 242 276", 5);
  sketch.path("#d5707a", "M184 286 C184 336 216 336 216 286 C206 292 194 292 184 286 Z");
}

function mug(sketch: Sketch): void {
  sketch.ground("#e7e1d6", "#b7a58c");
  sketch.context.fillStyle = sketch.shade([0, 270], [0, SIDE], "#a98760", "#7c5d3c");
  sketch.context.fillRect(0, 270, SIDE, SIDE - 270);
  sketch.shadow(205, 336, 130, 24);
  const side = sketch.shade([100, 0], [270, 0], "#f4f6f8", "#9fb2c4");
  sketch.path("#b9c8d6", "M262 160 C350 140 350 280 258 272", 26);
  sketch.path("#dfe7ee", "M262 160 C342 142 342 276 258 266", 10);
  sketch.path(side, "M98 120 L272 120 L262 316 C258 342 112 342 108 316 Z");
  sketch.oval("#eef2f5", 185, 120, 87, 26);
  sketch.oval("#3d2617", 185, 124, 76, 20);
  sketch.oval("#5a3a22", 170, 121, 34, 7);
  sketch.path("#3d6ea5", "M101 190 L268 190 L266 226 L103 226 Z");
  sketch.path("rgba(255,255,255,0.55)", "M122 150 L128 306", 10);
}

function glasses(sketch: Sketch): void {
  sketch.ground("#d8cbb9", "#b59d80");
  sketch.shadow(200, 262, 160, 20);
  const frame = "#1e1b1a";
  sketch.path(frame, "M60 168 C52 120 96 84 150 76", 9);
  sketch.path(frame, "M340 168 C348 120 304 84 250 76", 9);
  for (const x of [120, 280]) {
    sketch.path("rgba(235,245,250,0.45)", `M${x - 62} 170 C${x - 62} 150 ${x + 62} 150 ${x + 62} 170 C${x + 66} 250 ${x - 66} 250 ${x - 62} 170 Z`);
    sketch.path(frame, `M${x - 62} 170 C${x - 62} 150 ${x + 62} 150 ${x + 62} 170 C${x + 66} 250 ${x - 66} 250 ${x - 62} 170 Z`, 12);
    sketch.path("rgba(255,255,255,0.7)", `M${x - 36} 214 L${x - 6} 174`, 7);
  }
  sketch.path(frame, "M182 176 C190 160 210 160 218 176", 11);
}

function apple(sketch: Sketch): void {
  sketch.ground("#cfe0e8", "#8fa7b3");
  sketch.context.fillStyle = sketch.shade([0, 280], [0, SIDE], "#c8a274", "#93693f");
  sketch.context.fillRect(0, 280, SIDE, SIDE - 280);
  sketch.shadow(204, 338, 110, 20);
  const skin = sketch.context.createRadialGradient(160, 170, 16, 200, 220, 150);
  skin.addColorStop(0, "#f2705c");
  skin.addColorStop(0.6, "#c3202a");
  skin.addColorStop(1, "#74101c");
  sketch.path(skin, "M200 134 C160 96 82 118 84 206 C86 286 146 346 178 340 C192 336 208 336 222 340 C254 346 314 286 316 206 C318 118 240 96 200 134 Z");
  sketch.oval("rgba(90,20,10,0.5)", 200, 136, 30, 9);
  sketch.path("#5b3a1e", "M200 138 C198 110 206 88 222 72", 9);
  sketch.path("#4f8a3c", "M212 98 C236 62 286 62 304 80 C288 112 242 122 212 98 Z");
  sketch.path("rgba(255,255,255,0.5)", "M128 178 C132 156 146 146 160 142", 12);
  const uniform = random(5);
  for (let i = 0; i < 130; i += 1) sketch.oval("rgba(255,225,150,0.4)", 110 + 180 * uniform(), 150 + 160 * uniform(), 1.5, 1.5);
}

function shoe(sketch: Sketch): void {
  sketch.ground("#dcdde0", "#a9abb1");
  sketch.shadow(205, 312, 165, 18);
  const upper = sketch.shade([0, 120], [0, 290], "#3f74c4", "#23498a");
  sketch.path(upper, "M52 132 C78 118 120 116 142 128 C158 172 196 196 246 206 C302 216 356 226 360 276 L44 276 C40 222 44 172 52 132 Z");
  sketch.path("#16305e", "M52 132 C78 118 120 116 142 128 L136 146 C112 134 82 136 56 148 Z");
  sketch.path("#f5f5f2", "M40 268 L362 268 C370 288 366 306 350 308 L58 308 C42 306 36 290 40 268 Z");
  sketch.path("#c9c9c4", "M44 290 L362 290", 4);
  sketch.path("#e9eef7", "M292 216 C330 222 356 236 360 268 L300 268 C304 246 302 230 292 216 Z");
  for (const [x, y] of [[148, 146], [164, 166], [184, 184], [208, 198]] as const) sketch.path("#ffffff", `M${x} ${y} l34 -16`, 7);
  sketch.path("#ffffff", "M84 262 C110 226 150 212 206 232 C160 232 120 244 100 264 Z");
}

const DRAW: Record<Drawing, (sketch: Sketch) => void> = { cat, dog, mug, glasses, apple, shoe };

/** A drawing as a PNG file. */
export async function drawn(which: Drawing): Promise<Blob> {
  const sketch = new Sketch();
  DRAW[which](sketch);
  if (which !== "cat") sketch.grain(3);
  return sketch.canvas.convertToBlob();
}

/** A drawn cat as a PNG file. */
export const drawnCat = (): Promise<Blob> => drawn("cat");
