// A text as the pieces that are shown: words as the tokenizer cuts them, and what is between them.

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
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (const character of text) {
    const word = character !== " " && !FILTERS.includes(character);
    const last = found.at(-1);
    if (last?.word === word) last.text += character;
    else found.push({ text: character, word });
  }
  return found;
}
