/**
 * Divides a text into words to search for. Chinese has no spaces, so each two neighbouring characters count as a word.
 * VitePress sends this function to the browser as a text, so it must not use anything from outside.
 */
export function words(text: string): string[] {
  return (text.toLowerCase().match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu) ?? []).flatMap((run) => {
    if (!/^\p{Script=Han}/u.test(run) || run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
  });
}
