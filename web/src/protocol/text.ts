// Text preprocessing.

import type { KerasObject } from "../api/keras.ts";
import type { FloatTensor, IntTensor } from "../api/types.ts";

export interface TextCalls {
  createText: { args: { id: number; source: TextSource }; result: void };
  disposeText: { args: { id: number }; result: void };
  /** The text that Keras's `to_json` writes. */
  tokenizerJson: { args: { id: number }; result: string };
  fitOnTexts: { args: { id: number; texts: string[] }; result: void };
  wordIndex: { args: { id: number }; result: Map<string, number> };
  segment: { args: { id: number; texts: string[] }; result: string[] };
  textsToSequences: { args: { id: number; texts: string[] }; result: SequenceList };
  sequencesToTexts: { args: { id: number; sequences: SequenceList }; result: string[] };
  textsToMatrix: { args: { id: number; texts: string[]; mode: string }; result: FloatTensor };
  sequencesToMatrix: { args: { id: number; sequences: SequenceList; mode: string }; result: FloatTensor };
  /** Learns the vocabulary of a layer; returns its options with it. */
  adaptLayer: { args: { layer: KerasObject; texts: string[] }; result: Record<string, unknown> };
  adaptText: { args: { id: number; texts: string[] }; result: void };
  vocabulary: { args: { id: number }; result: string[] };
  idfWeights: { args: { id: number }; result: Float32Array };
  setVocabulary: { args: { id: number; tokens: string[]; weights: Float32Array | undefined }; result: void };
  vectorize: { args: { id: number; texts: string[] }; result: IntTensor | FloatTensor };
  padSequences: { args: PadArguments; result: IntTensor };
  toCategorical: { args: { labels: Int32Array; classes: number | undefined }; result: FloatTensor };
  confusionMatrix: { args: { truth: Uint32Array; predicted: Uint32Array; classes: number }; result: Uint32Array };
}

/** The object in the worker: a tokenizer from the JSON text of its file, or a vectorization. */
export type TextSource = { kind: "tokenizer"; json: string } | { kind: "vectorization"; options: object };

/** Sequences: all their numbers, one after the other, and their lengths. */
export interface SequenceList {
  numbers: Int32Array;
  lengths: Uint32Array;
}

export interface PadArguments {
  sequences: SequenceList;
  maxlen: number | undefined;
  padding: string;
  truncating: string;
  value: number;
}

/** These calls need no engine. */
export const TEXT_METHODS = [
  "createText", "disposeText", "tokenizerJson", "fitOnTexts", "wordIndex", "segment", "textsToSequences",
  "sequencesToTexts", "textsToMatrix", "sequencesToMatrix", "adaptText", "adaptLayer", "vocabulary", "idfWeights",
  "setVocabulary",
  "vectorize", "padSequences", "toCategorical", "confusionMatrix",
] as const satisfies (keyof TextCalls)[];
