// Answers the calls of text preprocessing.

import { found, type Handlers } from "./handlers.ts";
import type { Wasm, WasmTextVectorization, WasmTokenizer } from "./wasm.ts";

type TextMethod =
  | "createText" | "disposeText" | "tokenizerJson" | "fitOnTexts" | "wordIndex" | "textsToSequences" | "sequencesToTexts"
  | "textsToMatrix" | "sequencesToMatrix" | "adaptText" | "vocabulary" | "idfWeights" | "setVocabulary" | "vectorize"
  | "padSequences" | "toCategorical" | "confusionMatrix";

/** `engine` gives the module, which is there when a call comes. */
export function textHandlers(engine: () => Wasm): Handlers<TextMethod> {
  const tokenizers = new Map<number, WasmTokenizer>();
  const vectorizations = new Map<number, WasmTextVectorization>();
  const tokenizer = (id: number) => found(tokenizers, id, "tokenizer");
  const vectorization = (id: number) => found(vectorizations, id, "text vectorization");
  return {
    createText({ id, kind, options }) {
      if (kind === "tokenizer") tokenizers.set(id, engine().Tokenizer.fromJson(options));
      else vectorizations.set(id, new (engine().TextVectorization)(options));
    },
    disposeText({ id }) {
      (tokenizers.get(id) ?? vectorizations.get(id))?.free();
      tokenizers.delete(id);
      vectorizations.delete(id);
    },
    tokenizerJson: ({ id }) => tokenizer(id).toJson(),
    fitOnTexts: ({ id, texts }) => tokenizer(id).fitOnTexts(texts),
    wordIndex: ({ id }) => tokenizer(id).wordIndex,
    textsToSequences: ({ id, texts }) => tokenizer(id).textsToSequences(texts),
    sequencesToTexts: ({ id, sequences: { numbers, lengths } }) => tokenizer(id).sequencesToTexts(numbers, lengths),
    textsToMatrix: ({ id, texts, mode }) => tokenizer(id).textsToMatrix(texts, mode),
    sequencesToMatrix: ({ id, sequences: { numbers, lengths }, mode }) =>
      tokenizer(id).sequencesToMatrix(numbers, lengths, mode),
    adaptText: ({ id, texts }) => vectorization(id).adapt(texts),
    vocabulary: ({ id }) => vectorization(id).vocabulary,
    idfWeights: ({ id }) => vectorization(id).idfWeights,
    setVocabulary: ({ id, tokens, weights }) => vectorization(id).setVocabulary(tokens, weights),
    vectorize: ({ id, texts }) => vectorization(id).call(texts),
    padSequences: ({ sequences: { numbers, lengths }, maxlen, padding, truncating, value }) =>
      engine().padSequences(numbers, lengths, maxlen, padding, truncating, value),
    toCategorical: ({ labels, classes }) => engine().toCategorical(labels, classes),
    confusionMatrix: ({ truth, predicted, classes }) => engine().confusionMatrix(truth, predicted, classes),
  };
}
