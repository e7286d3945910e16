// What pages may rely on: the elements' attributes, properties, methods and events. The classes implement these
// interfaces. web/build.mjs makes the types for pages and the custom-elements manifest from them.

import type { FloatTensor, Logs, Model, ModelFile, SaveOptions } from "../api/index.ts";

/**
 * What all elements have. Properties of texts are attributes, too.
 *
 * @slot poster - What is shown before an element with `loading="click"` is started.
 * @slot caption - A line below the element.
 * @slot - What is shown until the element runs, and for good without JavaScript.
 * @csspart fault - The line about an attribute that is wrong.
 * @csspart goal - The line about the goal.
 * @csspart start - The button of an element with `loading="click"`.
 * @cssproperty --pupil-surface - Colour of panels and buttons.
 * @cssproperty --pupil-ink - Colour of texts; quieter texts and lines follow from it.
 * @cssproperty --pupil-accent - Colour of buttons, links and the focus.
 * @cssproperty --pupil-for - Colour of what speaks for something: blue, or `--pupil-accent`.
 * @cssproperty --pupil-against - Colour of what speaks against it: orange.
 * @cssproperty --pupil-radius - Radius of corners: 10px.
 * @cssproperty --pupil-font - Family of the type: the system's.
 * @cssproperty --pupil-space - Unit of the distances: 8px.
 */
export interface PupilElement extends HTMLElement {
  /** The language: `en` or `zh`. By default that of the page's nearest `lang`, or the browser's. */
  lang: string;
  /** `light` or `dark`. By default the page's real background decides. */
  theme: string | undefined;
  /** When the code is loaded: `lazy`, near the view (the default), `eager`, at once, or `click`, after a click. */
  loading: string | undefined;
  /** A metric, a comparison and a number, such as `accuracy > 0.95`: what a training should reach. */
  goal: string | undefined;
  /** `file`, or an address: where results go. Without it none are written or sent. All elements of a page share one file. */
  results: string | undefined;
}

/**
 * What all lessons have.
 *
 * @csspart stage - Everything but the text.
 * @csspart input - The left part of the stage.
 * @csspart below - What is below the input: the classes of photos.
 * @csspart network - The middle.
 * @csspart answer - The right part.
 * @csspart transport - The row of buttons.
 * @csspart settings - The settings.
 * @csspart prose - The text.
 * @cssproperty --stage-above - Height of what is fixed above a lesson, such as the page's header: 16px.
 */
export interface PupilLesson extends PupilElement {
  /** A name under which the browser keeps what the visitor makes. Without it nothing is kept. */
  keep: string | undefined;
  /** The names of the parts to show, with spaces between them. By default all. What is not named is not there. */
  panels: string;
  /** What the lesson starts with, as a link holds it: keys and values, such as `epochs=5&seed=1`. */
  state: string;
  /** The model that answers. Do not dispose of it: the lesson does. Undefined until it is there. */
  readonly model: Model | undefined;
  /**
   * Trains as the button does, with the settings that are chosen. Settled when the training has ended or was stopped.
   * The training of `pupil-neuron` has no end: it goes on until it is paused or stopped.
   *
   * @throws Error when it could not train.
   */
  train(): Promise<void>;
  /** Stops the training. What was learned stays. */
  stop(): void;
  /** Forgets what was learned here, also what the browser keeps of it. Photos and settings stay. */
  reset(): void;
  /**
   * The model as a file: what `model.save` gives.
   *
   * @throws Error when there is none.
   */
  save(options?: SaveOptions): Promise<Uint8Array>;
  /**
   * Takes files as if they were dropped on the lesson: data, pictures or a model.
   */
  take(files: readonly (File | FileSystemEntry)[]): Promise<void>;
}

/**
 * Points in a plane, and a network that learns from them.
 *
 * @panel network - The points, the network that learns from them, and its views "Slow motion" and "Code".
 * @panel ways - The view "Ways to fit": several ways to find a line, side by side.
 * @panel table - A table of the visitor's own, below.
 * @panel prose - The text below, with its questions.
 * @state set - The points: `noisy`, `line`, `quadratic`, `twins`, `clouds`, `far`, `three`, `moons`, `circles`, `spiral`.
 * @state net - The neurons of the hidden layers, such as `4-2`; `0` for none.
 * @state in - The inputs, such as `x-y-xy`: of `x`, `y`, `x2`, `y2`, `xy`, `sinx`, `siny`, `x1`.
 * @state act - The activation, such as `relu`.
 * @state loss - The loss, such as `binary_crossentropy`.
 * @state opt - The optimizer, such as `adam`.
 * @state rate - The learning rate.
 * @state batch - The batch size.
 * @state reg - The penalty on weights, such as `l2-0.001`.
 * @state seed - The seed of the weights.
 * @state draw - The seed of the points.
 * @state noise - The noise of the points, as a factor from 0 to 3.
 * @state test - The share of the points for testing, from 0 to 0.8.
 * @tag pupil-neuron
 */
