// The first picture is a drawn cat, because photos belong to somebody.

import { random } from "../shared/random.ts";

const SIDE = 400;

/** A drawn cat as a PNG file. */
export async function drawnCat(): Promise<Blob> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d")!;
  const shape = (colour: string, points: [number, number][]) => {
    context.fillStyle = colour;
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.fill();
  };
  const oval = (colour: string, x: number, y: number, rx: number, ry: number) => {
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
    context.fill();
  };
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  const ground = context.createLinearGradient(0, 0, 0, SIDE);
  ground.addColorStop(0, "#b9a58a");
  ground.addColorStop(1, "#7d6a55");
  context.fillStyle = ground;
  context.fillRect(0, 0, SIDE, SIDE);
  oval("#5d5750", 200, 380, 140, 110);
  for (const [outer, inner] of [
    [105, 118],
    [295, 282],
  ] as const) {
    const mirrored = (x: number) => (outer > 200 ? SIDE - x : x);
    shape("#5d5750", [[mirrored(95), 190], [outer, 60], [mirrored(185), 130]]);
    shape("#b98a80", [[mirrored(115), 160], [inner, 92], [mirrored(162), 130]]);
  }
  oval("#66605a", 200, 210, 112, 98);
  fur(line, (colour) => (context.strokeStyle = colour));
  for (const x of [155, 245]) {
    oval("#c9c46a", x, 200, 23, 19);
    oval("#111", x, 200, 7, 18);
    oval("#fff", x + 6, 192, 4, 4);
  }
  oval("#d8cfc4", 178, 258, 30, 22);
  oval("#d8cfc4", 222, 258, 30, 22);
  shape("#c07f7c", [[186, 236], [214, 236], [200, 252]]);
  context.strokeStyle = "#f4efe6";
  for (const side of [-1, 1]) {
    for (const slope of [-12, 0, 12]) line(200 + side * 40, 256 + slope / 3, 200 + side * 150, 250 + slope * 2);
  }
  return canvas.convertToBlob();
}

/** Short strokes away from the middle of the face, in stripes. */
function fur(line: (x0: number, y0: number, x1: number, y1: number) => void, colour: (colour: string) => void): void {
  const uniform = random(7);
  for (let i = 0; i < 5200; i += 1) {
    const [angle, radius] = [2 * Math.PI * uniform(), Math.sqrt(uniform())];
    const [x, y] = [200 + 118 * radius * Math.cos(angle), 215 + 104 * radius * Math.sin(angle)];
    const shade = 55 + 70 * uniform() + (Math.sin(angle * 9) > 0.5 ? -30 : 0);
    colour(`rgba(${shade + 8},${shade},${shade - 8},0.6)`);
    line(x, y, x + 9 * Math.cos(angle), y + 9 * Math.sin(angle));
  }
}
