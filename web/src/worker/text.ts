// Answers the calls of text preprocessing.

import type { KerasObject } from "../api/keras.ts";
import type { TextCalls } from "../protocol/index.ts";
import { found, type Handlers } from "./handlers.ts";
import { beside, lazily } from "./modules.ts";
import type { WasmText, WasmTextFront, WasmTextVectorization, WasmTokenizer } from "./wasm.ts";

/** The module is loaded at the first call. */
const text = lazily<WasmText>("text", beside("pupil-text.js"));

/** What makes numbers of the texts that a layer takes. The caller frees it. */
export const textFront = async (layer: KerasObject): Promise<WasmTextFront> => new (await text()).TextFront(layer);

export function textHandlers(): Handlers<keyof TextCalls> {
  const tokenizers = new Map<number, WasmTokenizer>();
  const vectorizations = new Map<number, WasmTextVectorization>();
  const tokenizer = (id: number) => found(tokenizers, id, "tokenizer");
  const vectorization = (id: number) => found(vectorizations, id, "text vectorization");
  return {
    async createText({ id, source }) {
      const module = await text();
      if (source.kind === "tokenizer") tokenizers.set(id, module.Tokenizer.fromJson(source.json));
      else vectorizations.set(id, new module.TextVectorization(source.options));
    },
    disposeText({ id }) {
      (tokenizers.get(id) ?? vectorizations.get(id))?.free();
      tokenizers.delete(id);
      vectorizations.delete(id);
    },
    tokenizerJson: ({ id }) => tokenizer(id).toJson(),
    fitOnTexts: ({ id, texts }) => tokenizer(id).fitOnTexts(texts),
    wordIndex: ({ id }) => tokenizer(id).wordIndex,
    segment: ({ id, texts }) => tokenizer(id).segment(texts),
    textsToSequences: ({ id, texts }) => tokenizer(id).textsToSequences(texts),
    sequencesToTexts: ({ id, sequences: { numbers, lengths } }) => tokenizer(id).sequencesToTexts(numbers, lengths),
    textsToMatrix: ({ id, texts, mode }) => tokenizer(id).textsToMatrix(texts, mode),
    sequencesToMatrix: ({ id, sequences: { numbers, lengths }, mode }) =>
      tokenizer(id).sequencesToMatrix(numbers, lengths, mode),
    async adaptLayer({ layer, texts }) {
      const front = await textFront(layer);
      try {
        return front.adapt(texts);
      } finally {
        front.free();
      }
    },
    adaptText: ({ id, texts }) => vectorization(id).adapt(texts),
    vocabulary: ({ id }) => vectorization(id).vocabulary,
    idfWeights: ({ id }) => vectorization(id).idfWeights,
    setVocabulary: ({ id, tokens, weights }) => vectorization(id).setVocabulary(tokens, weights),
    vectorize: ({ id, texts }) => vectorization(id).call(texts),
    padSequences: async ({ sequences: { numbers, lengths }, maxlen, padding, truncating, value }) =>
      (await text()).padSequences(numbers, lengths, maxlen, padding, truncating, value),
    toCategorical: async ({ labels, classes }) => (await text()).toCategorical(labels, classes),
    confusionMatrix: async ({ truth, predicted, classes }) => (await text()).confusionMatrix(truth, predicted, classes),
  };
}
