// A model as a Python script or a Jupyter notebook that goes on with Keras.

import type { FloatTensor, LayerInfo, ModelShapes, Tensor } from "./types.ts";

/** What a script needs to know of a model. */
export interface Described {
  shapes: ModelShapes;
  layers: LayerInfo[];
  code: string;
  compiled: boolean;
  predict(x: Tensor[]): Promise<FloatTensor[]>;
}

/** A step of the script: the text above it, and the Python code. */
interface Step {
  text: string;
  code: string;
}

/** An input for each input of the model: small numbers, or words where the model begins with an Embedding. */
function sample({ shapes, layers }: Described): Tensor[] {
  const words = layers.find((layer) => layer.className !== "InputLayer")?.className === "Embedding";
  return shapes.inputShapes.map((open) => {
    const shape = [1, ...open.slice(1).map((size) => size ?? 1)];
    const count = shape.reduce((a, b) => a * b, 1);
    const value = (at: number) => (words ? at % 2 : ((at * 37) % 101) / 101);
    return { data: Float32Array.from({ length: count }, (_, at) => value(at)), shape };
  });
}

/** The Python expression for an array: a formula for an input, the numbers for an output. */
const input = ({ shape }: Tensor, words: boolean): string => {
  const count = shape.reduce((a, b) => a * b, 1);
  const values = words ? `np.arange(${count}) % 2` : `np.arange(${count}) * 37 % 101 / 101`;
  return `(${values}).astype("float32").reshape(${tuple(shape)})`;
};

const output = ({ data, shape }: FloatTensor): string => {
  const shown = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : Number.isNaN(value) ? "np.nan" : `${value < 0 ? "-" : ""}np.inf`);
  const numbers = Array.from(data, shown).join(", ");
  return `np.array([${numbers}], dtype="float32").reshape(${tuple(shape)})`;
};

const tuple = (shape: readonly number[]): string => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

const list = (items: string[]): string => (items.length === 1 ? items[0]! : `[${items.join(", ")}]`);

/** The most numbers of an output that a script shows. */
const MOST = 10_000;

async function steps(model: Described, file: string): Promise<Step[]> {
  const x = sample(model);
  const words = model.layers.find((layer) => layer.className !== "InputLayer")?.className === "Embedding";
  const y = await model.predict(x);
  const all: Step[] = [
    {
      text: `This model was made with Pupil in a browser. Put its file, ${file}, beside this one. It needs Keras 3: pip install keras tensorflow`,
      code: `import numpy as np\nimport keras\n\nmodel = keras.models.load_model(${JSON.stringify(file)})\nmodel.summary()`,
    },
  ];
  if (y.reduce((count, { data }) => count + data.length, 0) <= MOST) {
    all.push({
      text: "Keras computes the same as the browser did. The difference is rounding.",
      code: [
        `x = ${list(x.map((tensor) => input(tensor, words)))}`,
        `expected = [${y.map(output).join(", ")}]`,
        "found = model.predict(x)",
        "found = list(found.values()) if isinstance(found, dict) else found",
        "found = found if isinstance(found, list) else [found]",
        "for got, wanted in zip(found, expected):",
        '    print("largest difference:", np.abs(got - wanted).max())',
        "    np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=1e-5)",
      ].join("\n"),
    });
  }
  const compile = model.compiled ? "" : '# The model was not compiled: choose an optimizer and a loss.\n# model.compile(optimizer="adam", loss="mse")\n\n';
  all.push({
    text: model.compiled
      ? "Go on training with your data. Optimizer and loss came along, and the optimizer goes on where it stopped."
      : "Go on training with your data.",
    code: `${compile}# x_train, y_train, x_test, y_test = ...\n# model.evaluate(x_test, y_test)\n# model.fit(x_train, y_train, epochs=5, batch_size=32, validation_split=0.1)\n# model.save(${JSON.stringify(file)})`,
  });
  all.push({ text: "The same network in code, with new weights:", code: model.code.trimEnd() });
  return all;
}

/** The steps as a script. */
export async function script(model: Described, file: string): Promise<string> {
  const all = await steps(model, file);
  // The last step would replace the model; it is there to be read.
  const shown = all.map(({ text, code }, at) => {
    const body = at === all.length - 1 ? code.replace(/^/gm, "# ").replace(/^# $/gm, "#") : code;
    return `# ${text}\n${body}`;
  });
  return `${shown.join("\n\n")}\n`;
}

/** The steps as a notebook of Jupyter (nbformat 4.5). */
export async function notebook(model: Described, file: string): Promise<string> {
  const lines = (text: string) => text.split(/(?<=\n)/);
  const all = await steps(model, file);
  const cells = all.flatMap(({ text, code }, at) => {
    const shown = at === all.length - 1 ? code.replace(/^/gm, "# ").replace(/^# $/gm, "#") : code;
    return [
      { cell_type: "markdown", id: `text-${at}`, metadata: {}, source: lines(text) },
      { cell_type: "code", id: `code-${at}`, metadata: {}, execution_count: null, outputs: [], source: lines(shown) },
    ];
  });
  const metadata = { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
