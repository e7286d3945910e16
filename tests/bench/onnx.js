// Writes models as ONNX files, with as much of the format as the benchmark needs:
// https://onnx.ai/onnx/repo-docs/IR.html. The field numbers are those of onnx.proto3. Protocol buffers:
// https://protobuf.dev/programming-guides/encoding.

const FLOAT = 1;
const INT64 = 7;

function varint(value) {
  const bytes = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** A field with a number, a text, bytes, or an encoded message. */
function field(number, value) {
  if (typeof value === "number") return [Uint8Array.from([...varint(number << 3), ...varint(value)])];
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return [Uint8Array.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes];
}

function message(...fields) {
  const parts = fields.flat();
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const raw = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function tensor(name, shape, data) {
  const type = data instanceof BigInt64Array ? INT64 : FLOAT;
  return message(...shape.map((dim) => field(1, dim)), field(2, type), field(8, name), field(9, raw(data)));
}

/** A value's name, type and shape. */
function value(name, type, shape) {
  const dims = message(...shape.map((dim) => field(1, message(field(1, dim)))));
  return message(field(1, name), field(2, message(field(1, message(field(1, type), field(2, dims))))));
}

/** A number that is stored as a 32-bit float, as an attribute. */
export class Float {
  constructor(value) {
    this.bytes = raw(Float32Array.of(value));
  }
}

/** An attribute: a whole number, a list of them, a text, or a {@link Float}. */
function attribute(name, content) {
  // Field 2, in the form for four bytes.
  if (content instanceof Float) return message(field(1, name), [Uint8Array.from([(2 << 3) | 5]), content.bytes], field(20, 1));
  if (typeof content === "number") return message(field(1, name), field(3, content), field(20, 2));
  if (typeof content === "string") return message(field(1, name), field(4, content), field(20, 3));
  return message(field(1, name), ...content.map((number) => field(8, number)), field(20, 7));
}

/** A graph with one output. */
export class Graph {
  #nodes = [];
  #tensors = [];
  #inputs = [];
  #values = 0;

  /** Adds an input and returns its name. */
  input(name, shape, integers) {
    this.#inputs.push(value(name, integers ? INT64 : FLOAT, shape));
    return name;
  }

  /** Adds a constant and returns its name. */
  constant(shape, data) {
    const name = `c${this.#tensors.length}`;
    this.#tensors.push(tensor(name, shape, data));
    return name;
  }

  /** Adds a node and returns the name of its output, or of its last output if it has several. */
  node(op, inputs, attributes = {}, outputs = 1) {
    const name = `v${(this.#values += 1)}`;
    const unused = Array.from({ length: outputs - 1 }, () => field(2, ""));
    this.#nodes.push(
      message(
        ...inputs.map((input) => field(1, input)),
        ...unused,
        field(2, name),
        field(4, op),
        ...Object.entries(attributes).map(([key, content]) => field(5, attribute(key, content))),
      ),
    );
    return name;
  }

  /** The file's bytes. */
  finish(output, shape) {
    const graph = message(
      ...this.#nodes.map((node) => field(1, node)),
      field(2, "graph"),
      ...this.#tensors.map((bytes) => field(5, bytes)),
      ...this.#inputs.map((bytes) => field(11, bytes)),
      field(12, value(output, FLOAT, shape)),
    );
    const operators = message(field(1, ""), field(2, 20));
    return message(field(1, 8), field(2, "pupil-bench"), field(7, graph), field(8, operators));
  }
}
