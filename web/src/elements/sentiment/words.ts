// A text as the pieces that are shown: words as the tokenizer cuts them, and what is between them.

/** How texts are cut into words: at spaces and punctuation. */
export type Cutting = "words";

/** Where Keras's tokenizer cuts besides spaces: punctuation except the apostrophe, tabs, line ends. */
const FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

/** Consecutive characters of the text: a word, or what separates words. */
export interface Piece {
  text: string;
  word: boolean;
}

/** Phones write ’ where the texts that models learn from have ', so “don’t” would be an unknown word. */
export const plainApostrophes = (text: string): string => text.replace(/[‘’ʼ＇]/g, "'");

/** Cuts a text where the tokenizer does. The pieces together are the text again. */
export function pieces(text: string, _cutting: Cutting = "words"): Piece[] {
  const found: Piece[] = [];
  for (const character of text) {
    const word = character !== " " && !FILTERS.includes(character);
    const last = found.at(-1);
    if (last?.word === word) last.text += character;
    else found.push({ text: character, word });
  }
  return found;
}

/** The text with a space between its words, as the tokenizer takes it. */
export const joined = (text: string, _cutting: Cutting): string => text;

/** The text with its word at `from` moved to the place of its word at `to`; what is between words stays. */
export function moved(text: string, from: number, to: number, cutting: Cutting): string {
  const all = pieces(text, cutting);
  const words = all.filter(({ word }) => word).map(({ text }) => text);
  words.splice(to, 0, ...words.splice(from, 1));
  return all.map((piece) => (piece.word ? words.shift()! : piece.text)).join("");
}
