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

/** The pieces of a text that was cut into these words. The pieces together are the text again. */
export function piecesOf(text: string, words: readonly string[]): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const word of words) {
    const at = text.indexOf(word, end);
    if (at < 0) continue;
    if (at > end) found.push({ text: text.slice(end, at), word: false });
    found.push({ text: word, word: true });
    end = at + word.length;
  }
  if (end < text.length) found.push({ text: text.slice(end), word: false });
  return found;
}

/** True if most letters of these texts are Chinese characters. */
export function isChinese(texts: readonly string[]): boolean {
  const count = (pattern: RegExp) => texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
  return count(/\p{Script=Han}/gu) > count(/\p{L}/gu) / 2;
}