export interface PupilNeuron extends PupilLesson {
  /** The epoch, and the present losses and accuracies; those of the test have `val_` before their names. */
  readonly value: ({ epoch: number } & Logs) | undefined;
  /** What the network answers at places of the plane: its outputs for each `[x, y]`. */
  predict(places: readonly (readonly [x: number, y: number])[]): Promise<number[][]>;
}

/** What a model reads in a drawing. */
export interface DigitAnswer {
  digit: number;
  /** The probability of this digit. */
  probability: number;
  /** The probabilities of the digits 0 to 9. */
  probabilities: number[];
  /** False if the drawing looks like no digit. */
  isDigit: boolean;
}

/**
 * Draw a digit, watch a network read it, teach one.
 *
 * @panel draw - The pad, the network and its answer.
 * @panel train - The button "Train", the settings, and the views "Training" and "Results".
 * @panel model - The view "Code", with the buttons that save and open a model.
 * @panel prose - The text below, with its questions.
 * @state n - How many digits are drawn for a training.
 * @state epochs - The epochs.
 * @state batch - The batch size.
 * @state opt - The optimizer: `adam` or `sgd`.
 * @state lr - The learning rate.
 * @state seed - The seed.
 * @state ink - A drawing, as "Copy link" writes it.
 * @tag pupil-digits
 */
export interface PupilDigits extends PupilLesson {
  /** The address of a model file instead of the shipped one. */
  weights: string | undefined;
  /** Where MNIST's files are, such as `data/mnist/` for `data/mnist/train-images-idx3-ubyte`. @attr data-prefix */
  dataPrefix: string | undefined;
  /** The answer that is shown; undefined while nothing is drawn. */
  readonly value: DigitAnswer | undefined;
  /**
   * Puts a picture on the pad, and returns what is read in it. It may be dark on light or light on dark. An array has
   * 28 x 28 numbers from 0, paper, to 1, ink.
   *
   * @throws Error when it is no picture.
   */
  predict(picture: CanvasImageSource | ImageData | Float32Array | number[]): Promise<DigitAnswer>;
}

/** What a model sees in a photo. */
export interface PhotoAnswer {
  /** The likeliest class. */
  label: string;
  /** Its probability. */
  probability: number;
  /** All classes. */
  labels: string[];
  /** Their probabilities. */
  probabilities: number[];
}

/**
 * Show a photo, see what decided; teach classes of one's own.
 *
 * @panel look - The photo, the network and its answer.
 * @panel train - The classes, the button "Train", the settings, and the views "Training" and "Results".
 * @panel model - The view "Code", with the buttons that save and open a model.
 * @panel prose - The text below, with its questions.
 * @state see - The drawing that is shown first: `cat`, `dog`, `mug`, `glasses`, `apple` or `shoe`.
 * @state why - `no` hides what decided.
 * @state how - The network: `transfer`, or from scratch `varied`, `tutorial` or `small`.
 * @state px - The side of the pictures, in pixels.
 * @state test - The share of the photos that is held back.
 * @state n - The epochs.
 * @state b - The batch size.
 * @state lr - The learning rate.
 * @state seed - The seed.
 * @state flip - `false` for no mirrored pictures.
 * @state turn - The augmentation by turning.
 * @state shift - The augmentation by shifting.
 * @state zoom - The augmentation by zooming.
 * @state light - The augmentation by brightness.
 * @tag pupil-photos
 */
export interface PupilPhotos extends PupilLesson {
  /** The address of a model file instead of the shipped one. */
  weights: string | undefined;
  /** The answer that is shown; undefined until there is one. */
  readonly value: PhotoAnswer | undefined;
  /** Shows a picture, and returns what is seen in it. @throws Error when it cannot be read. */
  predict(picture: Blob | CanvasImageSource | ImageData): Promise<PhotoAnswer>;
}

/** What a model makes of a text. */
export interface SentimentAnswer {
  text: string;
  /** The probability that the text is positive. */
  probability: number;
  label: "positive" | "negative";
}

/**
 * Write a sentence, and see the verdict turn word by word.
 *
 * @panel try - The sentence, the network and its answer.
 * @panel train - The button "Train", the settings, and the views "Training" and "Results".
 * @panel model - The view "Code", with the buttons that save and open a model.
 * @panel prose - The text below, with its questions.
 * @state text - The sentence.
 * @state out - The numbers of the words that are taken out, with dots between them.
 * @state model - The network that reads: `en` or `zh`.
 * @state data - The sentences to learn from: `four`, `corpus` or `chinese`.
 * @state words - The size of the vocabulary.
 * @state length - The words that are read of a sentence.
 * @state embedding - The numbers of a word.
 * @state units - The units of the LSTM.
 * @state epochs - The epochs.
 * @state batch - The batch size.
 * @state optimizer - `adam` or `sgd`.
 * @state rate - The learning rate.
 * @state held - The share of the sentences that is held back.
 * @state seed - The seed.
 * @tag pupil-sentiment
 */
export interface PupilSentiment extends PupilLesson {
  /** The address of a model file instead of the shipped one. */
  weights: string | undefined;
  /** The answer that is shown; undefined until there is one. */
  readonly value: SentimentAnswer | undefined;
  /** Puts a text into the lesson, and returns what the model makes of it. */
  predict(text: string): Promise<SentimentAnswer>;
}

/**
 * Any model as something to try.
 *
 * @panel try - The inputs and the outputs.
 * @panel data - Data to test and train the model with.
 * @panel inside - The layers with their weights and activations, the summary, and the code.
 * @panel save - The buttons that save the model.
 * @tag pupil-model
 */
export interface PupilModel extends PupilElement {
  /** The address of a model file, of a `model.json`, or of a folder with a slash at the end. */
  src: string | undefined;
  /** The names of the classes: a list with commas, or the address of a list. */
  labels: string | undefined;
  /** The names of the parts to show, with spaces between them. By default all. What is not named is not there. */
  panels: string;
  /** The model that is open. A page may set one of its own, which it frees itself. @attr - */
  model: Model | undefined;
  /** The outputs that are shown, by their names; undefined until all inputs are given. */
  readonly value: Record<string, FloatTensor> | undefined;
  /** Opens a model: anything that `loadModel` takes. @throws Error as `loadModel` does. */
  open(source: ModelFile, name?: string): Promise<void>;
  /** Asks the model: `model.predict`. What is shown stays as it is. @throws Error when no model is open. */
  predict(...given: Parameters<Model["predict"]>): Promise<FloatTensor | FloatTensor[]>;
  /** Trains on the samples that were given, as the button does. @throws Error when there are none. */
  train(): Promise<void>;
  /** Stops the training. What was learned stays. */
  stop(): void;
  /** Gives the model the weights that it had before it was trained here. */
  reset(): Promise<void>;
  /** The model as a file: what `model.save` gives. @throws Error when no model is open. */
  save(options?: SaveOptions): Promise<Uint8Array>;
  /** Takes files as if they were dropped on the element: a model, or data for it. */
  take(files: readonly (File | FileSystemEntry)[]): Promise<void>;
}

/** What a run of a cell gave. */
export interface RunResult {
  /** What was printed, with the last expression's value. */
  output: string;
  /** The traceback of the exception that ended it, or why the session ended; null if it ran to its end. */
  error: string | null;
  /** The pictures, as SVG texts. */
  figures: string[];
}

/**
 * A cell with Python code, which is the element's own text.
 *
 * @tag pupil-python
 * @csspart cell - Everything but the caption.
 * @csspart code - The code.
 * @csspart output - What it gave.
 * @csspart verdict - Whether the exercise of `check` is solved.
 */
export interface PupilPython extends PupilElement {
  /** Cells with the same name share their variables. */
  session: string | undefined;
  /** Runs the code as soon as the cell is loaded, which is near the view unless `loading` says otherwise. */
  autorun: boolean;
  /** The code cannot be edited. */
  readonly: boolean;
  /**
   * Addresses of files for programs, with spaces between them. A program opens a file by the last part of its address;
   * archives in .zip are unpacked.
   */
  files: string | undefined;
  /** The address of a folder with Keras's data sets. The page about Python says what it holds. */
  data: string | undefined;
  /** The most height of the code, such as `400px`. */
  height: string | undefined;
  /** An expression that is true when an exercise is solved. After each run the cell says whether it is. */
  check: string | undefined;
  /** The code. What is set is what "Restore" brings back. @attr - */
  code: string;
  /** Runs the code. Settled when it has ended; during a run it waits for that. */
  run(): Promise<RunResult>;
  /** Stops the program. Its variables stay where that is possible. */
  stop(): void;
  /** Brings back the page's code. */
  restore(): void;
  /** Replaces the code as a visitor would. */
  edit(code: string): void;
  /** Gives programs a file. */
  addFile(path: string, bytes: Uint8Array): void;
}

/**
 * A question with its answers, which are the element's own content: a text, a numbered list, and why one answer is right. An
 * answer may have a reason of its own in `<small>`; it is shown when that answer is chosen.
 *
 * @tag pupil-question
 * @csspart question - The question.
 * @csspart answer - A button with an answer.
 * @csspart reason - Whether the answer is right, and why.
 */
export interface PupilQuestion extends PupilElement {
  /** The number of the right answer, from 1. */
  right: string | undefined;
  /** The number of the answer that was chosen, from 1; undefined before. */
  readonly value: number | undefined;
}

/** The events of the elements. All bubble, also out of shadow roots. */
export interface PupilEvents {
  /** The element can be used. Of `pupil-model` the detail has the model that was opened. */
  "pupil-ready": CustomEvent<{ model: Model; name: string } | null>;
  /**
   * There is a new answer. The detail is the element's `value`; of `pupil-model` it has its inputs and outputs.
   *
   * @of pupil-digits pupil-photos pupil-sentiment pupil-model
   */
  "pupil-predict": CustomEvent<unknown>;
  /**
   * An epoch of a training ended: its number, from 0, and its losses and metrics. `pupil-neuron` tells some of its epochs.
   *
   * @of pupil-neuron pupil-digits pupil-photos pupil-sentiment pupil-model pupil-python
   */
  "pupil-epoch": CustomEvent<{ epoch: number; logs: Logs }>;
  /**
   * A training came to its end, without being stopped. The detail has `epochs` and `logs`, of `pupil-model` the test
   * `before` and `after` it.
   *
   * @of pupil-digits pupil-photos pupil-sentiment pupil-model pupil-python
   */
  "pupil-trained": CustomEvent<unknown>;
  /**
   * The goal is reached, for the first time in this training. Here `epoch` is counted from 1.
   *
   * @of pupil-neuron pupil-digits pupil-photos pupil-sentiment pupil-model pupil-python
   */
  "pupil-goal": CustomEvent<{ goal: string; metric: string; value: number; epoch: number }>;
  /**
   * Something failed; the element shows it, too.
   *
   * @of pupil-neuron pupil-digits pupil-photos pupil-sentiment pupil-model pupil-python
   */
  "pupil-error": CustomEvent<{ error: unknown }>;
  /**
   * The visitor changed something. The detail is the new `state`.
   *
   * @of pupil-neuron pupil-digits pupil-photos pupil-sentiment
   */
  "pupil-state": CustomEvent<string>;
  /**
   * A cell ran. The detail is what `run()` gives.
   *
   * @of pupil-python
   */
  "pupil-run": CustomEvent<RunResult>;
  /**
   * A cell with `check` ran: true if the exercise is solved.
   *
   * @of pupil-python
   */
  "pupil-checked": CustomEvent<boolean>;
  /**
   * A question was answered.
   *
   * @of pupil-neuron pupil-digits pupil-photos pupil-sentiment pupil-question
   */
  "pupil-answered": CustomEvent<{ question: string; answer: string; right: boolean }>;
  /** The element has something to show. What can wait may be loaded now. */
  "first-result": CustomEvent<null>;
}

declare global {
  interface HTMLElementTagNameMap {
    "pupil-neuron": PupilNeuron;
    "pupil-regression": PupilNeuron;
    "pupil-digits": PupilDigits;
    "pupil-photos": PupilPhotos;
    "pupil-sentiment": PupilSentiment;
    "pupil-model": PupilModel;
    "pupil-python": PupilPython;
    "pupil-question": PupilQuestion;
  }
  interface HTMLElementEventMap extends PupilEvents {}
}
